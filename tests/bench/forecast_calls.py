"""The forecast called in this process: for lines as they are, for odd documents and spoilt ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from statistics import median

from hypothesis import given, seed, settings

from commissioning.forecasting.forecast import ENGINES, ForecastInputError, forecast, start_days
from tests.bench.measuring import Measured, milliseconds, seconds, timed_once
from tests.commissioning.forecasting.documents import (
    Document,
    busy_history,
    make_document,
    make_question,
    make_referral,
    make_service,
)
from tests.commissioning.forecasting.hard_cases import NOT_ERRORS, PUT_ASIDE, UNAVAILABLE
from tests.commissioning.forecasting.made_services import KINDS, made_document
from tests.commissioning.forecasting.test_forecast_fuzz import MANY, spoilt_documents

GOALS_A_LINE = {"plain-1": 0.004, "roll-forward-1": 0.3}
"""CPU seconds for a long queue; two thousand lines have three minutes of two cores."""

GOAL_ODD = 3.0
"""Of two questions: ten must be done within half a minute."""

GOAL_SPOILT = 5.0
"""Of at most three questions; a tenth of it is usual."""


def forecast_calls(times: int, *, spoilt: int) -> Iterator[Measured]:
    """`times` repetitions of each line, of which the best counts; so many spoilt documents."""
    for engine in ENGINES:
        goal = GOALS_A_LINE[engine]
        long = max(_best(document, engine, times) for document in _long_queues())
        yield _row(f"Dates of a line, {engine}", "60 referrals, slowest kind", long, goal)
        usual = median(_best(document, engine, times) for document in _usual_lines())
        yield _row(f"Dates of a usual line, {engine}", "median of kinds", usual, goal / 2)
        odd = [_forecast_seconds(document, engine) for document in _odd_documents()]
        size = f"slowest of {len(odd)}"
        yield _row(f"Forecast of an odd document, {engine}", size, max(odd), GOAL_ODD)
        slowest = max(_spoilt_seconds(engine, spoilt))
        size = f"slowest of {spoilt}"
        yield _row(f"Forecast of a spoilt document, {engine}", size, slowest, GOAL_SPOILT)


def _row(what: str, size: str, cpu: float, goal: float) -> Measured:
    said = milliseconds if goal < 1 else seconds
    return Measured(what, size, said(cpu), goal=f"≤ {said(goal)}", is_met=cpu <= goal)


def _long_queues() -> Iterator[Document]:
    waiting = [make_referral(f"W{number}") for number in range(40)]
    asked = [make_question(order_days=1095)]
    for kind in KINDS:
        yield make_document(make_service(kind), busy_history() + waiting, asked)


def _usual_lines() -> Iterator[Document]:
    for kind in KINDS:
        for is_busy in (False, True):
            yield made_document(kind, is_busy=is_busy)


def _odd_documents() -> Iterator[Document]:
    people = busy_history()
    for _, record in PUT_ASIDE:
        yield make_document(referrals=[make_referral("sound"), *people, record])
    waiting = [make_referral(f"W{number}") for number in range(9)]
    asked = [make_question(1), make_question(2, priority="priority", order_days=400)]
    for _, facts in (*UNAVAILABLE, *NOT_ERRORS):
        for kind in KINDS:
            yield make_document(make_service(kind, **facts), people + waiting, asked)


def _best(document: Document, engine: str, times: int) -> float:
    return min(timed_once(lambda: start_days(document, engine=engine))[1].cpu for _ in range(times))


def _forecast_seconds(document: Document, engine: str) -> float:
    return timed_once(lambda: _answered_or_refused(document, engine))[1].cpu


def _answered_or_refused(document: Document, engine: str) -> None:
    try:
        forecast(document, engine=engine)
    except ForecastInputError:
        return


def _spoilt_seconds(engine: str, examples: int) -> Iterable[float]:
    """As the tests spoil them, the same ones each time."""
    taken: list[float] = []

    @seed(1)
    @settings(MANY, max_examples=examples, deadline=None, database=None)
    @given(spoilt_documents())
    def measure(document: Document) -> None:
        taken.append(_forecast_seconds(document, engine))

    measure()
    return taken
