"""What stands behind each fact of a line: stated on a day, confirmed since, observed since.

| fact | stated | confirmed | observed |
|---|---|---|---|
| start date | of groups: of the next, when it was said | that dates are right | the last start |
| places | the newest statement; of beds, of vacancies | that they still are | refused as full |
| intake | the terms in force, or days when it is shut | how to refer | the last referral received |

What confirms must be newer than what it confirms. Nobody said so: None.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.availability.contradictions import RefusedAsFull, lines_refused_as_full
from commissioning.groups.models import (
    CapacityMeasure,
    CapacityStatement,
    Closure,
    Group,
    GroupStatement,
    GroupStatus,
)
from commissioning.lines.models import Line, LineConfirmation, LineFigures, LineTerms
from commissioning.referrals.models import Referral
from directory.clock import local_date
from directory.delivery import DeliveryKind
from directory.listings.telephoned import all_told_by_telephone
from directory.services.freshness import FactKind
from directory.services.models import Service
from directory.services.queries import last_confirmed
from directory.unchanged import while_unchanged


class BackedFact(enum.StrEnum):
    START_DATE = "start_date"
    PLACES = "places"
    INTAKE = "intake"


class Intake(enum.StrEnum):
    OPEN = "open"
    SHUT = "shut"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Backing:
    """The best that is known of one fact. `stated_by` is for those who keep the listing alone.

    `by_telephone`: the word that holds was told by telephone. `refused`: what is observed
    contradicts it. `intake` is said of intake, and until when it is shut.
    """

    fact: BackedFact
    stated_on: dt.date | None = None
    stated_by: str | None = None
    confirmed_on: dt.date | None = None
    observed_on: dt.date | None = None
    by_telephone: bool = False
    refused: RefusedAsFull | None = None
    intake: Intake | None = None
    until: dt.date | None = None

    @property
    def says_something(self) -> bool:
        days = (self.stated_on, self.confirmed_on, self.observed_on)
        return any(day is not None for day in days)


@dataclass(frozen=True, slots=True)
class _Said:
    """A statement, and what happened beside it."""

    on: dt.date
    by: str | None = None
    intake: Intake = Intake.OPEN
    until: dt.date | None = None


@dataclass(frozen=True, slots=True)
class _Records:
    """What was read of some lines, by internal line id, and of their services."""

    kinds: Mapping[int, tuple[int, DeliveryKind]]
    groups: Mapping[int, _Said]
    places: Mapping[int, _Said]
    intake: Mapping[int, _Said]
    confirmed: Mapping[tuple[int, str], dt.date]
    of_service: Mapping[int, Mapping[FactKind, dt.date]]
    started: Mapping[int, dt.date]
    received: Mapping[int, dt.date]
    refused: Mapping[int, RefusedAsFull]
    told: Mapping[int, Mapping[FactKind, frozenset[dt.date]]]


def backing_of(
    session: Session, line_ids: Sequence[int], *, today: dt.date
) -> dict[int, tuple[Backing, ...]]:
    """By internal line id, in the order of `BackedFact`; what nothing is known of is left out."""
    records = _read(session, line_ids, today)
    return {key: tuple(_backing(key, records)) for key in records.kinds}


def _backing(key: int, records: _Records) -> list[Backing]:
    service_id, kind = records.kinds[key]
    clock = FactKind.VACANCIES if kind is DeliveryKind.BED else FactKind.START_DATES
    told = records.told.get(service_id, {}).get(clock, frozenset())
    confirmed, of_service = records.confirmed, records.of_service.get(service_id, {})
    of_dates = confirmed.get((key, FactKind.START_DATES))
    still_free = confirmed.get((key, clock)) if kind is DeliveryKind.BED else None
    dates, places, intake = (
        one.get(key) for one in (records.groups, records.places, records.intake)
    )
    found = [
        Backing(
            BackedFact.START_DATE, *_stated(dates, of_dates), records.started.get(key),
            by_telephone=_is_told(dates, of_dates, told),
        ),
        Backing(
            BackedFact.PLACES, *_stated(places, still_free or of_service.get(FactKind.PLACES)),
            by_telephone=_is_told(places, still_free, told), refused=records.refused.get(key),
        ),
        Backing(
            BackedFact.INTAKE, *_stated(intake, of_service.get(FactKind.REFERRAL_ROUTE)),
            records.received.get(key), intake=None if intake is None else intake.intake,
            until=None if intake is None else intake.until,
        ),
    ]  # fmt: skip
    return [one for one in found if one.says_something]


def _stated(
    said: _Said | None, confirmed_on: dt.date | None
) -> tuple[dt.date | None, str | None, dt.date | None]:
    """With the confirming, where that is newer."""
    if said is None:
        return None, None, confirmed_on
    is_newer = confirmed_on is not None and confirmed_on > said.on
    return said.on, said.by, confirmed_on if is_newer else None


def _is_told(said: _Said | None, confirmed_on: dt.date | None, told: frozenset[dt.date]) -> bool:
    """Whether the newest word is one of those told by telephone."""
    days = [day for day in (None if said is None else said.on, confirmed_on) if day is not None]
    return bool(days) and max(days) in told


def _read(session: Session, line_ids: Sequence[int], today: dt.date) -> _Records:
    kinds = _kinds(session, line_ids)
    services = [service_id for service_id, _ in kinds.values()]
    return _Records(
        kinds=kinds,
        groups=_groups(session, line_ids, today),
        places=_places(session, kinds, today),
        intake=_intake(session, line_ids, today),
        confirmed=_confirmed(session, line_ids, today),
        of_service=last_confirmed(session, services, on=today),
        started=_last_starts(session, line_ids, today),
        received=_last_received(session, line_ids, today),
        refused=while_unchanged(session, lines_refused_as_full, today=today),
        told=while_unchanged(session, all_told_by_telephone, on=today),
    )


def _kinds(session: Session, line_ids: Sequence[int]) -> dict[int, tuple[int, DeliveryKind]]:
    rows = session.execute(
        select(Line.id, Line.service_id, Service.delivery_kind)
        .join(Service, Service.id == Line.service_id)
        .where(Line.id.in_(line_ids))
        .order_by(Line.id)
    )
    return {row[0]: (row[1], row[2]) for row in rows}


def _groups(session: Session, line_ids: Sequence[int], today: dt.date) -> dict[int, _Said]:
    """Of the group that is next: when it was last said to be planned for that day."""
    newest = {}
    rows = session.execute(
        select(Group.line_id, Group.id, GroupStatement)
        .join(GroupStatement, GroupStatement.group_id == Group.id)
        .where(Group.line_id.in_(line_ids))
        .order_by(GroupStatement.recorded_at, GroupStatement.id)
    )
    for line_id, group_id, stated in rows:
        newest[group_id] = (line_id, stated)
    ahead = [
        (stated.current_start, line_id, stated)
        for line_id, stated in newest.values()
        if stated.status is GroupStatus.PLANNED and stated.current_start >= today
    ]
    found: dict[int, _Said] = {}
    for _, line_id, stated in sorted(ahead, key=lambda one: one[:2]):
        found.setdefault(line_id, _Said(local_date(stated.recorded_at)))
    return found


def _places(
    session: Session, kinds: Mapping[int, tuple[int, DeliveryKind]], today: dt.date
) -> dict[int, _Said]:
    rows = session.scalars(
        select(CapacityStatement)
        .where(CapacityStatement.line_id.in_(kinds), CapacityStatement.from_date <= today)
        .order_by(CapacityStatement.recorded_at, CapacityStatement.id)
    )
    return {
        one.line_id: _Said(one.stated_on, one.stated_by)
        for one in rows
        if (one.measure is CapacityMeasure.VACANCIES) is (kinds[one.line_id][1] is DeliveryKind.BED)
    }


def _intake(session: Session, line_ids: Sequence[int], today: dt.date) -> dict[int, _Said]:
    """By the terms in force; shut where a closure covers today. Only a person's word closes it."""
    rows = session.scalars(
        select(LineTerms)
        .join(LineFigures, LineFigures.terms_id == LineTerms.id)
        .where(LineFigures.line_id.in_(line_ids))
    )
    found = {one.line_id: _by_terms(one, today) for one in rows}
    shut = session.scalars(
        select(Closure)
        .where(
            Closure.line_id.in_(line_ids),
            Closure.from_date <= today,
            Closure.to_date >= today,
            Closure.withdrawn_at.is_(None),
        )
        .order_by(Closure.id)
    )
    for one in shut:
        if one.line_id not in found or found[one.line_id].intake is Intake.OPEN:
            said = _Said(local_date(one.recorded_at), None, Intake.SHUT, one.to_date)
            found[one.line_id] = said
    return found


def _by_terms(terms: LineTerms, today: dt.date) -> _Said:
    is_closed = terms.closed_on is not None and terms.closed_on <= today
    return _Said(local_date(terms.recorded_at), None, Intake.CLOSED if is_closed else Intake.OPEN)


def _confirmed(
    session: Session, line_ids: Sequence[int], today: dt.date
) -> dict[tuple[int, str], dt.date]:
    one = LineConfirmation
    rows = session.execute(
        select(one.line_id, one.fact_kind, func.max(one.confirmed_on))
        .where(one.line_id.in_(line_ids), one.confirmed_on <= today)
        .group_by(one.line_id, one.fact_kind)
    )
    return {(row[0], row[1]): row[2] for row in rows}


def _last_starts(session: Session, line_ids: Sequence[int], today: dt.date) -> dict[int, dt.date]:
    rows = session.execute(
        select(Referral.line_id, func.max(Referral.started_on))
        .where(Referral.line_id.in_(line_ids), Referral.started_on <= today)
        .group_by(Referral.line_id)
    )
    return {key: day for key, day in rows if day is not None}


def _last_received(session: Session, line_ids: Sequence[int], today: dt.date) -> dict[int, dt.date]:
    rows = session.execute(
        select(LineFigures.line_id, LineFigures.last_received_on).where(
            LineFigures.line_id.in_(line_ids), LineFigures.last_received_on <= today
        )
    )
    return {key: day for key, day in rows if day is not None}
