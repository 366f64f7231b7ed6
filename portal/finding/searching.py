"""From what was asked to the page of results: the place, the search, the queues behind the hits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy.orm import Session

from commissioning.availability.in_short import (
    QueuesPlaced,
    ServiceInShort,
    queues_placed,
    told_in_short,
)
from commissioning.availability.question import CourtQuestion
from commissioning.availability.statuses import OrderAsked
from commissioning.partnership.actions.naming import NamedAction
from directory.clock import local_date
from directory.places.models import LocalDeliveryUnit
from directory.schemes.models import Scheme
from directory.search.asking import find
from directory.search.catalogue import Catalogue
from directory.search.found import Hit, SearchAnswer
from directory.search.question import SearchQuestion
from directory.services.eligibility import AboutPerson
from portal.asking.onlooker import sight_of_reader
from portal.finding.asked import Asked
from portal.finding.called_beside import (
    PartnersCalled,
    actions_beside,
    called_beside,
    partners_beside,
    schemes_beside,
)
from portal.finding.places import ShownPlace, shown_place

NO_PARTNERS: Final = PartnersCalled()


@dataclass(frozen=True, slots=True)
class Searched:
    """The answer with what lists say of each service; `dropped_postcode`: one was not read.

    `order` is what is left of the order of the person asked about.
    """

    asked: Asked
    found: SearchAnswer
    place: ShownPlace | None
    in_short: dict[int, ServiceInShort]
    per_page: int
    as_at: dt.datetime
    dropped_postcode: bool = False
    order: OrderAsked | None = None
    schemes: tuple[tuple[Scheme, LocalDeliveryUnit], ...] = ()
    partners: PartnersCalled = NO_PARTNERS
    actions: tuple[NamedAction, ...] = ()

    @property
    def today(self) -> dt.date:
        return local_date(self.as_at)

    @property
    def is_answered_beside(self) -> bool:
        """It named a scheme or a partner that is here: it was not asked in vain."""
        return bool(self.schemes or self.partners.shown)

    @property
    def readable(self) -> Asked:
        """The question as it may stand in an address: without a postcode, wherever it stood."""
        asked = self.asked
        if asked.place and self.place is not None and self.place.is_postcode:
            asked = replace(asked, place="")
        if self.found.place is not None and self.found.place.is_postcode:
            asked = replace(asked, words=self.found.countable_words)
        return asked

    @property
    def shareable(self) -> Asked:
        """As somebody else may open it: without what would be measured from a home."""
        readable = replace(self.readable, is_anywhere=False)
        return readable if readable.place == self.asked.place else replace(readable, radius="")

    def shown(self, hits: Sequence[Hit]) -> Iterator[tuple[Hit, ServiceInShort]]:
        """The hits that the records still show when their queues are read."""
        for hit in hits:
            one = self.in_short.get(hit.service.service_id)
            if one is not None:
                yield hit, one


def search(
    session: Session,
    asked: Asked,
    *,
    catalogue: Catalogue,
    place: ShownPlace | None,
    about: AboutPerson | None,
    may_read_postcodes: bool,
    per_page: int,
    at: dt.datetime,
) -> Searched:
    """Raises `SearchRefused`. A postcode among the words is read only where the question was
    posted: in an address it would stay in histories and logs.
    """
    question = _question(asked, place, about, per_page)
    today = local_date(at)
    soonest = SoonestHere(session, about, at)
    found = find(session, question, catalogue=catalogue, today=today, soonest=soonest)
    dropped = found.place is not None and found.place.is_postcode and not may_read_postcodes
    if dropped:
        asked = replace(asked, words=found.countable_words)
        question = _question(asked, place, about, per_page)
        found = find(session, question, catalogue=catalogue, today=today, soonest=soonest)
    if place is None and found.place is not None:
        place = shown_place(found.place)  # by the words themselves
    area = None if place is None else place.area
    called = called_beside(found, asked.words, area, as_typed=asked.as_typed)
    return Searched(
        asked=asked,
        found=found,
        place=place,
        schemes=schemes_beside(session, called, found.schemes),
        partners=partners_beside(session, called, on=today),
        actions=actions_beside(session, called, on=today),
        in_short=_in_short(session, found, question, at, soonest.queues),
        per_page=per_page,
        as_at=at,
        dropped_postcode=dropped,
        order=OrderAsked(about.order_days_left) if about and about.order_days_left else None,
    )


def _question(
    asked: Asked, place: ShownPlace | None, about: AboutPerson | None, per_page: int
) -> SearchQuestion:
    filters = dict(asked.filters)
    if place is not None and place.region is not None:
        filters.setdefault("region", (place.region,))
    is_measured = place is not None and place.origin is not None
    return SearchQuestion(
        words=asked.words,
        filters=filters,
        origin=place.origin if place else None,
        radius_miles=float(asked.radius) if asked.radius and (is_measured or not place) else None,
        home_area=place.area if place else None,
        about=about,
        page=asked.page,
        per_page=per_page,
        explains=asked.explains,
        as_typed=asked.as_typed,
        elsewhere=asked.elsewhere,
        sight=sight_of_reader(),
    )


def _in_short(
    session: Session,
    found: SearchAnswer,
    question: SearchQuestion,
    at: dt.datetime,
    queues: QueuesPlaced | None,
) -> dict[int, ServiceInShort]:
    hits = [*found.hits, *found.apart, *(way.nearest for way in found.ways_out)]
    services = [hit.service for hit in hits]
    named = found.place.home_area if found.place else None
    asked = _asked_of(question.home_area or named, question.about)
    return told_in_short(session, services, asked, at, queues) if services else {}


class SoonestHere:
    """Ranks services by when somebody could start, and keeps the queues read for their cards."""

    def __init__(self, session: Session, about: AboutPerson | None, at: dt.datetime) -> None:
        self._session, self._about, self._at = session, about, at
        self.queues: QueuesPlaced | None = None

    def __call__(self, services: Sequence[int], home: str) -> Mapping[int, int]:
        question = _asked_of(home, self._about)
        self.queues = queues_placed(self._session, services, question, self._at)
        return self.queues.ranks()


def _asked_of(home: str | None, about: AboutPerson | None) -> CourtQuestion:
    order_days = about.order_days_left if about else None
    home_areas = (home,) if home else ()
    return CourtQuestion(home_areas, None, order_days, about, sight=sight_of_reader())
