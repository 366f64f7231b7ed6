"""Beds by night, worked by hand: the last night, the days between two, who stays on."""

from __future__ import annotations

import datetime as dt

import pytest

from commissioning.beds.nights import (
    BedRecord,
    BedState,
    OutOfService,
    Stay,
    vacancies,
    vacancies_ahead,
)

TODAY = dt.date(2027, 3, 8)


def march(day: int) -> dt.date:
    return dt.date(2027, 3, day)


STAY = Stay(march(3), march(10))


@pytest.mark.parametrize(
    ("night", "state"),
    [
        (2, BedState.FREE),
        (3, BedState.TAKEN),
        (9, BedState.TAKEN),  # the last night
        (10, BedState.TURNAROUND),  # they go in the morning
        (11, BedState.TURNAROUND),
        (12, BedState.FREE),
    ],
)
def test_the_last_night_is_the_one_before_they_go(night: int, state: BedState) -> None:
    bed = BedRecord(march(1), turnaround_days=2, stays=(STAY,))
    assert bed.state_on(march(night), TODAY) is state


@pytest.mark.parametrize(
    ("stay", "today", "night", "state"),
    [
        # The day of going has come and nobody said that they went: the bed is not free.
        (STAY, 10, 10, BedState.OVERSTAYED),
        (STAY, 12, 12, BedState.OVERSTAYED),
        (STAY, 12, 13, BedState.FREE),  # as far as known they may go tomorrow
        # Said to stay on until the 15th.
        (Stay(march(3), march(10), None, march(15)), 10, 14, BedState.OVERSTAYED),
        (Stay(march(3), march(10), None, march(15)), 10, 15, BedState.FREE),
        (Stay(march(3), march(10), None, march(15)), 16, 16, BedState.OVERSTAYED),
        # Went early, or late.
        (Stay(march(3), march(10), march(6)), 8, 6, BedState.FREE),
        (Stay(march(3), march(10), march(12)), 12, 11, BedState.OVERSTAYED),
        (Stay(march(3), march(10), march(12)), 12, 12, BedState.FREE),
    ],
)
def test_nobody_who_has_not_gone_is_gone(
    stay: Stay, today: int, night: int, state: BedState
) -> None:
    assert BedRecord(march(1), stays=(stay,)).state_on(march(night), march(today)) is state


@pytest.mark.parametrize(
    ("night", "state"),
    [
        (14, BedState.FREE),
        (15, BedState.OUT_OF_SERVICE),
        (17, BedState.OUT_OF_SERVICE),
        (18, BedState.FREE),
        (25, BedState.NOT_THERE),  # closed from that day on
    ],
)
def test_out_of_service_both_days_counted(night: int, state: BedState) -> None:
    outage = OutOfService(march(15), march(17))
    bed = BedRecord(march(1), march(25), outages=(outage,))
    assert bed.state_on(march(night), TODAY) is state


@pytest.mark.parametrize(
    ("first", "leaves", "clashes"),
    [
        (1, 3, True),  # one turnaround day lies between them
        (1, 2, False),
        (9, 12, True),
        (10, 12, True),  # being made ready
        (11, 14, False),
    ],
)
def test_two_never_have_the_same_night_nor_its_turnaround(
    first: int, leaves: int, clashes: bool
) -> None:
    bed = BedRecord(dt.date(2027, 2, 1), turnaround_days=1, stays=(STAY,))
    assert bed.clashes(Stay(march(first), march(leaves)), march(1)) is clashes


def test_vacancies_by_night_over_the_clock_change() -> None:
    """The clocks change on the night of 27 March: it is one night like others."""
    beds = [
        BedRecord(march(1), stays=(Stay(march(20), march(28)),)),
        BedRecord(march(1), turnaround_days=1, stays=(Stay(march(20), march(28)),)),
        BedRecord(march(1)),
    ]
    assert vacancies(beds, march(27), march(26)) == 1
    assert vacancies_ahead(beds, march(26), days=6) == (
        (march(26), 1),
        (march(28), 2),
        (march(29), 3),
    )


def test_the_first_free_night_is_looked_for_a_year_ahead() -> None:
    taken = BedRecord(march(1), stays=(STAY,), turnaround_days=1)
    assert taken.free_from(TODAY) == march(11)
    assert BedRecord(march(1), outages=(OutOfService(march(1), None),)).free_from(TODAY) is None
