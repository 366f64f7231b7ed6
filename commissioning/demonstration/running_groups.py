"""Lines of closed groups, played from the first group to the calendar still to come."""

from __future__ import annotations

import random
from collections.abc import Iterator

from commissioning.demonstration.cases import InventedCase
from commissioning.demonstration.courses import (
    Course,
    GroupNotice,
    InventedCourse,
    Run,
    WaitingList,
)
from commissioning.groups.models import GroupStatus
from commissioning.referrals.kinds import EventKind

PUBLISHED_AHEAD_DAYS = 84
CALENDAR_DAYS = 270
TOLD_BEFORE_DAYS = 3
MOVED_BY_DAYS = 14
MOST_MOVES = 2
MISSES_START = 0.07
COMPLETES = 0.68
PROVIDER_MOVES = 0.04


def play_groups(course: Course, cases: list[InventedCase], chance: random.Random) -> InventedCourse:
    """Groups run with enough people ready, move when there are too few, and then fall away."""
    waiting = WaitingList(cases)
    runs = list(_calendar(course))
    for run in runs:
        _play(course, run, waiting, chance)
    return InventedCourse(cases, runs)


def _calendar(course: Course) -> Iterator[Run]:
    """Starts on the line's weekday at its usual gap, as far ahead as calendars are published."""
    gap = max(7, course.gap_days // 7 * 7)
    first = course.opened + (course.weekday - course.opened) % 7 + min(gap, 28)
    last = course.today + max(CALENDAR_DAYS, 2 * gap)
    for planned in range(first, last + 1, gap):
        start = _next_open(course, planned)
        published = max(course.opened, start - PUBLISHED_AHEAD_DAYS - gap)
        run = Run(start, int(course.capacity))
        run.told.append(GroupNotice(min(published, course.today), start, GroupStatus.PLANNED))
        yield run


def _next_open(course: Course, day: int) -> int:
    while not course.start_days.is_open(day):
        day += 7
    return day


def _play(course: Course, run: Run, waiting: WaitingList, chance: random.Random) -> None:
    start = run.planned
    if chance.random() < PROVIDER_MOVES and start <= course.today:
        start = _move(course, run, start)
    moves = 0
    while start <= course.today:
        ready = waiting.ready_on(start)
        if len(ready) >= course.min_to_run:
            _hold(course, run, start, ready[: run.places], chance)
            return
        if moves == MOST_MOVES:
            run.told.append(GroupNotice(start - TOLD_BEFORE_DAYS, start, GroupStatus.CANCELLED))
            return
        start = _move(course, run, start)
        moves += 1


def _move(course: Course, run: Run, start: int) -> int:
    later = _next_open(course, start + MOVED_BY_DAYS)
    run.told.append(GroupNotice(start - TOLD_BEFORE_DAYS, later, GroupStatus.PLANNED))
    return later


def _hold(
    course: Course, run: Run, day: int, offered: list[InventedCase], chance: random.Random
) -> None:
    """Whoever was offered a place starts or misses it; the rest follows for twelve weeks."""
    started = 0
    for case in offered:
        if chance.random() < MISSES_START:
            case.miss(day)
            continue
        started += 1
        case.start(day)
        length = course.programme_weeks * 7
        if chance.random() < COMPLETES:
            case.end(day + length, EventKind.COMPLETED)
        else:
            weeks = 1 + int(chance.random() * (course.programme_weeks - 1))
            case.end(day + weeks * 7, EventKind.DROPPED_OUT)
    run.told.append(GroupNotice(day, day, GroupStatus.RAN, started))
