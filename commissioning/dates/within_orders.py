"""The chances to start, and to start and finish, within orders of the usual lengths.

Kept beside the distribution, so that a list of many lines need not decode it. The dates within an
order need nothing more: the day by which half have started is that of the longest order, where it
lies within the shorter one at all. Pure.
"""

from __future__ import annotations

import datetime as dt

from commissioning.dates.kept_dates import WithinOrder
from commissioning.forecasting.start_days import StartDays
from commissioning.timing.courses import Course, WeeklyCourse
from commissioning.timing.open_days import OpenDays
from commissioning.timing.time_in_order import chance_of_finishing
from directory.order_length import ORDER_LENGTHS_DAYS


def within_orders(
    start_days: StartDays, course: Course | None, *, as_of: dt.date, days: OpenDays
) -> dict[int, WithinOrder]:
    """By days of the order, for somebody sentenced on `as_of`; empty without a forecast."""
    if start_days.status != "ok":
        return {}
    return {
        order_days: WithinOrder(
            start_days.chance_within(order_days),
            _chance_to_finish(start_days, course, order_days, as_of, days),
        )
        for order_days in ORDER_LENGTHS_DAYS
    }


def _chance_to_finish(
    start_days: StartDays, course: Course | None, order_days: int, as_of: dt.date, days: OpenDays
) -> float | None:
    is_of_hours = isinstance(course, WeeklyCourse) and course.hours_per_session is not None
    if course is None or is_of_hours:
        return None
    ends = as_of + dt.timedelta(days=order_days)
    return chance_of_finishing(
        start_days, course, counted_from=as_of, today=as_of, finish_by=ends, days=days
    )
