"""What counts as used where a return and the recorded cases say different things of one month.

Cases and weekly totals rule wherever they are recorded: each can be looked at, and the return was
drawn from them. Where nothing is recorded of that line and month the accepted return counts; one
that nobody accepted counts nowhere. Both are kept, and whoever shows one shows by how much the
other differs.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class UsedInMonth:
    """Of one lot and unit; None: nobody recorded, or returned and accepted, anything."""

    recorded: float | None = None
    returned: float | None = None

    @property
    def counts(self) -> float | None:
        return self.returned if self.recorded is None else self.recorded

    @property
    def returned_more_by(self) -> float | None:
        """Below 0 where the return says less; None where there are no two to compare."""
        if self.recorded is None or self.returned is None:
            return None
        return self.returned - self.recorded


class ReturnedInMonth(NamedTuple):
    """What was accepted; `was_recorded`: records reached the month when it was given."""

    units: float
    was_recorded: bool


def both_of_months(
    recorded: Mapping[dt.date, float], returned: Mapping[dt.date, ReturnedInMonth]
) -> dict[dt.date, UsedInMonth]:
    """By first day of the month, in order. `recorded` has no month in which nothing happened:
    that this is known, and 0, is told by the return."""
    both = {}
    for month in sorted({*recorded, *returned}):
        told = returned.get(month)
        none_happened = 0.0 if told is not None and told.was_recorded else None
        both[month] = UsedInMonth(
            recorded.get(month, none_happened), None if told is None else told.units
        )
    return both


def counts_of(both: Mapping[dt.date, UsedInMonth]) -> dict[dt.date, float]:
    return {month: one.counts for month, one in both.items() if one.counts is not None}


def returned_to(both: Mapping[dt.date, UsedInMonth]) -> dt.date | None:
    """The last month that counts as it was returned, and not as it was recorded."""
    told = [month for month, one in both.items() if one.recorded is None and one.returned]
    return max(told, default=None)
