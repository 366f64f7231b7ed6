"""A line shaped like Hertfordshire's of 2009-10: 800 orders bought, 932 completed.

The shape is the one reported for Hertfordshire; the people, the provider and the year
(the last whole financial year) are made up. Cases are laid out backwards from the
work day on which each order is completed.
"""

from __future__ import annotations

import datetime as dt
import random
from functools import cache

from commissioning.demonstration.cases import InventedCase
from commissioning.demonstration.courses import Course, InventedCourse
from commissioning.demonstration.wish import last_whole_year
from commissioning.referrals.kinds import EventKind

COMMISSIONED = 800
COMPLETED = 932
HOURS_PER_SESSION = 7.0
HOURS_ORDERED = (40.0, 60.0, 60.0, 80.0, 80.0, 80.0, 100.0, 120.0)
MOST_SESSIONS = 18
DAYS_TO_READY = (5, 8, 9, 12, 14, 17, 21)
DAYS_TO_START = (4, 6, 9, 13, 18, 25, 31)
SATURDAY = 6


def sessions_for(hours: float) -> int:
    return -int(-hours // HOURS_PER_SESSION)


@cache
def referrals_of_hertfordshire(today: dt.date) -> int:
    """How many people have been referred by today."""
    return sum(
        1 + _has_companion(number)
        for number, (_, received) in enumerate(_finishes(today))
        if received <= today.toordinal()
    )


def _has_companion(number: int) -> bool:
    """Beside one in seven who complete their order somebody drops out of theirs."""
    return number % 7 == 3


def opening_day(today: dt.date) -> int:
    """Early enough for the first order to be completed in the first week of the year."""
    return last_whole_year(today)[0].toordinal() - 7 * MOST_SESSIONS - 90


def _finishes(today: dt.date) -> list[tuple[int, int]]:
    """(day of completion, day received) of each order; the pace goes on past today."""
    first, last = last_whole_year(today)
    year_days = (last - first).days + 1
    pairs: list[tuple[int, int]] = []
    number = 0
    horizon = today.toordinal() + 7 * MOST_SESSIONS + 60
    while True:
        finish = _work_day(first.toordinal() + int((number + 0.5) * year_days / COMPLETED))
        if number < COMPLETED and finish > last.toordinal():
            finish -= 7
        if finish > horizon:
            return pairs
        pairs.append((finish, _received(number, finish)))
        number += 1


def _work_day(day: int) -> int:
    """The next Saturday, which may be the day itself."""
    return day + (SATURDAY - day) % 7


def _received(number: int, finish: int) -> int:
    hours = HOURS_ORDERED[number % len(HOURS_ORDERED)]
    start = finish - 7 * (sessions_for(hours) - 1)
    ready = start - DAYS_TO_START[number % len(DAYS_TO_START)]
    return ready - DAYS_TO_READY[number // 3 % len(DAYS_TO_READY)]


def deliver_hertfordshire(course: Course, chance: random.Random) -> InventedCourse:
    """Everybody referred by today, as far as they have come by today."""
    cases: list[InventedCase] = []
    today = dt.date.fromordinal(course.today)
    for number, (finish, received) in enumerate(_finishes(today)):
        if received > course.today:
            continue
        cases.append(_completed(len(cases), number, finish, received, chance))
        if _has_companion(number):
            cases.append(_dropped_out(len(cases), number, finish, received, chance))
    return InventedCourse(cases)


def _completed(
    of_line: int, number: int, finish: int, received: int, chance: random.Random
) -> InventedCase:
    case = _ordered(of_line, number, received, finish, chance)
    _attend(case, number, finish, sessions_for(case.hours_ordered or 0.0))
    case.end(finish, EventKind.COMPLETED)
    return case


def _dropped_out(
    of_line: int, number: int, finish: int, received: int, chance: random.Random
) -> InventedCase:
    """Attends half of the sessions, and is not seen again."""
    case = _ordered(of_line, number, received, finish, chance)
    half = sessions_for(case.hours_ordered or 0.0) // 2
    _attend(case, number, finish, half)
    case.end(case.steps[-1].day + 14, EventKind.DROPPED_OUT)
    return case


def _attend(case: InventedCase, number: int, finish: int, sessions: int) -> None:
    hours = HOURS_ORDERED[number % len(HOURS_ORDERED)]
    start = finish - 7 * (sessions_for(hours) - 1)
    case.start(start)
    for turn in range(sessions):
        case.attend(start + 7 * turn, min(HOURS_PER_SESSION, hours - HOURS_PER_SESSION * turn))


def _ordered(
    of_line: int, number: int, received: int, finish: int, chance: random.Random
) -> InventedCase:
    hours = HOURS_ORDERED[number % len(HOURS_ORDERED)]
    start = finish - 7 * (sessions_for(hours) - 1)
    return InventedCase(
        of_line,
        received,
        start - DAYS_TO_START[number % len(DAYS_TO_START)],
        sentenced=received - chance.choice((0, 0, 1, 2, 4)),
        is_priority=chance.random() < 0.1,
        hours_ordered=hours,
    )
