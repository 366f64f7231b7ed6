"""Sums: days that have a name, and days written in figures that others write the other way round.

Days in figures are read day first, as everywhere here; where both could be the month, it is asked.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from typing import Final

from commissioning.bank_holidays import holidays_between

FEASTS: Final = (
    r"christmas(?:\ +(?:day|eve))?|boxing\ +day|new\ +year(?:['’]?s)?\ +(?:day|eve)|good\ +friday"
    r"|easter(?:\ +(?:sunday|monday|day))?"
)
"""For a verbose pattern."""

SEVERAL_DAYS: Final = frozenset({"christmas", "easter"})
"""Names of a day that are those of a season too: only “by” and “before” tell which day."""

MONTH_FIRST: Final = "the day is read first: {day} is the other reading"

_OF_THE_CALENDAR: Final = {
    "christmas": (12, 25), "christmas day": (12, 25), "christmas eve": (12, 24),
    "boxing day": (12, 26), "new year day": (1, 1), "new years day": (1, 1),
    "new year eve": (12, 31), "new years eve": (12, 31),
}  # fmt: skip
_FROM_EASTER: Final = {
    "good friday": -2, "easter": 0, "easter sunday": 0, "easter day": 0, "easter monday": 1,
}  # fmt: skip
FRIDAY, SUNDAY_AFTER, MONDAY_AFTER = 4, dt.timedelta(2), dt.timedelta(3)


def feast(name: str, year: int) -> dt.date:
    """Raises ValueError for a year in which the bank holidays tell of no Easter."""
    known = " ".join(re.sub("['’]", "", name).casefold().split())
    if known in _OF_THE_CALENDAR:
        return dt.date(year, *_OF_THE_CALENDAR[known])
    return easter_sunday(year) + dt.timedelta(_FROM_EASTER[known])


@cache
def easter_sunday(year: int) -> dt.date:
    """Between the Friday and the Monday that are bank holidays around it."""
    spring = holidays_between(dt.date(year, 3, 15), dt.date(year, 4, 30))
    days = {day for day, _ in spring}
    for day in sorted(days):
        if day.weekday() == FRIDAY and day + MONDAY_AFTER in days:
            return day + SUNDAY_AFTER
    raise ValueError(year)


def month_first(figures: str) -> dt.date | None:
    """The day that “03/04/2027” is to whoever writes the month first; None where only the other
    way is a day of another date."""
    month, day, year = map(int, re.split(r"[/.-]", figures))
    if month == day:
        return None
    try:
        return dt.date(year if year > 99 else 2000 + year, month, day)
    except ValueError:
        return None
