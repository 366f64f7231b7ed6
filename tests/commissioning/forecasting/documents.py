"""Forecast documents for the tests: valid as they are, changed only in what a test is about."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from commissioning.forecasting.forecast import ENGINE_VERSION, forecast

AS_OF = date(2026, 3, 2)  # a Monday
EXAMPLES = Path(__file__).parent / "examples"
Document = dict[str, Any]

KIND_FIELDS: dict[str, Document] = {
    "one_to_one": {},
    "rolling_group": {"session_weekday": 2, "sessions_required": 12, "max_new_per_session": 2},
    "unpaid_work": {"session_weekday": 6, "hours_per_session": 7, "max_new_per_session": 3},
    "closed_group": {"min_to_run": 0, "programme_weeks": 10},
}


def example(name: str) -> Document:
    document: Document = json.loads((EXAMPLES / name).read_text())
    return document


def day(days_after: int) -> str:
    """So many days after the day of sentence."""
    return (AS_OF + timedelta(days_after)).isoformat()


def make_group(start: int, *, places: int = 6, status: str = "planned", moved: int = 0) -> Document:
    return {
        "id": f"G{start}",
        "planned_start": day(start - moved),
        "current_start": day(start),
        "status": status,
        "places": places,
        "started": places if status == "ran" else None,
    }


def make_service(kind: str = "one_to_one", **facts: Any) -> Document:
    capacity = 70 if kind == "unpaid_work" else 8
    service = {
        "id": "S",
        "kind": kind,
        "opened_on": "2025-01-06",
        "contract_end": None,
        "closed_on": None,
        "target_days": 42,
        "allocation": "priority_then_date",
        "capacity": [{"from": "2025-01-06", "value": capacity}],
        "closures": [],
        **KIND_FIELDS[kind],
    }
    if kind == "closed_group":
        ran = [make_group(start, status="ran") for start in (-280, -210, -140, -70)]
        service["cohorts"] = [*ran, make_group(14), make_group(84)]
    return service | facts


def make_referral(number: int | str = 1, **facts: Any) -> Document:
    """Somebody who waits and is ready."""
    return {
        "id": f"R{number}",
        "service_id": "S",
        "received": day(-20),
        "priority": "standard",
        "status": "waiting",
        "inducted": day(-12),
        "started": None,
        "ended": None,
        "withdrawn": None,
        "missed_starts": 0,
    } | facts


def make_started(number: int | str, *, started: int, lag: int = 8, **facts: Any) -> Document:
    return make_referral(
        number,
        received=day(started - 30),
        inducted=day(started - 30 + lag),
        started=day(started),
        status="in_progress",
        **facts,
    )


def make_finished(number: int | str, *, started: int, stay: int = 84) -> Document:
    return make_started(number, started=started) | {
        "status": "completed",
        "ended": day(started + stay),
    }


def busy_history(*, in_progress: int = 8, finished: int = 12) -> list[Document]:
    """A full service with a year behind it."""
    now = [make_started(f"P{n}", started=-7 - 7 * n) for n in range(in_progress)]
    past = [make_finished(f"F{n}", started=-100 - 20 * n) for n in range(finished)]
    return now + past


def make_question(number: int = 1, **facts: Any) -> Document:
    return {
        "id": f"Q{number}",
        "service_id": "S",
        "priority": "standard",
        "order_days": 365,
        "target_days": 42,
    } | facts


def make_document(
    service: Document | None = None,
    referrals: list[Any] | None = None,
    questions: list[Document] | None = None,
    **head: Any,
) -> Document:
    return {
        "schema_version": "1.0",
        "as_of": AS_OF.isoformat(),
        "bank_holidays": ["2026-04-03", "2026-04-06", "2026-05-04", "2026-05-25"],
        "services": [make_service() if service is None else service],
        "referrals": [] if referrals is None else referrals,
        "questions": [make_question()] if questions is None else questions,
    } | head


def the_forecast(document: Document, engine: str = ENGINE_VERSION) -> Document:
    """The answer to the only question."""
    (answer,) = forecast(document, engine=engine)["forecasts"]
    assert isinstance(answer, dict)
    return answer
