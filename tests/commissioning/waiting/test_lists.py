from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissioning.waiting.clock import Outcome, Wait
from commissioning.waiting.lists import (
    CompletedWaits,
    ImpossibleTable,
    IncompleteWaits,
    WaitBand,
    completed,
    incomplete,
    quantile,
)

APRIL = date(2027, 4, 1)
APRIL_ENDS = date(2027, 4, 30)


@pytest.mark.parametrize(
    ("days", "p", "expected"),
    [
        ([], 0.5, None),
        ([0], 0.5, 0),
        ([35], 0.92, 35),
        ([10, 20], 0.5, 10),  # an observed wait, not 15
        ([30, 10, 20], 0.5, 20),
        ([10, 20, 30, 40], 0.5, 20),
        (range(1, 11), 0.9, 9),
        (range(1, 11), 0.92, 10),
        (range(1, 101), 0.07, 7),  # 0.07 × 100 is 7.000000000000001 in binary
        (range(1, 26), 0.92, 23),
        ([5, 9], 0, 5),
        ([5, 9], 1, 9),
    ],
)
def test_quantile_is_a_wait_that_somebody_had(
    days: Sequence[int], p: float, expected: int | None
) -> None:
    assert quantile(days, p) == expected


@pytest.mark.parametrize("p", [-0.1, 1.1, float("nan")])
def test_quantile_refuses_a_share_outside_0_to_1(p: float) -> None:
    with pytest.raises(ImpossibleTable, match="between 0 and 1"):
        quantile([1, 2], p)


@given(days=st.lists(st.integers(0, 400), min_size=1, max_size=60), p=st.integers(1, 99))
def test_quantile_agrees_with_numpy_inverted_cdf(days: list[int], p: int) -> None:
    # numpy lacks our guard against binary fractions, so ask it a hair lower
    assert quantile(days, p / 100) == np.quantile(days, p / 100 - 1e-12, method="inverted_cdf")


def started(day: date, days: int) -> tuple[date, Wait]:
    return day, Wait(days, Outcome.STARTED, days)


def test_completed_waits_are_those_started_in_the_period() -> None:
    waits = [
        started(APRIL - timedelta(1), 500),
        started(APRIL, 120),
        started(APRIL + timedelta(9), 126),
        started(APRIL + timedelta(9), 127),
        started(APRIL_ENDS, 40),
        started(APRIL_ENDS + timedelta(1), 500),
        (APRIL_ENDS, Wait(900, Outcome.WAITING, 900)),
        (APRIL_ENDS, Wait(900, Outcome.LEFT, 900)),
    ]
    table = completed(waits, first=APRIL, last=APRIL_ENDS, target_days=126)
    assert table == CompletedWaits(4, 120, 127, 127, 0.75)


def test_nothing_completed_is_none_not_zero() -> None:
    table = completed([], first=APRIL, last=APRIL_ENDS, target_days=126)
    assert table == CompletedWaits(0, None, None, None, None)


def test_share_within_target_needs_a_target() -> None:
    table = completed([started(APRIL, 3)], first=APRIL, last=APRIL_ENDS, target_days=None)
    assert table.share_within_target is None


def test_period_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ImpossibleTable, match="before its first"):
        completed([], first=APRIL_ENDS, last=APRIL, target_days=None)


def test_waiting_list_counts_only_those_still_waiting() -> None:
    waits = [
        *(Wait(days, Outcome.WAITING, days) for days in (0, 42, 43, 84, 364, 365)),
        Wait(999, Outcome.STARTED, 999),
        Wait(999, Outcome.LEFT, 999),
    ]
    assert incomplete(waits) == IncompleteWaits(
        waiting=6,
        median_days=43,
        percentile_92_days=365,
        longest_days=365,
        bands=(
            WaitBand(0, 6, 2),  # 42 days is within 6 weeks
            WaitBand(6, 12, 2),
            WaitBand(12, 18, 0),
            WaitBand(18, 26, 0),
            WaitBand(26, 52, 1),
            WaitBand(52, None, 1),
        ),
    )


def test_empty_waiting_list_has_no_median() -> None:
    table = incomplete([], edges=[18])
    assert table == IncompleteWaits(
        0, None, None, None, (WaitBand(0, 18, 0), WaitBand(18, None, 0))
    )


@pytest.mark.parametrize("edges", [[18, 6], [6, 6], [0, 6], [-1]])
def test_bands_must_rise(edges: list[int]) -> None:
    with pytest.raises(ImpossibleTable, match="rising"):
        incomplete([], edges=edges)


@given(days=st.lists(st.integers(0, 800), max_size=40))
def test_everybody_waiting_is_in_exactly_one_band(days: list[int]) -> None:
    table = incomplete([Wait(each, Outcome.WAITING, each) for each in days])
    assert sum(band.people for band in table.bands) == table.waiting == len(days)
