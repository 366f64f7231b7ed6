from collections.abc import Callable
from math import exp, inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissioning.capacity.queue import (
    ImpossibleQueue,
    Variation,
    clearance_weeks,
    factor_for,
    queue_is_too_big,
    queue_load,
    relief_capacity,
    target_capacity,
    target_queue_size,
    variation_of,
)


@pytest.mark.parametrize(
    ("demand", "capacity", "load"),
    [
        (30, 40, 0.75),
        (40, 40, 1.0),  # grows without end
        (50, 40, 1.25),
        (3, 0, inf),  # nobody starts
        (0, 0, 0.0),  # nobody comes
    ],
)
def test_load_is_demand_over_delivered_capacity(
    demand: float, capacity: float, load: float
) -> None:
    assert queue_load(demand, capacity) == load


@pytest.mark.parametrize(
    ("demand", "target_wait", "factor", "size"),
    [(30, 52, 4, 390), (10, 18, 4, 45), (10, 18, 2, 90), (0, 18, 4, 0)],
)
def test_target_queue(demand: float, target_wait: float, factor: float, size: float) -> None:
    assert target_queue_size(demand, target_wait, factor) == size


def test_usual_factor_is_4_and_puts_98_percent_within_target() -> None:
    assert target_queue_size(10, 18) == 45
    assert factor_for(1 - exp(-4)) == pytest.approx(4)
    assert factor_for(0.92) == pytest.approx(2.526, abs=0.0005)


@pytest.mark.parametrize(("queue", "too_big"), [(90, False), (91, True), (0, False)])
def test_queue_is_too_big_above_twice_its_target(queue: float, too_big: bool) -> None:
    assert queue_is_too_big(queue, 45) is too_big


@pytest.mark.parametrize(
    ("queue", "weeks", "capacity"),
    [(1200, 26, 30 + 810 / 26), (1200, 52, 30 + 810 / 52), (390, 26, 30), (260, 26, 25)],
)
def test_relief_capacity(queue: float, weeks: float, capacity: float) -> None:
    assert relief_capacity(30, queue, 390, weeks) == pytest.approx(capacity)


def test_relief_takes_half_a_year_unless_said_otherwise() -> None:
    assert relief_capacity(30, 1170, 390) == 60


@pytest.mark.parametrize(
    ("cv_demand", "cv_capacity", "capacity"), [(1, 1, 30 + 4 / 52), (2, 0, 30 + 8 / 52), (0, 0, 30)]
)
def test_target_capacity(cv_demand: float, cv_capacity: float, capacity: float) -> None:
    assert target_capacity(30, 52, 4, cv_demand, cv_capacity) == pytest.approx(capacity)


@pytest.mark.parametrize(
    ("queue", "capacity", "leavers", "weeks"),
    [
        (145, 15, 0, 20.0),  # 100 too many, 5 fewer each week
        (145, 10, 0, None),  # holds its length for ever
        (145, 8, 0, None),
        (145, 8, 4, 50.0),  # those who leave shorten it too
        (45, 8, 0, 0.0),
        (20, 20, 0, 0.0),
    ],
)
def test_clearance(queue: float, capacity: float, leavers: float, weeks: float | None) -> None:
    assert clearance_weeks(queue, 45, capacity, 10, leavers) == weeks


@pytest.mark.parametrize(
    ("intervals", "expected"),
    [
        ([], Variation(1.0, 0, is_assumed=True)),
        ([1, 2, 3], Variation(1.0, 3, is_assumed=True)),
        ([7] * 9, Variation(1.0, 9, is_assumed=True)),
        ([7] * 10, Variation(0.0, 10, is_assumed=False)),
        ([0] * 10, Variation(1.0, 10, is_assumed=True)),
    ],
)
def test_variation_needs_ten_intervals(intervals: list[float], expected: Variation) -> None:
    assert variation_of(intervals) == expected


def test_variation_is_sample_deviation_over_mean() -> None:
    assert variation_of([1, 3] * 5).cv == pytest.approx((10 / 9) ** 0.5 / 2)


@pytest.mark.parametrize(
    "ask",
    [
        lambda: queue_load(-1, 2),
        lambda: queue_load(nan, 2),
        lambda: factor_for(1),
        lambda: factor_for(0),
        lambda: target_queue_size(1, 18, 0),
        lambda: queue_is_too_big(-1, 2),
        lambda: relief_capacity(1, 2, 3, 0),
        lambda: target_capacity(1, 0),
        lambda: clearance_weeks(1, 2, 3, -4),
        lambda: variation_of([-1] * 12),
    ],
)
def test_figures_below_zero_are_refused(ask: Callable[[], object]) -> None:
    with pytest.raises(ImpossibleQueue):
        ask()


rates = st.floats(0.1, 100)


@given(demand=rates, queue=rates, target=rates, weeks=st.floats(1, 104))
def test_relief_capacity_clears_in_the_weeks_it_was_asked_for(
    demand: float, queue: float, target: float, weeks: float
) -> None:
    capacity = relief_capacity(demand, queue + target, target, weeks)
    answer = clearance_weeks(queue + target, target, capacity, demand)
    assert answer == pytest.approx(weeks, rel=1e-3)
