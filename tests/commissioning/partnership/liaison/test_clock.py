"""By when a court's question is due, over weekends and bank holidays, and who is reminded when."""

from __future__ import annotations

import datetime as dt

import pytest

from commissioning.bank_holidays import england_and_wales
from commissioning.partnership.liaison.clock import (
    Reminder,
    clock_on,
    due_day,
    liaison_clocks,
    reminder_due,
)


@pytest.mark.parametrize(
    ("asked_on", "due_on"),
    [
        ("2027-03-02", "2027-03-09"),  # a Tuesday: the Tuesday after
        ("2027-03-05", "2027-03-12"),  # a Friday
        ("2027-03-06", "2027-03-12"),  # a Saturday: Monday is the first working day
        ("2027-03-23", "2027-04-01"),  # Good Friday 26 and Easter Monday 29 March are passed over
        ("2026-12-23", "2027-01-04"),  # Christmas Day, the 28th for Boxing Day, New Year's Day
    ],
)
def test_due_after_five_working_days(asked_on: str, due_on: str) -> None:
    found = due_day(dt.date.fromisoformat(asked_on), england_and_wales())
    assert found == dt.date.fromisoformat(due_on)


def test_no_day_is_promised_beyond_the_published_bank_holidays() -> None:
    calendar = england_and_wales()
    assert due_day(dt.date(calendar.last_year, 12, 30), calendar) is None


def test_one_figure_is_in_force_on_each_day() -> None:
    first = liaison_clocks()[0]
    assert clock_on(first.since) is first
    assert clock_on(first.since - dt.timedelta(days=1)) is first
    assert clock_on(dt.date(2100, 1, 1)) is liaison_clocks()[-1]


@pytest.mark.parametrize(
    ("due_on", "today", "told"),
    [
        ("2027-03-09", "2027-03-08", Reminder.ASKED),
        ("2027-03-09", "2027-03-09", Reminder.DUE),
        ("2027-03-09", "2027-03-10", Reminder.OVERDUE),
        (None, "2099-01-01", Reminder.ASKED),  # no day is promised: never overdue
    ],
)
def test_reminders(due_on: str | None, today: str, told: Reminder) -> None:
    due = None if due_on is None else dt.date.fromisoformat(due_on)
    assert reminder_due(due, dt.date.fromisoformat(today)) is told
