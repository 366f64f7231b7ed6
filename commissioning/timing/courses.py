"""How somebody works through an intervention once they have started.

Counted for somebody who keeps coming: those who give up do not finish however long the order is.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import Any

from commissioning.timing.attendance import sessions_taken
from commissioning.timing.open_days import WEEK, OpenDays, iso_weekday

USUAL = 0.5
NINE_IN_TEN = 0.9
WORKING_WEEK = range(1, 6)
STORED_WEEKLY = "weekly"
STORED_STAY = "stay"


@dataclass(frozen=True, slots=True)
class WeeklyCourse:
    """A session a week until `sessions` have been attended, the start being the first.

    `weekday` None: that of the start. `attendance` is the chance of coming to a session; a missed
    one is attended in a later week. With `is_together` the group goes on meanwhile and what was
    missed is made up beside it, so that only the last session can cost weeks. `then_days` pass
    between the last weekly session and the finish, such as before a review. `is_pace_assumed`: how
    often it meets is not known, and once a week is taken.
    """

    sessions: int
    weekday: int | None = None
    attendance: float = 1.0
    is_together: bool = False
    then_days: int = 0
    hours_per_session: float | None = None
    is_pace_assumed: bool = False

    def with_hours(self, hours: float) -> WeeklyCourse | None:
        """The same course for so many hours of work; None where a session has no known hours."""
        if self.hours_per_session is None:
            return None
        return replace(self, sessions=max(1, ceil(hours / self.hours_per_session)))

    def chance_done(self, start: int, *, by: int, days: OpenDays) -> float:
        """The chance that somebody who starts on one day has finished by the end of another."""
        if by - self.then_days < start:
            return 0.0
        return self._done_within(1 + self._held(start, by - self.then_days, days))

    def day_done(self, start: int, share: float, days: OpenDays) -> int:
        """The day by which such a share of those who start on `start` have finished."""
        taken = bisect_left(self._taken, share)
        return self._nth(start, self.sessions + taken, days) + self.then_days

    def latest_start(self, share: float, *, by: int, days: OpenDays) -> int | None:
        """The last day on which, as on every one before it, that share still finish in time."""
        weekdays = WORKING_WEEK if self.weekday is None else (self.weekday,)
        needed = self.sessions + bisect_left(self._taken, share)
        first_too_late = min(self._too_late(days.on(day), needed, by) for day in weekdays)
        in_time = (_before(days.on(day), first_too_late) for day in weekdays)
        return max((day for day in in_time if day is not None), default=None)

    def _too_late(self, meets: Sequence[int], needed: int, by: int) -> int:
        """The first meeting from which `needed` of them no longer fit."""
        position = max(0, bisect_right(meets, by - self.then_days) - needed + 1)
        return meets[position] if position < len(meets) else by + 1

    def _held(self, start: int, last: int, days: OpenDays) -> int:
        """Sessions after the start's own up to `last`."""
        meets = days.on(self.weekday or iso_weekday(start))
        known = bisect_right(meets, last) - bisect_right(meets, start)
        return known + max(0, (last - max(start, days.last)) // WEEK)

    def _nth(self, start: int, number: int, days: OpenDays) -> int:
        """The day of a session, the start being number 1; past what is known every week is open."""
        if number == 1:
            return start
        meets = days.on(self.weekday or iso_weekday(start))
        position = bisect_right(meets, start) + number - 2
        if position < len(meets):
            return meets[position]
        last = meets[-1] if meets and meets[-1] > start else start
        return last + WEEK * (position - len(meets) + 1)

    def _done_within(self, held: int) -> float:
        """The chance of having finished once so many sessions were held, that of the start too."""
        extra = held - self.sessions
        if extra < 0:
            return 0.0
        return self._taken[min(extra, len(self._taken) - 1)]

    @property
    def _taken(self) -> Sequence[float]:
        """The chance of having finished after so many sessions more than `sessions`."""
        missable = 1 if self.is_together else self.sessions - 1
        return sessions_taken(missable if self.sessions > 1 else 0, self.attendance)

    def to_stored(self) -> list[Any]:  # JSON values of several types
        return [
            STORED_WEEKLY,
            self.sessions,
            self.weekday,
            self.attendance,
            self.is_together,
            self.then_days,
            self.hours_per_session,
            self.is_pace_assumed,
        ]


@dataclass(frozen=True, slots=True)
class StayCourse:
    """As long as people have stayed who finished here: `days`, rising, by equal shares of them.

    The last of them is where everybody has finished; `people` is how many were seen to.
    """

    days: tuple[int, ...]
    people: int

    def chance_done(self, start: int, *, by: int, days: OpenDays) -> float:
        return bisect_right(self.days, by - start) / len(self.days)

    def day_done(self, start: int, share: float, days: OpenDays) -> int:
        return start + self._needed(share)

    def latest_start(self, share: float, *, by: int, days: OpenDays) -> int | None:
        return days.last_open_weekday(by - self._needed(share))

    def _needed(self, share: float) -> int:
        """The days that so large a share of people need at most."""
        return self.days[max(0, ceil(share * len(self.days)) - 1)]

    def to_stored(self) -> list[Any]:  # JSON values of several types
        return [STORED_STAY, self.people, *self.days]


Course = WeeklyCourse | StayCourse


def course_from_stored(stored: Sequence[Any]) -> Course:  # as written by to_stored
    """ValueError for a list that `to_stored` did not write."""
    form, *rest = stored
    if form == STORED_STAY:
        return StayCourse(tuple(rest[1:]), rest[0])
    if form == STORED_WEEKLY:
        return WeeklyCourse(*rest)
    raise ValueError("not a course as it is stored")


def _before(meets: Sequence[int], day: int) -> int | None:
    """The last meeting before that day."""
    position = bisect_left(meets, day)
    return meets[position - 1] if position else None
