"""Whether somebody would start and finish within the order asked about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from commissioning.availability.question import CourtQuestion
from commissioning.availability.stored_lines import LineDetail, LineStored
from commissioning.bank_holidays import holidays_between
from commissioning.dates.kept_dates import COURSE, DatesBasis
from commissioning.forecasting.start_days import StartDays
from commissioning.timing.courses import Course, WeeklyCourse, course_from_stored
from commissioning.timing.open_days import LONGEST_AHEAD_DAYS, OpenDays
from commissioning.timing.time_in_order import TimeInOrder, time_in_order
from directory.delivery import DeliveryKind

ClosuresAhead = Sequence[tuple[dt.date, dt.date]]


@dataclass(frozen=True, slots=True)
class InOrder:
    """`chance`: of starting within the order and, where that is known, finishing.

    `time` says by when, where it was worked out for this very question.
    """

    chance: float
    is_finish_known: bool
    time: TimeInOrder | None = None


def in_order(
    line: LineStored,
    detail: LineDetail,
    question: CourtQuestion,
    *,
    today: dt.date,
    closures: ClosuresAhead = (),
) -> InOrder | None:
    """None where no order was asked about, or the line has no dates.

    Of unpaid work the hours asked about must be worked; without hours only the start is judged.
    """
    counted_from = line.forecast_as_of
    if question.order_days is None or detail.distribution is None or counted_from is None:
        return None
    start_days = StartDays.from_stored(detail.distribution)
    chance = start_days.chance_within(question.order_days + (today - counted_from).days)
    course = _course(line.delivery_kind, detail.forecast_basis or {}, question)
    if course is None:
        return InOrder(chance, is_finish_known=False)
    is_unpaid_work = line.delivery_kind is DeliveryKind.UNPAID_WORK
    time = time_in_order(
        start_days,
        course,
        counted_from=counted_from,
        today=today,
        finish_by=today + dt.timedelta(days=question.order_days),
        days=_open_days(today, closures),
        hours=question.unpaid_hours if is_unpaid_work else None,
    )
    return InOrder(time.chance_of_finishing, is_finish_known=True, time=time)


def _course(kind: DeliveryKind, basis: DatesBasis, question: CourtQuestion) -> Course | None:
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
