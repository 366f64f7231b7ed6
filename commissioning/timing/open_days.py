"""On which days an intervention meets: not on bank holidays, while shut, or on 24 to 31 December.

Days are ordinals (1 January of year 1 is 1), which `date.toordinal` gives.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

from directory.order_length import DEFAULT_ORDER_DAYS

WEEK = 7

LONGEST_AHEAD_DAYS = DEFAULT_ORDER_DAYS + 366
"""So far ahead days are looked at: past the end of any order by the length of most courses."""


@dataclass(frozen=True)
class OpenDays:
    """What is known of the days from `first` to `last`, both counted; later days count as open.

    `closures` are first and last day of each time that the provider is shut.
    """

    first: int
    last: int
    bank_holidays: frozenset[int]
    closures: tuple[tuple[int, int], ...] = ()

    @classmethod
    def between(
        cls,
        first: date,
        last: date,
        *,
        bank_holidays: Iterable[date],
        closures: Iterable[tuple[date, date]] = (),
    ) -> OpenDays:
        return cls(
            first.toordinal(),
            last.toordinal(),
            frozenset(day.toordinal() for day in bank_holidays),
            tuple((one.toordinal(), other.toordinal()) for one, other in closures),
        )

    def on(self, weekday: int) -> Sequence[int]:
        """The open days of that ISO weekday, in order."""
        days = _without_closures(weekday, self.first, self.last, self.bank_holidays)
        if not self.closures:
            return days
        if weekday not in self._on:
            self._on[weekday] = [day for day in days if not self._is_shut(day)]
        return self._on[weekday]

    def meetings_between(self, first: int, last: int, weekday: int | None) -> int:
        """How many open days of a weekday (None: that of `first`), both ends counted."""
        meets = self.on(weekday or iso_weekday(first))
        return bisect_right(meets, last) - bisect_left(meets, first)

    def is_open(self, day: int) -> bool:
        is_off = day in self.bank_holidays or is_at_christmas(day)
        return not is_off and not self._is_shut(day)

    def last_open_weekday(self, day: int) -> int | None:
        """That day, or the nearest open Monday to Friday before it, within what is known."""
        for candidate in range(day, self.first - 1, -1):
            if iso_weekday(candidate) <= 5 and self.is_open(candidate):
                return candidate
        return None

    def _is_shut(self, day: int) -> bool:
        return any(first <= day <= last for first, last in self.closures)

    @cached_property
    def _on(self) -> dict[int, list[int]]:
        return {}


def iso_weekday(day: int) -> int:
    """1 Monday to 7 Sunday: ordinal 1 was a Monday."""
    return (day - 1) % WEEK + 1


def is_at_christmas(day: int) -> bool:
    """The ordinary closing of 24 to 31 December, both counted."""
    on = date.fromordinal(day)
    return on.month == 12 and on.day >= 24


@lru_cache(maxsize=64)
def _without_closures(
    weekday: int, first: int, last: int, bank_holidays: frozenset[int]
) -> tuple[int, ...]:
    """The same for every line, so that a page with many lines works it out once."""
    start = first + (weekday - iso_weekday(first)) % WEEK
    days = range(start, last + 1, WEEK)
    return tuple(day for day in days if day not in bank_holidays and not is_at_christmas(day))
