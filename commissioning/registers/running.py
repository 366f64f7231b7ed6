"""Whether a group has people enough to run, and the day on which that is decided."""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass

from commissioning.timing.open_days import OpenDays


class Running(enum.StrEnum):
    """What can be said of a planned group today."""

    NO_MINIMUM = "no minimum is stated"
    ENOUGH = "enough people"
    TOO_FEW_SO_FAR = "too few so far"
    DECIDE_TODAY = "too few: decide today"
    OVERDUE = "too few: the day to decide has passed"


@dataclass(frozen=True, slots=True)
class MinimumToRun:
    """`days_before` the start it is decided; the day moves with the start."""

    people: int | None
    days_before: int = 0

    def decided_on(self, start: dt.date, days: OpenDays) -> dt.date:
        """So many days before, or the nearest Monday to Friday before that on which one works."""
        day = start - dt.timedelta(days=self.days_before)
        working = days.last_open_weekday(day.toordinal())
        return day if working is None else dt.date.fromordinal(working)

    def stands(self, booked: int, decided_on: dt.date, today: dt.date) -> Running:
        if self.people is None:
            return Running.NO_MINIMUM
        if booked >= self.people:
            return Running.ENOUGH
        if today < decided_on:
            return Running.TOO_FEW_SO_FAR
        return Running.DECIDE_TODAY if today == decided_on else Running.OVERDUE
