"""A fixed set of futures for each part, drawn evenly from its distribution.

A thousand futures are played. Of each part the n-th of its thousand starts stands for one
thousandth of its distribution, so that its own chances come out exactly; which start meets which
start of another part is mixed by the part's key alone. Queues are taken to be independent.
"""

from __future__ import annotations

import random
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from commissioning.forecasting.start_days import StartDays
from commissioning.packages.parts import Part
from commissioning.timing.time_needed import TimeNeeded

DRAWS: Final = 1000
NEVER: Final = 1_000_000
"""Later than every order: does not start, or has no end."""

MIDDLE: Final = 0.5


@dataclass(frozen=True, slots=True)
class Future:
    """The day on which the turn comes, and how many days the part then takes."""

    turn: int
    length: int


def futures_of(part: Part) -> tuple[Future, ...]:
    """The part's thousand futures; they do not depend on what else is in the package."""
    if part.turn is None:
        return (Future(NEVER, NEVER),) * DRAWS
    waits, lengths = _mixed(f"{part.key} turn"), _mixed(f"{part.key} length")
    return tuple(
        Future(turn_at(part.turn, wait), length_at(part.time, length))
        for wait, length in zip(waits, lengths, strict=True)
    )


def likely_future(part: Part) -> Future:
    """The middle of each: half start by then, half need no longer."""
    turn = NEVER if part.turn is None else turn_at(part.turn, MIDDLE)
    return Future(turn, length_at(part.time, MIDDLE))


def turn_at(turn: StartDays, share: float) -> int:
    """The day by which that share of people start."""
    place = bisect_left(turn.cumulative, share)
    return turn.days[place] if place < len(turn.days) else NEVER


def length_at(time: TimeNeeded | None, share: float) -> int:
    """The days that the person at that share (0 the quickest, 1 the slowest) needs.

    `NEVER` where it is not known. Five in ten need the usual time, four in ten up to the time of
    nine in ten in equal steps, and the last one as much longer again.
    """
    if time is None:
        return NEVER
    spread = time.nine_in_ten_days - time.usual_days
    if share <= MIDDLE:
        return time.usual_days
    if share > 0.9:
        return time.nine_in_ten_days + spread
    step = min(4, int((share - MIDDLE) * 10) + 1)
    return time.usual_days + spread * step // 4


@lru_cache(maxsize=512)
def _mixed(name: str) -> tuple[float, ...]:
    """The middles of a thousand equal shares, in an order that the name alone decides."""
    shares = [(number + 0.5) / DRAWS for number in range(DRAWS)]
    random.Random(name).shuffle(shares)  # noqa: S311  # mixes, keeps no secret
    return tuple(shares)
