"""From what is stored about a line to the part of a package that it would be."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy.orm import Session

from commissioning.availability.placed_lines import PlacedLine
from commissioning.availability.statuses import IS_OPEN, Status, WhyNot
from commissioning.dates.kept_dates import COURSE
from commissioning.forecasting.start_days import StartDays
from commissioning.packages.by_month import by_month, last_day_of_month, likely_month
from commissioning.packages.line_starts import (
    HORIZON_DAYS,
    holidays_ahead,
    possible_starts_of,
    turn_of,
)
from commissioning.packages.ordering import kind_of
from commissioning.packages.parts import CannotStart, Part, TimeOfDay, Weekly
from commissioning.timing.courses import Course, WeeklyCourse, course_from_stored
from commissioning.timing.open_days import OpenDays
from commissioning.timing.time_needed import TimeNeeded, length, time_needed
from directory.delivery import DeliveryKind

FULL_DAY_HOURS: Final = 6.0
"""Unpaid work of so many hours fills morning and afternoon."""

WITHOUT_END: Final = frozenset({DeliveryKind.BED, DeliveryKind.DROP_IN, DeliveryKind.IMMEDIATE})
MAY_START: Final = IS_OPEN | {Status.NOT_WITHIN_ORDER}


@dataclass(frozen=True, slots=True)
class Chosen:
    """A line as it was chosen: where it stands, and what its service is listed under."""

    placed: PlacedLine
    requirements: Sequence[str]
    pathways: Sequence[str]


def part_of(
    session: Session,
    chosen: Chosen,
    *,
    today: dt.date,
    work_hours: float | None = None,
    assumed_weeks: int | None = None,
) -> Part:
    """`work_hours`: hours of unpaid work ordered; without them those that pages assume.

    `assumed_weeks` stand in where nothing is known of how long it takes.
    """
    part = _known_part(session, chosen, today=today, work_hours=work_hours)
    if part.time is not None or part.is_ongoing or assumed_weeks is None:
        return part
    days = assumed_weeks * 7
    says = f"About {length(days - 1)} assumed, as was entered."
    return replace(part, time=TimeNeeded(days, days, sessions=None, hours=None, says=says))


def _known_part(
    session: Session, chosen: Chosen, *, today: dt.date, work_hours: float | None
) -> Part:
    placed, part = chosen.placed, _as_listed(chosen)
    if placed.standing.status not in MAY_START:
        return replace(part, cannot=_cannot(placed))
    starts = possible_starts_of(session, placed, today)
    turn = turn_of(placed, starts, today)
    if turn is None:
        return replace(part, cannot=CannotStart.NOT_CONFIRMED)
    course = _course(placed)
    weekly = Weekly(attendances=0) if part.is_ongoing else _weekly(course)
    part = replace(part, turn=turn, possible_starts=starts, weekly=weekly)
    if placed.is_restricted:
        return _by_month(part, course, today)
    return replace(part, time=_time(course, part, today, work_hours))


def _as_listed(chosen: Chosen) -> Part:
    """What does not depend on when anybody may begin."""
    placed, kind = chosen.placed, chosen.placed.stored.delivery_kind
    return Part(
        key=str(placed.line),
        title=placed.title,
        kind=kind_of(
            title=placed.title,
            delivery_kind=kind.value,
            requirements=chosen.requirements,
            pathways=chosen.pathways,
        ),
        turn=None,
        is_ongoing=kind in WITHOUT_END,
    )


def _cannot(placed: PlacedLine) -> CannotStart:
    return CannotStart((placed.standing.reason or WhyNot.NOT_CONFIRMED).value)


def _course(placed: PlacedLine) -> Course | None:
    basis = placed.detail.forecast_basis if placed.detail else None
    return course_from_stored(basis[COURSE]) if basis and COURSE in basis else None


def _weekly(course: Course | None) -> Weekly:
    """A course of weekly sessions is one attendance a week; of a stay nothing is known."""
    if not isinstance(course, WeeklyCourse):
        return Weekly()
    hours = course.hours_per_session
    return Weekly(
        weekdays=frozenset() if course.weekday is None else frozenset({course.weekday}),
        time_of_day=TimeOfDay.DAY if hours is not None and hours >= FULL_DAY_HOURS else None,
        attendances=None if course.is_pace_assumed else 1,
        hours=hours,
    )


def _time(
    course: Course | None, part: Part, today: dt.date, work_hours: float | None
) -> TimeNeeded | None:
    """For somebody who starts on the likeliest day, bank holidays counted."""
    if course is None or part.turn is None:
        return None
    hours = None
    if isinstance(course, WeeklyCourse) and course.hours_per_session is not None:
        hours = work_hours or course.sessions * course.hours_per_session
        course = course.with_hours(hours) or course
    likely = part.turn.day_reached(0.5, order_days=HORIZON_DAYS) or 1
    days = OpenDays.between(
        today, today + dt.timedelta(days=2 * HORIZON_DAYS), bank_holidays=holidays_ahead(today)
    )
    return time_needed(course, start=today + dt.timedelta(days=likely), days=days, hours=hours)


def _by_month(part: Part, course: Course | None, today: dt.date) -> Part:
    """With nothing that the public may not know: no day, no weekday, no hours, no chances."""
    if part.turn is None:
        return part
    turn = likely_month(part.turn, today)
    hidden = replace(
        part,
        turn=turn,
        possible_starts=by_month(part.possible_starts, today),
        weekly=Weekly(attendances=part.weekly.attendances),
        is_by_month=True,
    )
    return hidden if course is None else replace(hidden, time=_time_by_month(course, turn, today))


def _time_by_month(course: Course, turn: StartDays, today: dt.date) -> TimeNeeded:
    """From the end of the likely month, on no known weekday and without holidays."""
    if isinstance(course, WeeklyCourse):
        course = replace(course, weekday=None)
    likely = turn.day_reached(0.5, order_days=HORIZON_DAYS) or 1
    start = last_day_of_month(today + dt.timedelta(days=likely))
    nothing_shut = OpenDays.between(today, start, bank_holidays=())
    return time_needed(course, start=start, days=nothing_shut)
