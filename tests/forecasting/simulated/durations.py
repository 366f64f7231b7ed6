"""How long a thing takes, in whole days: drawn fresh, or given how long it has taken so far."""

from bisect import bisect_left
from dataclasses import dataclass
from math import log
from random import Random
from statistics import NormalDist

_LONG_AFTER_DAYS = 30.0


@dataclass(frozen=True, slots=True)
class Durations:
    by_day: tuple[float, ...]
    """The chance of being over within so many days, from 0 days on, rising to 1."""

    def draw(self, chance: Random, longer_than: int = -1) -> int:
        """Days in all, given that it has lasted longer than so many already."""
        if longer_than >= len(self.by_day) - 1:
            return longer_than + 1 + int(chance.expovariate(1 / _LONG_AFTER_DAYS))
        past = self.by_day[longer_than] if longer_than >= 0 else 0.0
        drawn = past + (1.0 - past) * chance.random()
        return max(longer_than + 1, bisect_left(self.by_day, drawn))

    @property
    def mean(self) -> float:
        return sum(1.0 - share for share in self.by_day)

    @staticmethod
    def fixed(days: int) -> "Durations":
        return Durations((0.0,) * days + (1.0,))


@dataclass(frozen=True, slots=True)
class Part:
    """A share of people whose time is spread log-normally about a median, after a first wait."""

    share: float
    median: float
    spread: float
    after: float = 0.0

    def within(self, days: float) -> float:
        if days <= self.after:
            return 0.0
        return NormalDist(log(self.median), self.spread).cdf(log(days - self.after))


def mixture(*parts: Part, longest: int, at_once: float = 0.0) -> Durations:
    """`at_once` is the share over within three days of the first, evenly over those days."""
    whole = sum(part.share for part in parts) or 1.0
    shares = [
        at_once * min(1.0, (day + 1) / 3)
        + (1.0 - at_once) * sum(p.share * p.within(day + 0.5) for p in parts) / whole
        for day in range(longest)
    ]
    return Durations((*shares, 1.0))
