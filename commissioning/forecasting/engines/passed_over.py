"""Until when somebody was seen not to be ready: others who came after them were taken first."""

from __future__ import annotations

from bisect import bisect_left, insort
from itertools import groupby

from commissioning.forecasting.engines.records import LineRecords
from commissioning.forecasting.facts import ReferralRecord

NOT_SEEN = -1


def passed_over(line: LineRecords) -> dict[str, int]:
    """By reference, days from their day 0 to the last day on which somebody received later, and
    with no better claim, started before they did; `NOT_SEEN` where nobody was.

    Somebody who has missed an offered start may have been passed over for that.
    """
    found: dict[str, int] = {}
    starts_by_claim: dict[bool, list[int]] = {True: [], False: []}
    for _, same_day in groupby(reversed(line.referrals), key=lambda r: r.received):
        people = list(same_day)
        for one in people:
            found[one.id] = _passed_over(one, starts_by_claim[_goes_first(line, one)], line.as_of)
        for one in people:
            if one.started is not None:
                insort(starts_by_claim[True], one.started)
                if not _goes_first(line, one):
                    insort(starts_by_claim[False], one.started)
    return found


def _goes_first(line: LineRecords, one: ReferralRecord) -> bool:
    return line.service.allocation == "priority_then_date" and one.priority == "priority"


def _passed_over(one: ReferralRecord, starts: list[int], as_of: int) -> int:
    """`starts` of those received later who had no better claim, in order."""
    left = one.started if one.started is not None else one.withdrawn
    earlier = bisect_left(starts, as_of + 1 if left is None else left)
    if one.missed_starts or not earlier:
        return NOT_SEEN
    return starts[earlier - 1] - one.received
