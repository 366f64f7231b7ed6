"""When a start may be, drawn to one scale: every bar of a page shares its axis from today on."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from portal.asking.typed import DAYS_A_MONTH


@dataclass(frozen=True, slots=True)
class Axis:
    """From `today` for `days`, in `parts` equal stretches of `step` weeks or months each."""

    today: dt.date
    days: int
    parts: int
    step: int
    is_in_months: bool

    @property
    def steps(self) -> tuple[int, ...]:
        """The number at the beginning of each stretch: 0, 3, 6, 9."""
        return tuple(range(0, self.parts * self.step, self.step))

    def place(self, day: dt.date) -> int:
        """Days from today, kept within the axis."""
        return min(self.days, max(0, (day - self.today).days))

    def ends_before(self, day: dt.date) -> bool:
        return (day - self.today).days > self.days


@dataclass(frozen=True, slots=True)
class Bar:
    """In days from today: where the range begins, how long it is, and the likeliest day.

    `middle` is None for a start of which only the month may be said, and where it lies beyond the
    axis. The range `goes_on` where the axis ends, or `is_beyond` it as a whole.
    """

    first: int
    width: int
    middle: int | None
    says: str
    goes_on: bool = False
    is_beyond: bool = False


FITTING: Final = 0.75

# Stretches that a reader knows by heart: (parts, step, in months).
_LENGTHS: Final = (
    (4, 1, False),
    (4, 2, False),
    (4, 3, False),
    (3, 2, True),
    (4, 3, True),
    (4, 6, True),
    (3, 12, True),
)


def axis_for(days: Iterable[dt.date], *, today: dt.date) -> Axis:
    """The shortest axis on which all the days fit; without days the shortest, at most 3 years."""
    furthest = max(((day - today).days for day in days), default=0)
    axes = [_axis(today, *length) for length in _LENGTHS]
    return next((axis for axis in axes if axis.days >= furthest), axes[-1])


def axis_of_most(days: Iterable[dt.date], *, today: dt.date) -> Axis:
    """The shortest on which three in four of the days fit: a few far off squeeze no others."""
    soonest = sorted(days)
    return axis_for(soonest[: math.ceil(len(soonest) * FITTING)], today=today)


def _axis(today: dt.date, parts: int, step: int, is_in_months: bool) -> Axis:
    length = parts * step * (DAYS_A_MONTH if is_in_months else 7)
    return Axis(today, round(length), parts, step, is_in_months)


def month_of(day: dt.date) -> tuple[dt.date, dt.date]:
    """The first and the last day of its month."""
    first = day.replace(day=1)
    following = (first + dt.timedelta(days=32)).replace(day=1)
    return first, following - dt.timedelta(days=1)
