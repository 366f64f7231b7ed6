"""On which days somebody may start at a service."""

from bisect import bisect_right
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from commissioning.forecasting.facts import Facts, ServiceRecord

LAST_DAY = date.max.toordinal()


@dataclass(frozen=True)
class StartCalendar:
    """Days as ordinals; `first` and `last` are the first and last day on which anyone may start."""

    first: int
    last: int
    bank_holidays: Collection[int]
    closed_from: tuple[int, ...]
    closed_to: tuple[int, ...]

    @classmethod
    def of(cls, service: ServiceRecord, facts: Facts) -> "StartCalendar":
        """From the day after sentence, between opening and the end of contract or service."""
        ends = [LAST_DAY]
        if service.contract_end is not None:
            ends.append(service.contract_end)
        if service.closed_on is not None:
            ends.append(service.closed_on - 1)
        closed = _joined(service.closures)
        return cls(
            first=max(facts.as_of + 1, service.opened_on),
            last=min(ends),
            bank_holidays=facts.bank_holidays,
            closed_from=tuple(first for first, _ in closed),
            closed_to=tuple(last for _, last in closed),
        )

    def allows(self, day: int) -> bool:
        return self.first <= day <= self.last and not self._is_off(day)

    def _is_off(self, day: int) -> bool:
        """Bank holidays, the provider's closures and the ordinary closing of 24-31 December."""
        return day in self.bank_holidays or self._is_closed(day) or _is_at_christmas(day)

    def _is_closed(self, day: int) -> bool:
        position = bisect_right(self.closed_from, day)
        return position > 0 and day <= self.closed_to[position - 1]

    def weekly_days_off(self, first: int, last: int) -> int:
        """How many of every seventh day from `first` to `last` nobody could attend."""
        return sum(self._is_off(day) for day in range(first, last + 1, 7))

    def was_shut(self, day: int) -> bool:
        """Closed that day whatever the weekday; of past days too."""
        return self._is_off(day)

    def next_open(self, day: int, *, latest: int) -> int | None:
        """That day, or the next weekday on which a start is allowed, up to `latest`."""
        first = max(day, self.first)
        for candidate in range(first, min(latest, self.last) + 1):
            if self.allows(candidate) and (candidate == day or is_weekday(candidate)):
                return candidate
        return None

    def days_on(self, weekday: int, *, latest: int) -> Iterator[int]:
        """Each open day of that ISO weekday, up to `latest`."""
        first = self.first + (weekday - _iso_weekday(self.first)) % 7
        return (day for day in range(first, min(latest, self.last) + 1, 7) if not self._is_off(day))

    def working_days(self, *, latest: int) -> Iterator[int]:
        """Each open day from Monday to Friday, up to `latest`."""
        return (
            day
            for day in range(self.first, min(latest, self.last) + 1)
            if is_weekday(day) and not self._is_off(day)
        )


def _iso_weekday(day: int) -> int:
    """1 Monday to 7 Sunday: ordinal 1 was a Monday."""
    return (day - 1) % 7 + 1


@lru_cache(maxsize=8192)
def _is_at_christmas(day: int) -> bool:
    on = date.fromordinal(day)
    return on.month == 12 and on.day >= 24


def is_weekday(day: int) -> bool:
    return _iso_weekday(day) <= 5


def _joined(closures: tuple[tuple[int, int], ...]) -> list[tuple[int, int]]:
    """Closures without overlaps, so that the latest one begun decides about a day."""
    joined: list[tuple[int, int]] = []
    for first, last in sorted(closures):
        if joined and first <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return joined
