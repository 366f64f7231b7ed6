"""Days from sentence to being ready, learned also where nobody writes down who was ready when.

What is written down counts as it is. Whoever started was ready by then at the latest, so a start
without a day of being ready stands for every length up to it, in proportion to how usual each is by
what was written down and by the prior (one step of Turnbull's self-consistency, Journal of the
Royal Statistical Society B 38, 1976: a second step would credit everybody with the quickest start
ever seen, though most of a wait may have been for a place). Somebody who waits and of whom nothing
is written down is not ready where readiness is always written down, and may long be ready where it
never is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from commissioning.forecasting.engines.durations import Days, Durations, Floats, TimedCase
from commissioning.forecasting.engines.rates import shrunk_share
from commissioning.forecasting.engines.records import (
    USUAL_READINESS_DAYS,
    LineRecords,
    shared,
)

READINESS_PRIOR = 8.0
LIKE_THE_AREA = 4.0


@dataclass(frozen=True, slots=True)
class Readiness:
    """`told` is the share of people of whom this line writes down when they became ready."""

    lags: Durations
    told: float = 1.0

    def is_already(self, waited: Days) -> Floats:
        """The chance that somebody of whom nothing is written down is ready after so many days."""
        not_ready = self.lags.longer_than(waited)
        unseen = (1 - self.told) * (1 - not_ready)
        return np.asarray(unseen / np.maximum(unseen + not_ready, 1e-12))


def readiness_of(line: LineRecords) -> Readiness:
    area = line.area
    alike = [other for other in area.alike(line.service.kind) if other is not line]
    others = [other for other in area.lines if other.service.kind != line.service.kind]
    groups = ([line], alike, others)
    told = [[case for one in some for case in _told_cases(one)] for some in groups]
    as_written = Durations(_shared(told))
    untold = [until_started(_untold_starts(some), as_written) for some in groups]
    cases = [one + other for one, other in zip(told, untold, strict=True)]
    return Readiness(Durations(_shared(cases)), told_share(line))


def _shared(groups: list[list[TimedCase]]) -> list[TimedCase]:
    own, alike, others = groups
    return shared(own, [alike, others], USUAL_READINESS_DAYS, prior=READINESS_PRIOR)


def told_share(line: LineRecords) -> float:
    """Of those who started, leaning on the area; where nobody has, it is written down."""
    lines = line.area.lines
    area = (sum(one.told_starts for one in lines), sum(len(one.started) for one in lines))
    return shrunk_share(
        line.told_starts, len(line.started), area=area, usual=1.0, weight=LIKE_THE_AREA
    ).value


def _told_cases(line: LineRecords) -> list[TimedCase]:
    """Nobody's silence counts for more than what is usually told."""
    share = told_share(line)
    return [
        case if case.is_over else TimedCase(case.lasted, is_over=False, weight=share)
        for case in line.readiness_cases
    ]


def _untold_starts(lines: Iterable[LineRecords]) -> list[int]:
    return [days for line in lines for days in line.untold_starts]


def until_started(waits: list[int], lags: Durations) -> list[TimedCase]:
    """For people who were ready when they started, after so many days: the weight of each length.

    Whoever started sooner than anybody is ready by `lags` was ready on that day.
    """
    cases: list[TimedCase] = []
    spread = np.zeros(max(waits, default=0) + 1)
    chances = lags.chances(len(spread))
    ready_by = np.cumsum(chances)
    for days, people in sorted(Counter(waits).items()):
        if ready_by[days] > 0:
            spread[days] += people / ready_by[days]
        else:
            cases.append(TimedCase(days, is_over=True, weight=people))
    weights = chances * np.cumsum(spread[::-1])[::-1]
    return cases + [
        TimedCase(days, is_over=True, weight=float(weights[days]))
        for days in np.flatnonzero(weights).tolist()
    ]
