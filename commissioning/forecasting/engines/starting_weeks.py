"""Some weekly services let people start only every second, third or fourth time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from commissioning.forecasting.engines.records import LineRecords

MOST_WEEKS_APART = 6
FEWEST_WEEKS_SEEN = 6
"""Start weeks a rhythm must have been kept in: by chance one in 2 to the 6th would at most."""
KEPT_BY = 0.95
LOOKING_BACK_DAYS = 364


@dataclass(frozen=True, slots=True)
class StartingWeeks:
    """Every `every`th week, counted so that `phase` is the remainder of day // 7."""

    every: int = 1
    phase: int = 0

    def has(self, day: int) -> bool:
        return (day // 7 - self.phase) % self.every == 0

    def among(self, days: Iterable[int]) -> Iterable[int]:
        return (day for day in days if self.has(day))


def starting_weeks(line: LineRecords) -> StartingWeeks:
    """The slowest rhythm that nearly all starts of the last year kept; every week if none did."""
    if line.service.kind not in ("rolling_group", "unpaid_work"):
        return StartingWeeks()
    since = line.as_of - LOOKING_BACK_DAYS
    weeks = {r.started // 7 for r in line.started if r.started is not None and r.started > since}
    for every in range(MOST_WEEKS_APART, 1, -1):
        for phase in range(every):
            kept = sum((week - phase) % every == 0 for week in weeks)
            if kept >= FEWEST_WEEKS_SEEN and kept >= KEPT_BY * len(weeks):
                return StartingWeeks(every, phase)
    return StartingWeeks()
