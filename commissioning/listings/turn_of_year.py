"""What becomes of listings at the turn of the year, and counts that match. No clock, no database.

| of a listing, on 31 March and on 1 April | it |
|---|---|
| it serves areas, then none; or has open queues, then none | ends |
| the same areas, queues and agreements | is carried on |
| fewer areas, another agreement, or one that ends and none is known to follow | is changed |

What there was on 31 March is counted apart from what becomes of it, and the two must agree.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final

from commissioning.errors import CommissioningError

TURNS_AFTER: Final = (3, 31)
"""Month and day on which a commissioning year ends."""

LOOKED_AT_UNTIL: Final = 9
"""Until the end of September the turn that was is looked at, then the one to come."""


class AtTurn(enum.StrEnum):
    CARRIED_ON = "carried_on"
    ENDS = "ends"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class OnDay:
    """On one day, by internal keys: areas served, queues that are open, agreements that run."""

    areas: frozenset[int] = frozenset()
    queues: frozenset[int] = frozenset()
    agreements: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class YearEnd:
    """The last day of a year and the first of the next."""

    last_day: dt.date

    @property
    def first_day(self) -> dt.date:
        return self.last_day + dt.timedelta(days=1)

    @property
    def carried_until(self) -> dt.date:
        """The last day of the year into which something is carried."""
        return self.last_day.replace(year=self.last_day.year + 1)


def turn_at(today: dt.date) -> YearEnd:
    """From October to March the turn to come, else the one that was."""
    year = today.year + (1 if today.month > LOOKED_AT_UNTIL else 0)
    return YearEnd(dt.date(year, *TURNS_AFTER))


def outcome(before: OnDay, after: OnDay) -> AtTurn:
    if (before.areas and not after.areas) or (before.queues and not after.queues):
        return AtTurn.ENDS
    return AtTurn.CARRIED_ON if before == after else AtTurn.CHANGED


class CountsDisagree(CommissioningError):
    """A listing was lost or counted twice: a fault of ours, told and not hidden."""

    def __init__(self, there_were: int, told: int) -> None:
        super().__init__(
            f"There were {there_were} listings and {told} are accounted for. Nothing is shown until"
            " the two agree: tell whoever keeps the portal."
        )


@dataclass(frozen=True, slots=True)
class TurnCounts:
    """How many listings there were on the last day, and what becomes of each of them."""

    there_were: int
    of: Mapping[AtTurn, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if sum(self.of.values()) != self.there_were:
            raise CountsDisagree(self.there_were, sum(self.of.values()))


def counts(there_were: Collection[int], outcomes: Mapping[int, AtTurn]) -> TurnCounts:
    """Raises `CountsDisagree` unless each that there was has its outcome and nothing else has."""
    if set(there_were) != outcomes.keys():
        raise CountsDisagree(len(there_were), len(outcomes))
    told = list(outcomes.values())
    return TurnCounts(len(there_were), {one: told.count(one) for one in AtTurn})
