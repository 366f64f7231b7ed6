"""A line's facts as the document of `start-dates`, as of a day and as known at a moment."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.agreements.queries import contract_end_of_line
from commissioning.bank_holidays import holidays_between
from commissioning.dates.referral_records import referral_records
from commissioning.dates.weekly_records import weekly_records
from commissioning.forecasting.document_checking import SCHEMA_VERSION
from commissioning.groups.queries import capacity_of_line, closures_of_line, groups_of_line
from commissioning.lines.errors import TermsNotStated
from commissioning.lines.models import Line, LineTerms
from commissioning.lines.queries import terms_in_force
from commissioning.lines.weekly_totals import weeks_of_line
from directory.delivery import DeliveryKind
from directory.order_length import DEFAULT_ORDER_DAYS
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
        "referrals": [
            *referral_records(session, line, as_of=as_of, since=first, known_at=known_at),
            *_from_totals(session, line, as_of=as_of, since=first, known_at=known_at),
        ],
        "questions": [_question(service, priority) for priority in ("standard", "priority")],
    }


def _from_totals(
    session: Session, line: Line, *, as_of: dt.date, since: dt.date, known_at: Moment
) -> list[dict[str, Any]]:
    weeks = weeks_of_line(session, line.id, known_at=known_at)
    return weekly_records(weeks, service_id=str(line.public_id), as_of=as_of, since=since)


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
        "contract_end": _iso(contract_end_of_line(session, line.id, known_at=known_at)),
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


def _capacity(session: Session, line_id: int, known_at: Moment) -> list[dict[str, Any]]:
    return [
        {"from": stated.from_date.isoformat(), "value": stated.value}
        for stated in capacity_of_line(session, line_id, known_at=known_at)
    ]


def _closures(session: Session, line_id: int, known_at: Moment) -> list[dict[str, str]]:
    return [
        {"from": closure.from_date.isoformat(), "to": closure.to_date.isoformat()}
        for closure in closures_of_line(session, line_id, known_at=known_at)
    ]


def _cohorts(
    session: Session, line_id: int, *, as_of: dt.date, known_at: Moment
) -> list[dict[str, Any]]:
    first = as_of - dt.timedelta(days=HISTORY_DAYS)
    found = groups_of_line(session, line_id, first=first, known_at=known_at)
    return [
        {
            "id": group.external_id,
            "planned_start": group.planned_start.isoformat(),
            "current_start": stated.current_start.isoformat(),
            "status": stated.status.value,
            "places": stated.places,
            "started": stated.started,
        }
        for group, stated in found
    ]


def _iso(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()
