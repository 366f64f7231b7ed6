"""When would somebody sentenced today start? The forecast document answered.

A document goes in, a document comes out: no database, no clock, no random number. What a document
may hold is said by `document_checking`, what it means by `facts`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

from commissioning.forecasting.basis_words import (
    FEWEST_STARTS_COUNTED,
    PLAIN_ESTIMATE,
    REASONS,
    ROLL_FORWARD,
    MethodWords,
    explanation,
)
from commissioning.forecasting.document_checking import SCHEMA_VERSION, checked
from commissioning.forecasting.engines.outlook import Outlook
from commissioning.forecasting.engines.plain_groups import GroupsOutlook
from commissioning.forecasting.engines.plain_history import LineHistory
from commissioning.forecasting.engines.plain_places import PlacesOutlook
from commissioning.forecasting.engines.roll_forward import RollForward
from commissioning.forecasting.errors import ForecastInputError
from commissioning.forecasting.facts import Facts, ServiceRecord, StartQuestion
from commissioning.forecasting.start_calendar import LAST_DAY, StartCalendar
from commissioning.forecasting.start_days import ForecastBasis, Reason, RestsOn, StartDays

__all__ = [
    "ENGINES",
    "ENGINE_VERSION",
    "DatesAndStarts",
    "ForecastInputError",
    "dates_and_starts",
    "forecast",
    "refusal",
    "start_days",
]

# An order is never longer than this; beyond it nothing could be said anyway.
LONGEST_HORIZON_DAYS = 3653
FEWEST_STARTS_ALONE = 20
"""From here on the records speak without what was declared."""

Document = dict[str, Any]  # JSON
OutlookOf = Callable[[ServiceRecord], Outlook]

ENGINE_VERSION = "roll-forward-1"


def plain_outlook(facts: Facts, service: ServiceRecord) -> Outlook:
    """For each kind of delivery the sum that a careful person would do by hand: no chance in it."""
    history = LineHistory(facts, service)
    calendar = StartCalendar.of(service, facts)
    if service.kind == "closed_group":
        return GroupsOutlook(history, calendar)
    return PlacesOutlook(history, calendar)


@dataclass(frozen=True, slots=True)
class NamedEngine:
    """`of` takes a document's facts and gives the outlook of each of its services.

    `method` is what the basis of a forecast calls it, `words` how it is told to a sentencer.
    """

    of: Callable[[Facts], OutlookOf]
    method: str
    words: MethodWords


ENGINES: Mapping[str, NamedEngine] = {
    "plain-1": NamedEngine(
        lambda facts: partial(plain_outlook, facts), method="plain estimate", words=PLAIN_ESTIMATE
    ),
    "roll-forward-1": NamedEngine(RollForward, method="roll-forward", words=ROLL_FORWARD),
}
"""A new engine takes its place here; the ones before it stay callable by name, so that a forecast
can be compared with what an earlier engine would have said."""


def forecast(document: object, *, engine: str = ENGINE_VERSION) -> Document:
    """The output document: one forecast for each question, in their order, and the warnings.

    Raises `ForecastInputError` when the document cannot be answered at all.
    """
    facts = checked(document)
    return {
        "schema_version": SCHEMA_VERSION,
        "as_of": date.fromordinal(facts.as_of).isoformat(),
        "forecasts": [
            _written(facts.as_of, question, found)
            for question, found in _answers(facts, ENGINES[engine])
        ],
        "warnings": [
            {"code": warning.code, "record_id": warning.record_id, "message": warning.message}
            for warning in facts.warnings
        ],
    }


def start_days(document: object, *, engine: str = ENGINE_VERSION) -> dict[str, StartDays]:
    """The whole distribution of start days by question id, in the order asked.

    Raises `ForecastInputError` when the document cannot be answered at all.
    """
    found = _answers(checked(document), ENGINES[engine])
    return {question.id: days for question, days in found}


@dataclass(frozen=True, slots=True)
class DatesAndStarts:
    """Of one service: start days by question id, and by future how many start, fewest first."""

    dates: dict[str, StartDays]
    starts: list[int]


def dates_and_starts(document: object, *, until: date) -> DatesAndStarts:
    """What `start_days` says of a document with one service, and in the same futures how many start
    after the document's day and by `until`.

    Raises `ForecastInputError` when the document cannot be answered at all.
    """
    facts = checked(document)
    (service,) = facts.services.values()
    ahead = RollForward(facts, until=until.toordinal())
    found = _answers(facts, replace(ENGINES[ENGINE_VERSION], of=lambda _: ahead))
    dates = {question.id: days for question, days in found}
    return DatesAndStarts(dates, ahead(service).starts_by_run)


def refusal(error: ForecastInputError) -> Document:
    """The output document of a refused one."""
    return {
        "schema_version": SCHEMA_VERSION,
        "error": {"code": error.code, "message": error.message},
    }


def _answers(facts: Facts, engine: NamedEngine) -> list[tuple[StartQuestion, StartDays]]:
    outlooks: dict[str, Outlook] = {}
    looking_ahead = engine.of(facts)

    def outlook_of(service: ServiceRecord) -> Outlook:
        if service.id not in outlooks:
            outlooks[service.id] = looking_ahead(service)
        return outlooks[service.id]

    return [
        (question, _answer(facts, question, outlook_of, engine)) for question in facts.questions
    ]


def _answer(
    facts: Facts,
    question: StartQuestion,
    outlook_of: OutlookOf,
    engine: NamedEngine,
) -> StartDays:
    horizon = min(question.order_days, LONGEST_HORIZON_DAYS, LAST_DAY - facts.as_of)
    service = facts.services.get(question.service_id)
    if service is None:
        basis = ForecastBasis(engine.method, 0, 0, "declared", REASONS["service_not_found"])
        return StartDays.unavailable("service_not_found", horizon_days=horizon, basis=basis)
    reason = _why_unavailable(service, facts.as_of, horizon)
    if reason is not None:
        ahead = len(facts.people_ahead(service, question.priority))
        basis = _basis(facts, service, engine, ahead, REASONS[reason])
        return StartDays.unavailable(reason, horizon_days=horizon, basis=basis)
    outlook = outlook_of(service)
    ahead = outlook.people_ahead(question.priority)
    basis = _basis(facts, service, engine, ahead)
    chances = outlook.start_chances(question.priority, horizon)
    return StartDays.of(chances, horizon_days=horizon, basis=basis)


def _why_unavailable(service: ServiceRecord, as_of: int, horizon_days: int) -> Reason | None:
    if service.closed_on is not None and service.closed_on <= as_of:
        return "service_closed"
    if service.contract_end is not None and service.contract_end < as_of:
        return "contract_ended"
    if service.capacity.is_nil_throughout(as_of, as_of + horizon_days):
        return "no_capacity"
    return None


def _basis(
    facts: Facts, service: ServiceRecord, engine: NamedEngine, ahead: int, words: str | None = None
) -> ForecastBasis:
    """In `words`, or else in those of the engine."""
    starts = sum(r.started is not None for r in facts.referrals_by_service[service.id])
    method = engine.words[service.kind]
    told = words or explanation(method, queue_ahead=ahead, starts_seen=starts)
    return ForecastBasis(engine.method, starts, ahead, _rests_on(starts), told)


def _rests_on(starts: int) -> RestsOn:
    if starts < FEWEST_STARTS_COUNTED:
        return "declared"
    return "mixed" if starts < FEWEST_STARTS_ALONE else "history"


def _written(as_of: int, question: StartQuestion, found: StartDays) -> Document:
    likely = found.quantiles_within(question.order_days)
    basis = found.basis
    return {
        "question_id": question.id,
        "service_id": question.service_id,
        "priority": question.priority,
        "status": found.status,
        "reason": found.reason,
        "p10": _date(as_of, likely.p10),
        "p50": _date(as_of, likely.p50),
        "p90": _date(as_of, likely.p90),
        "p_start_within_target": (
            None if question.target_days is None else found.chance_within(question.target_days)
        ),
        "p_start_within_order": found.chance_within(question.order_days),
        "basis": {
            "method": basis.method,
            "history_starts": basis.history_starts,
            "queue_ahead": basis.queue_ahead,
            "data": basis.data,
            "explanation": basis.explanation,
        },
    }


def _date(as_of: int, days: int | None) -> str | None:
    return None if days is None else date.fromordinal(as_of + days).isoformat()
