"""Lines that take people one by one, played from the first day to today."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator

from commissioning.demonstration.cases import InventedCase
from commissioning.demonstration.chance import days_until
from commissioning.demonstration.courses import Course, InventedCourse, WaitingList
from commissioning.referrals.kinds import EventKind
from directory.delivery import DeliveryKind

MISSES_START = 0.07
ATTENDS = 0.85
DROPS_OUT_A_SESSION = 0.02
COMPLETES_ONE_TO_ONE = 0.7


def play_places(course: Course, cases: list[InventedCase], chance: random.Random) -> InventedCourse:
    """Starts come as places come free: weekly lines on their weekday, others on working days."""
    waiting = WaitingList(cases)
    present: list[InventedCase] = []
    for day in _days(course):
        if course.kind.is_queued and not course.start_days.is_open(day):
            continue
        if course.kind in {DeliveryKind.ROLLING_GROUP, DeliveryKind.UNPAID_WORK}:
            _hold_session(course, present, day, chance)
        present = [case for case in present if case.ended is None or case.ended > day]
        for case in _offered(course, waiting.ready_on(day), len(present)):
            if course.kind.is_queued and chance.random() < MISSES_START:
                case.miss(day)
                continue
            _begin(course, case, day, chance)
            present.append(case)
    return InventedCourse(cases)


def _days(course: Course) -> Iterable[int]:
    """Weekdays are ISO: `toordinal() % 7` is 1 on a Monday."""
    if course.kind in {DeliveryKind.ROLLING_GROUP, DeliveryKind.UNPAID_WORK}:
        first = course.opened + (course.weekday - course.opened) % 7
        return range(first, course.today + 1, 7)
    if course.kind is DeliveryKind.ONE_TO_ONE:
        return (day for day in range(course.opened, course.today + 1) if 1 <= day % 7 <= 5)
    return range(course.opened, course.today + 1)


def places_of(course: Course) -> int:
    """People at one time: unpaid work turns supervised hours a week into people."""
    if course.kind is DeliveryKind.UNPAID_WORK:
        return max(1, int(course.capacity / course.hours_per_session))
    return int(course.capacity)


def _offered(course: Course, ready: list[InventedCase], present: int) -> Iterator[InventedCase]:
    if course.kind in {DeliveryKind.IMMEDIATE, DeliveryKind.DROP_IN}:
        yield from ready
        return
    free = max(0, places_of(course) - present)
    if course.kind in {DeliveryKind.ROLLING_GROUP, DeliveryKind.UNPAID_WORK}:
        free = min(free, course.max_new_per_session)
    yield from ready[:free]


def _begin(course: Course, case: InventedCase, day: int, chance: random.Random) -> None:
    case.start(day)
    if course.kind is DeliveryKind.UNPAID_WORK:
        case.attend(day, min(course.hours_per_session, case.hours_ordered or 0.0))
    elif course.kind is DeliveryKind.ROLLING_GROUP:
        case.attend(day)
    else:
        stay = days_until(chance, course.stay_days * 0.6) + round(course.stay_days * 0.4)
        ends_well = chance.random() < COMPLETES_ONE_TO_ONE or not course.kind.is_queued
        if not ends_well:
            stay = max(1, round(stay * chance.random()))
        case.end(day + stay, EventKind.COMPLETED if ends_well else EventKind.DROPPED_OUT)


def _hold_session(
    course: Course, present: list[InventedCase], day: int, chance: random.Random
) -> None:
    """Each person attends, stays away or drops out; who has done enough is through."""
    for case in present:
        if chance.random() < DROPS_OUT_A_SESSION:
            case.end(day, EventKind.DROPPED_OUT)
        elif chance.random() < ATTENDS:
            _attend(course, case, day)


def _attend(course: Course, case: InventedCase, day: int) -> None:
    if course.kind is DeliveryKind.UNPAID_WORK:
        ordered = case.hours_ordered or 0.0
        case.attend(day, min(course.hours_per_session, ordered - case.hours_worked))
        is_through = case.hours_worked >= ordered
    else:
        case.attend(day)
        is_through = case.sessions >= course.sessions_required
    if is_through:
        case.end(day, EventKind.COMPLETED)
