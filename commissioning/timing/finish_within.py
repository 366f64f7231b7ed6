"""Within what time something must be finished by an Act: `finish_within.csv`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from directory.rules.tables import rows_of

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class FinishWithin:
    """A limit of an Act; `not_verified` says what of it is not certain."""

    requirement: str
    months: int
    not_verified: str

    def last_day(self, sentenced_on: date) -> date:
        """The period is taken to begin with the day of sentence, so that it ends the day before."""
        month = sentenced_on.month - 1 + self.months
        year, month = sentenced_on.year + month // 12, month % 12 + 1
        following = date(year, month, 1) + timedelta(days=sentenced_on.day - 1)
        if following.month != month:  # 29 February, or the 31st of a shorter month
            following = following.replace(day=1)
        return following - timedelta(days=1)


@cache
def limit_of(requirement: str) -> FinishWithin | None:
    for row in rows_of("finish_within.csv", folder=FOLDER):
        if row["requirement"] == requirement:
            return FinishWithin(requirement, int(row["months"]), row["not_verified"])
    return None
