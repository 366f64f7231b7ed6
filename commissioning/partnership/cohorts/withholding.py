"""Counts of a scheme as they are shown to whoever may not see them exactly.

Each count is shown by the house's rule of small numbers (`disclosure.suppress`), which by itself is
not enough where counts stand in sums from month to month: 7, 7, 7 and 7 who left are 28 in all, and
a 30 beside four that are withheld tells them. So with a small count goes what it could be worked
out from:

| small, from 1 to 7 | withheld with it |
|---|---|
| on the scheme, statutory or by consent, here or as the period before ended | who joined and left |
| one of those who joined or left, or all who left for one reason | all of them |
| on the scheme, statutory or by consent here | what became of both groups |
| one of what became of a group, or all of a group in one cell | all that became of it |
| nothing, but a period of another length overlaps | who joined and left, what became of both |

All of a group may be in a cell that is told alone, so that goes as all in one cell does.
Places are not about people. What nobody told stays "not told".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from commissioning.monitoring.disclosure import HIDDEN, SMALLEST_SHOWN, suppress
from commissioning.partnership.cohorts.counts import (
    COMPLIANCE,
    CONTACT,
    COUNT_NAMES,
    FLOWS,
    REASONS,
    STOCK,
    CohortCounts,
)
from commissioning.partnership.cohorts.periods import CohortPeriod


@dataclass(frozen=True, slots=True)
class CohortShown:
    """`value` is None where it is withheld or was not told."""

    value: int | None
    is_told: bool
    is_rounded: bool = False

    @property
    def is_withheld(self) -> bool:
        return self.is_told and self.value is None

    @property
    def words(self) -> str:
        if not self.is_told:
            return "not told"
        if self.value is None:
            return "withheld"
        return f"about {self.value}" if self.is_rounded and self.value else f"{self.value}"


Shown = Mapping[str, CohortShown]
"""By the names of `COUNT_NAMES`."""


class CohortBeside(NamedTuple):
    """Another statement of the same scheme, whoever made it."""

    period: CohortPeriod
    counts: CohortCounts


def shown_exactly(counts: CohortCounts) -> Shown:
    return {
        name: CohortShown(counts.told(name), counts.told(name) is not None) for name in COUNT_NAMES
    }


def shown_withheld(
    counts: CohortCounts, period: CohortPeriod, beside: Iterable[CohortBeside]
) -> Shown:
    """`beside` are the other statements of the scheme."""
    others = tuple(beside)
    withheld = {
        *_flows_withheld(counts, period, others), *_groups_withheld(counts, period, others),
    }  # fmt: skip
    return {name: _shown(name, counts.told(name), name in withheld) for name in COUNT_NAMES}


def _shown(name: str, told: int | None, is_withheld: bool) -> CohortShown:
    if told is None or name == "places":
        return CohortShown(told, told is not None)
    [as_published] = suppress([told])
    if is_withheld or as_published == HIDDEN:
        return CohortShown(None, is_told=True)
    return CohortShown(int(as_published), is_told=True, is_rounded=True)


def _flows_withheld(
    counts: CohortCounts, period: CohortPeriod, beside: Sequence[CohortBeside]
) -> tuple[str, ...]:
    before = [one.counts for one in beside if one.period.after.first_day == period.first_day]
    is_small = (
        any(_some_small(one, STOCK) for one in (counts, *before))
        or _some_small(counts, FLOWS)
        or _all_in_one_cell(counts, REASONS)
        or _overlaps_another_length(period, beside)
    )
    return FLOWS if is_small else ()


def _groups_withheld(
    counts: CohortCounts, period: CohortPeriod, beside: Sequence[CohortBeside]
) -> tuple[str, ...]:
    if _some_small(counts, STOCK) or _overlaps_another_length(period, beside):
        return (*COMPLIANCE, *CONTACT)
    return tuple(
        name
        for group in (COMPLIANCE, CONTACT)
        if _some_small(counts, group) or _all_in_one_cell(counts, group)
        for name in group
    )


def _some_small(counts: CohortCounts, names: Sequence[str]) -> bool:
    return any(0 < (counts.told(name) or 0) < SMALLEST_SHOWN for name in names)


def _all_in_one_cell(counts: CohortCounts, names: Sequence[str]) -> bool:
    return sum((counts.told(name) or 0) > 0 for name in names) == 1


def _overlaps_another_length(period: CohortPeriod, beside: Sequence[CohortBeside]) -> bool:
    return any(one.period.months != period.months and one.period.overlaps(period) for one in beside)
