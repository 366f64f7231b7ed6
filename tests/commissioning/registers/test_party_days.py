"""A working party of Fridays in spring 2027, by hand: what is planned, and what comes after it."""

from __future__ import annotations

import datetime as dt

import pytest

from commissioning.bank_holidays import holidays_between
from commissioning.registers.party_days import PartyDays
from commissioning.timing.open_days import OpenDays
from commissioning.unpaid_work.standing import last_meeting_in_week


def in_2027(month: int, day: int) -> dt.date:
    return dt.date(2027, month, day)


FIRST, LAST = in_2027(1, 1), in_2027(12, 31)
OPEN = OpenDays.between(
    FIRST,
    LAST,
    bank_holidays=(day for day, _ in holidays_between(FIRST, LAST)),
    closures=((in_2027(4, 19), in_2027(4, 25)),),
)
PLANNED = frozenset({in_2027(3, 5), in_2027(3, 13)})
"""Of Friday 12 March the session is moved to the Saturday."""

PARTY = PartyDays(PLANNED, frozenset({5}), OPEN)


@pytest.mark.parametrize(
    ("day", "meets"),
    [
        (in_2027(3, 5), True),
        (in_2027(3, 12), False),  # a Friday, and moved
        (in_2027(3, 13), True),
        (in_2027(3, 19), True),  # after the plan it goes on as before
        (in_2027(3, 20), False),
        (in_2027(3, 26), False),  # Good Friday
        (in_2027(4, 2), True),
        (in_2027(4, 23), False),  # its provider is shut
        (in_2027(12, 24), False),
    ],
)
def test_on_which_days_it_meets(day: dt.date, meets: bool) -> None:
    assert PARTY.meets_on(day) is meets


def test_a_week_of_good_friday_has_no_meeting() -> None:
    assert last_meeting_in_week(in_2027(3, 19), PARTY.meets_on) is None
    assert last_meeting_in_week(in_2027(3, 26), PARTY.meets_on) == in_2027(4, 2)
