"""Promised against actual: was the date kept, how far off was it, how good was the chance?

A promise is judged when its date has come, not when its person starts: who starts early would
otherwise be counted before those who are still waiting, and the record would flatter.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil, exp, lgamma, log, log1p
from typing import Any, NamedTuple, Self

from commissioning.waiting.clock import Outcome

PROMISED = 0.9
"""The share of people who are to start by the date told as “9 in 10 start by”."""

FEWEST_JUDGED = 20
"""Below so many judged promises nothing is said of one line."""

TOO_UNLIKELY = 0.01
"""People told the same group's date share its fate, so that chance alone breaks more promises
than the exact test allows for: hence not the customary twentieth."""

HUNDREDTHS = 100


class Followed(NamedTuple):
    """What became of one person: days after day 0, of the start, the leaving, or to the census."""

    outcome: Outcome
    days: int
    seen_to: int
    """Days from day 0 to the census."""


@dataclass(frozen=True, slots=True)
class Promised:
    """What was said on day 0, in days after it; None was not within the order.

    Without a stated target nothing was said of one: both of its facts are None.
    """

    by_1_in_10: int | None
    likely: int | None
    by_9_in_10: int | None
    target_days: int | None
    within_target: float | None


@dataclass(slots=True)
class PromiseTally:
    """Promises counted: one by one with `count`, or many with `add`.

    `started` and `left` count those whose promised date has come, by the hundredth of
    the promised wait at which they started or left; `broken` were still waiting after
    it. `differences` are days later than likely of those who started, `at_least` of
    those who had not when last seen. `undated` were told no date to start by.
    """

    people: int = 0
    undated: int = 0
    started: Counter[int] = field(default_factory=Counter)
    left: Counter[int] = field(default_factory=Counter)
    broken: int = 0
    in_range: int = 0
    out_of_range: int = 0
    differences: Counter[int] = field(default_factory=Counter)
    at_least: Counter[int] = field(default_factory=Counter)
    within_target_judged: int = 0
    squared_error: float = 0.0

    def count(self, promised: Promised, followed: Followed) -> None:
        """One promise and what became of it."""
        self.people += 1
        self._count_date(promised, followed)
        self._count_likely_day(promised, followed)
        self._count_target(promised, followed)

    def _count_date(self, promised: Promised, followed: Followed) -> None:
        date = promised.by_9_in_10
        if date is None:
            self.undated += 1
        elif followed.seen_to >= date:
            self._count_due(promised, followed, date)

    def _count_due(self, promised: Promised, followed: Followed, date: int) -> None:
        by_then = followed.days <= date
        if by_then and followed.outcome is Outcome.LEFT:
            self.left[_hundredth(followed.days, date)] += 1
            return
        if by_then and followed.outcome is Outcome.STARTED:
            self.started[_hundredth(followed.days, date)] += 1
            if promised.by_1_in_10 is not None and followed.days >= promised.by_1_in_10:
                self.in_range += 1
                return
        else:
            self.broken += 1
        self.out_of_range += 1

    def _count_likely_day(self, promised: Promised, followed: Followed) -> None:
        if promised.likely is not None:
            is_start = followed.outcome is Outcome.STARTED
            counted = self.differences if is_start else self.at_least
            counted[followed.days - promised.likely] += 1

    def _count_target(self, promised: Promised, followed: Followed) -> None:
        """Nothing before the target has come, nor of those who had left by then."""
        target, chance = promised.target_days, promised.within_target
        if target is None or chance is None:
            return
        by_then = followed.days <= target
        if followed.seen_to < target or (by_then and followed.outcome is Outcome.LEFT):
            return
        is_within = by_then and followed.outcome is Outcome.STARTED
        self.within_target_judged += 1
        self.squared_error += (chance - is_within) ** 2

    def add(self, other: PromiseTally) -> None:
        """Count all that the other has counted."""
        for name in self.__slots__:
            ours, theirs = getattr(self, name), getattr(other, name)
            if isinstance(ours, Counter):
                ours.update(theirs)
            else:
                setattr(self, name, ours + theirs)

    @property
    def kept(self) -> int:
        return self.started.total()

    @property
    def judged(self) -> int:
        return self.kept + self.broken

    def share_kept(self) -> float | None:
        """Who would have started by the promised date had nobody left: Kaplan–Meier.

        Each leaver counts as waiting up to the share of the promised wait at which they
        left. The forecast is about a person who does not leave, so leaving is no answer.
        """
        if not self.judged:
            return None
        waiting = 1.0
        at_risk = self.judged + self.left.total()
        for hundredth in range(HUNDREDTHS + 1):
            starts = self.started[hundredth]
            if starts:
                waiting *= 1 - starts / at_risk
            at_risk -= starts + self.left[hundredth]
        return 1 - waiting

    def share_in_range(self) -> float | None:
        """Between “1 in 10 start by” and “9 in 10 start by”: 8 in 10 when all is well."""
        judged = self.in_range + self.out_of_range
        return self.in_range / judged if judged else None

    def median_difference(self) -> int | None:
        """Days by which half had started, counted from the likely day; late is above 0.

        Who has not started counts as later than when last seen. None if not half are in.
        """
        at_risk = self.differences.total() + self.at_least.total()
        waiting = 1.0
        for day in sorted({*self.differences, *self.at_least}):
            waiting *= 1 - self.differences[day] / at_risk
            if waiting <= 0.5 + 1e-9:
                return day
            at_risk -= self.differences[day] + self.at_least[day]
        return None

    def brier(self) -> float | None:
        """Mean squared error of the chance of starting within the target: 0 is perfect."""
        judged = self.within_target_judged
        return self.squared_error / judged if judged else None

    def to_stored(self) -> dict[str, Any]:  # JSON, read back by from_stored
        return {
            name: sorted(kept.items()) if isinstance(kept, Counter) else kept
            for name in self.__slots__
            if (kept := getattr(self, name))
        }

    @classmethod
    def from_stored(cls, stored: Mapping[str, Any]) -> Self:  # as written by to_stored
        counts: dict[str, Any] = {
            name: Counter(dict(kept)) if isinstance(kept, Sequence) else kept
            for name, kept in stored.items()
        }
        return cls(**counts)


def _hundredth(days: int, promised_wait: int) -> int:
    return ceil(HUNDREDTHS * days / promised_wait) if promised_wait > 0 else 0


def chance_of_breaking(broken: int, judged: int) -> float:
    """How likely at least so many of `judged` break if each does with 1 in 10: exact binomial."""
    return min(1.0, sum(_binomial(count, judged) for count in range(broken, judged + 1)))


def _binomial(count: int, of: int) -> float:
    ways = lgamma(of + 1) - lgamma(count + 1) - lgamma(of - count + 1)
    return exp(ways + count * log1p(-PROMISED) + (of - count) * log(PROMISED))


def breaks_too_often(tally: PromiseTally) -> bool:
    """Whether more than 1 in 10 promises break, beyond what chance would do."""
    return (
        tally.judged >= FEWEST_JUDGED
        and chance_of_breaking(tally.broken, tally.judged) < TOO_UNLIKELY
    )
