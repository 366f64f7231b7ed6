"""Two tables of waits that are never mixed: those completed in a period, those still running.

The waiting list is the second. People who left before starting are in neither; the curve in
`curves.py` is where they count.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil

from commissioning.errors import CommissioningError
from commissioning.waiting.clock import DAYS_IN_WEEK, Outcome, Wait

BAND_EDGES = (6, 12, 18, 26, 52)
"""Weeks at which one band of the waiting list ends and the next begins."""

_SLACK = 1e-9  # 0.07 × 100 is a hair over 7 in binary, and must not become the eighth wait


class ImpossibleTable(CommissioningError, ValueError):
    """A table was asked for that could not mean anything."""


@dataclass(frozen=True, slots=True)
class CompletedWaits:
    """Waits that ended in a start within a period; days, None where there were none."""

    started: int
    median_days: int | None
    percentile_90_days: int | None
    percentile_92_days: int | None
    share_within_target: float | None


@dataclass(frozen=True, slots=True)
class WaitBand:
    """People waiting more than `over_weeks` and at most `up_to_weeks`; the first holds day 0."""

    over_weeks: int
    up_to_weeks: int | None
    people: int


@dataclass(frozen=True, slots=True)
class IncompleteWaits:
    """The waiting list at the census; days so far, None where nobody waits."""

    waiting: int
    median_days: int | None
    percentile_92_days: int | None
    longest_days: int | None
    bands: tuple[WaitBand, ...]


def quantile(days: Sequence[int], p: float) -> int | None:
    """The smallest observed wait that at least a share `p` did not exceed (R's type 1).

    None when there are no waits, never 0.
    """
    if not 0 <= p <= 1:
        raise ImpossibleTable(f"A share must lie between 0 and 1, not {p}.")
    if not days:
        return None
    rank = max(1, ceil(len(days) * p - _SLACK))
    return sorted(days)[rank - 1]


def completed(
    waits: Iterable[tuple[date, Wait]], *, first: date, last: date, target_days: int | None
) -> CompletedWaits:
    """The waits, each beside its date of start, whose start fell on `first` to `last` inclusive.

    Within target is `days <= target_days`: a target of 18 weeks is 126 days.
    """
    if last < first:
        raise ImpossibleTable("The last day of a period cannot be before its first.")
    days = [
        wait.days
        for started, wait in waits
        if wait.outcome is Outcome.STARTED and first <= started <= last
    ]
    return CompletedWaits(
        started=len(days),
        median_days=quantile(days, 0.5),
        percentile_90_days=quantile(days, 0.9),
        percentile_92_days=quantile(days, 0.92),
        share_within_target=_share_within(days, target_days),
    )


def incomplete(waits: Iterable[Wait], *, edges: Sequence[int] = BAND_EDGES) -> IncompleteWaits:
    """Those still waiting at the census, in bands that end at `edges` weeks (rising)."""
    days = [wait.days for wait in waits if wait.outcome is Outcome.WAITING]
    return IncompleteWaits(
        waiting=len(days),
        median_days=quantile(days, 0.5),
        percentile_92_days=quantile(days, 0.92),
        longest_days=max(days, default=None),
        bands=_bands(days, edges),
    )


def _share_within(days: Sequence[int], target_days: int | None) -> float | None:
    if target_days is None or not days:
        return None
    return sum(wait_days <= target_days for wait_days in days) / len(days)


def _bands(days: Sequence[int], edges: Sequence[int]) -> tuple[WaitBand, ...]:
    if list(edges) != sorted({*edges}) or any(edge <= 0 for edge in edges):
        raise ImpossibleTable("Bands of weeks must end at rising numbers above 0.")
    within = [sum(wait_days <= DAYS_IN_WEEK * edge for wait_days in days) for edge in edges]
    counts = [
        upper - lower for lower, upper in zip([0, *within], [*within, len(days)], strict=True)
    ]
    return tuple(
        WaitBand(over, up_to, people)
        for over, up_to, people in zip([0, *edges], [*edges, None], counts, strict=True)
    )
