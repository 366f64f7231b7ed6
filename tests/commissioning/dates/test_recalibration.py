"""Start days said with other chances, or as a wider statement."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissioning.dates.kept_dates import WIDER
from commissioning.dates.recalibration import (
    CELLS,
    UNCHANGED,
    ChanceMap,
    DateShift,
    last_day_of,
    recalibrated,
    widened,
)
from commissioning.forecasting.start_days import ForecastBasis, StartDays

HORIZON = 365
BASIS = ForecastBasis("tests", 25, 3, "history", "An estimate.")


def days_of(*chances: tuple[int, float]) -> StartDays:
    return StartDays.of(chances, horizon_days=HORIZON, basis=BASIS)


def darker() -> ChanceMap:
    """Says less than was worked out: 0.9 becomes 0.81."""
    return ChanceMap(tuple((cell / CELLS) ** 2 for cell in range(CELLS + 1)))


rising = st.lists(st.integers(1, HORIZON), min_size=1, max_size=40, unique=True).flatmap(
    lambda days: st.lists(
        st.integers(1, 1000), min_size=len(days), max_size=len(days), unique=True
    ).map(
        lambda parts: days_of(
            *zip(sorted(days), (part / 1000 for part in sorted(parts)), strict=True)
        )
    )
)
maps = st.lists(st.floats(0, 1), min_size=CELLS - 1, max_size=CELLS - 1).map(
    lambda values: ChanceMap((0.0, *sorted(values), 1.0))
)


def test_a_map_says_what_it_holds_and_goes_straight_between() -> None:
    assert darker()(0.9) == pytest.approx(0.81)
    assert darker()(0.925) == pytest.approx((0.81 + 0.95**2) / 2)
    assert (darker()(0.0), darker()(1.0)) == (0.0, 1.0)


@pytest.mark.parametrize(
    "values",
    [
        (0.0, 1.0),  # too few
        (0.1, *(cell / CELLS for cell in range(1, CELLS + 1))),  # something before the first day
        (*(cell / CELLS for cell in range(CELLS)), 0.9),
        (0.0, 0.6, 0.5, *(cell / CELLS for cell in range(3, CELLS + 1))),  # falls
    ],
)
def test_what_is_no_map_of_chances_is_refused(values: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="map of chances"):
        ChanceMap(values)


@given(days=rising)
def test_the_map_that_changes_nothing_changes_nothing(days: StartDays) -> None:
    assert recalibrated(days, DateShift(1)) == days


@given(days=rising, by=maps, is_wide=st.booleans())
def test_dates_and_chances_stay_of_one_piece(days: StartDays, by: ChanceMap, is_wide: bool) -> None:
    said = recalibrated(days, DateShift(1, by, is_wide))
    assert all(a < b for a, b in pairwise(said.days))
    assert all(a < b for a, b in pairwise(said.cumulative))
    assert all(0 < day <= HORIZON for day in said.days)
    likely = said.quantiles_within(HORIZON)
    for day, chance in ((likely.p10, 0.1), (likely.p50, 0.5), (likely.p90, 0.9)):
        within_order = said.chance_within(HORIZON)
        assert (within_order >= chance) if day is not None else (within_order <= chance + 0.1)


@given(sooner=rising, by=maps, is_wide=st.booleans(), later_by=st.integers(0, 60))
def test_priority_is_never_told_later(
    sooner: StartDays, by: ChanceMap, is_wide: bool, later_by: int
) -> None:
    """Whoever is sooner on every day before stays so after."""
    shifted = [(day + later_by, c) for day, c in zip(sooner.days, sooner.cumulative, strict=True)]
    later = days_of(*shifted)
    ours, theirs = (recalibrated(days, DateShift(1, by, is_wide)) for days in (sooner, later))
    for day in range(1, HORIZON + 1):
        # A thousandth each way is lost to the rounding in which chances are kept.
        assert ours.chance_within(day) >= theirs.chance_within(day) - 0.0021


def test_darker_chances_move_the_cautious_date_and_not_the_days() -> None:
    days = days_of((10, 0.3), (20, 0.6), (30, 0.9), (40, 0.96), (50, 1.0))
    said = recalibrated(days, DateShift(7, darker()))
    assert said.days == days.days
    assert said.chance_within(30) == pytest.approx(0.81)
    assert (days.day_reached(0.9, order_days=HORIZON), said.day_reached(0.9, order_days=365)) == (
        30,
        40,
    )
    assert said.explanation == "An estimate."


def test_a_wide_statement_moves_the_cautious_date_by_weeks_and_says_so() -> None:
    """One day alone, as a group has: 7 in 10 stay, 3 in 10 come four weeks later."""
    said = widened(days_of((14, 1.0)))
    assert (said.days, said.cumulative) == ((14, 42), (0.7, 1.0))
    assert said.quantiles_within(HORIZON).p50 == 14
    assert said.quantiles_within(HORIZON).p90 == 42
    assert said.explanation == f"An estimate. {WIDER}"


def test_half_as_long_again_where_that_is_more_than_four_weeks() -> None:
    assert widened(days_of((100, 1.0))).days == (100, 156)  # 50 days are 8 weeks


@given(days=rising)
def test_a_wider_statement_is_never_sooner(days: StartDays) -> None:
    said = widened(days)
    assert all(said.chance_within(day) <= days.chance_within(day) for day in range(1, HORIZON + 1))
    assert {day % 7 for day in said.days} <= {day % 7 for day in days.days}


def test_nobody_is_said_to_start_after_the_contract_or_the_horizon() -> None:
    assert widened(days_of((14, 1.0)), last_day=41).days == (14,)
    assert widened(days_of((14, 1.0)), last_day=41).chance_within(HORIZON) == 0.7
    assert widened(days_of((350, 1.0))).days == (350,)


def test_what_is_not_available_stays_so() -> None:
    closed = StartDays.unavailable("service_closed", horizon_days=HORIZON, basis=BASIS)
    assert recalibrated(closed, DateShift(1, darker(), is_wide=True)) == closed


@pytest.mark.parametrize(("end", "days"), [(None, None), (date(2027, 3, 31), 29)])
def test_the_last_day_is_that_of_the_contract(end: date | None, days: int | None) -> None:
    document = {
        "as_of": "2027-03-02",
        "services": [{"contract_end": end.isoformat() if end else None}],
    }
    assert last_day_of(document) == days
    if days is not None:
        assert date(2027, 3, 2) + timedelta(days=days) == end


def test_two_maps_differ_by_the_largest_difference() -> None:
    assert UNCHANGED.moved_at_most(darker()) == pytest.approx(0.25)  # at one half
