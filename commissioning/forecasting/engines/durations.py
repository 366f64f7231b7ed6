"""How many days something takes, learned from cases that are over and cases that are not.

Kaplan and Meier's product-limit estimate (1958) with weights and late entry (Klein and
Moeschberger, Survival Analysis, 2003, 4.6): a case that is still going on says "longer than this",
and one that was only seen from some day on says nothing about the days before.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Days = NDArray[np.int64]
Flags = NDArray[np.bool_]

LONGEST_DAYS = 3653
SLOWEST_ENDING_A_DAY = 1 / 1000
"""However long nobody's case has ended, one in so many does each day."""


@dataclass(frozen=True, slots=True)
class TimedCase:
    """`lasted` days so far or until it was over; under observation from day `seen_from` of it."""

    lasted: int
    is_over: bool
    weight: float = 1.0
    seen_from: int = 0


class Durations:
    """The chances of each number of days, from which lengths are drawn."""

    def __init__(self, cases: Iterable[TimedCase]) -> None:
        kept = [case for case in cases if case.lasted >= case.seen_from and case.weight > 0]
        self._longer_than = _chances_of_lasting_longer(kept)
        self._ending_a_day = _ending_a_day(kept)

    def drawn(self, chance: Floats, *, elapsed: int | Days = -1) -> Days:
        """A length for each chance (of lasting longer, in (0, 1]), among those of more than
        `elapsed` days; -1: among all."""
        passed = np.minimum(np.asarray(elapsed) + 1, len(self._longer_than) - 1)
        sought = chance * self._longer_than[passed]
        length = np.searchsorted(-self._longer_than, -sought, side="left") - 1
        last = max(self._longer_than[-1], 1e-12)
        more = np.log(last / np.maximum(sought, 1e-12)) / self._ending_a_day
        length = np.where(sought < last, len(self._longer_than) - 1 + np.floor(more), length)
        longest = np.maximum(np.asarray(elapsed) + 1, LONGEST_DAYS)
        length = np.minimum(np.maximum(length, np.asarray(elapsed) + 1), longest)
        return np.asarray(length, dtype=np.int64)

    def longer_than(self, days: Days) -> Floats:
        """The chance of lasting longer than each number of days, from 0 on."""
        known = len(self._longer_than) - 1
        more = np.exp(-self._ending_a_day * np.maximum(days + 1 - known, 0))
        return np.asarray(self._longer_than[np.minimum(days + 1, known)] * more)

    def chances(self, many: int) -> Floats:
        """The chances of 0, 1, 2 and so on days, so many of them."""
        longer = self.longer_than(np.arange(-1, many, dtype=np.int64))
        return np.asarray(longer[:-1] - longer[1:])

    @property
    def usual(self) -> float:
        """The mean, as far as it was seen."""
        return float(self._longer_than[1:].sum()) + float(
            self._longer_than[-1] / self._ending_a_day
        )


def _chances_of_lasting_longer(cases: list[TimedCase]) -> Floats:
    """At position i the chance of lasting longer than i - 1 days, so that the first is 1."""
    last = min(LONGEST_DAYS, max((case.lasted for case in cases), default=0))
    at_risk = np.zeros(last + 2)
    over = np.zeros(last + 1)
    for case in cases:
        lasted = min(case.lasted, last)
        at_risk[min(case.seen_from, last)] += case.weight
        at_risk[lasted + 1] -= case.weight
        if case.is_over:
            over[lasted] += case.weight
    watched = np.maximum(np.cumsum(at_risk)[:-1], 1e-9)
    ending = np.clip(over / np.maximum(watched, over), 0.0, 1.0)
    return np.concatenate(([1.0], np.cumprod(1.0 - ending)))


def _ending_a_day(cases: list[TimedCase]) -> float:
    days = sum((case.lasted - case.seen_from + 1) * case.weight for case in cases)
    over = sum(case.weight for case in cases if case.is_over)
    return max(SLOWEST_ENDING_A_DAY, over / max(days, 1.0))
