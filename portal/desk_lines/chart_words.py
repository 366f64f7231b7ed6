"""What a control chart says, and each of its points: one rule, so that neither says otherwise.

| a point | is said to be |
|---|---|
| with a signal | more than usual variation, by its primary signal |
| without one, where limits can be drawn | usual |
| without one, where months are too alike for limits | not known, but usual on the mean |

The last month has the icon. That there is nothing to explain is said only where no month of the
chart has a signal.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import groupby
from math import isclose
from typing import Final

from commissioning.monitoring.process_control import (
    Assurance,
    ControlChart,
    Signal,
    VariationIcon,
)
from portal.desk_lines.shown import Cells
from portal.formatting import NOT_KNOWN, month

USUAL: Final = "usual"
BEYOND: Final = {
    VariationIcon.IMPROVEMENT_HIGH: "more than usual variation, and better: higher",
    VariationIcon.IMPROVEMENT_LOW: "more than usual variation, and better: lower",
    VariationIcon.CONCERN_HIGH: "more than usual variation, and a concern: higher",
    VariationIcon.CONCERN_LOW: "more than usual variation, and a concern: lower",
    VariationIcon.NEUTRAL_HIGH: "more than usual variation: higher",
    VariationIcon.NEUTRAL_LOW: "more than usual variation: lower",
}
ASSURANCE: Final = {
    Assurance.PASS: "The target is met even with that variation.",
    Assurance.FAIL: "With that variation the target is not met.",
    Assurance.HIT_OR_MISS: "The target is met or missed by chance.",
}
SAME_ALWAYS: Final = {
    Assurance.PASS: "The target is met.",
    Assurance.FAIL: "The target is not met.",
}
NO_LIMITS: Final = "so many months are alike that no limits of usual variation can be drawn"
PROVISIONAL: Final = "The limits are provisional: they rest on fewer than 13 months."


def has_limits(chart: ControlChart) -> bool:
    """Whether the last months vary at all; without that none of them has a signal."""
    return chart.upper[-1] > chart.lower[-1]


def compared_with_usual(chart: ControlChart) -> Cells:
    """One entry a point."""
    limits = zip(chart.lower, chart.upper, strict=True)
    points = zip(chart.values, chart.primary, limits, strict=True)
    return tuple(
        str(signal) if signal else USUAL if low < high or isclose(value, low) else NOT_KNOWN
        for value, signal, (low, high) in points
    )


def what_chart_says(months: Sequence[dt.date], chart: ControlChart, what: str) -> Cells:
    """The last month first, then each signal with its months."""
    says = [f"{what}: {_of_the_last(months[-1], chart)}."]
    says += [f"{when}: {signal}." for when, signal in _signals(months, chart)]
    met = ASSURANCE if has_limits(chart) else SAME_ALWAYS if _is_same_always(chart) else {}
    if chart.assurance in met:
        says.append(met[chart.assurance])
    if chart.is_provisional and has_limits(chart):
        says.append(PROVISIONAL)
    return tuple(says)


def _of_the_last(last: dt.date, chart: ControlChart) -> str:
    if chart.variation is not VariationIcon.COMMON:
        return f"{BEYOND[chart.variation]} in {month(last)}"
    if has_limits(chart) and not any(chart.primary):
        return "usual variation in every month: nothing to explain"
    before = ", more than that before" if any(chart.primary) else ""
    if has_limits(chart):
        return f"usual variation in {month(last)}{before}"
    if _is_same_always(chart):
        return "the same in every month: nothing to explain"
    return f"{NO_LIMITS}{before}"


def _is_same_always(chart: ControlChart) -> bool:
    return len(set(chart.values)) == 1


def _signals(months: Sequence[dt.date], chart: ControlChart) -> Iterator[tuple[str, Signal]]:
    """Months of one signal that follow one another are taken together."""
    places = range(len(chart.primary))
    for (signal, _), found in groupby(
        places, key=lambda place: (chart.primary[place], _number(months[place]) - place)
    ):
        days = [months[place] for place in found]
        if signal is not None:
            first, last = month(days[0]), month(days[-1])
            yield (first if len(days) == 1 else f"{first} to {last}"), signal


def _number(day: dt.date) -> int:
    return day.year * 12 + day.month
