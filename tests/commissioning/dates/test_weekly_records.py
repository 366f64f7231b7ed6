"""From weekly totals to the people of a forecast document, worked by hand."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from commissioning.dates.weekly_records import weekly_records
from commissioning.lines.weekly_totals import WeekCount

FIRST = dt.date(2027, 1, 4)
AS_OF = dt.date(2027, 3, 2)


def monday(number: int) -> dt.date:
    return FIRST + dt.timedelta(weeks=number)


def told(*weeks: WeekCount) -> list[tuple[Any, ...]]:
    """Received, started, ended, left of each person, as days of January from the first Monday."""
    records = weekly_records(
        {monday(number): week for number, week in enumerate(weeks)},
        service_id="line",
        as_of=AS_OF,
        since=dt.date(2026, 1, 1),
    )
    names = ("received", "started", "ended", "withdrawn")
    return [tuple(_days(record[name]) for name in names) for record in records]


def _days(text: str | None) -> int | None:
    return None if text is None else (dt.date.fromisoformat(text) - FIRST).days


@pytest.mark.parametrize(
    ("weeks", "people"),
    [
        # Two received, on Monday and Wednesday; one starts the Monday after: the first.
        (
            [WeekCount(received=2), WeekCount(started=1)],
            [(0, 7, None, None), (2, None, None, None)],
        ),
        # One waited before anything was told: 1 waits in the end, 1 started, 1 was received.
        (
            [WeekCount(received=1, started=1, waiting=1)],
            [(-7, 0, None, None), (0, None, None, None)],
        ),
        # Of three received one waits and none started: the last two have left by Sunday.
        (
            [WeekCount(received=3, waiting=1)],
            [(0, None, None, None), (1, None, None, 6), (3, None, None, 6)],
        ),
        # More wait than were received: they came that week.
        (
            [WeekCount(waiting=0), WeekCount(waiting=2)],
            [(7, None, None, None), (7, None, None, None)],
        ),
        # More start than wait: they were received on the day.
        ([WeekCount(started=1)], [(0, 0, None, None)]),
        # Who started first finishes first, by the Friday.
        (
            [WeekCount(received=2, started=2), WeekCount(completed=1)],
            [(0, 0, 11, None), (2, 2, None, None)],
        ),
        ([], []),
    ],
)
def test_first_come_first_served(weeks: list[WeekCount], people: list[tuple[Any, ...]]) -> None:
    assert told(*weeks) == people


def test_a_week_that_is_not_over_has_not_happened_yet() -> None:
    weeks = {dt.date(2027, 3, 1): WeekCount(received=5)}
    assert weekly_records(weeks, service_id="line", as_of=AS_OF, since=FIRST) == []
