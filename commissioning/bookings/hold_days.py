"""Until when a place is held before sentence, and until when offers go out by themselves. Pure."""

from __future__ import annotations

import datetime as dt
from typing import Final

from commissioning.bookings.errors import HearingPast
from commissioning.calendar import ONE_DAY, WorkingCalendar

BY_TELEPHONE_DAYS: Final = 2
"""Working days before the start within which nothing is offered by itself."""


def hold_lapses_after(hearing_on: dt.date, *, today: dt.date, calendar: WorkingCalendar) -> dt.date:
    """The last day on which the hold stands: the next working day after the hearing.

    Raises `HearingPast`, and `HolidaysNotPublished` outside the published bank holidays.
    """
    if hearing_on < today:
        raise HearingPast(hearing_on)
    return calendar.next_working_day(hearing_on)


def offers_end_on(start: dt.date, *, calendar: WorkingCalendar) -> dt.date:
    """The last day on which a place is offered by itself, and by which it is to be answered."""
    day = start
    for _ in range(BY_TELEPHONE_DAYS + 1):
        day -= ONE_DAY
        while not calendar.is_working_day(day):
            day -= ONE_DAY
    return day


def answer_by(
    today: dt.date, *, start: dt.date, working_days: int, calendar: WorkingCalendar
) -> dt.date | None:
    """The day by which an offer made today is to be answered; None: by telephone only."""
    last = offers_end_on(start, calendar=calendar)
    if today >= last:
        return None
    return min(last, calendar.add_working_days(today, working_days))
