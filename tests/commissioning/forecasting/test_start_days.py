import json
from dataclasses import replace

import pytest

from commissioning.forecasting.start_days import ForecastBasis, Quantiles, StartDays

BASIS = ForecastBasis("plain estimate", 25, 4, "history", "An estimate.")


def make_start_days(*chances: tuple[int, float], horizon_days: int = 365) -> StartDays:
    return StartDays.of(chances, horizon_days=horizon_days, basis=BASIS)


def test_a_shorter_order_reads_its_own_dates_from_the_same_days() -> None:
    days = make_start_days((14, 0.2), (84, 0.6), (154, 0.95))
    assert days.quantiles_within(365) == Quantiles(14, 84, 154)
    assert days.quantiles_within(154) == Quantiles(14, 84, 154)
    assert days.quantiles_within(153) == Quantiles(14, 84, None)
    assert days.quantiles_within(30) == Quantiles(14, None, None)
    assert days.quantiles_within(13) == Quantiles(None, None, None)


@pytest.mark.parametrize(
    ("within", "chance"), [(0, 0.0), (13, 0.0), (14, 0.2), (83, 0.2), (84, 0.6), (10**30, 0.6)]
)
def test_chance_counts_the_day_itself(within: int, chance: float) -> None:
    assert make_start_days((14, 0.2), (84, 0.6)).chance_within(within) == chance


def test_what_lies_beyond_the_order_is_no_start() -> None:
    days = make_start_days((0, 0.1), (365, 0.4), (366, 1.0))
    assert (days.days, days.cumulative) == ((365,), (0.4,))


def test_chances_are_kept_to_a_thousandth_and_empty_steps_dropped() -> None:
    days = make_start_days((1, 0.0004), (2, 0.5004), (3, 0.5004), (4, 1.0000001))
    assert (days.days, days.cumulative) == ((2, 4), (0.5, 1.0))


def test_start_days_come_back_from_the_store_as_they_went_in() -> None:
    days = make_start_days((14, 0.2), (84, 0.6), (154, 0.95))
    nothing = StartDays.unavailable("no_capacity", horizon_days=365, basis=BASIS)
    for kept in (days, nothing, replace(days, days=(), cumulative=())):
        stored = json.loads(json.dumps(kept.to_stored(), separators=(",", ":")))
        assert StartDays.from_stored(stored) == kept


@pytest.mark.parametrize(
    "stored",
    [
        [],
        [2, 365, None, [], [], ["m", 0, 0, "declared", ""]],
        [1, 365, None, [1], [], ["m", 0, 0, "declared", ""]],
        [1, 365, "full_moon", [], [], ["m", 0, 0, "declared", ""]],
    ],
)
def test_what_was_not_stored_here_is_not_read(stored: list[object]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # any message will do
        StartDays.from_stored(stored)
