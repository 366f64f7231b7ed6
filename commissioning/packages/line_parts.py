"""From what is stored about a line to the part of a package that it would be."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy.orm import Session

from commissioning.agreements.queries import contract_end_of_line
from commissioning.availability.line_facts import StoredLine
from commissioning.availability.line_status import IS_OPEN, Status
from commissioning.availability.models import WhyNot
from commissioning.availability.order_length import DEFAULT_ORDER_DAYS
from commissioning.availability.rows import PlacedLine
from commissioning.availability.start_days import Basis, StartDays
from commissioning.bank_holidays import holidays_between
from commissioning.groups.models import GroupStatus
from commissioning.groups.queries import closures_of_line, groups_of_line
from commissioning.lines.queries import terms_in_force
from commissioning.packages.by_month import by_month, last_day_of_month, likely_month
from commissioning.packages.ordering import kind_of
from commissioning.packages.parts import CannotStart, Part, TimeOfDay, Weekly
from commissioning.packages.possible_starts import (
    any_day_starts,
    group_starts,
    weekly_starts,
    working_day_starts,
)
from commissioning.timing.courses import Course, WeeklyCourse, course_from_stored
from commissioning.timing.open_days import OpenDays
from commissioning.timing.time_needed import TimeNeeded, length, time_needed
from directory.delivery import DeliveryKind

HORIZON_DAYS: Final = DEFAULT_ORDER_DAYS
PAST_GROUPS_DAYS: Final = 730
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
    says = f"{length(days - 1)} assumed, as was entered."
    return replace(part, time=TimeNeeded(days, days, None, None, f"About {says}"))


def _known_part(
    session: Session, chosen: Chosen, *, today: dt.date, work_hours: float | None
) -> Part:
    placed = chosen.placed
    kind = placed.stored.delivery_kind
    course = _course(placed.stored)
    part = Part(
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
    if placed.standing.status not in MAY_START:
        return replace(part, cannot=_cannot(placed))
    starts = _possible_starts(session, placed.stored, today)
    turn = _turn(placed.stored, starts, today)
    if turn is None:
        return replace(part, cannot=CannotStart.NOT_CONFIRMED)
    weekly = _weekly(course) if kind not in WITHOUT_END else Weekly(attendances=0)
    part = replace(part, turn=turn, possible_starts=starts, weekly=weekly)
    if placed.is_restricted:
        return _by_month(part, course, today)
    return replace(part, time=_time(course, part, today, work_hours))


def _cannot(placed: PlacedLine) -> CannotStart:
    return CannotStart((placed.standing.reason or WhyNot.NOT_CONFIRMED).value)


def _course(line: StoredLine) -> Course | None:
    stored = (line.forecast_basis or {}).get("course")
    return course_from_stored(stored) if stored else None


def _turn(line: StoredLine, starts: Sequence[int], today: dt.date) -> StartDays | None:
    """Counted from today. A day that the forecast expected by now is expected tomorrow."""
    if not line.delivery_kind.is_queued:
        first = 0 if line.delivery_kind is not DeliveryKind.DROP_IN else min(starts, default=0)
        basis = Basis("stated", 0, 0, "declared", "")
        return StartDays((first,), (1.0,), HORIZON_DAYS, "ok", None, basis)
    if line.distribution is None or line.forecast_as_of is None:
        return None
    kept = StartDays.from_stored(line.distribution)
    since = (today - line.forecast_as_of).days
    reached: dict[int, float] = {}
    for day, chance in zip(kept.days, kept.cumulative, strict=True):
        reached[max(1, day - since)] = chance
    return replace(kept, days=tuple(reached), cumulative=tuple(reached.values()))


def _possible_starts(session: Session, line: StoredLine, today: dt.date) -> tuple[int, ...]:
    """While the service stands: neither past its contract nor while it is shut."""
    if line.delivery_kind in {DeliveryKind.BED, DeliveryKind.IMMEDIATE}:
        return any_day_starts(HORIZON_DAYS)
    last = contract_end_of_line(session, line.line_id)
    shut = [(one.from_date, one.to_date) for one in closures_of_line(session, line.line_id)]

    def stands(number: int) -> bool:
        day = today + dt.timedelta(days=number)
        is_over = (last is not None and day > last) or (
            line.closed_on is not None and day >= line.closed_on
        )
        return not is_over and not any(first <= day <= end for first, end in shut)

    return tuple(filter(stands, _regular_starts(session, line, today)))


def _regular_starts(session: Session, line: StoredLine, today: dt.date) -> tuple[int, ...]:
    if line.delivery_kind is DeliveryKind.CLOSED_GROUP:
        since = today - dt.timedelta(days=PAST_GROUPS_DAYS)
        groups = groups_of_line(session, line.line_id, first=since)
        planned = [
            one.stated.current_start
            for one in groups
            if one.stated.status is not GroupStatus.CANCELLED
        ]
        return group_starts(planned, today, horizon_days=HORIZON_DAYS)
    terms = terms_in_force(session, line.line_id)
    weekday = terms.session_weekday if terms else None
    holidays = _holidays(today)
    if weekday is None:
        return working_day_starts(today, horizon_days=HORIZON_DAYS, bank_holidays=holidays)
    return weekly_starts(weekday, today, horizon_days=HORIZON_DAYS, bank_holidays=holidays)


def _holidays(today: dt.date) -> Collection[dt.date]:
    last = today + dt.timedelta(days=2 * HORIZON_DAYS)
    return frozenset(day for day, _is_expected in holidays_between(today, last))


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
        today, today + dt.timedelta(days=2 * HORIZON_DAYS), bank_holidays=_holidays(today)
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
    if course is None:
        return hidden
    if isinstance(course, WeeklyCourse):
        course = replace(course, weekday=None)
    likely = turn.day_reached(0.5, order_days=HORIZON_DAYS) or 1
    start = last_day_of_month(today + dt.timedelta(days=likely))
    nothing_shut = OpenDays.between(today, start, bank_holidays=())
    return replace(hidden, time=time_needed(course, start=start, days=nothing_shut))
