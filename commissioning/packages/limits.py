"""How much a week a person can carry, as `weekly_limits.csv` assumes and a reader may change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from commissioning.packages.parts import Weekly
from directory.rules.tables import rows_of

FOLDER: Final = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class WeeklyLimit:
    """The most attendances and hours a week of all parts together; both inclusive."""

    attendances: int
    hours: float

    def carries(self, weeks: Iterable[Weekly]) -> bool:
        attendances, hours = 0, 0.0
        for week in weeks:
            attendances += week.attendances_counted
            hours += week.hours_counted
        return attendances <= self.attendances and hours <= self.hours


@cache
def usual_limit(*, in_work: bool) -> WeeklyLimit:
    rows = {row["in_work"]: row for row in rows_of("weekly_limits.csv", folder=FOLDER)}
    row = rows["yes" if in_work else "no"]
    return WeeklyLimit(int(row["attendances"]), float(row["hours"]))
