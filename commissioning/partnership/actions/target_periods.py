"""A period in which a target may fall, and how exactly words say it."""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass


class TargetPrecision(enum.StrEnum):
    """How exactly the words say when."""

    DAY = "day"
    MONTH = "month"
    SEASON = "season"
    YEAR = "year"
    FINANCIAL_YEAR = "financial_year"
    SPAN = "span"
    """From one period to another, or so long from publication."""

    RELATIVE = "relative"
    """So many months after another milestone: no day until that one was met."""

    UNREAD = "unread"
    """Words that nobody can read as a time, or none."""


@dataclass(frozen=True, slots=True)
class TargetPeriod:
    """The first and the last day on which something may fall; None: open on that side.

    `begins`, `ends`: where in the words the period stands, with “by” or “from” before it.
    `is_from`: it is told only from when on, which tells of a start. `months_after`: counted from
    what stands before it. `doubt`: the other way to read it, as a sentence to somebody; of what
    `is_read` in no way, the ways between which somebody has to say.
    """

    earliest: dt.date | None
    latest: dt.date | None
    precision: TargetPrecision
    begins: int
    ends: int
    is_from: bool = False
    months_after: int | None = None
    doubt: str = ""

    @property
    def is_read(self) -> bool:
        return self.precision is not TargetPrecision.UNREAD
