"""Start days said with the chances that earlier outcomes have borne out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from math import ceil
from typing import Any

from commissioning.dates.kept_dates import WIDER
from commissioning.forecasting.start_days import StartDays

CELLS = 20
"""A map of chances is kept at every twentieth."""

DELAYED_SHARE = 0.3
DELAY_OF_WAIT = 0.5
SHORTEST_DELAY_DAYS = 28
"""The wider statement: 3 in 10 are said to wait half as long again, and four weeks at the least."""


@dataclass(frozen=True, slots=True)
class ChanceMap:
    """What to say instead of a worked-out chance: `values[i]` instead of i/20, straight between.

    Rises from 0 to 1, so that likely dates keep their order and a person with priority is
    never told a later one (Kuleshov, Fenner and Ermon 2018).
    """

    values: tuple[float, ...]

    def __post_init__(self) -> None:
        pairs = zip(self.values, self.values[1:], strict=False)
        if len(self.values) != CELLS + 1 or any(after < before for before, after in pairs):
            raise ValueError(f"a map of chances has {CELLS + 1} rising values")
        if (self.values[0], self.values[-1]) != (0.0, 1.0):
            raise ValueError("a map of chances runs from 0 to 1")

    def __call__(self, chance: float) -> float:
        cell = min(int(chance * CELLS), CELLS - 1)
        low, high = self.values[cell], self.values[cell + 1]
        return low + (high - low) * (chance * CELLS - cell)

    def moved_at_most(self, other: ChanceMap) -> float:
        """The largest difference between what the two maps say."""
        return max(abs(a - b) for a, b in zip(self.values, other.values, strict=True))


UNCHANGED = ChanceMap(tuple(cell / CELLS for cell in range(CELLS + 1)))


@dataclass(frozen=True, slots=True)
class DateShift:
    """A recorded change in how a line's dates are said; `id` is its record."""

    id: int
    chances: ChanceMap = UNCHANGED
    is_wide: bool = False


def recalibrated(days: StartDays, by: DateShift, *, last_day: int | None = None) -> StartDays:
    """The same days with other chances; a wide statement adds later days as well.

    `last_day` is the last day after day 0 on which anyone may start (the contract's
    end): what would fall later falls off, as it does past the horizon.
    """
    if days.status != "ok":
        return days
    said = StartDays.of(
        ((day, by.chances(chance)) for day, chance in _steps(days)),
        horizon_days=days.horizon_days,
        basis=days.basis,
    )
    return widened(said, last_day=last_day) if by.is_wide else said


def widened(days: StartDays, *, last_day: int | None = None) -> StartDays:
    """`DELAYED_SHARE` of all starts come later by whole weeks: the weekday stays.

    The days of bank holidays, closures and groups are not known here, so that a later
    day is the end of a range rather than a day on which somebody starts.
    """
    delayed = [(_delayed(day), chance) for day, chance in _steps(days)]
    until = days.horizon_days if last_day is None else min(last_day, days.horizon_days)
    every = [day for day in sorted({*days.days, *(day for day, _ in delayed)}) if day <= until]
    late = StartDays.of(delayed, horizon_days=until, basis=days.basis)
    chances = [
        (1 - DELAYED_SHARE) * days.chance_within(day) + DELAYED_SHARE * late.chance_within(day)
        for day in every
    ]
    basis = replace(days.basis, explanation=f"{days.basis.explanation} {WIDER}")
    return StartDays.of(
        zip(every, chances, strict=True), horizon_days=days.horizon_days, basis=basis
    )


def last_day_of(document: Mapping[str, Any]) -> int | None:
    """Days after day 0 on which the contract of a line's document ends; None if it is open."""
    end = document["services"][0].get("contract_end")
    if end is None:
        return None
    return (date.fromisoformat(end) - date.fromisoformat(document["as_of"])).days


def _steps(days: StartDays) -> list[tuple[int, float]]:
    return list(zip(days.days, days.cumulative, strict=True))


def _delayed(day: int) -> int:
    return day + 7 * ceil(max(SHORTEST_DELAY_DAYS, DELAY_OF_WAIT * day) / 7)
