"""Days from sentence to being ready, learned also where nobody writes down who was ready when.

What is written down counts as it is. Whoever started was ready by then at the latest, and was not
ready when others who came later were taken before them: a start without a day of being ready stands
for every length between, in proportion to how usual each is by what was written down and by the
prior (one step of Turnbull's self-consistency, Journal of the Royal Statistical Society B 38, 1976:
a second step would credit everybody with the quickest start ever seen, though most of a wait may
have been for a place). Somebody who waits and of whom nothing is written down is not ready where
readiness is always written down, and may long be ready where it never is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from commissioning.forecasting.engines.durations import Days, Durations, Floats, TimedCase
from commissioning.forecasting.engines.passed_over import passed_over
from commissioning.forecasting.engines.rates import shrunk_share
from commissioning.forecasting.engines.records import (
    USUAL_READINESS_DAYS,
    LineRecords,
    shared,
)

READINESS_PRIOR = 8.0
LIKE_THE_AREA = 4.0
HARDLY = 1e-6

Span = tuple[int, int]
"""Longer than so many days, and at most so many."""


@dataclass(frozen=True, slots=True)
class Readiness:
    """`told` is the share of people of whom this line writes down when they became ready."""

    lags: Durations
    told: float = 1.0

    def is_already(self, waited: Days, not_before: Days | int = -1) -> Floats:
        """The chance that somebody of whom nothing is written down is ready after so many days."""
        not_ready = self.lags.longer_than(waited)
        unseen = (1 - self.told) * (self.lags.longer_than(np.asarray(not_before)) - not_ready)
        return np.asarray(unseen / np.maximum(unseen + not_ready, 1e-12))


def readiness_of(line: LineRecords) -> Readiness:
    area = line.area
    alike = [other for other in area.alike(line.service.kind) if other is not line]
    others = [other for other in area.lines if other.service.kind != line.service.kind]
    groups = [[_evidence(one) for one in some] for some in ([line], alike, others)]
    told = [[case for one in some for case in one.cases] for some in groups]
    as_written = Durations(_shared(told))
    untold = [spread((span for one in some for span in one.spans), as_written) for some in groups]
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


@dataclass(frozen=True, slots=True)
class Evidence:
    cases: list[TimedCase]
    spans: list[Span]


def _evidence(line: LineRecords) -> Evidence:
    cases: list[TimedCase] = []
    spans: list[Span] = []
    share = told_share(line)
    over = passed_over(line)
    for one in line.referrals:
        if one.inducted is not None:
            cases.append(TimedCase(max(0, one.inducted - one.received), is_over=True))
        elif one.started is not None:
            spans.append((over[one.id], one.started - one.received))
        else:
            until = one.withdrawn if one.withdrawn is not None else line.as_of
            cases.append(TimedCase(until - one.received, is_over=False, weight=share))
            if over[one.id] >= 0:
                cases.append(TimedCase(over[one.id], is_over=False, weight=1 - share))
    return Evidence(cases, spans)


def spread(spans: Iterable[Span], lags: Durations) -> list[TimedCase]:
    """The weight of each length, for people who became ready within these spans.
    """
    counted = Counter(spans)
    last = max((until for _, until in counted), default=0)
    chances = lags.chances(last + 1)
    by = np.concatenate(([0.0], np.cumsum(chances)))
    weights = np.zeros(last + 1)
    for (after, until), people in counted.items():
        within = slice(after + 1, until + 1)
        there = by[until + 1] - by[after + 1]
        if there > HARDLY:
            weights[within] += people * chances[within] / there
        else:
            weights[within] += people / (until - after)
    return [
        TimedCase(days, is_over=True, weight=float(weights[days]))
        for days in np.flatnonzero(weights).tolist()
    ]
