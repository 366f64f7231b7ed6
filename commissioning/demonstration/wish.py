"""How large a demonstration is asked for, and as of when."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from directory.clock import local_date

HISTORY_DAYS = 730


@dataclass(frozen=True, slots=True)
class Wish:
    """`at` is the one look at the clock; everything generated is dated from it."""

    services: int
    referrals: int
    at: dt.datetime
    seed: int = 2

    @property
    def today(self) -> dt.date:
        return local_date(self.at)

    @property
    def first_day(self) -> dt.date:
        """The first day of which records are kept."""
        return self.today - dt.timedelta(days=HISTORY_DAYS)


def financial_year(day: dt.date) -> tuple[dt.date, dt.date]:
    """1 April to 31 March, the year that holds the day."""
    year = day.year if day >= dt.date(day.year, 4, 1) else day.year - 1
    return dt.date(year, 4, 1), dt.date(year + 1, 3, 31)


def last_whole_year(day: dt.date) -> tuple[dt.date, dt.date]:
    """The last financial year that had ended by the day."""
    return financial_year(financial_year(day)[0] - dt.timedelta(days=1))


def morning_of(day: dt.date, hour: int = 9, minute: int = 0) -> dt.datetime:
    """An instant of a working day."""
    return dt.datetime(day.year, day.month, day.day, hour, minute, tzinfo=dt.UTC)
