"""What a forecaster says about one question, in days from the day of sentence."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from tests.forecasting.simulated.days import day_of

LEVELS = (0.1, 0.5, 0.9)


@dataclass(frozen=True, slots=True)
class Guess:
    p10: int
    p50: int
    p90: int
    """Each is `order_days + 1` when it is not within the order."""
    within_target: float
    within_order: float


def of_waits(waits: Sequence[float], question: dict[str, Any]) -> Guess:
    """From waits in rising order: the smallest that so many do not exceed."""
    order_days = question["order_days"]
    p10, p50, p90 = (
        capped(waits[max(0, ceil(level * len(waits) - 1e-9) - 1)], order_days) for level in LEVELS
    )
    return Guess(
        p10, p50, p90,
        within_target=bisect_right(waits, question["target_days"]) / len(waits),
        within_order=bisect_right(waits, order_days) / len(waits),
    )  # fmt: skip


def of_point(wait: float, question: dict[str, Any]) -> Guess:
    """One number for all: how people speak who do not mention chance."""
    return of_waits([wait], question)


def of_forecast(as_of: str, found: dict[str, Any], question: dict[str, Any]) -> Guess:
    """From one entry of a forecast's output document."""
    p10, p50, p90 = (
        question["order_days"] + 1 if found[level] is None else day_of(found[level]) - day_of(as_of)
        for level in ("p10", "p50", "p90")
    )
    return Guess(p10, p50, p90, found["p_start_within_target"], found["p_start_within_order"])


def capped(wait: float, order_days: int) -> int:
    """A wait as a whole number of days from tomorrow on, `order_days + 1` when beyond the order."""
    return max(1, round(min(wait, order_days + 1)))
