"""By when a court's question is due to be answered, and who is reminded of it when."""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from commissioning.calendar import HolidaysNotPublished, WorkingCalendar
from directory.rules.tables import RuleTableBroken, rows_of

FOLDER: Final = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class LiaisonClock:
    """From `since` on a question is to be answered within so many working days."""

    since: dt.date
    working_days: int


@cache
def liaison_clocks() -> tuple[LiaisonClock, ...]:
    """Every row of `liaison_clock.csv`, the earliest first."""
    rows = rows_of("liaison_clock.csv", folder=FOLDER)
    clocks = [
        LiaisonClock(dt.date.fromisoformat(row["from"]), int(row["working_days"])) for row in rows
    ]
    if not clocks or clocks != sorted(clocks, key=lambda one: one.since):
        raise RuleTableBroken("liaison_clock.csv: the rows do not stand by their first day")
    return tuple(clocks)


def clock_on(day: dt.date) -> LiaisonClock:
    """The one in force; the first also for days before it."""
    clocks = liaison_clocks()
    return next((one for one in reversed(clocks) if one.since <= day), clocks[0])


def due_day(asked_on: dt.date, calendar: WorkingCalendar) -> dt.date | None:
    """The last day to answer, the day of asking not counted.

    None where the bank holidays up to it are not published: no day is promised then.
    """
    try:
        return calendar.add_working_days(asked_on, clock_on(asked_on).working_days)
    except HolidaysNotPublished:
        return None


class Reminder(enum.IntEnum):
    """What whoever answers is written, each once; a later one stands for those before it."""

    NOTHING = 0
    ASKED = 1
    DUE = 2
    OVERDUE = 3


def reminder_due(due_on: dt.date | None, today: dt.date) -> Reminder:
    """Where no day is promised nothing is ever overdue."""
    if due_on is None or today < due_on:
        return Reminder.ASKED
    return Reminder.DUE if today == due_on else Reminder.OVERDUE
