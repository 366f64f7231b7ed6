"""What a control chart says of itself is what its points say: a table of series, and any series."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissioning.desk.line_account import MonthlyChart
from commissioning.monitoring.process_control import Better, ControlChart, control_chart
from portal.desk_lines.chart_words import (
    NO_LIMITS,
    PROVISIONAL,
    compared_with_usual,
    what_chart_says,
)
from portal.desk_lines.charts import control_chart_drawn

QUIET = "nothing to explain"


def months_of(count: int, *, without: int | None = None) -> list[dt.date]:
    """From January 2026 on, `without` one of them that nobody told of."""
    found = [dt.date(2026 + n // 12, n % 12 + 1, 1) for n in range(count + 1)]
    return [day for n, day in enumerate(found) if n != without][:count]


@pytest.mark.parametrize(
    ("values", "says"),
    [
        # mean 5, mean range 1.8: limits 0.2 and 9.8
        ([4, 6, 5, 4, 6, 5], ("Starts: usual variation in every month: nothing to explain.",
                              PROVISIONAL)),
        # the demonstration's mentors at the gate
        ([10, 10, 10, 4, 6, 13, 15, 11, 10, 10, 10, 9],
         ("Starts: usual variation in December 2026, more than that before.",
          "April 2026: below the lower limit.",
          "June 2026: two of three near the upper limit.",
          "July 2026: above the upper limit.", PROVISIONAL)),
        # limits 1.2 and 15.0: two months beyond them, the last is not
        ([4, 6, 3, 7, 4, 25, 24, 6, 3, 7, 5, 4, 7],
         ("Starts: usual variation in January 2027, more than that before.",
          "June 2026 to July 2026: above the upper limit.")),
        ([5, 5, 4, 5, 15, 14, 5, 4, 5, 5, 4, 5, 15],
         ("Starts: more than usual variation, and better: higher in January 2027.",
          "May 2026 to June 2026: above the upper limit.",
          "January 2027: above the upper limit.")),
        ([9, 9, 9, 9, 9, 9], ("Starts: the same in every month: nothing to explain.",)),
        # five ranges of 0 and one of 11, which is out of line: no variation is left
        ([9, 9, 9, 9, 9, 9, 20], (f"Starts: {NO_LIMITS}.",)),
        ([1, 2, 3, 4, 5, 6, 7, 8],
         ("Starts: more than usual variation, and better: higher in August 2026.",
          "January 2026: below the lower limit.",
          "February 2026 to July 2026: rising trend.",
          "August 2026: above the upper limit.", PROVISIONAL)),
    ],
)  # fmt: skip
def test_words_of_a_series(values: list[float], says: tuple[str, ...]) -> None:
    chart = control_chart(values, direction="increase")
    assert chart is not None
    assert what_chart_says(months_of(len(values)), chart, "Starts") == says


def test_of_fewer_than_six_points_there_is_no_chart() -> None:
    assert control_chart([1, 9, 1, 9, 1], direction="increase") is None


def test_months_on_either_side_of_one_that_nobody_told_of_are_told_apart() -> None:
    values = [4, 6, 3, 7, 4, 25, 24, 6, 3, 7, 5, 4, 7]
    chart = control_chart(values, direction="increase")
    assert chart is not None
    assert what_chart_says(months_of(13, without=6), chart, "Starts")[1:] == (
        "June 2026: above the upper limit.", "August 2026: above the upper limit.",
    )  # fmt: skip


def test_where_no_limits_can_be_drawn_no_point_is_called_usual_but_on_the_mean() -> None:
    chart = control_chart([9, 9, 9, 9, 9, 9, 20], direction="increase", target=10)
    assert chart is not None
    assert set(compared_with_usual(chart)) == {"not known"}
    same = control_chart([0.1] * 6, direction="decrease", target=0.2)
    assert same is not None
    assert set(compared_with_usual(same)) == {"usual"}
    assert what_chart_says(months_of(6), same, "Days")[1:] == ("The target is met.",)


@pytest.mark.parametrize(
    ("values", "limits"),
    [
        # mean 8 in 16; of 15 ranges that of 7 is out of line, 2 in 14 are left: 0.5 ± 2.66 / 7
        ([*[0.0] * 8, 1.0, *[0.0] * 6, 7.0], "mean 0.5, limits 0.1 and 0.9"),
        # 0.6 ± 2.66 × 3 / 13: from -0.01, so that no 0 is below
        ([*[0.0] * 5, 1.0, *[0.0] * 7, 1.0, 7.0], "mean 0.6, limits 0.0 and 1.2"),
        # 0.4 ± 2.66 × 2 / 13: from -0.01
        ([*[0.0] * 9, 1.0, *[0.0] * 4, 5.0], "mean 0.4, limits 0.0 and 0.8"),
        # 6.5 / 15 ± the same: from 0.02, and every 0 is below
        ([*[0.0] * 9, 1.0, *[0.0] * 4, 5.5], "mean 0.43, limits 0.02 and 0.84"),
    ],
)  # fmt: skip
def test_shown_limits_fit_what_is_said_of_the_points(values: list[float], limits: str) -> None:
    chart = control_chart(values, direction="increase")
    assert chart is not None
    says = control_chart_drawn(
        MonthlyChart(tuple(months_of(len(values))), tuple(values), chart), chart, "Starts"
    ).says
    assert limits in says


SERIES = st.lists(st.integers(0, 40), min_size=6, max_size=26)
WAYS: list[Better] = ["increase", "decrease", "neutral"]


@given(SERIES, st.sampled_from(WAYS), st.none() | st.integers(0, 40))
def test_words_points_and_marks_never_contradict_each_other(
    values: list[int], way: Better, target: int | None
) -> None:
    chart = control_chart([float(one) for one in values], direction=way, target=target)
    assert chart is not None
    months = months_of(len(values))
    says, points = what_chart_says(months, chart, "Starts"), compared_with_usual(chart)
    beyond = [one for one in points if one not in ("usual", "not known")]
    assert (QUIET in says[0]) <= (set(points) == {"usual"})
    assert ("more than" in says[0]) == bool(beyond)
    assert ("more than usual variation" in says[0]) == (points[-1] in beyond)
    signals = {one.split(": ")[1] for one in says[1:] if ": " in one and one != PROVISIONAL}
    assert signals == {f"{one}." for one in beyond}
    assert _triangles(months, chart) == [one in beyond for one in points]
    drawn = control_chart_drawn(MonthlyChart(tuple(months), chart.values, chart), chart, "Starts")
    shown = re.search(r"limits ([\d.,]+) and ([\d.,]+)\.$", drawn.says)
    if shown:
        low, high = (float(one.replace(",", "")) for one in shown.groups())
        below = [one == "below the lower limit" for one in points]
        assert [value < low for value in values] == below or chart.lower[-1] < 0
        assert not any(below) or low > 0
        above = [one == "above the upper limit" for one in points]
        assert [value > high for value in values] == above


def _triangles(months: list[dt.date], chart: ControlChart) -> list[bool]:
    drawn = control_chart_drawn(MonthlyChart(tuple(months), chart.values, chart), chart, "Starts")
    return [mark.kind != "chart__usual" for mark in drawn.marks]
