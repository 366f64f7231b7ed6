"""What a register can say of one person and one session, and until when it can be said.

| day | what can be marked |
|---|---|
| before the session | not required, and taking that back |
| its day and the seven days after | anything; a mark can be changed |
| later | a first mark or another one, each with a reason |

Every mark stays: a changed one names the one before it.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

OPEN_DAYS: Final = 7


class MarkOutcome(enum.StrEnum):
    """`TAKEN_BACK` replaces a mark by none: nobody says anything of that person any more."""

    ATTENDED = "attended"
    ACCEPTABLE_ABSENCE = "acceptable_absence"
    UNACCEPTABLE_ABSENCE = "unacceptable_absence"
    NOT_REQUIRED = "not_required"
    SESSION_CANCELLED = "session_cancelled"
    TAKEN_BACK = "taken_back"


class RegisterState(enum.StrEnum):
    AHEAD = "ahead"
    OPEN = "open"
    CLOSED = "closed"


class Weekday(NamedTuple):
    """Never on this ISO weekday, `to_date` included; nobody says why."""

    weekday: int
    from_date: dt.date
    to_date: dt.date | None

    def holds(self, day: dt.date) -> bool:
        is_from = self.from_date <= day
        return is_from and not _is_past(self.to_date, day) and day.isoweekday() == self.weekday


class Away(NamedTuple):
    """A suspension planned from one day to another, both included."""

    from_date: dt.date
    to_date: dt.date

    def holds(self, day: dt.date) -> bool:
        return self.from_date <= day <= self.to_date


@dataclass(frozen=True, slots=True)
class TimeInGroup:
    """`left_on` is the first day on which they belong to the group no more."""

    joined_on: dt.date
    left_on: dt.date | None = None

    def holds(self, day: dt.date) -> bool:
        return self.joined_on <= day and (self.left_on is None or day < self.left_on)


def last_open_day(on_date: dt.date) -> dt.date:
    return on_date + dt.timedelta(days=OPEN_DAYS)


def state_on(on_date: dt.date, today: dt.date) -> RegisterState:
    if today < on_date:
        return RegisterState.AHEAD
    return RegisterState.OPEN if today <= last_open_day(on_date) else RegisterState.CLOSED


def is_not_required(day: dt.date, weekdays: Iterable[Weekday], absences: Iterable[Away]) -> bool:
    """What was planned says so before anybody marks it."""
    return any(one.holds(day) for one in weekdays) or any(one.holds(day) for one in absences)


def _is_past(to_date: dt.date | None, day: dt.date) -> bool:
    return to_date is not None and to_date < day
