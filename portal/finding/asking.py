"""From what was sent to its answer: form, place and search; or the form with its errors."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from directory.clock import local_date
from directory.errors import DirectoryError
from directory.search.errors import SearchRefused
from directory.search.question import PER_PAGE
from directory.search.shelf import CardShelf
from directory.services.eligibility import AboutPerson
from portal.asking.homes import TAKEN_OUT
from portal.asking.sealed_question import ASKED_NOTHING, SealedQuestion
from portal.finding.asked import Asked
from portal.finding.catalogue import catalogue
from portal.finding.forms import SEALED_AS, SearchForm
from portal.finding.homes import HomePlace, home_place, home_words
from portal.finding.places import (
    PostcodeInAddress,
    ShownPlace,
    is_postcode,
    named_place,
    posted_place,
)
from portal.finding.results_csv import AT_A_TIME, MOST_ROWS
from portal.finding.searching import Searched, search

OF_THIS_FORM = (*SEALED_AS.values(), "near")


@dataclass(frozen=True, slots=True)
class Answered:
    """`searched` is None where the form has errors, but for a place that cannot be read: that
    takes nothing away from the list that needs no place.
    """

    form: SearchForm
    asked: Asked
    searched: Searched | None = None


@dataclass(frozen=True, slots=True)
class Posted:
    """A form that was sent: what of it an address may show, and what it must hide.

    With errors `searched` is as in `Answered`.
    """

    form: SearchForm
    asked: Asked
    hidden: SealedQuestion = ASKED_NOTHING
    searched: Searched | None = None


def ask(
    session: Session,
    sent: MultiDict[str, str],
    hidden: SealedQuestion = ASKED_NOTHING,
    *,
    per_page: int,
    at: dt.datetime,
) -> Answered:
    """`hidden` is what the address asks about a person. Raises `SearchRefused`."""
    asked = Asked.of(sent)
    home = "" if asked.place or asked.is_anywhere else home_words(hidden)
    shelf = catalogue().view(session, today=local_date(at)).shelf
    facts = {name: hidden.every(kept) for name, kept in SEALED_AS.items()}
    form = _form(replace(asked, place=asked.place or home), shelf, facts)
    place = _place(asked.place, form, shelf, home=home) if form.validate() else None
    if form.errors:
        return Answered(form, asked, _without_place(session, asked, form, per_page, at))
    asked, about = replace(asked, place=asked.place or home), form.question()
    searched = _search(session, asked, place, about, per_page=per_page, at=at)
    form.q.data = searched.asked.words
    return Answered(form, asked, searched)


def posted(
    session: Session, sent: MultiDict[str, str], before: SealedQuestion, *, at: dt.datetime
) -> Posted:
    """What was entered, with what was asked `before` of the same person and is not asked here.

    Raises `SearchRefused`; a postcode goes into what is hidden, wherever it stood.
    """
    asked, among = _postcode_apart(session, Asked.of(sent), at)
    shelf = catalogue().view(session, today=local_date(at)).shelf
    form = _form(asked, shelf, {name: tuple(sent.getlist(name)) for name in SEALED_AS})
    home = _posted_home(asked.place or among, form, shelf) if form.validate() else None
    if form.errors:
        less = _without_place(session, asked, form, PER_PAGE, at)
        return Posted(form, asked, searched=less)
    kept = before.without(*OF_THIS_FORM, *(("area", "postcode", "note") if home else ()))
    facts = [*kept.pairs(), *form.facts(), *(home.facts() if home else ())]
    return Posted(form, _readable(asked, home, before), SealedQuestion.of(facts))


def moved(
    session: Session, sent: MultiDict[str, str], before: SealedQuestion, *, at: dt.datetime
) -> Posted | None:
    """As if what stands in an address had been posted; None where no postcode in it can be read.

    Facts of a person come from what was asked `before` alone. Raises `SearchRefused`.
    """
    asked = Asked.of(sent)
    if not (is_postcode(asked.place) or is_postcode(asked.words)):
        return None
    facts = [(name, one) for name, kept in SEALED_AS.items() for one in before.every(kept)]
    found = posted(session, MultiDict([*asked.pairs(), *facts]), before, at=at)
    if found.form.errors or not found.hidden.first("near"):
        return None
    note = gettext(TAKEN_OUT, code=found.hidden.first("near"))
    hidden = SealedQuestion.of([*found.hidden.without("note").pairs(), ("note", note)])
    return replace(found, hidden=hidden)


def every_page(
    session: Session, sent: MultiDict[str, str], *, at: dt.datetime
) -> Iterator[Searched]:
    """The whole list, a few hundred at a time. Refuses before the first page is taken."""
    first = ask(session, sent, per_page=AT_A_TIME, at=at)
    if first.searched is None or first.form.errors:
        field = next(field for field in first.form if field.errors)
        raise SearchRefused(field.name, str(field.errors[0]))
    return _pages(session, first.searched, at)


def _without_place(
    session: Session, asked: Asked, form: SearchForm, per_page: int, at: dt.datetime
) -> Searched | None:
    """The answer that needs no place, where nothing but the place is wrong."""
    if set(form.errors) != {form.place.name}:
        return None
    anywhere = replace(asked, place="", radius="", is_anywhere=True)
    return _search(session, anywhere, None, form.question(), per_page=per_page, at=at)


def _pages(session: Session, first: Searched, at: dt.datetime) -> Iterator[Searched]:
    yield first
    last = min(MOST_ROWS, first.found.total) // AT_A_TIME + 1
    place = first.place if first.asked.place else None
    for page in range(2, last + 1):
        asked = replace(first.asked, page=page)
        yield _search(session, asked, place, None, per_page=AT_A_TIME, at=at)


def _form(asked: Asked, shelf: CardShelf, facts: dict[str, tuple[str, ...]]) -> SearchForm:
    """Facts of a person are never read from what stands in an address for all to see."""
    form = SearchForm()
    form.offer(shelf.rule_sets[0])
    public = {"q": asked.words, "place": asked.place, "radius": asked.radius}
    form.process(MultiDict({**{name: list(some) for name, some in facts.items()}, **public}))
    return form


def _place(typed: str, form: SearchForm, shelf: CardShelf, *, home: str) -> ShownPlace | None:
    """What stands in the field "near", where it stands for anything; else an error at it."""
    try:
        if home:
            return posted_place(home)
        if not typed:
            return None
        if not is_postcode(typed):
            return named_place(typed, shelf)
        form.place.data = ""
        raise PostcodeInAddress
    except DirectoryError as refusal:
        form.place.errors = [str(refusal)]
        return None


def _postcode_apart(session: Session, asked: Asked, at: dt.datetime) -> tuple[Asked, str]:
    """The question without the postcode that stood among its words; no figure, no postcode."""
    if not any(letter.isdigit() for letter in asked.words):
        return asked, ""
    alone = Asked(words=asked.words)
    found = _search(session, alone, None, None, reads_postcodes=True, per_page=1, at=at).found
    if found.place is None or not found.place.is_postcode:
        return asked, ""
    return replace(asked, words=found.countable_words), found.place.name


def _posted_home(typed: str, form: SearchForm, shelf: CardShelf) -> HomePlace | None:
    """Where the postcode lies that was entered; None for a town, or an error at the field."""
    try:
        if typed and is_postcode(typed):
            return home_place(typed)
        if typed:
            named_place(typed, shelf)
    except DirectoryError as refusal:
        form.place.errors = [str(refusal)]
    return None


def _readable(asked: Asked, home: HomePlace | None, before: SealedQuestion) -> Asked:
    """What an address may show of it. A field left empty means anywhere, home or no home."""
    if home is not None:
        return replace(asked, place="", is_anywhere=False)
    return replace(asked, is_anywhere=not asked.place and bool(before.first("postcode")))


def _search(
    session: Session,
    asked: Asked,
    place: ShownPlace | None,
    about: AboutPerson | None,
    *,
    reads_postcodes: bool = False,
    per_page: int,
    at: dt.datetime,
) -> Searched:
    return search(
        session,
        asked,
        catalogue=catalogue(),
        place=place,
        about=about,
        may_read_postcodes=reads_postcodes,
        per_page=per_page,
        at=at,
    )
