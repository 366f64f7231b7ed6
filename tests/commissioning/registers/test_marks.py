"""Until when a register can be filled in, who belongs to a group on a day, who need not come."""

from __future__ import annotations

import datetime as dt

import pytest

from commissioning.registers.marks import (
    Away,
    RegisterState,
    TimeInGroup,
    Weekday,
    is_not_required,
    state_on,
)

HELD = dt.date(2027, 3, 23)
"""A Tuesday; the clocks change five days later."""


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (dt.date(2027, 3, 22), RegisterState.AHEAD),
        (dt.date(2027, 3, 23), RegisterState.OPEN),
        (dt.date(2027, 3, 30), RegisterState.OPEN),  # the seventh day after
        (dt.date(2027, 3, 31), RegisterState.CLOSED),
    ],
)
def test_open_on_its_day_and_for_seven_more(today: dt.date, state: RegisterState) -> None:
    assert state_on(HELD, today) is state


@pytest.mark.parametrize(
    ("joined", "left", "belongs"),
    [
        (dt.date(2027, 3, 23), None, True),
        (dt.date(2027, 3, 24), None, False),
        (dt.date(2027, 3, 2), dt.date(2027, 3, 24), True),
        (dt.date(2027, 3, 2), dt.date(2027, 3, 23), False),  # the day of leaving is not theirs
        (dt.date(2027, 3, 23), dt.date(2027, 3, 23), False),
    ],
)
def test_belonging_on_the_day(joined: dt.date, left: dt.date | None, belongs: bool) -> None:
    assert TimeInGroup(joined, left).holds(HELD) is belongs


@pytest.mark.parametrize(
    ("weekday", "since", "until", "holds"),
    [
        (2, dt.date(2027, 3, 1), None, True),
        (3, dt.date(2027, 3, 1), None, False),
        (2, dt.date(2027, 3, 24), None, False),
        (2, dt.date(2027, 3, 1), dt.date(2027, 3, 23), True),
        (2, dt.date(2027, 3, 1), dt.date(2027, 3, 22), False),
    ],
)
def test_never_on_tuesdays(
    weekday: int, since: dt.date, until: dt.date | None, holds: bool
) -> None:
    assert is_not_required(HELD, [Weekday(weekday, since, until)], []) is holds


@pytest.mark.parametrize(
    ("since", "until", "holds"),
    [
        (dt.date(2027, 3, 23), dt.date(2027, 3, 23), True),
        (dt.date(2027, 3, 1), dt.date(2027, 3, 22), False),
        (dt.date(2027, 3, 24), dt.date(2027, 4, 2), False),
    ],
)
def test_a_planned_suspension(since: dt.date, until: dt.date, holds: bool) -> None:
    assert is_not_required(HELD, [], [Away(since, until)]) is holds
