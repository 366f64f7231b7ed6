"""The period that counts of a scheme are told of: a month, or a quarter of the year."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Final

MONTH: Final = 1
QUARTER: Final = 3
_TYPED: Final = re.compile(r"(20\d\d)-(?:(0[1-9]|1[0-2])|Q([1-4]))", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True, order=True)
class CohortPeriod:
    """From the first day of a month, one or three months long."""

    first_day: dt.date
    months: int

    @property
    def last_day(self) -> dt.date:
        return self.after.first_day - dt.timedelta(days=1)

    @property
    def after(self) -> CohortPeriod:
        """The next of the same length."""
        return CohortPeriod(_months_on(self.first_day, self.months), self.months)

    @property
    def code(self) -> str:
        """2026-10, or 2026-Q4."""
        if self.months == QUARTER:
            return f"{self.first_day.year}-Q{(self.first_day.month + 2) // 3}"
        return f"{self.first_day:%Y-%m}"

    @property
    def words(self) -> str:
        """October 2026, or October to December 2026."""
        if self.months == QUARTER:
            return f"{self.first_day:%B} to {self.last_day:%B %Y}"
        return f"{self.first_day:%B %Y}"

    def overlaps(self, other: CohortPeriod) -> bool:
        return self.first_day <= other.last_day and other.first_day <= self.last_day


def period_of(typed: str) -> CohortPeriod | None:
    """Of 2026-10 or 2026-Q4; None of anything else."""
    found = _TYPED.fullmatch(typed.strip())
    if found is None:
        return None
    year, month, quarter = found.groups()
    if quarter is not None:
        return CohortPeriod(dt.date(int(year), 3 * int(quarter) - 2, 1), QUARTER)
    return CohortPeriod(dt.date(int(year), int(month), 1), MONTH)


def months_before(today: dt.date, number: int) -> tuple[CohortPeriod, ...]:
    """The last so many months that have ended, the newest first."""
    this_month = today.replace(day=1)
    return tuple(
        CohortPeriod(_months_on(this_month, -back), MONTH) for back in range(1, number + 1)
    )


def quarters_before(today: dt.date, number: int) -> tuple[CohortPeriod, ...]:
    """The last so many quarters that have ended, the newest first."""
    this_quarter = dt.date(today.year, (today.month - 1) // QUARTER * QUARTER + 1, 1)
    return tuple(
        CohortPeriod(_months_on(this_quarter, -QUARTER * back), QUARTER)
        for back in range(1, number + 1)
    )


def _months_on(first_day: dt.date, number: int) -> dt.date:
    months = first_day.year * 12 + first_day.month - 1 + number
    return dt.date(months // 12, months % 12 + 1, 1)
