"""What counts as used where a return and the recorded cases say different things of one month.

Cases and weekly totals rule wherever they tell the month: each can be looked at, and the return
was drawn from them. Where nothing is recorded of that line and month the accepted return counts;
one that nobody accepted counts nowhere. Weeks that tell only a part of the month prove that part
and not the whole: the accepted return counts there, unless it says less than they prove. Both are
kept, and whoever shows one shows by how much the other differs.

| recorded | accepted return | counts |
|---|---|---|
| 9 by cases, or by every week | 11 | 9 |
| nothing | 11 | 11 |
| 9 by some of the weeks | 11 | 11 |
| 9 by some of the weeks | 7, or none | 9 |

Which months weeks tell only in part is said by `commissioning.returns.told_in_part`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class UsedInMonth:
    """Of one lot and unit; None: nobody recorded, or returned and accepted, anything.

    `is_part`: weeks tell some of the month, and not all of it; asked only of months of which a
    return says more than is recorded.
    """

    recorded: float | None = None
    returned: float | None = None
    is_part: bool = False

    @property
    def counts(self) -> float | None:
        return self.returned if self.counts_as_returned else self.recorded

    @property
    def counts_as_returned(self) -> bool:
        if self.recorded is None or self.returned is None:
            return self.returned is not None
        return self.is_part and self.returned > self.recorded

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


def returned_more(both: Mapping[dt.date, UsedInMonth]) -> list[dt.date]:
    """The months of which it matters whether what is recorded tells all of them."""
    return [month for month, one in both.items() if (one.returned_more_by or 0.0) > 0]


def told_in_part(
    both: Mapping[dt.date, UsedInMonth], months: Collection[dt.date]
) -> dict[dt.date, UsedInMonth]:
    return {month: replace(one, is_part=month in months) for month, one in both.items()}


def counts_of(both: Mapping[dt.date, UsedInMonth]) -> dict[dt.date, float]:
    return {month: one.counts for month, one in both.items() if one.counts is not None}


def returned_to(both: Mapping[dt.date, UsedInMonth]) -> dt.date | None:
    """The last month that counts as it was returned, and not as it was recorded."""
    told = [month for month, one in both.items() if one.counts_as_returned and one.returned]
    return max(told, default=None)
