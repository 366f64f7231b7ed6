"""What of a service somebody must say is still right, and saying so of exactly what was shown.

A fact is called by its kind, for a line with its queue and what it says now: whoever confirms
confirms that and nothing else. A date that has passed can only be stated anew.
"""

from __future__ import annotations

import datetime as dt
import enum
import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.availability.contradictions import RefusedAsFull, lines_refused_as_full
from commissioning.errors import CommissioningError
from commissioning.groups.models import CapacityMeasure, GroupStatus
from commissioning.groups.queries import (
    StatedGroup,
    capacity_of_line,
    groups_of_line,
    lines_without_a_start_ahead,
)
from commissioning.lines.models import Line, LineFigures
from commissioning.lines.queries import lines_of_service, open_lines
from commissioning.lines.still_right import say_still_right
from directory.clock import local_date
from directory.delivery import DeliveryKind
from directory.listings.errors import LookAgain
from directory.listings.wording import hold_listing, published_as, published_now
from directory.people.models import Person
from directory.services.confirming import ConfirmationMade, confirm_many
from directory.services.freshness import (
    FactKind,
    expires_on,
    is_confirmed,
    is_ring_first,
    shelf_lives_days,
)
from directory.services.listing_fields import LISTING_FIELDS
from directory.services.models import Service, ServiceSite
from directory.services.queries import last_confirmed
from directory.unchanged import while_unchanged

OF_SERVICE: Final = (
    FactKind.TELEPHONE,
    FactKind.REFERRAL_ROUTE,
    FactKind.ELIGIBILITY,
    FactKind.WORDING,
    FactKind.AREAS,
    FactKind.SITES,
)

SHOWN_IN: Final[Mapping[FactKind, tuple[str, ...]]] = MappingProxyType(
    {
        kind: tuple(one.name for one in LISTING_FIELDS if one.confirmed_as == kind.value)
        for kind in OF_SERVICE
    }
)
"""The facts of a whole service, and the fields of its listing in which each is read."""

SOON_AFTER: Final = 0.6
"""The share of its shelf life after which a fact is due to be looked at."""


class FactStanding(enum.StrEnum):
    RIGHT = "right"
    SOON = "soon"
    OVERDUE = "overdue"
    RING_FIRST = "ring_first"
    NEVER = "never"
    PASSED = "passed"

    @property
    def is_due(self) -> bool:
        return self is not FactStanding.RIGHT

    @property
    def can_be_confirmed(self) -> bool:
        """A date that has passed is stated anew: nobody can say that it is still right."""
        return self is not FactStanding.PASSED


@dataclass(frozen=True, slots=True)
class ServiceFact:
    """`name` is what it is confirmed by; `start` the line's next planned group, `free` its beds.

    `refused`: what happens to those referred to the line contradicts the places stated of it.
    """

    name: str
    kind: FactKind
    standing: FactStanding
    confirmed_on: dt.date | None = None
    line: Line | None = None
    start: dt.date | None = None
    free: int | None = None
    is_of_groups: bool = False
    refused: RefusedAsFull | None = None

    @property
    def until(self) -> dt.date | None:
        """The last day on which it may be shown as current."""
        return None if self.confirmed_on is None else expires_on(self.kind, self.confirmed_on)


class NoSuchFact(CommissioningError):
    """What would be confirmed is no fact of the service any more."""

    def __init__(self) -> None:
        super().__init__("What you would confirm was changed or is no more. Look at it again.")


class DateHasPassed(CommissioningError):
    """A start date that is over."""

    def __init__(self, line: Line) -> None:
        self.line = line
        super().__init__(f"The start date of {line.name} has passed: enter the next one instead.")


def standing_of(kind: FactKind, confirmed_on: dt.date | None, today: dt.date) -> FactStanding:
    if confirmed_on is None:
        return FactStanding.NEVER
    if is_ring_first(kind, confirmed_on, today):
        return FactStanding.RING_FIRST
    if not is_confirmed(kind, confirmed_on, today):
        return FactStanding.OVERDUE
    soon = confirmed_on + dt.timedelta(days=round(shelf_lives_days()[kind] * SOON_AFTER))
    return FactStanding.SOON if today >= soon else FactStanding.RIGHT


def facts_of(session: Session, service: Service, *, today: dt.date) -> list[ServiceFact]:
    """Lines first, by name; then the facts of the whole service, what ages soonest first.

    Where nothing is stated nothing can be right. Raises `NotOnOffer`.
    """
    confirmed = last_confirmed(session, [service.id], on=today).get(service.id, {})
    of_service = [
        ServiceFact(kind.value, kind, standing_of(kind, day, today), day)
        for kind in kinds_stated(session, service)
        for day in [confirmed.get(kind)]
    ]
    return [*_of_lines(session, service, today), *of_service]


def kinds_stated(session: Session, service: Service) -> tuple[FactKind, ...]:
    """The facts of the whole service of which anything is said: provider and readers have the same
    ones to wonder about. Raises `NotOnOffer`."""
    says = published_now(session, service).says
    return tuple(
        kind
        for kind, names in SHOWN_IN.items()
        if (any(says[name] for name in names) if names else _is_stated(session, service, kind))
    )


def _is_stated(session: Session, service: Service, kind: FactKind) -> bool:
    """A service that was offered on a page has areas, and perhaps no place that is stated."""
    if kind is not FactKind.SITES:
        return True
    of_service = select(ServiceSite.id).where(ServiceSite.service_id == service.id)
    return session.scalar(of_service.limit(1)) is not None


def _of_lines(session: Session, service: Service, today: dt.date) -> Iterator[ServiceFact]:
    lines = lines_of_service(session, service.id)
    are_open = open_lines(session, [line.id for line in lines], on=today)
    without = lines_without_a_start_ahead(session, sorted(are_open), on=today)
    refused = while_unchanged(session, lines_refused_as_full, today=today)
    for line in sorted(lines, key=lambda one: (one.name, one.id)):
        if line.id not in are_open:
            continue
        figures = session.get(LineFigures, line.id)
        if service.delivery_kind is DeliveryKind.BED:
            fact = _beds(session, line, figures, today)
            yield replace(fact, refused=refused.get(line.id))
        elif service.delivery_kind.is_queued:
            fact = _dates(session, line, figures, today, is_passed=line.id in without)
            is_of_groups = service.delivery_kind is DeliveryKind.CLOSED_GROUP
            yield replace(fact, is_of_groups=is_of_groups, refused=refused.get(line.id))


def _dates(
    session: Session, line: Line, figures: LineFigures | None, today: dt.date, *, is_passed: bool
) -> ServiceFact:
    ahead = starts_ahead(session, line, today=today)
    start = ahead[0].stated.current_start if ahead else None
    day = None if figures is None else figures.dates_confirmed_on
    standing = standing_of(FactKind.START_DATES, day, today)
    name = f"{FactKind.START_DATES.value} {line.public_id} {start or '-'}"
    return ServiceFact(
        name,
        FactKind.START_DATES,
        FactStanding.PASSED if is_passed else standing,
        day,
        line,
        start,
    )


def _beds(session: Session, line: Line, figures: LineFigures | None, today: dt.date) -> ServiceFact:
    stated = [
        one
        for one in capacity_of_line(session, line.id, measure=CapacityMeasure.VACANCIES)
        if one.from_date <= today
    ]
    free = round(stated[-1].value) if stated else None
    day = None if figures is None else figures.vacancies_confirmed_on
    name = f"{FactKind.VACANCIES.value} {line.public_id} {'-' if free is None else free}"
    standing = standing_of(FactKind.VACANCIES, day, today) if stated else FactStanding.PASSED
    return ServiceFact(name, FactKind.VACANCIES, standing, day, line, free=free)


def starts_ahead(session: Session, line: Line, *, today: dt.date) -> list[StatedGroup]:
    """Groups planned for today or later, the soonest first."""
    return [
        one
        for one in groups_of_line(session, line.id, first=today)
        if one.stated.status is GroupStatus.PLANNED
    ]


def confirm_facts(
    session: Session,
    service: Service,
    names: Collection[str],
    *,
    seen: int,
    confirmed_by: str,
    by: Person,
    at: dt.datetime,
    by_link: bool = False,
) -> int:
    """Of how many facts this is news; the same again on the same day changes nothing.

    `seen` is the number of the wording that was shown. All that is named or nothing: raises
    `NoSuchFact`, `DateHasPassed`, `NotOnOffer` and `LookAgain`.
    """
    hold_listing(session, service)
    today = local_date(at)
    known = {fact.name: fact for fact in facts_of(session, service, today=today)}
    if not names or not set(names) <= known.keys():
        raise NoSuchFact
    chosen = [fact for name, fact in known.items() if name in names]
    for fact in chosen:
        if fact.line is not None and not fact.standing.can_be_confirmed:
            raise DateHasPassed(fact.line)
    of_service = [fact.kind for fact in chosen if fact.line is None]
    _refuse_other_wording(session, service, of_service, seen=seen)
    said = [
        ConfirmationMade(service, kind, today, confirmed_by, by_link=by_link) for kind in of_service
    ]
    news = confirm_many(session, said, by=by, at=at)
    for fact in chosen:
        if fact.line is not None:
            news += say_still_right(
                session, [fact.line], kind=fact.kind, on=today,
                confirmed_by=confirmed_by, by_link=by_link, by=by, at=at,
            )  # fmt: skip
    return news


def _refuse_other_wording(
    session: Session, service: Service, kinds: Sequence[FactKind], *, seen: int
) -> None:
    if set(kinds) & reworded_since(session, service, seen=seen):
        raise LookAgain


def reworded_since(session: Session, service: Service, *, seen: int) -> set[FactKind]:
    """The facts of which readers see something else than in the wording of that number."""
    now, then = published_now(session, service), published_as(session, service, seen)
    return {
        kind
        for kind, names in SHOWN_IN.items()
        if any(now.says[name] != then[name] for name in names)
    }


def line_of(session: Session, service: Service, public_id: uuid.UUID) -> Line | None:
    """The service's own; None for any other."""
    lines = lines_of_service(session, service.id)
    return next((line for line in lines if line.public_id == public_id), None)
