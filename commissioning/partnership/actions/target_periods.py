"""A period in which a target may fall, and how exactly words say it."""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass, replace


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
    `is_read` in no way, the ways between which somebody has to say. `other`: the days of that
    other way. `is_year_guessed`: the words name none. `is_bound_alone`: “Easter” is some days
    long, of which “by” and “before” name one.
    """

    earliest: dt.date | None
    latest: dt.date | None
    precision: TargetPrecision
    begins: int
    ends: int
    is_from: bool = False
    months_after: int | None = None
    doubt: str = ""
    other: tuple[dt.date | None, dt.date | None] | None = None
    is_year_guessed: bool = False
    is_bound_alone: bool = False

    @property
    def is_read(self) -> bool:
        return self.precision is not TargetPrecision.UNREAD

    def unread(self, doubt: str) -> TargetPeriod:
        """What stands there has more than one meaning, or none."""
        return replace(
            self, earliest=None, latest=None, precision=TargetPrecision.UNREAD, is_from=False,
            months_after=None, doubt=doubt, other=None,
        )  # fmt: skip
