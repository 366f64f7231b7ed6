"""Quarters of the calendar, and when each is counted and published."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from commissioning.errors import CommissioningError

FOLLOWED_WEEKS: Final = 8
"""Everybody referred in a quarter has been followed so long on the day as at which it is told."""

PUBLISHED_AFTER: Final = dt.timedelta(weeks=FOLLOWED_WEEKS + 1)
"""After the last day of the quarter: one more week in which late records come in."""

_CODE: Final = re.compile(r"(\d{4})-Q([1-4])")


class NoSuchQuarter(CommissioningError, ValueError):
    """A word that names no quarter."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__("Write a quarter as 2027-Q1.")


class Quarter(NamedTuple):
    """`number` 1 is January to March."""

    year: int
    number: int

    @classmethod
    def of(cls, day: dt.date) -> Quarter:
        return cls(day.year, (day.month + 2) // 3)

    @classmethod
    def called(cls, code: str) -> Quarter:
        """Raises `NoSuchQuarter`."""
        found = _CODE.fullmatch(code)
        if found is None or not 1900 < int(found[1]) < 9000:
            raise NoSuchQuarter(code)
        return cls(int(found[1]), int(found[2]))

    @property
    def code(self) -> str:
        return f"{self.year:04}-Q{self.number}"

    @property
    def first(self) -> dt.date:
        return dt.date(self.year, 3 * self.number - 2, 1)

    @property
    def last(self) -> dt.date:
        return self.after.first - dt.timedelta(days=1)

    @property
    def census(self) -> dt.date:
        """As at which day it is told what became of those referred in it."""
        return self.last + dt.timedelta(weeks=FOLLOWED_WEEKS)

    @property
    def published_from(self) -> dt.date:
        return self.last + PUBLISHED_AFTER

    @property
    def before(self) -> Quarter:
        return Quarter(self.year, self.number - 1) if self.number > 1 else Quarter(self.year - 1, 4)

    @property
    def after(self) -> Quarter:
        return Quarter(self.year, self.number + 1) if self.number < 4 else Quarter(self.year + 1, 1)

    @property
    def year_to_march(self) -> tuple[Quarter, ...]:
        """The four quarters, April to March, of the year in which it lies."""
        first = Quarter(self.year if self.number > 1 else self.year - 1, 2)
        return first, first.after, first.after.after, first.after.after.after


def latest_ended(today: dt.date) -> Quarter:
    return Quarter.of(today).before


def latest_to_publish(today: dt.date) -> Quarter:
    quarter = latest_ended(today)
    return quarter if quarter.published_from <= today else quarter.before


def quarters_between(first: Quarter, last: Quarter) -> Iterator[Quarter]:
    while first <= last:
        yield first
        first = first.after
