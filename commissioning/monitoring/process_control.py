"""Control charts: what of a series is more than its usual variation (XmR).

The rules are those of NHS England's "Making Data Count": limits from the mean moving range, four
kinds of signal, and icons from the last point. Limits are never clipped here: a count's lower
limit below 0 still decides; `shown_limits` is for the picture.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from math import fsum, isfinite
from typing import Literal

from commissioning.errors import CommissioningError

FEWEST_POINTS = 6
FEWEST_FOR_SETTLED_LIMITS = 13

RANGES_TO_LIMIT = 2.66  # 3 / 1.128, three deviations by the mean range of two
RANGES_TO_SCREEN = 3.267  # the upper limit of the moving ranges themselves
RUN_LENGTHS = (6, 7, 8)

_SLACK = 1e-9

Better = Literal["increase", "decrease", "neutral"]


class ImpossibleChart(CommissioningError, ValueError):
    """A series, or a way of reading it, of which no chart can be made."""


class Signal(StrEnum):
    """More than usual variation; in the order in which one of several is primary."""

    ABOVE_LIMIT = "above the upper limit"
    BELOW_LIMIT = "below the lower limit"
    RISING = "rising trend"
    FALLING = "falling trend"
    TWO_OF_THREE_HIGH = "two of three near the upper limit"
    TWO_OF_THREE_LOW = "two of three near the lower limit"
    RUN_ABOVE = "run above the mean"
    RUN_BELOW = "run below the mean"

    @property
    def is_high(self) -> bool:
        return self in _HIGH


_HIGH = frozenset({Signal.ABOVE_LIMIT, Signal.RISING, Signal.TWO_OF_THREE_HIGH, Signal.RUN_ABOVE})


class VariationIcon(StrEnum):
    """The last point's icon. A volume is neutral: high is neither good nor bad."""

    COMMON = "common"
    IMPROVEMENT_HIGH = "improvement, high"
    IMPROVEMENT_LOW = "improvement, low"
    CONCERN_HIGH = "concern, high"
    CONCERN_LOW = "concern, low"
    NEUTRAL_HIGH = "neutral, high"
    NEUTRAL_LOW = "neutral, low"


class Assurance(StrEnum):
    """Whether usual variation alone meets the target."""

    PASS = "pass"  # noqa: S105 - no password
    FAIL = "fail"
    HIT_OR_MISS = "hit or miss"


@dataclass(frozen=True, slots=True)
class ControlChart:
    """One entry a point. `assurance` is None without a target or without a better direction.

    `is_provisional` while any stretch of limits rests on fewer than 13 points.
    """

    values: tuple[float, ...]
    centre: tuple[float, ...]
    lower: tuple[float, ...]
    upper: tuple[float, ...]
    signals: tuple[tuple[Signal, ...], ...]
    primary: tuple[Signal | None, ...]
    variation: VariationIcon
    assurance: Assurance | None
    is_provisional: bool

    def shown_limits(
        self, *, least: float = 0, most: float | None = None
    ) -> tuple[tuple[float, float], ...]:
        """Lower and upper as a picture draws them: counts from 0, percentages also to 100."""
        return tuple(
            (max(low, least), high if most is None else min(high, most))
            for low, high in zip(self.lower, self.upper, strict=True)
        )


def control_chart(
    values: Sequence[float],
    *,
    direction: Better,
    target: float | None = None,
    rebase_at: Sequence[int] = (),
    baseline: int | None = None,
    screen: bool = True,
    run: int = 7,
    trend: int = 7,
) -> ControlChart | None:
    """The chart of a series in order of time; None of fewer than 6 points.

    Each of `rebase_at` is the place, counted from 0, of a point with which new limits begin.
    `baseline` takes the limits of each stretch from its first so many points alone. `screen`
    leaves moving ranges that are themselves out of line out of the limits, once.
    """
    _refuse_impossible(values, direction, rebase_at, baseline, run, trend)
    if len(values) < FEWEST_POINTS:
        return None
    stretches = [
        _Stretch.of(values[begin:end], baseline, is_screened=screen)
        for begin, end in pairwise((0, *rebase_at, len(values)))
    ]
    signals = [found for stretch in stretches for found in stretch.signals(run, trend)]
    last = stretches[-1]
    return ControlChart(
        values=tuple(values),
        centre=_each(stretches, lambda stretch: stretch.centre),
        lower=_each(stretches, lambda stretch: stretch.lower),
        upper=_each(stretches, lambda stretch: stretch.upper),
        signals=tuple(signals),
        primary=tuple(found[0] if found else None for found in signals),
        variation=_variation(signals[-1], direction),
        assurance=_assurance(last, target, direction),
        is_provisional=any(stretch.rests_on < FEWEST_FOR_SETTLED_LIMITS for stretch in stretches),
    )


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Points that share their limits."""

    values: Sequence[float]
    centre: float
    reach: float
    rests_on: int

    @classmethod
    def of(cls, values: Sequence[float], baseline: int | None, *, is_screened: bool) -> _Stretch:
        base = values if baseline is None else values[:baseline]
        centre = fsum(base) / len(base)
        return cls(values, centre, RANGES_TO_LIMIT * _mean_range(base, is_screened), len(base))

    @property
    def lower(self) -> float:
        return self.centre - self.reach

    @property
    def upper(self) -> float:
        return self.centre + self.reach

    def signals(self, run: int, trend: int) -> list[tuple[Signal, ...]]:
        """Per point every signal it is part of, the primary first; none without variation."""
        if self.reach <= 0:
            return [()] * len(self.values)
        places: dict[Signal, set[int]] = {
            Signal.ABOVE_LIMIT: self._beyond(self.reach, 1),
            Signal.BELOW_LIMIT: self._beyond(self.reach, -1),
            Signal.RISING: self._trends(trend, 1),
            Signal.FALLING: self._trends(trend, -1),
            Signal.TWO_OF_THREE_HIGH: self._two_of_three(1),
            Signal.TWO_OF_THREE_LOW: self._two_of_three(-1),
            Signal.RUN_ABOVE: self._runs(run, 1),
            Signal.RUN_BELOW: self._runs(run, -1),
        }
        self._take_the_later_trend(places)
        return [
            tuple(signal for signal in Signal if place in places[signal])
            for place in range(len(self.values))
        ]

    def _beyond(self, distance: float, side: int) -> set[int]:
        """Strictly: a point on the line is within it."""
        slack = _SLACK * max(1.0, abs(self.centre), distance)
        return {
            place
            for place, value in enumerate(self.values)
            if side * (value - self.centre) > distance + slack
        }

    def _trends(self, length: int, side: int) -> set[int]:
        """Strictly one way, point by point: an equal value breaks it."""
        steps = [side * (after - before) > 0 for before, after in pairwise(self.values)]
        return {
            place for begin in _windows(steps, length - 1) for place in range(begin, begin + length)
        }

    def _runs(self, length: int, side: int) -> set[int]:
        on_side = self._beyond(0.0, side)
        flags = [place in on_side for place in range(len(self.values))]
        return {
            place for begin in _windows(flags, length) for place in range(begin, begin + length)
        }

    def _two_of_three(self, side: int) -> set[int]:
        """Of three on one side two beyond two sigma, which alone are marked.

        Points beyond three sigma count (the rule of 2023).
        """
        near, on_side = self._beyond(self.reach * 2 / 3, side), self._beyond(0.0, side)
        marked: set[int] = set()
        for begin in range(len(self.values) - 2):
            three = {begin, begin + 1, begin + 2}
            if three <= on_side and len(three & near) >= 2:
                marked |= three & near
        return marked

    def _take_the_later_trend(self, places: dict[Signal, set[int]]) -> None:
        """A turning point ends one trend and begins the next: it belongs to the next."""
        for place in places[Signal.RISING] & places[Signal.FALLING]:
            rises_after = self.values[place + 1] > self.values[place]
            places[Signal.FALLING if rises_after else Signal.RISING].discard(place)


def _mean_range(values: Sequence[float], is_screened: bool) -> float:
    ranges = [abs(after - before) for before, after in pairwise(values)]
    mean = _mean(ranges)
    if is_screened and mean > 0:
        mean = _mean([each for each in ranges if each < RANGES_TO_SCREEN * mean])
    return mean


def _mean(values: Sequence[float]) -> float:
    return fsum(values) / len(values) if values else 0.0


def _windows(flags: Sequence[bool], length: int) -> Iterator[int]:
    """Where each unbroken window of that length begins."""
    unbroken = 0
    for place, flag in enumerate(flags):
        unbroken = unbroken + 1 if flag else 0
        if unbroken >= length:
            yield place - length + 1


def _each(stretches: Sequence[_Stretch], asked: Callable[[_Stretch], float]) -> tuple[float, ...]:
    return tuple(asked(stretch) for stretch in stretches for _ in stretch.values)


def _variation(signals: tuple[Signal, ...], direction: Better) -> VariationIcon:
    if not signals:
        return VariationIcon.COMMON
    is_high = signals[0].is_high
    if direction == "neutral":
        return VariationIcon.NEUTRAL_HIGH if is_high else VariationIcon.NEUTRAL_LOW
    if is_high == (direction == "increase"):
        return VariationIcon.IMPROVEMENT_HIGH if is_high else VariationIcon.IMPROVEMENT_LOW
    return VariationIcon.CONCERN_HIGH if is_high else VariationIcon.CONCERN_LOW


def _assurance(last: _Stretch, target: float | None, direction: Better) -> Assurance | None:
    if target is None or direction == "neutral":
        return None
    if last.lower < target < last.upper:
        return Assurance.HIT_OR_MISS
    is_met = last.centre >= target if direction == "increase" else last.centre <= target
    return Assurance.PASS if is_met else Assurance.FAIL


def _refuse_impossible(
    values: Sequence[float],
    direction: str,
    rebase_at: Sequence[int],
    baseline: int | None,
    run: int,
    trend: int,
) -> None:
    if not all(isfinite(value) for value in values):
        raise ImpossibleChart("Every point of a chart needs a number.")
    if direction not in ("increase", "decrease", "neutral"):
        raise ImpossibleChart("Say whether an increase or a decrease is better, or neither.")
    turns = (0, *rebase_at, len(values)) if rebase_at else ()
    if any(later <= earlier for earlier, later in pairwise(turns)):
        raise ImpossibleChart("New limits begin with a point of the series, in order.")
    if baseline is not None and baseline < 2:
        raise ImpossibleChart("Limits need two points or more.")
    if run not in RUN_LENGTHS or trend not in RUN_LENGTHS:
        raise ImpossibleChart("A run or a trend is of 6, 7 or 8 points.")
