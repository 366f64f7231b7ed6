"""What happened on one day is read in the order in which it was recorded, if it could be so."""

from __future__ import annotations

import datetime as dt

import pytest

from commissioning.referrals.folding import Happened, as_recorded
from commissioning.referrals.kinds import EventKind

FIRST, SECOND = dt.date(2027, 3, 1), dt.date(2027, 3, 2)
RECEIVED, ACCEPTED, BOOKED = EventKind.RECEIVED, EventKind.ACCEPTED, EventKind.BOOKED
READY, STARTED, ATTENDED = EventKind.READY, EventKind.STARTED, EventKind.ATTENDED


@pytest.mark.parametrize(
    ("recorded", "read"),
    [
        ([RECEIVED, BOOKED, ACCEPTED], [RECEIVED, BOOKED, ACCEPTED]),
        ([RECEIVED, ACCEPTED, BOOKED], [RECEIVED, ACCEPTED, BOOKED]),
        ([BOOKED, RECEIVED, ACCEPTED], [RECEIVED, BOOKED, ACCEPTED]),  # not before the receipt
        ([RECEIVED, ATTENDED, STARTED], [RECEIVED, STARTED, ATTENDED]),
        # as recorded nobody could be accepted any more: in the order of the table
        ([RECEIVED, READY, ACCEPTED], [RECEIVED, ACCEPTED, READY]),
    ],
)
def test_within_a_day(recorded: list[EventKind], read: list[EventKind]) -> None:
    assert [one.kind for one in as_recorded(Happened(kind, FIRST) for kind in recorded)] == read


def test_an_earlier_day_comes_first() -> None:
    told = [Happened(BOOKED, SECOND), Happened(RECEIVED, FIRST), Happened(ACCEPTED, SECOND)]
    assert [one.kind for one in as_recorded(told)] == [RECEIVED, BOOKED, ACCEPTED]
