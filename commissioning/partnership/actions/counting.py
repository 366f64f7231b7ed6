"""What a board looks for in the rows of a plan: how many there are of it, and those alone.

An item may be counted twice: late, and under way all the same. A template is no item until it is
made real, carried or not, and what a plan in force has taken on counts there and no longer here:
`carried` items are none of those agreed.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from commissioning.partnership.actions.models import ActionLevel
from commissioning.partnership.actions.rows import LEAD_ENDED, ActionRow
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
    RUNNING = "running"
    AHEAD = "ahead"
    UNDER_WAY = "under_way"
    DONE = "done"
    UNDATED = "undated"
    NO_DATE = "no_date"
    GIVEN_UP = "given_up"
    MOVED_LATE = "moved_late"
    LEAD_ENDED = "lead_ended"
    CARRIED = "carried"
    TEMPLATE = "template"


GOING_ON: Final = frozenset(
    {
        ActionState.UNDER_WAY, ActionState.PILOTING, ActionState.EVALUATED, ActionState.ROLLED_OUT,
    }
)  # fmt: skip
_BY_STANDING: Final[Mapping[LookedFor, frozenset[ActionStanding]]] = {
    LookedFor.LATE: frozenset({ActionStanding.OVERDUE}),
    LookedFor.START_PASSED: frozenset({ActionStanding.START_PASSED}),
    LookedFor.UNREAD: frozenset({ActionStanding.ASKED}),
    LookedFor.RUNNING: frozenset({ActionStanding.RUNNING, ActionStanding.STARTED}),
    LookedFor.AHEAD: frozenset({ActionStanding.AHEAD}),
    LookedFor.NO_DATE: frozenset({ActionStanding.NO_TARGET}),
    LookedFor.CARRIED: frozenset({ActionStanding.CARRIED}),
}
_PRESSING: Final = frozenset({MilestoneStanding.OVERDUE, MilestoneStanding.START_PASSED})


@dataclass(frozen=True, slots=True)
class LevelCount:
    """Items of one level, or of all (None), and how many of them are what; `carried` and
    `templates` apart."""

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
    anything that is asked of it, and nobody said that it is done or given up; of these `NO_DATE`
    has no target at all. `RUNNING`: its time runs, or all that is asked of it has begun.
    `MOVED_LATE`: its target was changed after its time had passed. `LEAD_ENDED`: who leads is
    there no longer."""
    if row.is_template or looked_for is LookedFor.TEMPLATE:
        return row.is_template and looked_for is LookedFor.TEMPLATE
    if row.standing == ActionStanding.CARRIED or looked_for in _BY_STANDING:
        return row.standing in _BY_STANDING.get(looked_for, frozenset())
    return _TOLD[looked_for](row)


def _is_done(row: ActionRow) -> bool:
    return row.state == ActionState.DONE or row.standing == ActionStanding.MET


def _is_open(row: ActionRow) -> bool:
    return not _is_done(row) and row.standing != ActionStanding.CLOSED


_TOLD: Final[Mapping[LookedFor, Callable[[ActionRow], bool]]] = {
    LookedFor.DONE: _is_done,
    LookedFor.GIVEN_UP: lambda row: not _is_done(row) and not _is_open(row),
    LookedFor.UNDER_WAY: lambda row: (
        _is_open(row) and (row.state in GOING_ON or row.standing == ActionStanding.STARTED)
    ),
    LookedFor.UNDATED: lambda row: (
        _is_open(row) and row.standing in {ActionStanding.NO_TARGET, ActionStanding.ASKED}
    ),
    LookedFor.LEAD_ENDED: lambda row: LEAD_ENDED in row.asks,
    LookedFor.MOVED_LATE: lambda row: any(one.late_since for one in row.earlier_targets),
}


def counts_in_its_plan(row: ActionRow) -> bool:
    """No template, and not carried on into a plan in force: the one rule of what was agreed."""
    return not row.is_template and row.standing != ActionStanding.CARRIED


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
        level, sum(map(counts_in_its_plan, rows)), many(LookedFor.LATE),
        many(LookedFor.START_PASSED), many(LookedFor.UNDER_WAY), many(LookedFor.DONE),
        many(LookedFor.UNDATED), many(LookedFor.CARRIED), many(LookedFor.TEMPLATE),
    )  # fmt: skip
