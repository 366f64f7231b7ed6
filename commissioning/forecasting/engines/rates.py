"""Shares and daily rates with what is not known about them, and how both are drawn for a run."""

from dataclasses import dataclass

import numpy as np

from commissioning.forecasting.engines.durations import Floats


@dataclass(frozen=True, slots=True)
class Rate:
    """`events` in `days`: a gamma distributed rate a day, the conjugate of Poisson counts."""

    events: float
    days: float

    @property
    def a_day(self) -> float:
        return self.events / self.days

    def drawn(self, random: np.random.Generator, runs: int) -> Floats:
        return random.gamma(self.events, 1 / self.days, size=runs)


@dataclass(frozen=True, slots=True)
class Share:
    """`times` out of `of`: a beta distributed share, the conjugate of yes and no."""

    times: float
    of: float

    @property
    def value(self) -> float:
        return self.times / self.of

    def drawn(self, random: np.random.Generator, runs: int) -> Floats:
        return random.beta(self.times, self.of - self.times, size=runs)


def shrunk_share(
    times: float, of: float, *, area: tuple[float, float], usual: float, weight: float
) -> Share:
    """Own counts, leaning on the area's with `weight` cases, which lean on what is usual."""
    area_times, area_of = area
    area_share = (area_times + usual * weight) / (area_of + weight)
    return Share(times + area_share * weight, of + weight)


def shrunk_rate(
    events: float, days: float, *, area: tuple[float, float], usual: float, weight: float
) -> Rate:
    """Own events, leaning on the area's rate with `weight` events, which leans on the usual one."""
    area_events, area_days = area
    area_rate = (area_events + weight) / (area_days + weight / usual)
    return Rate(events + weight, days + weight / area_rate)
