"""Whether there is time in an order: to start and, where the course is known, to finish."""

from __future__ import annotations

import datetime as dt
from typing import Any, cast

import pytest

from commissioning.availability.in_order import ClosuresAhead, InOrder, in_order
from commissioning.availability.question import CourtQuestion
from commissioning.availability.stored_lines import LineDetail, LineStored
from commissioning.dates.beside_dates import beside_dates, course_behind
from commissioning.dates.kept_dates import DatesBasis
from commissioning.forecasting.start_days import ForecastBasis, StartDays
from directory.delivery import DeliveryKind

TODAY = dt.date(2027, 3, 2)
DAYS = StartDays.of(
    [(14, 0.6), (84, 0.95)],
    horizon_days=1095,
    basis=ForecastBasis("plain", 23, 4, "history", "An estimate."),
)


def kept(**service: Any) -> dict[str, Any]:
    """What the worker keeps beside the dates of such a service."""
    described = {"id": "line", "kind": "closed_group", "target_days": 30, "closures": []}
    document = {
        "as_of": TODAY.isoformat(),
        "bank_holidays": [],
        "services": [described | service],
        "referrals": [],
    }
    return beside_dates(document, DAYS, *course_behind(document, programme=None))


TEN_WEEKS = kept(programme_weeks=10)


def asked(
    order_days: int | None,
    *,
    hours: float | None = None,
    kind: DeliveryKind = DeliveryKind.CLOSED_GROUP,
    basis: dict[str, Any] | None = None,
    closures: ClosuresAhead = (),
    counted_from: dt.date = TODAY,
) -> InOrder | None:
    question = CourtQuestion(order_days=order_days, unpaid_hours=hours)
    line = LineStored(*[None] * len(LineStored._fields))._replace(  # type: ignore[arg-type]
        delivery_kind=kind, forecast_as_of=counted_from
    )
    detail = LineDetail(1, DAYS.to_stored(), cast("DatesBasis", basis or {}), None)
    return in_order(line, detail, question, today=TODAY, closures=closures)


def found(order_days: int, **facts: Any) -> InOrder:
    within = asked(order_days, **facts)
    assert within is not None
    return within


def test_no_order_asked_is_no_answer() -> None:
    assert asked(None) is None


def test_of_a_course_that_is_not_known_only_the_start_is_judged() -> None:
    within = found(100)
    assert (within.chance, within.is_finish_known) == (0.95, False)
    assert found(83).chance == 0.6


def test_days_count_from_the_day_of_the_forecast() -> None:
    assert found(80, counted_from=TODAY - dt.timedelta(days=4)).chance == 0.95
    assert found(80, counted_from=TODAY - dt.timedelta(days=3)).chance == 0.6


@pytest.mark.parametrize(
    ("order_days", "words"),
    [
        # 95 % start within the order, and all but a few of them come to the last week in time
        (365, "about 9 in 10"),
        # from 16 March the tenth week is 18 May: to 10 June, 60 % less who miss the last twice
        (100, "about 6 in 10"),
    ],
)
def test_where_the_course_is_known_it_must_be_finished(order_days: int, words: str) -> None:
    within = found(order_days, basis=TEN_WEEKS)
    assert within.time is not None
    assert within.time.chance_in_words == words
    assert within.time.chance_of_finishing == within.chance
    assert within.time.finish_by == TODAY + dt.timedelta(days=order_days)


def test_a_closure_ahead_leaves_less_time() -> None:
    weeks = [(dt.date(2027, 3, 20), dt.date(2027, 5, 30))]
    assert found(100, basis=TEN_WEEKS, closures=weeks).chance < 0.1


@pytest.mark.parametrize(
    ("hours", "order_days", "finish_by"),
    [
        (None, 365, None),  # how long it takes turns on the hours
        (120, 365, dt.date(2028, 3, 1)),
        (120, 730, dt.date(2029, 3, 1)),  # twelve months are no bar (Sentencing Act 2026 s36)
        (300, 730, dt.date(2029, 3, 1)),
    ],
)
def test_unpaid_work_is_held_against_the_order(
    hours: float | None, order_days: int, finish_by: dt.date | None
) -> None:
    stored = kept(kind="unpaid_work", session_weekday=6, hours_per_session=7.0)
    within = found(order_days, kind=DeliveryKind.UNPAID_WORK, hours=hours, basis=stored)
    assert (within.time and within.time.finish_by) == finish_by
    if within.time:
        assert within.time.needs.says.startswith(f"{hours} hours of work need about")
