"""Chance that repeats itself: every part of the demonstration has a sequence of its own."""

from __future__ import annotations

import random
from collections.abc import Mapping
from itertools import accumulate
from math import log


def chance_for(seed: int, *names: object) -> random.Random:
    """The same seed and names give the same sequence, whatever was drawn elsewhere."""
    return random.Random("/".join(map(str, (seed, *names))))  # noqa: S311  figures, not secrets


def days_between(chance: random.Random, shortest: int, usual: int, longest: int) -> int:
    """A number of days that is seldom near either end."""
    return round(chance.triangular(shortest, longest, usual))


def days_until(chance: random.Random, mean_days: float) -> int:
    """Days until something that may happen on any day alike; at least one."""
    return 1 + int(-mean_days * log(1 - chance.random()))


def shared_out(total: int, weights: Mapping[str, float]) -> dict[str, int]:
    """Whole numbers in proportion to the weights, which together make the total exactly."""
    if not weights:
        return {}
    whole = sum(weights.values())
    reached = [round(total * part / whole) for part in accumulate(weights.values())]
    before = [0, *reached[:-1]]
    return {
        name: upper - lower for name, lower, upper in zip(weights, before, reached, strict=True)
    }
