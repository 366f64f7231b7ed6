import json
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commissioning.monitoring.process_control import (
    Assurance,
    ControlChart,
    ImpossibleChart,
    Signal,
    VariationIcon,
    control_chart,
)
from tests.thoroughness import examples

FROM_R: list[dict[str, Any]] = json.loads(  # JSON: what stands in each series is told by its keys
    Path(__file__).with_name("control-charts.json").read_text(encoding="utf-8")
)["series"]
THEIR_NAMES = {
    "Common Cause": None,
    "Above UCL": Signal.ABOVE_LIMIT,
    "Below LCL": Signal.BELOW_LIMIT,
}
THEIR_ASSURANCE = {
    None: None,
    "consistent_pass": Assurance.PASS,
    "consistent_fail": Assurance.FAIL,
    "inconsistent": Assurance.HIT_OR_MISS,
}
USUAL = [50, 47, 52, 49, 51, 48, 50, 53, 48, 52, 49, 51, 50, 47, 53, 50]
"""Mean 50, mean moving range 3.2: two deviations at 44.33 and 55.67, three at 41.49 and 58.51."""

series = st.lists(st.integers(0, 60), min_size=6, max_size=40)


def chart_of(values: Sequence[float], **options: Any) -> ControlChart:
    """Options are those of `control_chart`."""
    chart = control_chart(values, **{"direction": "neutral", **options})
    assert chart is not None
    return chart


@pytest.mark.parametrize("case", FROM_R, ids=lambda case: case["id"])
def test_charts_are_those_of_the_national_package(case: dict[str, Any]) -> None:
    asked, expected = case["input"], case["expected"]
    chart = chart_of(
        asked["values"],
        direction=asked["improvement_direction"],
        target=asked["target"],
        rebase_at=[asked["dates"].index(day) for day in asked["rebase"]],
        baseline=asked["fix_after_n_points"],
        screen=asked["screen_outliers"],
    )
    assert chart.centre == pytest.approx(expected["mean"])
    assert chart.lower == pytest.approx(expected["lpl"])
    assert chart.upper == pytest.approx(expected["upl"])
    assert chart.primary == tuple(THEIR_NAMES[name] for name in expected["special_cause_type"])
    assert chart.assurance is THEIR_ASSURANCE[expected["assurance"]]
    assert chart.variation is VariationIcon.COMMON


def with_tail(*tail: float) -> ControlChart:
    """The limits of the usual sixteen points, and more points after them."""
    return chart_of([*USUAL, *tail], baseline=len(USUAL))


def test_limits_are_worked_by_hand() -> None:
    """Ranges 3 5 3 2 3 2 3 5 4 3 2 1 3 6 3: 48 over 15."""
    chart = chart_of(USUAL)
    assert chart.centre[0] == 50
    assert chart.upper[0] == pytest.approx(50 + 2.66 * 48 / 15)
    assert chart.lower[0] == pytest.approx(50 - 2.66 * 48 / 15)


@pytest.mark.parametrize(
    ("tail", "signals"),
    [
        ([58.6], [{Signal.ABOVE_LIMIT}]),
        ([58.5], [set()]),
        ([41.4], [{Signal.BELOW_LIMIT}]),
        # Two of three beyond two deviations, all three above: only those two are marked.
        ([56, 51, 57], [{Signal.TWO_OF_THREE_HIGH}, set(), {Signal.TWO_OF_THREE_HIGH}]),
        ([56, 50, 57], [set(), set(), set()]),  # the one between is on the mean
        ([56, 49, 57], [set(), set(), set()]),  # the one between is below it
        # A point beyond three deviations counts as beyond two.
        ([59, 56], [{Signal.ABOVE_LIMIT}, set()]),  # the point before is on the mean
        (
            [51, 59, 56],
            [set(), {Signal.ABOVE_LIMIT, Signal.TWO_OF_THREE_HIGH}, {Signal.TWO_OF_THREE_HIGH}],
        ),
        ([51, 52, 51, 52, 51, 52, 51], [{Signal.RUN_ABOVE}] * 7),
        ([51, 52, 51, 52, 51, 52], [set()] * 6),
        ([51, 52, 51, 50, 51, 52, 51], [set()] * 7),  # a point on the mean breaks it
        ([49, 48, 49, 48, 49, 48, 49], [{Signal.RUN_BELOW}] * 7),
        ([47, 48, 49, 50, 51, 52, 53], [{Signal.RISING}] * 7),
        ([48, 49, 49.5, 49.5, 51, 52, 53], [set()] * 7),  # an equal value breaks it
    ],
)
def test_signals_worked_by_hand(tail: list[float], signals: list[set[Signal]]) -> None:
    chart = with_tail(*tail)
    assert [set(found) for found in chart.signals[len(USUAL) :]] == signals


def test_primary_is_outside_then_trend_then_two_of_three_then_run() -> None:
    chart = with_tail(50.5, 51, 52, 53, 54, 56, 60)
    assert chart.signals[-1] == (
        Signal.ABOVE_LIMIT,
        Signal.RISING,
        Signal.TWO_OF_THREE_HIGH,
        Signal.RUN_ABOVE,
    )
    assert chart.primary[-3:] == (Signal.RISING, Signal.RISING, Signal.ABOVE_LIMIT)
    assert with_tail(51, 52, 51, 52, 51, 56, 57).primary[-1] is Signal.TWO_OF_THREE_HIGH


def test_turning_point_belongs_to_the_later_trend() -> None:
    chart = with_tail(47, 48, 49, 50, 51, 52, 53, 52, 51, 50, 49, 48, 47)
    at_the_top = chart.primary[len(USUAL) + 6]
    assert (at_the_top, chart.primary[len(USUAL) + 5]) == (Signal.FALLING, Signal.RISING)


@pytest.mark.parametrize("length", [6, 7, 8])
def test_length_of_a_run_is_agreed(length: int) -> None:
    points = [*USUAL, *([51, 52] * 4)[:length]]
    found = chart_of(points, baseline=len(USUAL), run=length).primary[-1]
    assert found is Signal.RUN_ABOVE
    assert chart_of(points[:-1], baseline=len(USUAL), run=length).primary[-1] is None


@pytest.mark.parametrize(
    ("direction", "last", "variation"),
    [
        ("increase", 60, VariationIcon.IMPROVEMENT_HIGH),
        ("increase", 40, VariationIcon.CONCERN_LOW),
        ("decrease", 60, VariationIcon.CONCERN_HIGH),
        ("decrease", 40, VariationIcon.IMPROVEMENT_LOW),
        ("neutral", 60, VariationIcon.NEUTRAL_HIGH),
        ("neutral", 40, VariationIcon.NEUTRAL_LOW),
        ("increase", 50, VariationIcon.COMMON),
    ],
)
def test_icon_comes_from_the_last_point(
    direction: str, last: int, variation: VariationIcon
) -> None:
    chart = chart_of([*USUAL, last], direction=direction, baseline=len(USUAL))
    assert chart.variation is variation


@pytest.mark.parametrize(
    ("direction", "target", "assurance"),
    [
        ("increase", 40, Assurance.PASS),
        ("increase", 60, Assurance.FAIL),
        ("increase", 50, Assurance.HIT_OR_MISS),
        ("decrease", 60, Assurance.PASS),
        ("decrease", 40, Assurance.FAIL),
        ("neutral", 40, None),
        ("increase", None, None),
    ],
)
def test_target_is_passed_failed_or_met_by_chance(
    direction: str, target: int | None, assurance: Assurance | None
) -> None:
    assert chart_of(USUAL, direction=direction, target=target).assurance is assurance


def test_only_the_picture_is_clipped() -> None:
    chart = chart_of([1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1])
    assert chart.lower[0] < 0
    assert chart.shown_limits()[0] == (0, chart.upper[0])
    near_all = chart_of([97, 99, 96, 100, 98, 97, 99])
    assert near_all.upper[0] > 100
    assert near_all.shown_limits(most=100)[0] == (near_all.lower[0], 100)


@pytest.mark.parametrize(
    ("values", "options"),
    [
        ([*USUAL, float("nan")], {}),
        (USUAL, {"rebase_at": [16]}),
        (USUAL, {"rebase_at": [8, 4]}),
        (USUAL, {"run": 5}),
        (USUAL, {"baseline": 1}),
        (USUAL, {"direction": "up"}),
    ],
)
def test_what_no_chart_can_be_made_of_is_refused(
    values: Sequence[float], options: dict[str, Any]
) -> None:
    with pytest.raises(ImpossibleChart):
        chart_of(values, **options)


@settings(max_examples=examples(200))
@given(st.lists(st.integers(0, 60), max_size=20))
def test_no_chart_under_6_points_and_provisional_under_13(values: list[int]) -> None:
    chart = control_chart(values, direction="neutral")
    assert (chart is None) is (len(values) < 6)
    if chart is not None:
        assert chart.is_provisional is (len(values) < 13)


@settings(max_examples=examples(200))
@given(series)
def test_only_points_beyond_a_limit_are_outside_it(values: list[int]) -> None:
    chart = chart_of(values)
    for value, low, high, found in zip(
        values, chart.lower, chart.upper, chart.signals, strict=True
    ):
        if high - low > 1e-6:
            assert (Signal.ABOVE_LIMIT in found) is (value > high + 1e-7)
            assert (Signal.BELOW_LIMIT in found) is (value < low - 1e-7)


@settings(max_examples=examples(200))
@given(st.integers(-50, 50), st.integers(6, 40))
def test_without_variation_limits_are_the_mean_and_nothing_is_a_signal(
    value: int, count: int
) -> None:
    chart = chart_of([value / 7] * count)
    assert chart.lower == chart.centre == chart.upper
    assert chart.primary == (None,) * count


@settings(max_examples=examples(200))
@given(series, st.integers(1, 9), st.integers(-30, 30))
def test_signals_do_not_depend_on_the_unit(values: list[int], times: int, more: int) -> None:
    moved = chart_of([times * value + more for value in values])
    assert moved.signals == chart_of(values).signals


@settings(max_examples=examples(200))
@given(series)
def test_upside_down_each_signal_is_its_mirror(values: list[int]) -> None:
    mirrored = {
        one: other
        for low, high in pairwise(Signal)
        for one, other in ((low, high), (high, low))
        if low.is_high and list(Signal).index(low) % 2 == 0
    }
    turned = chart_of([-value for value in values])
    assert [{mirrored[signal] for signal in found} for found in turned.signals] == [
        set(found) for found in chart_of(values).signals
    ]
