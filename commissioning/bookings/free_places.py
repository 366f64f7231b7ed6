"""How many places of a group are left, and how many of them may be held. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from commissioning.referrals.kinds import Basis

USUAL_HELD_PERCENT: Final = 25
"""Of a group's places, until its commissioner says otherwise."""

USUAL_ANSWER_DAYS: Final = 1
"""Working days to answer an offer, until its commissioner says otherwise."""

NOT_SENTENCED: Final = frozenset(
    {Basis.VOLUNTARY, Basis.PRE_COURT, Basis.DEFERRED_SENTENCE, Basis.CONDITIONAL_CAUTION}
)
"""Where the basis is not stated somebody may have been sentenced: no hold goes before them."""


@dataclass(frozen=True, slots=True)
class GroupPlaces:
    """Of one group at one moment; `held` and `offered` are those that stand then."""

    places: int
    booked: int = 0
    held: int = 0
    offered: int = 0

    @property
    def left(self) -> int:
        """Nobody has, holds or was offered these; never below 0 where places were cut."""
        return max(0, self.places - self.booked - self.held - self.offered)


def may_be_held(places: int, percent: int) -> int:
    """Rounded down, at least one; none where the share is 0 or there are no places."""
    if percent == 0 or places == 0:
        return 0
    return max(1, places * percent // 100)


def holds_left(of_group: GroupPlaces, *, percent: int, sentenced_waiting: int) -> int:
    """How many more may be held: within the share, and only what nobody sentenced waits for."""
    share = may_be_held(of_group.places, percent) - of_group.held
    return max(0, min(share, of_group.left - sentenced_waiting))
