"""Whose order ends before what it asks of them can be done: weeks left less weeks needed.

Unpaid work stands apart: such an order runs on until its hours are worked, so that what counts
is the likely last day. An end that nobody knows is never sorted as a date.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from commissioning.timing.courses import NINE_IN_TEN, USUAL, Course, WeeklyCourse
from commissioning.timing.open_days import OpenDays

DAYS_IN_WEEK = 7


@dataclass(frozen=True, slots=True)
class OpenOrder:
    """Somebody who waits or is under way, as they stand today.

    `days_needed` are those from today to the finish for somebody who keeps coming, None where
    not known; `ended_early` is an order that was terminated, whatever else is stated of it.
    """

    case: str
    order_ends_on: date | None
    days_needed: int | None
    is_unpaid_work: bool = False
    ended_early: bool = False

    def weeks_left(self, today: date) -> int | None:
        """Whole weeks of the order that remain; below 0 once it has ended."""
        return None if self.order_ends_on is None else _weeks(self.order_ends_on, today)

    @property
    def weeks_needed(self) -> int | None:
        """A week begun counts whole."""
        return None if self.days_needed is None else -(-self.days_needed // DAYS_IN_WEEK)

    def weeks_spare(self, today: date) -> int | None:
        """None where either is not known."""
        left, needed = self.weeks_left(today), self.weeks_needed
        return None if left is None or needed is None else left - needed

    def likely_last_day(self, today: date) -> date | None:
        """None where what is needed is not known."""
        return None if self.days_needed is None else today + timedelta(days=self.days_needed)


@dataclass(frozen=True, slots=True)
class OrderExpiry:
    """Four lists of one day, each in the order in which somebody should look at them.

    `ending`: fewest weeks spare first, and between what does not fit and what does those of whom
    nobody knows what they need. `unpaid_work`: farthest past the order's end first. `end_not_known`
    as they came. `done`: orders that ended early.
    """

    today: date
    ending: tuple[OpenOrder, ...]
    unpaid_work: tuple[OpenOrder, ...]
    end_not_known: tuple[OpenOrder, ...]
    done: tuple[OpenOrder, ...]

    @property
    def too_late(self) -> int:
        """How many cannot finish within their order, unpaid work apart."""
        return sum((order.weeks_spare(self.today) or 0) < 0 for order in self.ending)

    @property
    def needs_not_known(self) -> int:
        return sum(order.weeks_needed is None for order in self.ending)


def order_expiry(orders: Iterable[OpenOrder], *, today: date) -> OrderExpiry:
    """Sorted for a commissioner, an officer or a provider alike."""
    everybody = list(orders)
    current = [order for order in everybody if not order.ended_early]
    ending = [one for one in current if not one.is_unpaid_work and one.order_ends_on]
    return OrderExpiry(
        today,
        tuple(sorted(ending, key=lambda order: _by_weeks_spare(order, today))),
        tuple(
            sorted(
                (order for order in current if order.is_unpaid_work),
                key=lambda order: _by_overrun(order, today),
            )
        ),
        tuple(one for one in current if not one.is_unpaid_work and one.order_ends_on is None),
        tuple(order for order in everybody if order.ended_early),
    )


def days_needed(
    course: Course | None,
    *,
    today: date,
    days: OpenDays,
    started_on: date | None = None,
    sessions_attended: int = 0,
    hours_left: float | None = None,
) -> int | None:
    """From today to the finish, for 9 in 10 who keep coming, counted as if they started today.

    Who has started needs what is left of it. Hours of work are told for the usual attendance: the
    order runs on, and nothing is safe or late.
    """
    first = today.toordinal()
    if isinstance(course, WeeklyCourse) and course.hours_per_session is not None:
        return _days_of_hours(course, hours_left, first, days)
    if course is None:
        return None
    if started_on is None:
        return course.day_done(first, NINE_IN_TEN, days) - first
    if isinstance(course, WeeklyCourse) and not course.is_together:
        return _days_of_sessions(course, course.sessions - sessions_attended, first, days)
    return max(0, course.day_done(started_on.toordinal(), NINE_IN_TEN, days) - first)


def _days_of_hours(
    course: WeeklyCourse, hours_left: float | None, first: int, days: OpenDays
) -> int | None:
    if hours_left is None:
        return None
    left = course.with_hours(hours_left) if hours_left > 0 else None
    return 0 if left is None else left.day_done(first, USUAL, days) - first


def _days_of_sessions(course: WeeklyCourse, left: int, first: int, days: OpenDays) -> int:
    if left <= 0:
        return 0
    rest = WeeklyCourse(left, course.weekday, course.attendance, then_days=course.then_days)
    return rest.day_done(first, NINE_IN_TEN, days) - first


def _weeks(day: date, today: date) -> int:
    return (day - today).days // DAYS_IN_WEEK


def _by_weeks_spare(order: OpenOrder, today: date) -> tuple[int, int, date, str]:
    """What does not fit, then what nobody knows, then what fits."""
    ends = order.order_ends_on or date.max
    spare = order.weeks_spare(today)
    if spare is None:
        return 1, 0, ends, order.case
    return (0 if spare < 0 else 2), spare, ends, order.case


def _by_overrun(order: OpenOrder, today: date) -> tuple[int, int, date, str]:
    """Past the end of the order, then not known, then within it; the farthest past it first."""
    ends, last = order.order_ends_on, order.likely_last_day(today)
    if ends is None or last is None:
        return 1, 0, ends or date.max, order.case
    past = (last - ends).days
    return (0 if past > 0 else 2), -past, ends, order.case
