"""What stands beside lines: places, closures, arrangements, agreements' ends."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Date, Select, bindparam, func, select
from sqlalchemy.orm import Session

from commissioning.agreements.models import AgreementTerm
from commissioning.groups.models import CapacityMeasure, CapacityStatement, Closure
from commissioning.volumes.models import Lot
from directory.services.freshness import FactKind
from directory.services.models import Confirmation
from directory.unchanged import each_while_unchanged


class ArrangementsConfirmed(NamedTuple):
    service_id: int
    confirmed_by: str
    confirmed_on: dt.date


_LINE_IDS: BindParameter[int] = bindparam("line_ids", expanding=True)
_SERVICE_IDS: BindParameter[int] = bindparam("service_ids", expanding=True)
_TODAY = bindparam("today", type_=Date)

_CAPACITY = (
    select(CapacityStatement.line_id, CapacityStatement.value)
    .where(
        CapacityStatement.line_id.in_(_LINE_IDS),
        CapacityStatement.measure == bindparam("measure", type_=CapacityStatement.measure.type),
        CapacityStatement.from_date <= _TODAY,
    )
    .order_by(CapacityStatement.from_date, CapacityStatement.recorded_at, CapacityStatement.id)
)

_CLOSURES = (
    select(Closure.line_id, Closure.reason)
    .where(
        Closure.from_date <= _TODAY,
        Closure.to_date >= _TODAY,
        Closure.withdrawn_at.is_(None),
    )
    .order_by(Closure.id)
)

_CLOSURES_AHEAD = (
    select(Closure.line_id, Closure.from_date, Closure.to_date)
    .where(
        Closure.line_id.in_(_LINE_IDS),
        Closure.to_date >= _TODAY,
        Closure.withdrawn_at.is_(None),
    )
    .order_by(Closure.from_date, Closure.id)
)

_CONFIRMATIONS = (
    select(Confirmation.service_id, Confirmation.confirmed_by, Confirmation.confirmed_on)
    .where(
        Confirmation.service_id.in_(_SERVICE_IDS),
        Confirmation.fact_kind == bindparam("fact_kind"),
    )
    .order_by(Confirmation.confirmed_on, Confirmation.id)
)

_NEWEST_TERM = (
    select(AgreementTerm.id)
    .where(AgreementTerm.agreement_id == Lot.agreement_id)
    .order_by(AgreementTerm.recorded_at.desc(), AgreementTerm.id.desc())
    .limit(1)
    .correlate(Lot)
    .scalar_subquery()
)

_ENDED_AGREEMENTS: Select[*tuple[Any, ...]] = (
    select(Lot.line_id, func.max(AgreementTerm.ends_on))
    .join(AgreementTerm, AgreementTerm.id == _NEWEST_TERM)
    .where(Lot.line_id.is_not(None))
    .group_by(Lot.line_id)
    .having(
        func.count() == func.count(AgreementTerm.ends_on),
        func.max(AgreementTerm.ends_on) < _TODAY,
    )
)
_ENDED_OF_LINES = _ENDED_AGREEMENTS.where(Lot.line_id.in_(_LINE_IDS))


def capacity_by_line(
    session: Session, line_ids: Sequence[int], *, measure: CapacityMeasure, today: dt.date
) -> dict[int, float]:
    """The newest statement in force today; a line without one is not in the answer."""
    return each_while_unchanged(session, _capacity, line_ids, measure=measure, today=today)


def _capacity(
    session: Session, line_ids: Sequence[int], *, measure: CapacityMeasure, today: dt.date
) -> dict[int, float]:
    asked = {"line_ids": line_ids, "measure": measure, "today": today}
    return dict(session.connection().execute(_CAPACITY, asked).all())


def closures_today(session: Session, *, today: dt.date) -> dict[int, str | None]:
    """The reason of each closure that covers today, by line: few in the whole country."""
    return dict(session.connection().execute(_CLOSURES, {"today": today}).all())


def closures_ahead(
    session: Session, line_ids: Sequence[int], *, today: dt.date
) -> dict[int, list[tuple[dt.date, dt.date]]]:
    """First and last day of each closure that has not ended, by line."""
    found: defaultdict[int, list[tuple[dt.date, dt.date]]] = defaultdict(list)
    for line_id, first, last in session.connection().execute(
        _CLOSURES_AHEAD, {"line_ids": line_ids, "today": today}
    ):
        found[line_id].append((first, last))
    return found


def agreements_ended(
    session: Session, line_ids: Sequence[int], *, today: dt.date
) -> dict[int, dt.date]:
    """The last day of lines all of whose agreements have ended; one without an end goes on."""
    return each_while_unchanged(session, _ended, line_ids, today=today)


def _ended(session: Session, line_ids: Sequence[int], *, today: dt.date) -> dict[int, dt.date]:
    rows = (
        session.connection().execute(_ENDED_OF_LINES, {"line_ids": line_ids, "today": today}).all()
    )
    return {row[0]: row[1] for row in rows}


def newest_arrangements(
    session: Session, service_ids: Sequence[int]
) -> dict[int, ArrangementsConfirmed]:
    """By service: who last confirmed that arrangements for treatment can be made."""
    return each_while_unchanged(session, _arrangements, service_ids)


def _arrangements(session: Session, service_ids: Sequence[int]) -> dict[int, ArrangementsConfirmed]:
    kind = FactKind.TREATMENT_ARRANGEMENTS.value
    rows = (
        session.connection()
        .execute(_CONFIRMATIONS, {"service_ids": service_ids, "fact_kind": kind})
        .all()
    )
    return {row[0]: ArrangementsConfirmed(*row) for row in rows}
