"""Sums of one table for a board: pathway by pathway, where each item stands, counted once.

What a row holds adds up to what was agreed there: an item is late, or its start has passed, or
nobody can read its date, or its time runs, or it is ahead, done, given up or without a date. What
was carried on counts in the next plan; a template is no item until it is made real.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from commissioning.partnership.actions.counting import LookedFor, is_looked_for
from commissioning.partnership.actions.rows import ActionRow

COUNTED_ONCE: Final = (
    LookedFor.LATE,
    LookedFor.START_PASSED,
    LookedFor.UNREAD,
    LookedFor.RUNNING,
    LookedFor.AHEAD,
    LookedFor.DONE,
    LookedFor.NO_DATE,
    LookedFor.GIVEN_UP,
)
"""Each item of a plan that counts in it is one of these, what needs somebody first."""

APART: Final = (LookedFor.CARRIED, LookedFor.TEMPLATE)


@dataclass(frozen=True, slots=True)
class SectionCount:
    """`section` "": all of them together. `agreed`: the sum of `COUNTED_ONCE`; what stands `APART`
    is in `many` alone."""

    section: str
    agreed: int
    many: Mapping[LookedFor, int]


def counted_by_section(rows: Sequence[ActionRow]) -> tuple[SectionCount, ...]:
    """Of each section that has any, in the order of the rows; of several then all together."""
    each = [
        _section_counted(section, list(some))
        for section, some in groupby(rows, key=lambda one: one.section)
    ]
    return (*each, _section_counted("", rows)) if len(each) > 1 else tuple(each)


def _section_counted(section: str, rows: Sequence[ActionRow]) -> SectionCount:
    many = Counter(
        one for row in rows for one in (*COUNTED_ONCE, *APART) if is_looked_for(row, one)
    )
    return SectionCount(section, sum(many[one] for one in COUNTED_ONCE), many)
