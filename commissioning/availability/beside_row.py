"""What an open row says beside its dates: chances, people ahead, what it rests on, time needed.

Only where dates are shown: a line that nobody has confirmed lately, one that is not available and
a restricted one say none of it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from commissioning.availability.answer_types import BesideDates, Footing
from commissioning.availability.question import CourtQuestion
from commissioning.availability.standing import DATED, Forecast, LineStanding
from commissioning.availability.stored_lines import StoredLine
from commissioning.bank_holidays import holidays_between
from commissioning.dates.beside_dates import (
    COURSE,
    GROUP,
    LASTS,
    LONGEST_AHEAD_DAYS,
    NEEDS,
    WITHIN_TARGET,
)
from commissioning.dates.recalibration import WIDER
from commissioning.forecasting.start_days import StartDays
from commissioning.monitoring.disclosure import banded
from commissioning.timing.chances import in_tenths
from commissioning.timing.courses import Course, WeeklyCourse, course_from_stored
from commissioning.timing.finish_within import limit_of
from commissioning.timing.open_days import OpenDays
from commissioning.timing.time_in_order import TimeInOrder, time_in_order
from commissioning.timing.time_needed import TimeNeeded
from directory.delivery import DeliveryKind

UNPAID_WORK = "unpaid_work"
Closures = Mapping[int, Sequence[tuple[dt.date, dt.date]]]


@dataclass(frozen=True, slots=True)
class Asking:
    """The question of a row, with the closures still to come by internal line id."""

    question: CourtQuestion
    today: dt.date
    closures: Closures


def beside_row(
    line: StoredLine, forecast: Forecast | None, standing: LineStanding, asking: Asking
) -> BesideDates | None:
    """None where the row shows no dates that count from a forecast."""
    if forecast is None or not line.delivery_kind.is_queued or standing.status not in DATED:
        return None
    basis: Mapping[str, Any] = line.forecast_basis
    in_order = _time_in_order(line, forecast, basis, asking)
    return BesideDates(
        group=_group(line, standing, basis),
        within_target=_within_target(line, forecast, basis, asking.today),
        target_days=line.target_days,
        within_order=_within_order(line, forecast, asking),
        people_ahead=banded(forecast.queue_ahead),
        footing=Footing(basis["data"], banded(basis["history_starts"])),
        is_wider=WIDER in forecast.explanation,
        needs=in_order.needs if in_order else _needs(basis),
        lasts_as_the_order=LASTS in basis,
        in_order=in_order,
    )


def _group(line: StoredLine, standing: LineStanding, basis: Mapping[str, Any]) -> str | None:
    """The number of the group that is to start on the likely day."""
    likely = standing.likely_start
    if GROUP not in basis or likely is None:
        return None
    day, number = basis[GROUP]
    return str(number) if day == likely.isoformat() else None


def _within_target(
    line: StoredLine, forecast: Forecast, basis: Mapping[str, Any], today: dt.date
) -> str | None:
    if not isinstance(forecast, StartDays):
        return basis.get(WITHIN_TARGET)
    if line.target_days is None:
        return None
    days_since = (today - line.forecast_as_of).days
    return in_tenths(forecast.chance_within(line.target_days + days_since))


def _within_order(line: StoredLine, forecast: Forecast, asking: Asking) -> str:
    if not isinstance(forecast, StartDays):
        return in_tenths(line.start_within_order)
    days_since = (asking.today - line.forecast_as_of).days
    return in_tenths(forecast.chance_within(asking.question.assumed_order_days + days_since))


def _needs(basis: Mapping[str, Any]) -> TimeNeeded | None:
    return TimeNeeded(*basis[NEEDS]) if NEEDS in basis else None


def _time_in_order(
    line: StoredLine, forecast: Forecast, basis: Mapping[str, Any], asking: Asking
) -> TimeInOrder | None:
    """None where no order length was given, or how long it takes is not known."""
    question, today = asking.question, asking.today
    if question.order_days is None or COURSE not in basis or not isinstance(forecast, StartDays):
        return None
    course = _course_of(basis[COURSE], line.delivery_kind, question)
    if course is None:
        return None
    finish_by = today + dt.timedelta(days=question.order_days)
    limit = limit_of(UNPAID_WORK) if line.delivery_kind is DeliveryKind.UNPAID_WORK else None
    if limit is not None:
        finish_by = min(finish_by, limit.last_day(today))
    return time_in_order(
        forecast,
        course,
        counted_from=line.forecast_as_of,
        today=today,
        finish_by=finish_by,
        days=_open_days(today, asking.closures.get(line.line_id, ())),
        hours=question.unpaid_hours if limit is not None else None,
    )


def _course_of(stored: Sequence[Any], kind: DeliveryKind, question: CourtQuestion) -> Course | None:
    """Of unpaid work the course for the hours that were asked about; without hours none."""
    course = course_from_stored(stored)
    if kind is not DeliveryKind.UNPAID_WORK:
        return course
    if question.unpaid_hours is None or not isinstance(course, WeeklyCourse):
        return None
    return course.with_hours(question.unpaid_hours)


def _open_days(today: dt.date, closures: Sequence[tuple[dt.date, dt.date]]) -> OpenDays:
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
