"""The axis of a page: long enough for most rows, and no longer for the sake of one."""

from __future__ import annotations

import datetime as dt

import pytest

from portal.lines.start_bars import axis_for, axis_of_most
from tests.makers.days import TODAY


def in_days(*numbers: int) -> list[dt.date]:
    return [TODAY + dt.timedelta(days=number) for number in numbers]


@pytest.mark.parametrize(
    ("days", "most", "everything"),
    [
        ((), 28, 28),
        ((10,), 28, 28),
        ((400,), 730, 730),  # a row by itself has the scale it needs
        ((10, 20, 400), 730, 730),  # one of three is no exception
        ((10, 20, 25, 400), 28, 730),  # one of four is: it leads beyond the scale
        ((10, 20, 25, 30, 40, 50, 90, 200, 900), 183, 1096),
    ],
)
def test_three_in_four_rows_decide_how_long_the_axis_is(
    days: tuple[int, ...], most: int, everything: int
) -> None:
    assert axis_of_most(in_days(*days), today=TODAY).days == most
    assert axis_for(in_days(*days), today=TODAY).days == everything
