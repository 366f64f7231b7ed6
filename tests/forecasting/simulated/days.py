"""Days as whole numbers, and which of them are working days in England and Wales."""

from datetime import date
from functools import cache

import holidays

CHRISTMAS = range(24, 32)
"""The days of December on which nobody starts anywhere."""
NEVER = date(2200, 1, 1).toordinal()

_BANK_HOLIDAYS = frozenset(
    day.toordinal()
    for day in holidays.country_holidays("GB", subdiv="ENG", years=range(2015, 2036))
)


@cache
def is_shut_for_all(day: int) -> bool:
    """Bank holidays and the days between Christmas Eve and New Year's Eve."""
    on = date.fromordinal(day)
    return day in _BANK_HOLIDAYS or (on.month == 12 and on.day in CHRISTMAS)


@cache
def is_working(day: int) -> bool:
    return weekday(day) <= 5 and day not in _BANK_HOLIDAYS


@cache
def next_working(day: int) -> int:
    """The day itself when it is a working one."""
    return day if is_working(day) else next_working(day + 1)


def weekday(day: int) -> int:
    """1 is Monday, 7 is Sunday."""
    return (day - 1) % 7 + 1


def iso(day: int | None) -> str | None:
    return None if day is None else date.fromordinal(day).isoformat()


def day_of(text: str) -> int:
    return date.fromisoformat(text).toordinal()


def bank_holidays_between(first: int, last: int) -> list[str]:
    return [
        date.fromordinal(day).isoformat() for day in sorted(_BANK_HOLIDAYS) if first <= day <= last
    ]
