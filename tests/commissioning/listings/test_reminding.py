"""When a reminder falls due: a table that can be checked with a calendar."""

from __future__ import annotations

import datetime as dt

import pytest

from commissioning.listings.facts import FactStanding, ServiceFact, standing_of
from commissioning.listings.reminding import is_reminder_due, newest_moment
from directory.services.freshness import FactKind

FIRST = dt.date(2027, 1, 1)
DATES, NUMBER = FactKind.START_DATES, FactKind.TELEPHONE  # 35 and 182 days


def after(days: int) -> dt.date:
    return FIRST + dt.timedelta(days=days)


@pytest.mark.parametrize(
    ("kind", "today", "moment"),
    [
        (DATES, 20, None),
        (DATES, 21, 21),  # three fifths of 35 days
        (DATES, 27, 21),
        (DATES, 28, 28),  # four fifths
        (DATES, 35, 28),  # the last day on which it is current
        (DATES, 36, 36),
        (DATES, 42, 36),
        (DATES, 43, 43),  # each week after
        (DATES, 64, 64),
        (NUMBER, 108, None),
        (NUMBER, 109, 109),
        (NUMBER, 146, 146),
        (NUMBER, 183, 183),
    ],
)
def test_the_days_on_which_one_falls_due(kind: FactKind, today: int, moment: int | None) -> None:
    expected = None if moment is None else after(moment)
    assert newest_moment(kind, FIRST, after(today)) == expected


@pytest.mark.parametrize(
    ("today", "last", "is_due"),
    [
        (20, None, False),
        (21, None, True),
        (25, None, True),  # nothing ran on the day itself: made good
        (25, 21, False),  # told of that moment already
        (28, 21, True),
        (28, 22, False),  # not oftener than weekly, for whatever reason
        (29, 22, True),  # the moment of day 28, a day late
        (40, 28, True),
        (43, 36, True),
    ],
)
def test_one_message_a_week_and_no_moment_is_lost(
    today: int, last: int | None, is_due: bool
) -> None:
    standing = standing_of(DATES, FIRST, after(today))
    fact = ServiceFact("it", DATES, standing, FIRST)
    told = None if last is None else after(last)
    assert is_reminder_due([fact], last=told, today=after(today)) is is_due


def test_what_nobody_confirmed_and_a_date_that_has_passed_are_told_weekly() -> None:
    for fact in (
        ServiceFact("it", NUMBER, FactStanding.NEVER),
        ServiceFact("it", DATES, FactStanding.PASSED, FIRST),
    ):
        assert is_reminder_due([fact], last=None, today=FIRST)
        assert not is_reminder_due([fact], last=FIRST, today=after(6))
        assert is_reminder_due([fact], last=FIRST, today=after(7))
    assert not is_reminder_due([], last=None, today=FIRST)


@pytest.mark.parametrize(
    ("day", "standing"),
    [
        (0, FactStanding.RIGHT),
        (20, FactStanding.RIGHT),
        (21, FactStanding.SOON),
        (35, FactStanding.SOON),
        (36, FactStanding.OVERDUE),
    ],
)
def test_where_a_fact_stands(day: int, standing: FactStanding) -> None:
    assert standing_of(DATES, FIRST, after(day)) is standing
    assert standing_of(DATES, None, after(day)) is FactStanding.NEVER
