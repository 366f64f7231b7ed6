"""The sessions of a group from its template: on which days it meets, and which days it skips.

A day on which the group would meet is skipped on a bank holiday, from 24 to 31 December and while
the provider is shut. So many sessions as the template says are planned all the same: the last
moves out. A group that moves takes every session that was not held along.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from commissioning.registers.errors import PlanImpossible
from commissioning.timing.open_days import OpenDays, is_at_christmas
from directory.clock import LONDON, day_in_words

LONGEST_COURSE_DAYS: Final = 3 * 366
"""No course takes longer; a plan looks no further."""

MOST_SESSIONS: Final = 100


class WhyShut(enum.StrEnum):
    BANK_HOLIDAY = "bank holiday"
    CHRISTMAS = "Christmas closing, 24 to 31 December"
    CLOSED = "the provider is shut"


class Skipped(NamedTuple):
    on_date: dt.date
    why: WhyShut


class PlannedSession(NamedTuple):
    number: int
    on_date: dt.date


@dataclass(frozen=True, slots=True)
class SessionTemplate:
    """`weekdays` are ISO (1 is Monday), at least one; `starts_at` is the time on the wall."""

    sessions: int
    weekdays: tuple[int, ...]
    starts_at: dt.time | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.sessions <= MOST_SESSIONS:
            raise PlanImpossible("sessions", f"Enter from 1 to {MOST_SESSIONS} sessions.")
        if not self.weekdays or not all(1 <= day <= 7 for day in self.weekdays):
            raise PlanImpossible("weekdays", "Choose at least one weekday on which it meets.")


@dataclass(frozen=True, slots=True)
class SessionPlan:
    sessions: tuple[PlannedSession, ...]
    skipped: tuple[Skipped, ...]

    @property
    def first_on(self) -> dt.date:
        return self.sessions[0].on_date

    @property
    def last_on(self) -> dt.date:
        return self.sessions[-1].on_date


def plan_sessions(
    start: dt.date, template: SessionTemplate, days: OpenDays, *, first_number: int = 1
) -> SessionPlan:
    """From `start` on. From `first_number` on the rest of a plan whose beginning was held.

    `days` must reach `LONGEST_COURSE_DAYS` past the start. Raises `PlanImpossible`.
    """
    sessions: list[PlannedSession] = []
    skipped: list[Skipped] = []
    wanted = template.sessions - first_number + 1
    for day in _meeting_days(start, template.weekdays):
        if len(sessions) == wanted:
            return SessionPlan(tuple(sessions), tuple(skipped))
        if days.is_open(day.toordinal()):
            sessions.append(PlannedSession(first_number + len(sessions), day))
        else:
            skipped.append(Skipped(day, why_shut(day, days)))
    raise PlanImpossible(
        "sessions", "Within three years there are not enough days on which the group can meet."
    )


def refuse_another_first_day(start: dt.date, plan: SessionPlan) -> None:
    """The first session is the start: a group cannot start on a day on which it does not meet."""
    if plan.first_on == start:
        return
    shut = next((one.why for one in plan.skipped if one.on_date == start), None)
    reason = "it is not a day on which the group meets" if shut is None else f"{shut}"
    raise PlanImpossible(
        "start",
        f"The group cannot start on {day_in_words(start)}: {reason}."
        f" The first day on which it can is {day_in_words(plan.first_on)}.",
    )


def moved_plan(
    held: Sequence[PlannedSession], to: dt.date, template: SessionTemplate, days: OpenDays
) -> SessionPlan:
    """What was held stays; the session after it is on `to`, all others follow.

    Raises `PlanImpossible` where `to` is no meeting day, or not after the last one held.
    """
    if held and to <= held[-1].on_date:
        raise PlanImpossible(
            "start",
            f"Enter a day after the last session that was held, {day_in_words(held[-1].on_date)}.",
        )
    rest = plan_sessions(to, template, days, first_number=len(held) + 1)
    if rest.sessions:
        refuse_another_first_day(to, rest)
    return SessionPlan((*held, *rest.sessions), rest.skipped)


def why_shut(day: dt.date, days: OpenDays) -> WhyShut:
    """Of a day that is not open."""
    if day.toordinal() in days.bank_holidays:
        return WhyShut.BANK_HOLIDAY
    return WhyShut.CHRISTMAS if is_at_christmas(day.toordinal()) else WhyShut.CLOSED


def begins_at(on_date: dt.date, starts_at: dt.time) -> dt.datetime:
    """The instant: a group that meets at six meets at six on either side of a clock change."""
    return dt.datetime.combine(on_date, starts_at, LONDON).astimezone(dt.UTC)


def _meeting_days(start: dt.date, weekdays: Sequence[int]) -> Iterator[dt.date]:
    for number in range(LONGEST_COURSE_DAYS):
        day = start + dt.timedelta(days=number)
        if day.isoweekday() in weekdays:
            yield day
