"""A line's facts as the document of `start-dates`, as of a day and as known at a moment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from commissioning.agreements.models import AgreementTerm
from commissioning.availability.document_checking import SCHEMA_VERSION
from commissioning.availability.order_length import DEFAULT_ORDER_DAYS
from commissioning.availability.referral_records import referral_records
from commissioning.bank_holidays import holidays_between
from commissioning.groups.models import (
    CapacityMeasure,
    CapacityStatement,
    Closure,
    Group,
    GroupStatement,
)
from commissioning.lines.errors import TermsNotStated
from commissioning.lines.models import Line, LineTerms
from commissioning.lines.queries import terms_in_force
from commissioning.volumes.models import Lot
from directory.delivery import DeliveryKind
from directory.services.models import Service

HISTORY_DAYS = 730

Document = dict[str, Any]
Moment = dt.datetime | None


def document_for(
    session: Session, line: Line, *, as_of: dt.date, known_at: Moment = None
) -> Document:
    """What was true of the line by the end of `as_of`, as far as it was recorded by `known_at`.

    `known_at` None means everything recorded until now. Two questions are asked, for
    standard and for priority people, over an order of `DEFAULT_ORDER_DAYS`.
    """
    terms = terms_in_force(session, line.id, known_at=known_at)
    if terms is None:
        raise TermsNotStated(line.external_id)
    service = _service(session, line, terms, as_of=as_of, known_at=known_at)
    first = as_of - dt.timedelta(days=HISTORY_DAYS)
    return {
        "schema_version": SCHEMA_VERSION,
        "as_of": as_of.isoformat(),
        "bank_holidays": _bank_holidays(first, as_of + dt.timedelta(days=DEFAULT_ORDER_DAYS)),
        "services": [service],
        "referrals": referral_records(session, line, as_of=as_of, since=first, known_at=known_at),
        "questions": [_question(service, priority) for priority in ("standard", "priority")],
    }


def by_then(
    recorded_at: InstrumentedAttribute[dt.datetime], known_at: Moment
) -> ColumnElement[bool]:
    """The clause that leaves out what had not been recorded yet."""
    return true() if known_at is None else recorded_at <= known_at


@lru_cache(maxsize=32)
def _bank_holidays(first: dt.date, last: dt.date) -> list[str]:
    return [day.isoformat() for day, _is_expected in holidays_between(first, last)]


def _question(service: dict[str, Any], priority: str) -> dict[str, Any]:
    return {
        "id": priority,
        "service_id": service["id"],
        "priority": priority,
        "order_days": DEFAULT_ORDER_DAYS,
        "target_days": service["target_days"],
    }


def _service(
    session: Session, line: Line, terms: LineTerms, *, as_of: dt.date, known_at: Moment
) -> dict[str, Any]:
    kind = session.scalars(select(Service.delivery_kind).where(Service.id == line.service_id)).one()
    described = {
        "id": str(line.public_id),
        "kind": kind.value,
        "opened_on": terms.opened_on.isoformat(),
        "contract_end": _iso(_contract_end(session, line.id, known_at)),
        "closed_on": _iso(terms.closed_on),
        "target_days": terms.target_days,
        "allocation": terms.allocation.value,
        "capacity": _capacity(session, line.id, known_at),
        "closures": _closures(session, line.id, known_at),
    }
    described |= _weekly_terms(terms)
    if kind is DeliveryKind.CLOSED_GROUP:
        cohorts = _cohorts(session, line.id, as_of=as_of, known_at=known_at)
        described["cohorts"] = cohorts
        described["capacity"] = described["capacity"] or _places_of_newest(cohorts, terms)
    return described


def _places_of_newest(cohorts: list[dict[str, Any]], terms: LineTerms) -> list[dict[str, Any]]:
    """Where only groups were published, their places say what a further group would have."""
    if not cohorts:
        return []
    return [{"from": terms.opened_on.isoformat(), "value": cohorts[-1]["places"]}]


def _weekly_terms(terms: LineTerms) -> dict[str, Any]:
    """The terms that only some kinds of delivery have; the others leave them out."""
    names = (
        "session_weekday",
        "sessions_required",
        "hours_per_session",
        "max_new_per_session",
        "min_to_run",
        "programme_weeks",
    )
    return {name: value for name in names if (value := getattr(terms, name)) is not None}


def _contract_end(session: Session, line_id: int, known_at: Moment) -> dt.date | None:
    """The last day on which anyone may start: None while any agreement's end is not known."""
    rows = session.execute(
        select(AgreementTerm.agreement_id, AgreementTerm.ends_on)
        .join(Lot, Lot.agreement_id == AgreementTerm.agreement_id)
        .where(Lot.line_id == line_id, by_then(AgreementTerm.recorded_at, known_at))
        .order_by(AgreementTerm.recorded_at, AgreementTerm.id)
    )
    newest = dict(rows.all())
    ends = list(newest.values())
    return None if not ends or None in ends else max(end for end in ends if end)


def _capacity(session: Session, line_id: int, known_at: Moment) -> list[dict[str, Any]]:
    rows = session.execute(
        select(CapacityStatement.from_date, CapacityStatement.value)
        .where(
            CapacityStatement.line_id == line_id,
            CapacityStatement.measure == CapacityMeasure.PLACES,
            by_then(CapacityStatement.recorded_at, known_at),
        )
        .order_by(CapacityStatement.recorded_at, CapacityStatement.id)
    )
    newest = dict(rows.all())
    return [{"from": day.isoformat(), "value": newest[day]} for day in sorted(newest)]


def _closures(session: Session, line_id: int, known_at: Moment) -> list[dict[str, str]]:
    rows = session.execute(
        select(Closure.from_date, Closure.to_date, Closure.withdrawn_at)
        .where(Closure.line_id == line_id, by_then(Closure.recorded_at, known_at))
        .order_by(Closure.from_date, Closure.id)
    )
    return [
        {"from": first.isoformat(), "to": last.isoformat()}
        for first, last, withdrawn_at in rows
        if withdrawn_at is None or (known_at is not None and withdrawn_at > known_at)
    ]


def _cohorts(
    session: Session, line_id: int, *, as_of: dt.date, known_at: Moment
) -> list[dict[str, Any]]:
    rows = session.execute(
        select(
            Group.external_id,
            Group.planned_start,
            GroupStatement.current_start,
            GroupStatement.status,
            GroupStatement.places,
            GroupStatement.started,
        )
        .join(GroupStatement, GroupStatement.group_id == Group.id)
        .where(
            Group.line_id == line_id,
            by_then(Group.recorded_at, known_at),
            by_then(GroupStatement.recorded_at, known_at),
            GroupStatement.current_start >= as_of - dt.timedelta(days=HISTORY_DAYS),
        )
        .order_by(GroupStatement.recorded_at, GroupStatement.id)
    )
    newest = {row.external_id: row for row in rows}
    return [_cohort(row) for row in _in_order(newest.values())]


def _in_order(rows: Iterable[Any]) -> list[Any]:
    return sorted(rows, key=lambda row: (row.current_start, row.external_id))


def _cohort(row: Any) -> dict[str, Any]:
    return {
        "id": row.external_id,
        "planned_start": row.planned_start.isoformat(),
        "current_start": row.current_start.isoformat(),
        "status": row.status.value,
        "places": row.places,
        "started": row.started,
    }


def _iso(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()
