"""Whether somebody would start and finish within the order asked about.

Pure: stored start days and course in, a chance out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from commissioning.availability.question import CourtQuestion
from commissioning.bank_holidays import holidays_between
from commissioning.dates.beside_dates import COURSE, LONGEST_AHEAD_DAYS
from commissioning.forecasting.start_days import StartDays
from commissioning.timing.courses import Course, WeeklyCourse, course_from_stored
from commissioning.timing.open_days import OpenDays
from commissioning.timing.time_in_order import TimeInOrder, time_in_order
from directory.delivery import DeliveryKind

ClosuresAhead = Sequence[tuple[dt.date, dt.date]]


@dataclass(frozen=True, slots=True)
class InOrder:
    """`chance`: of starting and, where `time` is known, finishing within the order."""

    chance: float
    time: TimeInOrder | None

    @property
    def is_finish_known(self) -> bool:
        return self.time is not None


def in_order(
    kind: DeliveryKind,
    start_days: StartDays,
    basis: Mapping[str, Any],
    question: CourtQuestion,
    *,
    counted_from: dt.date,
    today: dt.date,
    closures: ClosuresAhead = (),
) -> InOrder | None:
    """None where no order was asked about. `basis` as it is kept beside the start days.

    Of unpaid work the hours asked about must be worked; without hours only the start is judged.
    """
    if question.order_days is None:
        return None
    days_since = (today - counted_from).days
    chance = start_days.chance_within(question.order_days + days_since)
    course = _course(kind, basis, question)
    if course is None:
        return InOrder(chance, None)
    time = time_in_order(
        start_days,
        course,
        counted_from=counted_from,
        today=today,
        finish_by=today + dt.timedelta(days=question.order_days),
        days=_open_days(today, closures),
        hours=question.unpaid_hours if kind is DeliveryKind.UNPAID_WORK else None,
    )
    return InOrder(time.chance_of_finishing, time)


def _course(kind: DeliveryKind, basis: Mapping[str, Any], question: CourtQuestion) -> Course | None:
    if COURSE not in basis:
        return None
    course = course_from_stored(basis[COURSE])
    if kind is not DeliveryKind.UNPAID_WORK:
        return course
    if question.unpaid_hours is None or not isinstance(course, WeeklyCourse):
        return None
    return course.with_hours(question.unpaid_hours)


def _open_days(today: dt.date, closures: ClosuresAhead) -> OpenDays:
    days = _without_closures(today)
    if not closures:
        return days
    return replace(
        days, closures=tuple((first.toordinal(), last.toordinal()) for first, last in closures)
    )


@lru_cache(maxsize=4)
def _without_closures(today: dt.date) -> OpenDays:
    last = today + dt.timedelta(days=LONGEST_AHEAD_DAYS)
    holidays = (day for day, _is_expected in holidays_between(today, last))
    return OpenDays.between(today, last, bank_holidays=holidays)
