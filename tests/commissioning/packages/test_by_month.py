"""A restricted line as a plan may know it: by its likely month alone."""

from __future__ import annotations

import datetime as dt

import pytest

from commissioning.packages.by_month import by_month, last_day_of_month, likely_month
from tests.makers.parts import SENTENCED_ON, make_turn

MAY_END = (dt.date(2027, 5, 31) - SENTENCED_ON).days


@pytest.mark.parametrize(
    ("day", "last"),
    [
        (dt.date(2027, 5, 1), dt.date(2027, 5, 31)),
        (dt.date(2027, 5, 31), dt.date(2027, 5, 31)),
        (dt.date(2028, 2, 3), dt.date(2028, 2, 29)),
        (dt.date(2027, 12, 31), dt.date(2027, 12, 31)),
    ],
)
def test_the_last_day_of_a_month(day: dt.date, last: dt.date) -> None:
    assert last_day_of_month(day) == last


@pytest.mark.parametrize(
    "chances",
    [
        {70: 1.0},  # 11 May
        {87: 1.0},  # 28 May
        {60: 0.4, 70: 0.6},  # half by 11 May; that some never start is not known
        {70: 0.5, 200: 0.9},
    ],
)
def test_days_and_chances_within_a_month_come_to_the_same(chances: dict[int, float]) -> None:
    turn = likely_month(make_turn(chances), SENTENCED_ON)
    assert (turn.days, turn.cumulative) == ((MAY_END,), (1.0,))


def test_where_fewer_than_half_ever_start_nobody_does() -> None:
    turn = likely_month(make_turn({70: 0.49}), SENTENCED_ON)
    assert (turn.days, turn.cumulative) == ((), ())


def test_starts_of_one_month_are_one() -> None:
    assert by_month((70, 87, 100), SENTENCED_ON) == (MAY_END, MAY_END + 30)
