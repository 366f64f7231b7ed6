"""What the records of one line say about how long it takes until people are ready.

Whoever started was ready by then at the latest, and nobody was ready while others who came later
were taken before them.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from commissioning.forecasting.engines.durations import LONGEST_DAYS, TimedCase
from commissioning.forecasting.facts import ReferralRecord

NOT_SEEN = -1


class ReadyWithin(NamedTuple):
    """Ready after more than so many days, and at most so many."""

    longer_than: int
    at_most: int


@dataclass(frozen=True, slots=True)
class ReadinessEvidence:
    """`cases` of those ready on a known day or not yet, `spans` of those ready some day within."""

    cases: list[TimedCase]
    spans: list[ReadyWithin]


def readiness_evidence(
    referrals: Iterable[ReferralRecord],
    last_not_ready: Mapping[str, int],
    *,
    as_of: int,
    told: float,
) -> ReadinessEvidence:
    """`told` is the share of people of whom this line writes down when they became ready."""
    found = ReadinessEvidence([], [])
    for one in referrals:
        last = last_not_ready[one.id]
        if one.inducted is not None:
            found.cases.append(TimedCase(max(0, one.inducted - one.received), is_over=True))
        elif one.started is not None:
            days = min(one.started - one.received, LONGEST_DAYS)
            found.spans.append(ReadyWithin(min(last, days - 1), days))
        else:
            until = one.withdrawn if one.withdrawn is not None else as_of
            found.cases.extend(_not_yet(until - one.received, last, told))
    return found


def _not_yet(so_far: int, last_not_ready: int, told: float) -> Iterable[TimedCase]:
    """Silence says "not ready" as far as readiness is told; being passed over says it anyway."""
    yield TimedCase(so_far, is_over=False, weight=told)
    if last_not_ready > NOT_SEEN:
        yield TimedCase(last_not_ready, is_over=False, weight=1 - told)


def last_not_ready(
    referrals: Iterable[ReferralRecord], *, priority_goes_first: bool, as_of: int
) -> dict[str, int]:
    """By reference, days from day 0 to the last day on which somebody received later, and with no
    better claim, started while they waited; `NOT_SEEN` where nobody did.

    Somebody who has missed an offered start may have been passed over for that.
    """
    found: dict[str, int] = {}
    starts: dict[bool, list[int]] = {True: [], False: []}  # by who may complain of them

    def goes_first(one: ReferralRecord) -> bool:
        return priority_goes_first and one.priority == "priority"

    latest_first = sorted(referrals, key=lambda one: (one.received, one.id), reverse=True)
    for _, same_day in groupby(latest_first, key=lambda one: one.received):
        people = list(same_day)
        for one in people:
            found[one.id] = _last_start_before(one, starts[goes_first(one)], as_of)
        for one in people:
            if one.started is not None:
                insort(starts[True], one.started)
                if not goes_first(one):
                    insort(starts[False], one.started)
    return found


def _last_start_before(one: ReferralRecord, starts: list[int], as_of: int) -> int:
    """`starts` of those received later who had no better claim, in order."""
    left = one.started if one.started is not None else one.withdrawn
    earlier = bisect_left(starts, as_of + 1 if left is None else left)
    if one.missed_starts or not earlier:
        return NOT_SEEN
    return starts[earlier - 1] - one.received
