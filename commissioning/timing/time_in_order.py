"""Whether there is time for an intervention within an order or a period of supervision.

It says how much time there is and what is needed. It never says what the court should do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from commissioning.timing.chances import in_tenths
from commissioning.timing.courses import NINE_IN_TEN, USUAL, Course
from commissioning.timing.open_days import OpenDays
from commissioning.timing.time_needed import TimeNeeded, time_needed


class Starts(Protocol):
    """When somebody would start: `cumulative[i]` is the chance of a start by `days[i]`."""

    @property
    def days(self) -> Sequence[int]:
        """Days after the day of the forecast, rising."""

    @property
    def cumulative(self) -> Sequence[float]: ...


@dataclass(frozen=True, slots=True)
class TimeInOrder:
    """`finish_by` is the last day that counts.

    `latest_safe_start` is the last day on which, as on every day before it, somebody can start
    and still finish in time with 9 in 10; None where there is no such day after today.
    `chance_of_finishing` is over all possible starts, for somebody who keeps coming.
    """

    needs: TimeNeeded
    finish_by: date
    latest_safe_start: date | None
    chance_of_finishing: float

    @property
    def chance_in_words(self) -> str:
        """As "about 7 in 10"."""
        return in_tenths(self.chance_of_finishing)


def time_in_order(
    starts: Starts,
    course: Course,
    *,
    counted_from: date,
    today: date,
    finish_by: date,
    days: OpenDays,
    hours: float | None = None,
) -> TimeInOrder:
    """For somebody sentenced today, from a forecast whose days count from `counted_from`.

    A start that the forecast put before tomorrow and that has not come is expected tomorrow.
    """
    by, tomorrow = finish_by.toordinal(), today.toordinal() + 1
    chances = list(_chances(starts, counted_from.toordinal(), tomorrow))
    latest = course.latest_start(NINE_IN_TEN, by=by, days=days)
    return TimeInOrder(
        needs=time_needed(
            course, start=date.fromordinal(_usual_start(chances, tomorrow)), days=days, hours=hours
        ),
        finish_by=finish_by,
        latest_safe_start=None if latest is None or latest < tomorrow else date.fromordinal(latest),
        chance_of_finishing=_done(chances, course, by, days),
    )


def chance_of_finishing(
    starts: Starts,
    course: Course,
    *,
    counted_from: date,
    today: date,
    finish_by: date,
    days: OpenDays,
) -> float:
    """The one of `TimeInOrder`, where nothing else is wanted."""
    chances = _chances(starts, counted_from.toordinal(), today.toordinal() + 1)
    return _done(chances, course, finish_by.toordinal(), days)


def _done(chances: Iterable[tuple[int, float]], course: Course, by: int, days: OpenDays) -> float:
    return sum(
        chance * course.chance_done(start, by=by, days=days)
        for start, chance in chances
        if start <= by
    )


def _chances(starts: Starts, first: int, tomorrow: int) -> Iterator[tuple[int, float]]:
    """Each day on which a start may fall, with its own chance."""
    before = 0.0
    for day, reached in zip(starts.days, starts.cumulative, strict=True):
        yield max(tomorrow, first + day), reached - before
        before = reached


def _usual_start(chances: Sequence[tuple[int, float]], tomorrow: int) -> int:
    """The day by which half have started; without one, the last known day or tomorrow."""
    reached = 0.0
    for day, chance in chances:
        reached += chance
        if reached >= USUAL:
            return day
    return chances[-1][0] if chances else tomorrow
