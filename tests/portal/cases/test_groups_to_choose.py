"""Groups among which a place is booked: what of each is taken, and which of one day is which."""

from __future__ import annotations

import datetime as dt
import uuid

from commissioning.bookings.cards import GroupWithPlaces
from commissioning.bookings.free_places import GroupPlaces
from portal.cases.slip_pages import groups_to_choose

APRIL, MAY = dt.date(2027, 4, 6), dt.date(2027, 5, 4)


def group(reference: str, starts_on: dt.date) -> GroupWithPlaces:
    return GroupWithPlaces(uuid.uuid4(), reference, starts_on, GroupPlaces(6, 2, 1, 3))


def test_two_of_one_day_are_told_apart_and_the_figures_add_up() -> None:
    groups = [group("BC-1", APRIL), group("BC-2", APRIL), group("BC-3", MAY)]
    figures = "0 of 6 places left, 2 booked, 1 held before sentence, 3 offered"
    assert [says for _, says in groups_to_choose(groups)] == [
        f"Begins 6 April 2027, BC-1: {figures}",
        f"Begins 6 April 2027, BC-2: {figures}",
        f"Begins 4 May 2027: {figures}",
    ]
