"""Months, and the day on which a return of one is due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from commissioning.bank_holidays import holidays_between
from commissioning.calendar import ONE_DAY, WorkingCalendar


def month_of(day: dt.date) -> dt.date:
    """Its first day, by which a month is named."""
    return day.replace(day=1)


def month_after(month: dt.date) -> dt.date:
    return (month.replace(day=28) + dt.timedelta(days=4)).replace(day=1)


def month_before(month: dt.date) -> dt.date:
    return (month - ONE_DAY).replace(day=1)


def last_day_of(month: dt.date) -> dt.date:
    return month_after(month) - ONE_DAY


def months_between(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    """Both included."""
    while first <= last:
        yield first
        first = month_after(first)


def due_on(month: dt.date, working_day: int, *, asked_on: dt.date) -> dt.date:
    """The given working day after the month, or after the day of asking where that is later.

    A return asked for on the first of the next month has the whole of that month's working days:
    the first itself counts. Beyond the published bank holidays the expected ones are taken: a day
    to be reminded on is no service-level clock.
    """
    counted_from = max(last_day_of(month), asked_on - ONE_DAY)
    until = counted_from + dt.timedelta(days=working_day * 3 + 14)
    holidays = frozenset(day for day, _ in holidays_between(counted_from, until))
    calendar = WorkingCalendar(holidays, counted_from.year, until.year)
    return calendar.add_working_days(counted_from, working_day)
