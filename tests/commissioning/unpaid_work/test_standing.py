"""Hours credited, left and the likely last day; what is taken off for compliance, and when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest

from commissioning.unpaid_work.discount import (
    DiscountRule,
    DiscountStanding,
    SessionWorked,
    discount_of,
    discount_rule,
)
from commissioning.unpaid_work.hours import HOUR
from commissioning.unpaid_work.standing import MeetsOn, WorkStanding, work_standing
from directory.limits import limit

FIRST = dt.date(2027, 1, 2)
"""A Saturday."""

NOT_YET = DiscountRule(25, 30, None)
IN_FORCE = DiscountRule(25, 30, dt.date(2026, 1, 1))


def on(*weekdays: int, but: Sequence[dt.date] = ()) -> MeetsOn:
    """ISO weekdays."""
    return lambda day: day.isoweekday() in weekdays and day not in but


SATURDAYS = on(6)
NO_SHOW = -1.0
"""Stayed away without a reason; 0: with one."""


def sessions(hours: Sequence[float], *, every: int = 7) -> tuple[SessionWorked, ...]:
    return tuple(
        SessionWorked(
            FIRST + dt.timedelta(days=every * number),
            round(max(0, worked) * HOUR),
            round(max(0, worked) * HOUR),
            worked == NO_SHOW,
        )
        for number, worked in enumerate(hours)
    )


def standing(
    ordered: float | None,
    hours: Sequence[float],
    *,
    every: int = 7,
    rule: DiscountRule = NOT_YET,
    besides: float = 0,
    meets_on: MeetsOn = SATURDAYS,
) -> WorkStanding:
    told = sessions(hours, every=every)
    credited = sum(one.credited for one in told) + round(besides * HOUR)
    today = told[-1].on_date if told else FIRST
    minutes = None if ordered is None else round(ordered * HOUR)
    return work_standing(minutes, credited, told, rule, today=today, meets_on=meets_on)


@pytest.mark.parametrize(
    ("ordered", "hours", "every", "left", "weeks"),
    [
        (60, [], 7, 60, None),
        (60, [7, 7, 7], 7, 39, None),  # three say nothing of a rate
        (60, [7, 7, 7, 7], 7, 32, 5),
        (60, [7, 0, 7, 0], 7, 46, 14),  # two stayed away: 3.5 hours a week
        (60, [7, NO_SHOW, 7, NO_SHOW], 7, 46, 14),
        (60, [0, 0, 0, 0], 7, 60, None),
        (60, [7, 7, 7, 7], 3, 32, 3),  # in two weeks: 14 hours a week
        (60, [7.25, 6.5, 7, 7], 7, 32.25, 5),
        (28, [7, 7, 7, 7], 7, 0, 0),
        (25, [7, 7, 7, 7], 7, 0, 0),  # never below none
        (None, [7, 7, 7, 7], 7, None, None),
    ],
)
def test_hours_left_and_weeks_to_come(
    ordered: float | None,
    hours: Sequence[float],
    every: int,
    left: float | None,
    weeks: int | None,
) -> None:
    found = standing(ordered, hours, every=every)
    assert found.left == (None if left is None else left * HOUR)
    assert found.weeks_to_come == weeks


@pytest.mark.parametrize(
    ("meets_on", "today", "last"),
    [
        # Five weeks are left, at 7 h a week for 32 h. 23 January 2027 is a Saturday.
        (on(6), dt.date(2027, 1, 23), dt.date(2027, 2, 27)),
        (on(3), dt.date(2027, 1, 23), dt.date(2027, 2, 24)),  # the Wednesday of that week
        (on(3), dt.date(2027, 1, 20), dt.date(2027, 2, 24)),  # today has no session more
        (on(2, 6), dt.date(2027, 1, 21), dt.date(2027, 2, 23)),  # from a Friday to a Thursday
        (on(3, but=[dt.date(2027, 2, 10)]), dt.date(2027, 1, 23), dt.date(2027, 3, 3)),
        (on(3, but=[dt.date(2027, 2, 24)]), dt.date(2027, 1, 23), dt.date(2027, 3, 3)),
        (on(), dt.date(2027, 1, 23), None),  # it meets no more
    ],
)
def test_the_likely_last_day_is_one_on_which_their_party_meets(
    meets_on: MeetsOn, today: dt.date, last: dt.date | None
) -> None:
    found = standing(60, [7, 7, 7, 7], meets_on=meets_on)
    assert found.likely_last_day(today) == last
    assert found.days_to_come(today) == (None if last is None else (last - today).days)


def test_no_last_day_is_told_of_few_sessions_and_none_is_ahead_of_nothing_left() -> None:
    today = dt.date(2027, 1, 23)
    assert standing(60, [7]).likely_last_day(today) is None
    assert standing(28, [7, 7, 7, 7]).likely_last_day(today) == today


def test_what_files_told_counts_in_the_hours_and_not_in_the_rate() -> None:
    found = standing(60, [7, 7, 7, 7], besides=14)
    assert (found.left, found.weeks_to_come) == (18 * HOUR, 3)


@pytest.mark.parametrize(
    ("hours", "stands", "off", "left"),
    [
        ([6, 6, 6, 6], "not_qualified", 0, 76),
        ([6, 6, 6, 7], "earns", 0, 75),
        ([7, 7, 7, 7, 7], "earns", 5, 60),
        ([7, 7, 7, 7, 7.75], "earns", 5, 59.25),  # whole hours alone
        ([7.5] * 10, "earns", 25, 0),
        ([7, NO_SHOW, 7, 7, 7, 7], "stayed_away", 0, 65),
        ([7, 0, 7, 7, 7, 7], "earns", 5, 60),  # stayed away with a reason
        ([7, 7, 7, 7, NO_SHOW, 7], "earns", 5, 60),  # after they qualified
    ],
)
def test_half_an_hour_goes_for_each_hour_after_a_quarter(
    hours: Sequence[float], stands: str, off: float, left: float
) -> None:
    found = standing(100, hours, rule=IN_FORCE)
    assert tuple(found.discount) == (stands, off * HOUR)
    assert found.left == left * HOUR


@pytest.mark.parametrize(
    ("from_date", "stands", "off"),
    [
        (FIRST, "earns", 5),
        (FIRST + dt.timedelta(days=28), "earns", 3.5),  # the last day alone: seven hours
        (FIRST + dt.timedelta(days=29), "not_in_force", 0),
        (None, "not_in_force", 0),
    ],
)
def test_nothing_is_taken_off_before_the_day_of_the_rule(
    from_date: dt.date | None, stands: str, off: float
) -> None:
    rule = DiscountRule(25, 30, from_date)
    found = standing(100, [7, 7, 7, 7, 7], rule=rule)
    assert tuple(found.discount) == (stands, off * HOUR)


def test_travel_qualifies_and_earns_nothing() -> None:
    told = tuple(one._replace(credited=one.worked + 3 * HOUR) for one in sessions([6, 6, 6, 6]))
    found = discount_of(100 * HOUR, told, IN_FORCE, today=told[-1].on_date)
    assert found.standing is DiscountStanding.NOT_QUALIFIED


def test_without_the_hours_ordered_nothing_can_be_taken_off() -> None:
    found = discount_of(None, sessions([7] * 10), IN_FORCE, today=dt.date(2027, 6, 1))
    assert found == (DiscountStanding.ORDER_NOT_KNOWN, 0)


def test_the_rule_as_it_was_read_is_not_in_force_until_its_day_stands_in_the_table() -> None:
    rule = discount_rule()
    assert (rule.percent, rule.minutes_off, rule.in_force_from) == (25, 30, None)
    assert "Sentencing Act 2026 s37" in rule.source
    assert "neither was found" in rule.not_verified


def test_an_act_allows_from_40_to_300_hours() -> None:
    hours = limit("unpaid_work_hours")
    assert (hours.least, hours.most) == (40, 300)
