"""What a page may say about a line: a table that a commissioner could check by hand."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from commissioning.availability.reasons import WhyNot
from commissioning.availability.standing import (
    LineFacts,
    LineStanding,
    Status,
    standing_of,
)
from commissioning.forecasting.start_days import ForecastBasis, Reason, StartDays
from directory.delivery import DeliveryKind

TODAY = dt.date(2027, 3, 2)
YESTERDAY = dt.date(2027, 3, 1)
TARGET_DAYS = 30
ORDER_DAYS = 365


def basis(*, queue_ahead: int = 4) -> ForecastBasis:
    return ForecastBasis("plain", 25, queue_ahead, "history", "An estimate.")


def starts(*days: int, chance_each: float = 0.34, ahead: int = 4) -> StartDays:
    """Three equally likely days, unless said otherwise."""
    chances = [(day, chance_each * place) for place, day in enumerate(days, start=1)]
    return StartDays.of(chances, horizon_days=1095, basis=basis(queue_ahead=ahead))


def unavailable(reason: Reason) -> StartDays:
    return StartDays.unavailable(reason, horizon_days=1095, basis=basis())


def facts(**changed: object) -> LineFacts:
    line = LineFacts(
        kind=DeliveryKind.ONE_TO_ONE,
        target_days=TARGET_DAYS,
        confirmed_on=YESTERDAY,
        places_stated=6,
        forecast=starts(10, 20, 40),
        forecast_as_of=TODAY,
    )
    return replace(line, **changed)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changed", "status", "reason"),
    [
        ({}, Status.AVAILABLE, None),
        ({"target_days": 19}, Status.WAITING_LIST, None),
        ({"target_days": 19, "forecast": starts(10, 20, 40, ahead=0)}, Status.AVAILABLE, None),
        ({"forecast": starts(366, 370, 380)}, Status.NOT_WITHIN_ORDER, WhyNot.FULL),
        ({"forecast": None}, Status.NOT_CONFIRMED, WhyNot.NOT_CONFIRMED),
        ({"confirmed_on": None}, Status.NOT_CONFIRMED, WhyNot.NOT_CONFIRMED),
        ({"confirmed_on": TODAY - dt.timedelta(days=35)}, Status.AVAILABLE, None),
        (
            {"confirmed_on": TODAY - dt.timedelta(days=36)},
            Status.NOT_CONFIRMED,
            WhyNot.NOT_CONFIRMED,
        ),
        ({"closed_on": TODAY}, Status.NOT_AVAILABLE, WhyNot.NOT_COMMISSIONED),
        ({"closed_on": TODAY + dt.timedelta(days=1)}, Status.AVAILABLE, None),
        (
            {"forecast": unavailable("contract_ended")},
            Status.NOT_AVAILABLE,
            WhyNot.NOT_COMMISSIONED,
        ),
        (
            {"forecast": unavailable("service_closed")},
            Status.NOT_AVAILABLE,
            WhyNot.NOT_COMMISSIONED,
        ),
        ({"forecast": unavailable("no_capacity")}, Status.NOT_AVAILABLE, WhyNot.FULL),
        # Nobody ever said how many places there are: not the same as none.
        (
            {"forecast": unavailable("no_capacity"), "places_stated": None},
            Status.NOT_CONFIRMED,
            WhyNot.NOT_CONFIRMED,
        ),
        ({"shut_for": WhyNot.NO_STAFF}, Status.NOT_AVAILABLE, WhyNot.NO_STAFF),
        ({"kind": DeliveryKind.IMMEDIATE, "confirmed_on": None}, Status.AT_ONCE, None),
        ({"kind": DeliveryKind.DROP_IN, "forecast": None}, Status.AVAILABLE, None),
        ({"kind": DeliveryKind.BED, "vacancies": 2.0}, Status.AVAILABLE, None),
        ({"kind": DeliveryKind.BED, "vacancies": 0.0}, Status.NOT_AVAILABLE, WhyNot.FULL),
        ({"kind": DeliveryKind.BED}, Status.NOT_CONFIRMED, WhyNot.NOT_CONFIRMED),
        # A vacancy is good for a week only.
        (
            {
                "kind": DeliveryKind.BED,
                "vacancies": 2.0,
                "confirmed_on": TODAY - dt.timedelta(days=8),
            },
            Status.NOT_CONFIRMED,
            WhyNot.NOT_CONFIRMED,
        ),
    ],
)
def test_status_and_reason(
    changed: dict[str, object], status: Status, reason: WhyNot | None
) -> None:
    standing = standing_of(facts(**changed), today=TODAY, order_days=ORDER_DAYS)
    assert (standing.status, standing.reason) == (status, reason)


def test_the_dates_are_counted_from_the_day_of_the_forecast() -> None:
    line = facts(forecast_as_of=dt.date(2027, 2, 20))
    standing = standing_of(line, today=TODAY, order_days=ORDER_DAYS)
    assert (standing.by_1_in_10, standing.likely_start, standing.by_9_in_10) == (
        dt.date(2027, 3, 2),
        dt.date(2027, 3, 12),
        dt.date(2027, 4, 1),
    )


def test_a_day_that_has_passed_is_never_shown_as_the_likely_start() -> None:
    line = facts(forecast_as_of=TODAY - dt.timedelta(days=25))
    standing = standing_of(line, today=TODAY, order_days=ORDER_DAYS)
    assert standing.likely_start == TODAY


def test_an_unconfirmed_line_shows_no_date() -> None:
    line = facts(confirmed_on=TODAY - dt.timedelta(days=36))
    standing = standing_of(line, today=TODAY, order_days=ORDER_DAYS)
    assert standing == LineStanding(Status.NOT_CONFIRMED, WhyNot.NOT_CONFIRMED)


def test_a_shorter_order_can_leave_no_time() -> None:
    assert standing_of(facts(), today=TODAY, order_days=15).status is Status.NOT_WITHIN_ORDER
    assert standing_of(facts(), today=TODAY, order_days=20).status is Status.AVAILABLE


@pytest.mark.parametrize(
    ("order_ends", "status"),
    [
        (dt.date(2027, 4, 30), Status.NOT_WITHIN_ORDER),
        (dt.date(2027, 5, 30), Status.NOT_WITHIN_ORDER),
        (dt.date(2027, 5, 31), Status.WAITING_LIST),
        (dt.date(2028, 3, 1), Status.WAITING_LIST),
    ],
)
@pytest.mark.parametrize("day", [1, 11, 31])
@pytest.mark.parametrize("ahead", [0, 4])
def test_the_order_tells_no_more_of_a_restricted_line_than_the_month(
    day: int, ahead: int, order_ends: dt.date, status: Status
) -> None:
    starts_on = (dt.date(2027, 5, day) - TODAY).days
    line = facts(forecast=starts(starts_on, chance_each=1, ahead=ahead), is_restricted=True)
    standing = standing_of(line, today=TODAY, order_days=(order_ends - TODAY).days)
    assert standing.status is status


@pytest.mark.parametrize(
    ("target_ends", "status"),
    [
        (dt.date(2027, 5, 30), Status.WAITING_LIST),
        (dt.date(2027, 5, 31), Status.AVAILABLE),
    ],
)
@pytest.mark.parametrize("day", [1, 11, 31])
@pytest.mark.parametrize("ahead", [0, 4])
def test_whether_a_restricted_line_starts_soon_is_told_by_its_month(
    day: int, ahead: int, target_ends: dt.date, status: Status
) -> None:
    starts_on = (dt.date(2027, 5, day) - TODAY).days
    line = facts(
        forecast=starts(starts_on, chance_each=1, ahead=ahead),
        target_days=(target_ends - TODAY).days,
        is_restricted=True,
    )
    assert standing_of(line, today=TODAY, order_days=ORDER_DAYS).status is status


@pytest.mark.parametrize(
    ("changed", "because"),
    [
        ({"closed_on": TODAY}, "service_closed"),
        ({"forecast": unavailable("service_closed")}, "service_closed"),
        ({"forecast": unavailable("contract_ended")}, "contract_ended"),
        ({"forecast": unavailable("no_capacity")}, "no_capacity"),
        ({"forecast": unavailable("no_capacity"), "places_stated": None}, None),
        ({"shut_for": WhyNot.NO_STAFF}, None),
        ({}, None),
    ],
)
def test_why_no_forecast_can_be_made_is_kept(
    changed: dict[str, object], because: Reason | None
) -> None:
    assert standing_of(facts(**changed), today=TODAY, order_days=ORDER_DAYS).because == because
