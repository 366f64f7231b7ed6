"""From where outcomes fell among the chances worked out for them, to what should be said instead.

Each outcome is placed at the chance with which the forecast had reached it. If forecasts are
right these places are spread evenly from 0 to 1; if not, how they are spread is what to say
instead (Kuleshov, Fenner and Ermon 2018). A start on a day that takes the chance from 0.3 to
0.5 is spread over that stretch (Czado, Gneiting and Held 2009), because days are whole. Who is
still waiting, or left, is known only to lie above the chance reached, and is shared out over
what lies above as the others are (Turnbull 1976).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self

from commissioning.dates.recalibration import CELLS, UNCHANGED, ChanceMap
from commissioning.forecasting.start_days import StartDays
from commissioning.promises.judging import Followed
from commissioning.waiting.clock import Outcome

PRIOR_OUTCOMES_OF_KIND = 100
"""What is worked out counts as much as so many outcomes that bear it out."""

PRIOR_OUTCOMES_OF_LINE = 60
"""So much does the map of its kind count against a line's own outcomes."""

FEWEST_OUTCOMES_OF_KIND = 100
FEWEST_OUTCOMES_OF_LINE = 60

LARGEST_STEP = 0.05
"""No chance moves further in one revision: a bad month must not turn every date round, and a
lasting fault is followed in a few steps (Gibbs and Candès 2021 adapt in bounded steps alike)."""

SMALLEST_STEP = 0.02
"""A revision that moves no chance further than this is not made."""

ROUNDS = 60

_NOWHERE = (0.0,) * CELLS


@dataclass(frozen=True, slots=True)
class Fallen:
    """Outcomes by twentieth of the chance reached; two add up.

    `at[i]` fell in the twentieth from i/20 on, `above[i]` somewhere at or above i/20.
    """

    at: tuple[float, ...] = _NOWHERE
    above: tuple[float, ...] = _NOWHERE

    def __add__(self, other: Fallen) -> Fallen:
        return Fallen(_sum(self.at, other.at), _sum(self.above, other.above))

    @property
    def seen(self) -> float:
        """Outcomes known exactly: starts, and nobody within the order."""
        return sum(self.at)

    def to_stored(self) -> dict[str, Any]:  # JSON, read back by from_stored
        return {"at": [round(part, 4) for part in self.at], "above": [*map(_short, self.above)]}

    @classmethod
    def from_stored(cls, stored: Mapping[str, Any]) -> Self:  # as written by to_stored
        return cls(tuple(stored["at"]), tuple(stored["above"]))


def fallen(days: StartDays, followed: Followed) -> Fallen:
    """Where one outcome fell among the chances of its forecast, which must be "ok"."""
    if followed.days > days.horizon_days:
        return Fallen(at=_spread(days.chance_within(days.horizon_days), 1.0))
    reached = days.chance_within(followed.days)
    if followed.outcome is Outcome.STARTED:
        return Fallen(at=_spread(days.chance_within(followed.days - 1), reached))
    if reached >= 1:
        return Fallen(at=_spread(1.0, 1.0))
    return Fallen(above=_between_cells(reached))


def learned(outcomes: Fallen, *, prior: ChanceMap, prior_outcomes: float) -> ChanceMap:
    """The map that the outcomes speak for, held to `prior` as by so many outcomes."""
    before = [high - low for low, high in zip(prior.values, prior.values[1:], strict=False)]
    masses = before
    people = sum(outcomes.at) + sum(outcomes.above)
    for _ in range(ROUNDS):
        shared = _shared_out(outcomes.above, masses)
        masses = [
            (prior_outcomes * held + exactly + likely) / (prior_outcomes + people)
            for held, exactly, likely in zip(before, outcomes.at, shared, strict=True)
        ]
    return _map_of(masses)


def stepped(old: ChanceMap, target: ChanceMap) -> ChanceMap:
    """From the old map towards the target, no chance by more than `LARGEST_STEP`."""
    return ChanceMap(
        tuple(
            round(min(max(aim, kept - LARGEST_STEP), kept + LARGEST_STEP), 4)
            for kept, aim in zip(old.values, target.values, strict=True)
        )
    )


def revised_of_kind(old: ChanceMap, outcomes: Fallen) -> ChanceMap | None:
    """The kind's next map; None while there is too little to say, or nothing to change."""
    if outcomes.seen < FEWEST_OUTCOMES_OF_KIND:
        return None
    return _worth_saying(
        old, learned(outcomes, prior=UNCHANGED, prior_outcomes=PRIOR_OUTCOMES_OF_KIND)
    )


def revised_of_line(old: ChanceMap, outcomes: Fallen, *, of_kind: ChanceMap) -> ChanceMap | None:
    """A line's own next map, held to that of its kind; None as above."""
    if outcomes.seen < FEWEST_OUTCOMES_OF_LINE:
        return None
    return _worth_saying(
        old, learned(outcomes, prior=of_kind, prior_outcomes=PRIOR_OUTCOMES_OF_LINE)
    )


def _worth_saying(old: ChanceMap, target: ChanceMap) -> ChanceMap | None:
    new = stepped(old, target)
    return new if new.moved_at_most(old) > SMALLEST_STEP else None


def _spread(low: float, high: float) -> tuple[float, ...]:
    """One outcome evenly over a stretch of chances; a stretch without length is one cell."""
    if high <= low:
        place = min(int(low * CELLS), CELLS - 1)
        return tuple(float(cell == place) for cell in range(CELLS))
    return tuple(
        max(0.0, min(high, (cell + 1) / CELLS) - max(low, cell / CELLS)) / (high - low)
        for cell in range(CELLS)
    )


def _between_cells(chance: float) -> tuple[float, ...]:
    """Above a chance inside a cell: partly above its beginning, partly above its end."""
    place = min(int(chance * CELLS), CELLS - 1)
    part = chance * CELLS - place if place < CELLS - 1 else 0.0
    shares = {place: 1 - part, place + 1: part}
    return tuple(shares.get(cell, 0.0) for cell in range(CELLS))


def _shared_out(above: Iterable[float], masses: list[float]) -> list[float]:
    """Each count above a cell over that cell and all later ones, in proportion to the masses."""
    tails = list(_from_each_on(masses))
    shared, share_so_far = [], 0.0
    for count, tail, mass in zip(above, tails, masses, strict=True):
        share_so_far += count / tail if tail else 0.0
        shared.append(share_so_far * mass)
    return shared


def _from_each_on(masses: list[float]) -> Iterator[float]:
    for cell in range(len(masses)):
        yield sum(masses[cell:])


def _map_of(masses: list[float]) -> ChanceMap:
    values = [0.0]
    for mass in masses:
        values.append(min(1.0, values[-1] + mass))
    return ChanceMap((*values[:-1], 1.0))


def _sum(one: Iterable[float], other: Iterable[float]) -> tuple[float, ...]:
    return tuple(a + b for a, b in zip(one, other, strict=True))


def _short(count: float) -> float:
    return round(count, 4)
