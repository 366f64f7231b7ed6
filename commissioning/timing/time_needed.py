"""How long an intervention takes from its first session to its last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from commissioning.monitoring.disclosure import banded
from commissioning.timing.courses import NINE_IN_TEN, USUAL, Course, StayCourse, WeeklyCourse
from commissioning.timing.open_days import WEEK, OpenDays

LONGEST_IN_WEEKS = 78


@dataclass(frozen=True, slots=True)
class TimeNeeded:
    """Days from the start to the finish, the day of the start counting as day 0.

    `usual_days` is what half of the people need, `nine_in_ten_days` what nine in ten need at most.
    `sessions` and `hours` are what has to be attended, None where it is not counted so.
    Where nothing is known there is no TimeNeeded at all: never one of zero days.
    """

    usual_days: int
    nine_in_ten_days: int
    sessions: int | None
    hours: float | None
    says: str


def time_needed(
    course: Course, *, start: date, days: OpenDays, hours: float | None = None
) -> TimeNeeded:
    """What somebody who starts on that day needs; `hours` where the course is of so many."""
    first = start.toordinal()
    usual = course.day_done(first, USUAL, days) - first
    nine_in_ten = course.day_done(first, NINE_IN_TEN, days) - first
    sessions = course.sessions if isinstance(course, WeeklyCourse) else None
    needs = f"{hours:g} hours of work need" if hours is not None else "Needs"
    says = f"{needs} about {length(usual)} from start to finish{_of_what(course, hours)}."
    if length(nine_in_ten) != length(usual):
        says += f" 9 in 10 need no more than {length(nine_in_ten)}."
    return TimeNeeded(usual, nine_in_ten, sessions, hours, says)


def length(days: int) -> str:
    """The weeks in which something happens, a week begun counting whole; months from 78 on."""
    weeks = days // WEEK + 1
    if weeks < LONGEST_IN_WEEKS:
        return f"{weeks} week{'' if weeks == 1 else 's'}"
    return f"{round(days / 30.4375)} months"


def _of_what(course: Course, hours: float | None) -> str:
    if isinstance(course, StayCourse):
        return f", as seen from {banded(course.people)} people who finished here"
    if hours is not None:
        return f", at {course.hours_per_session:g} hours a week"
    if course.is_pace_assumed:
        return f" if its {course.sessions} sessions are held once a week"
    if course.is_together:
        return ""
    return f", for {course.sessions} weekly session{'' if course.sessions == 1 else 's'}"
