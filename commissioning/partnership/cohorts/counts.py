"""What is counted of a scheme in a period. None is "not told", which is never 0."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class CohortCounts:
    """`places` are bought or agreed; `on_scheme`, `statutory` (under an order or licence) and
    `not_statutory` (by consent) are people at the period's end; the others are people in it.

    Of each group somebody counts once, under the gravest of what happened.
    """

    places: int | None = None
    on_scheme: int | None = None
    statutory: int | None = None
    not_statutory: int | None = None
    joined: int | None = None
    left_in_all: int | None = None
    left_completed: int | None = None
    left_removed: int | None = None
    left_recalled: int | None = None
    left_moved: int | None = None
    left_order_ended: int | None = None
    left_other: int | None = None
    complied: int | None = None
    warned: int | None = None
    breached: int | None = None
    in_contact: int | None = None
    fell_away: int | None = None

    def told(self, name: str) -> int | None:
        """Of a name in `COUNT_NAMES`."""
        found: int | None = getattr(self, name)
        return found

    @property
    def all_left(self) -> int | None:
        """As told, or the sum of the reasons where each of them is told."""
        reasons = [self.told(name) for name in REASONS]
        if self.left_in_all is None and None not in reasons:
            return sum(count for count in reasons if count is not None)
        return self.left_in_all


STOCK: Final = ("on_scheme", "statutory", "not_statutory")
REASONS: Final = (
    "left_completed", "left_removed", "left_recalled", "left_moved", "left_order_ended",
    "left_other",
)  # fmt: skip
FLOWS: Final = ("joined", "left_in_all", *REASONS)
COMPLIANCE: Final = ("complied", "warned", "breached")
CONTACT: Final = ("in_contact", "fell_away")
COUNT_NAMES: Final = ("places", *STOCK, *FLOWS, *COMPLIANCE, *CONTACT)
"""In the order in which forms, pages and files name them."""

LABELS: Final = {
    "places": "Places bought or agreed",
    "on_scheme": "On the scheme at the end",
    "statutory": "Of them under an order or licence",
    "not_statutory": "Of them by consent",
    "joined": "Joined",
    "left_in_all": "Left",
    "left_completed": "Left: completed",
    "left_removed": "Left: removed",
    "left_recalled": "Left: recalled or returned to custody",
    "left_moved": "Left: moved away",
    "left_order_ended": "Left: order ended",
    "left_other": "Left: another reason",
    "complied": "Under an order or licence: complied with all of it",
    "warned": "Under an order or licence: warned",
    "breached": "Under an order or licence: breached or recalled",
    "in_contact": "By consent: kept in contact",
    "fell_away": "By consent: fell away",
}
