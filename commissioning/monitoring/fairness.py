"""How one group fares beside everybody else: two shares, their difference and its interval.

A difference has its numbers and its interval or cannot be told. It says nothing of a cause.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Final

from commissioning.monitoring.disclosure import (
    SMALLEST_DENOMINATOR,
    SMALLEST_SHOWN,
    nearest_five,
)

Z_95: Final = 1.959964
"""An interval of 95 in 100, both sides."""


@dataclass(frozen=True, slots=True)
class PeopleShare:
    """`part` of `whole` people."""

    part: int
    whole: int

    def __post_init__(self) -> None:
        if not 0 <= self.part <= self.whole:
            raise ValueError(f"{self.part} is not a part of {self.whole}")

    @property
    def in_100(self) -> float:
        return 100 * self.part / self.whole

    def protected(self) -> PeopleShare | None:
        """As it may be told of people who are not one's own: both rounded, or not at all.

        By the numbers of the rule for small numbers: 25 people at least, and no part of 1 to 7.
        """
        if self.whole < SMALLEST_DENOMINATOR or 0 < self.part < SMALLEST_SHOWN:
            return None
        return PeopleShare(nearest_five(self.part) if self.part else 0, nearest_five(self.whole))

    def without(self, other: PeopleShare) -> PeopleShare:
        """Everybody else, where the other is part of this."""
        return PeopleShare(self.part - other.part, self.whole - other.whole)


@dataclass(frozen=True, slots=True)
class ShareDifference:
    """In people of a hundred: how many more of the group than of everybody else."""

    more: float
    low: float
    high: float

    @property
    def can_be_told_from_none(self) -> bool:
        """Chance alone would seldom make it: the interval holds no 0."""
        return self.low > 0 or self.high < 0


def difference(group: PeopleShare | None, others: PeopleShare | None) -> ShareDifference | None:
    """By Newcombe's score interval (1998, method 10); None: too few to compare."""
    if group is None or others is None:
        return None
    if min(group.whole, others.whole) < SMALLEST_DENOMINATOR:
        return None
    low, high = _score_interval(group)
    others_low, others_high = _score_interval(others)
    here, there = group.part / group.whole, others.part / others.whole
    more = here - there
    return ShareDifference(
        100 * more,
        100 * (more - sqrt((here - low) ** 2 + (others_high - there) ** 2)),
        100 * (more + sqrt((high - here) ** 2 + (there - others_low) ** 2)),
    )


def _score_interval(share: PeopleShare) -> tuple[float, float]:
    """Wilson's (1927), without correction for continuity."""
    whole, p, square = share.whole, share.part / share.whole, Z_95 * Z_95
    middle = p + square / (2 * whole)
    reach = Z_95 * sqrt(p * (1 - p) / whole + square / (4 * whole * whole))
    scale = 1 + square / whole
    return max(0.0, (middle - reach) / scale), min(1.0, (middle + reach) / scale)
