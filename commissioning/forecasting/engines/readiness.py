"""Days from sentence to being ready, learned also where nobody writes down who was ready when.

What is written down counts as it is. Whoever started was ready by then at the latest, and was not
ready when others who came later were taken before them: a start without a day of being ready stands
for every length in between, in proportion to how usual each is by what was written down and by the
prior. That is one step of Turnbull's self-consistency for such spans (Journal of the Royal
Statistical Society B 38, 1976). Further steps would credit everybody with the quickest start ever
seen, though most of a wait may have been for a place.

Somebody who waits and of whom nothing is written down is not ready where readiness is always
written down, and may long be ready where it never is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from commissioning.forecasting.engines.durations import Days, Durations, Floats, TimedCase
from commissioning.forecasting.engines.readiness_evidence import ReadyWithin
from commissioning.forecasting.engines.records import USUAL_READINESS_DAYS, LineRecords, shared
from commissioning.forecasting.facts import ReferralRecord

READINESS_PRIOR = 8.0
HARDLY_EVER = 1e-6
NEVER_STARTED = 10_000_000
MOSTLY_TOLD = 0.5
EVENLY = (5**0.5 - 1) / 2
"""The parts of its multiples behind the point cover all chances evenly, however many there are."""


@dataclass(frozen=True, slots=True)
class Readiness:
    """`told` is the share of people of whom this line writes down when they became ready."""

    lags: Durations
    told: float = 1.0

    def is_already(self, waited: Days, not_ready_at: Days) -> Floats:
        """The chance that somebody of whom nothing is written down is ready after so many days,
        having been seen not to be after `not_ready_at`."""
        later = self.lags.longer_than(waited)
        unseen = (1 - self.told) * (self.lags.longer_than(not_ready_at) - later)
        return np.asarray(unseen / np.maximum(unseen + later, 1e-12))


def readiness_of(line: LineRecords) -> Readiness:
    """By the line's own people, those of other services, and what is usual."""
    kind, lines = line.service.kind, line.area.lines
    alike = [one for one in lines if one.service.kind == kind and one is not line]
    others = [one for one in lines if one.service.kind != kind]
    found = [[one.readiness for one in some] for some in ([line], alike, others)]
    told = [[case for one in some for case in one.cases] for some in found]
    lags = _with_usual(told)
    spans = [[span for one in some for span in one.spans] for some in found]
    every = [cases + spread(some, lags) for cases, some in zip(told, spans, strict=True)]
    return Readiness(_with_usual(every), line.told_share)


def _with_usual(cases: list[list[TimedCase]]) -> Durations:
    own, *others = cases
    return Durations(shared(own, others, USUAL_READINESS_DAYS, prior=READINESS_PRIOR))


def spread(spans: Iterable[ReadyWithin], lags: Durations) -> list[TimedCase]:
    """The weight of each length, for a person in each of the spans.

    Where no length within a span is usual, all of them are alike.
    """
    counted = Counter(spans)
    weights = np.zeros(max((span.at_most for span in counted), default=0) + 1)
    chances = lags.chances(len(weights))
    for span, people in counted.items():
        within = slice(span.longer_than + 1, span.at_most + 1)
        likely = chances[within]
        if likely.sum() < HARDLY_EVER:
            likely = np.ones_like(likely)
        weights[within] += people * likely / likely.sum()
    return [
        TimedCase(days, is_over=True, weight=float(weights[days]))
        for days in np.flatnonzero(weights).tolist()
    ]


def supposed_days(line: LineRecords, readiness: Readiness) -> dict[str, int]:
    """By reference, since when somebody was ready: the day written down, and where few are, for
    each of the others a likely one of the possible days, all together spread as lengths are."""
    known = {one.id: one.inducted for one in line.referrals if one.inducted is not None}
    if readiness.told >= MOSTLY_TOLD:
        return known
    others = [one for one in line.referrals if one.inducted is None]
    return known | dict(_likely_days(line, others, readiness.lags))


def _likely_days(
    line: LineRecords, people: Sequence[ReferralRecord], lags: Durations
) -> Iterator[tuple[str, int]]:
    not_ready_at = np.array([line.last_not_ready[one.id] for one in people], dtype=np.int64)
    at_most = np.array([_days_until_start(one) for one in people], dtype=np.int64)
    chance = (np.arange(len(people)) + 0.5) * EVENLY % 1
    most, least = lags.longer_than(not_ready_at), lags.longer_than(at_most)
    days = lags.drawn(np.maximum(least + chance * (most - least), 1e-9))
    days = np.minimum(np.maximum(days, not_ready_at + 1), at_most)
    for one, lag in zip(people, days.tolist(), strict=True):
        yield one.id, one.received + lag


def _days_until_start(one: ReferralRecord) -> int:
    return NEVER_STARTED if one.started is None else one.started - one.received
