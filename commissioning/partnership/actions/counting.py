"""What a board looks for in the rows of a plan: how many there are of it, and those alone.

An item may be counted twice: late, and under way all the same. A template is no item until it is
made real, carried or not, and what a plan in force has taken on counts there: of what was agreed
here, `carried` items are some.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from commissioning.partnership.actions.models import ActionLevel
from commissioning.partnership.actions.rows import ActionRow
from commissioning.partnership.actions.standings import (
    ActionStanding,
    ActionState,
    MilestoneStanding,
)


class LookedFor(enum.StrEnum):
    """What somebody may want to see alone; what needs somebody first."""

    LATE = "late"
    START_PASSED = "start_passed"
    UNREAD = "unread"
    UNDER_WAY = "under_way"
    DONE = "done"
    UNDATED = "undated"
    CARRIED = "carried"
    TEMPLATE = "template"


GOING_ON: Final = frozenset(
    {
        ActionState.UNDER_WAY, ActionState.PILOTING, ActionState.EVALUATED, ActionState.ROLLED_OUT,
    }
)  # fmt: skip
_BY_STANDING: Final = {
    LookedFor.LATE: ActionStanding.OVERDUE,
    LookedFor.START_PASSED: ActionStanding.START_PASSED,
    LookedFor.UNREAD: ActionStanding.ASKED,
    LookedFor.CARRIED: ActionStanding.CARRIED,
}
_PRESSING: Final = frozenset({MilestoneStanding.OVERDUE, MilestoneStanding.START_PASSED})


@dataclass(frozen=True, slots=True)
class LevelCount:
    """Items of one level, or of all (None), and how many of them are what; `templates` apart."""

    level: ActionLevel | None
    agreed: int
    late: int
    start_passed: int
    under_way: int
    done: int
    undated: int
    carried: int
    templates: int


@dataclass(frozen=True, slots=True)
class RowsAsked:
    """Which rows of a plan are wanted; "" and None ask for all. `area`: with what is said of
    its region and of all."""

    section: str = ""
    level: ActionLevel | None = None
    area: str = ""
    looked_for: LookedFor | None = None

    @property
    def is_narrow(self) -> bool:
        return any((self.section, self.level, self.area, self.looked_for))


def is_looked_for(row: ActionRow, looked_for: LookedFor) -> bool:
    """`DONE`: somebody said so, or all that its target asks for was met. `UNDER_WAY`: somebody
    said so, or it was started, and it is neither done nor given up. `UNDATED`: no day is known of
    anything that is asked of it, and nobody said that it is done or given up."""
    if row.is_template or looked_for is LookedFor.TEMPLATE:
        return row.is_template and looked_for is LookedFor.TEMPLATE
    if row.standing == ActionStanding.CARRIED or looked_for in _BY_STANDING:
        return row.standing == _BY_STANDING.get(looked_for)
    if looked_for is LookedFor.DONE:
        return row.state == ActionState.DONE or row.standing == ActionStanding.MET
    if row.standing in {ActionStanding.CLOSED, ActionStanding.MET}:
        return False
    if looked_for is LookedFor.UNDER_WAY:
        return row.state in GOING_ON or row.standing == ActionStanding.STARTED
    return row.standing in {ActionStanding.NO_TARGET, ActionStanding.ASKED}


def narrowed(rows: Iterable[ActionRow], asked: RowsAsked) -> list[ActionRow]:
    """In the order given."""
    return [one for one in rows if _is_asked(one, asked)]


def _is_asked(row: ActionRow, asked: RowsAsked) -> bool:
    return (
        asked.section in {"", row.section}
        and (asked.level is None or asked.level == row.level)
        and (not asked.area or row.area in {"", asked.area})
        and (asked.looked_for is None or is_looked_for(row, asked.looked_for))
    )


def longest_first(rows: Iterable[ActionRow]) -> list[ActionRow]:
    """What has waited longest for somebody to say something of it; of one day in the order given,
    and last what no day tells of."""
    return sorted(rows, key=lambda one: pressing_since(one) or dt.date.max)


def pressing_since(row: ActionRow) -> dt.date | None:
    """The last day of what is overdue, or of a start that passed: of several the first."""
    passed = (one.latest or one.earliest for one in row.milestones if one.standing in _PRESSING)
    return min((day for day in passed if day is not None), default=None)


def counted_by_level(rows: Sequence[ActionRow]) -> tuple[LevelCount, ...]:
    """Of each level, then of all together."""
    of_levels = (
        _counted(level, [one for one in rows if one.level == level]) for level in ActionLevel
    )
    return (*of_levels, _counted(None, rows))


def _counted(level: ActionLevel | None, rows: Sequence[ActionRow]) -> LevelCount:
    def many(looked_for: LookedFor) -> int:
        return sum(is_looked_for(one, looked_for) for one in rows)

    return LevelCount(
        level, sum(not one.is_template for one in rows), many(LookedFor.LATE),
        many(LookedFor.START_PASSED), many(LookedFor.UNDER_WAY), many(LookedFor.DONE),
        many(LookedFor.UNDATED), many(LookedFor.CARRIED), many(LookedFor.TEMPLATE),
    )  # fmt: skip
