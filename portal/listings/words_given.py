"""The words given of a service beside its wording, as its history tells them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from sqlalchemy.orm import Session

from commissioning.groups.models import CapacityMeasure
from commissioning.listings.words_given import (
    PlacesWord,
    WordGiven,
    WordsWay,
    confirmations_of,
    words_of_lines,
)
from directory.audit.speaking import acting_words
from directory.listings.history import life_of
from directory.services.models import Service
from portal.finding.listing_words import fact_kind_names
from portal.formatting import in_words
from portal.listings.acts_told import shown_acts
from portal.listings.pages import ShownDeed, shown_deeds

_MEASURES: Final = {
    CapacityMeasure.PLACES: ("place at one time", "places at one time"),
    CapacityMeasure.VACANCIES: ("free bed", "free beds"),
}
"""Of one, and of any other number."""


def history_of(
    session: Session, service: Service, *, hides: bool, may_roll_back: bool
) -> tuple[ShownDeed, ...]:
    """Newest first. Of lines nothing to whoever acts for another, as on the listing's page."""
    life = life_of(session, service)
    moments = {one.at for one in life}
    words = confirmations_of(session, service, told=moments)
    if not acting_words(session):
        words += words_of_lines(session, service)
    deeds = shown_deeds(life, hides=hides, may_roll_back=may_roll_back)
    acts = shown_acts(session, service, told=moments)
    return tuple(sorted((*deeds, *acts, *_shown(words)), key=lambda one: one.at, reverse=True))


def _shown(words: Iterable[WordGiven]) -> Iterator[ShownDeed]:
    for one in words:
        yield ShownDeed(one.at, f"{_what(one)}{_way(one)}", "", False, (), (), None)


def _what(one: WordGiven) -> str:
    of_line = f" of {one.line}" if one.line else ""
    if one.places is not None:
        return f"{one.said_by} told {_places(one.places)}{of_line}"
    names = fact_kind_names()
    facts = "; ".join(_lower(names[kind]) for kind in one.facts)
    return f"{one.said_by} said that this is still right{of_line}: {facts}"


def _lower(name: str) -> str:
    return name[:1].lower() + name[1:]


def _places(told: PlacesWord) -> str:
    before = "nothing was told before" if told.before is None else f"before: {told.before:g}"
    one, many = _MEASURES[told.measure]
    what = one if told.value == 1 else many
    return f"{told.value:g} {what} from {in_words(told.from_date)} ({before})"


def _way(one: WordGiven) -> str:
    if one.way is WordsWay.FILE:
        called = f"the file {one.file}" if one.file else "a file"
        return f", by {called}, sent by {one.kept_by}"
    if one.way is WordsWay.LINK:
        return ", by the link of an e-mail"
    return "" if one.said_by.startswith(one.kept_by) else f", entered by {one.kept_by}"
