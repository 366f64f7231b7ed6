"""Instants into dates, and dates into the words that people see."""

from __future__ import annotations

import datetime as dt
from typing import Final
from zoneinfo import ZoneInfo

LONDON: Final = ZoneInfo("Europe/London")


def local_date(at: dt.datetime) -> dt.date:
    """The date in England and Wales at an aware instant."""
    if at.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return at.astimezone(LONDON).date()


def start_of_day(day: dt.date) -> dt.datetime:
    """The instant at which the day begins in England and Wales, in UTC."""
    return dt.datetime.combine(day, dt.time.min, LONDON).astimezone(dt.UTC)


def day_in_words(day: dt.date) -> str:
    """A date as a refusal or a reason says it: "16 March 2027"."""
    return f"{day.day} {day:%B %Y}"
