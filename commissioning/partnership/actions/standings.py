"""Sums: where a milestone and an action stand on a day, from the days read and what was said.

A milestone is overdue once the last day of its period has passed and nobody said that it was met.
A start is never overdue: once its time has passed it may simply have begun, so somebody is asked.
A state that was said tells it of what it names (`TOLD_BY_STATE`): what is piloted has begun, and
where that was said after the last day it began late. What nobody could read is asked about too,
and what is counted from something that was not met yet waits for it.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from commissioning.partnership.actions.periods import months_later
from commissioning.partnership.actions.readings import MilestoneKind


class MilestoneStanding(enum.StrEnum):
    """`START_PASSED`: its time has passed, and nobody said whether it began. `REPORTED`: the
    plan itself says that it happened. `BEGUN`: the state of the item says so. `TEMPLATE`: counts
    once the item is made real. `CARRIED`: goes on in the next plan."""

    MET = "met"
    BEGUN = "begun"
    REPORTED = "reported"
    OVERDUE = "overdue"
    START_PASSED = "start_passed"
    RUNNING = "running"
    AHEAD = "ahead"
    WAITS = "waits"
    ASKED = "asked"
    CLOSED = "closed"
    TEMPLATE = "template"
    CARRIED = "carried"

    @property
    def is_told(self) -> bool:
        """Somebody said of it alone that it was met or begun, or the plan does."""
        return self in {MilestoneStanding.MET, MilestoneStanding.BEGUN, MilestoneStanding.REPORTED}

    def where(self, of_item: ItemFacts) -> MilestoneStanding:
        """Of an item that is closed, carried on or a template nothing is overdue or asked: what
        was met, begun or reported stays so."""
        if self.is_told:
            return self
        if of_item.is_carried:
            return MilestoneStanding.CARRIED
        if of_item.is_closed:
            return MilestoneStanding.CLOSED
        return MilestoneStanding.TEMPLATE if of_item.is_template else self


class ActionState(enum.StrEnum):
    """What somebody says of an action on a day; nothing is said until then."""

    PROPOSED = "proposed"
    UNDER_WAY = "under_way"
    PILOTING = "piloting"
    EVALUATED = "evaluated"
    ROLLED_OUT = "rolled_out"
    DONE = "done"
    STOPPED = "stopped"
    SUPERSEDED = "superseded"
    DEPENDS_ON_RESOURCES = "depends_on_resources"

    @property
    def is_closed(self) -> bool:
        """Nothing of it is overdue any more, and no next plan takes it over."""
        return self in {ActionState.DONE, ActionState.STOPPED, ActionState.SUPERSEDED}


TOLD_BY_STATE: Final[Mapping[ActionState, frozenset[MilestoneKind]]] = MappingProxyType(
    {
        ActionState.UNDER_WAY: frozenset({MilestoneKind.START}),
        ActionState.PILOTING: frozenset({MilestoneKind.START, MilestoneKind.PILOT}),
        ActionState.EVALUATED: frozenset(
            {MilestoneKind.START, MilestoneKind.PILOT, MilestoneKind.EVALUATE}
        ),
        ActionState.ROLLED_OUT: frozenset({MilestoneKind.START, MilestoneKind.PILOT}),
    }
)
"""Of which milestones a state says that they have begun; of an issue, an approval or an end none
does."""

BEGINNINGS: Final = frozenset({MilestoneKind.START, MilestoneKind.PILOT})


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """What of an item decides where it stands, whatever its milestones are. `is_carried`: into a
    plan that is in force."""

    state: ActionState | None = None
    is_template: bool = False
    is_carried: bool = False

    @property
    def is_closed(self) -> bool:
        return self.state is not None and self.state.is_closed


class ActionStanding(enum.StrEnum):
    """Where an action stands by its milestones and its last state; what needs somebody first.

    `STARTED`: all that its target asks for is a start or a pilot, and that was made, has begun or
    is reported. `NO_TARGET`: it has none. `TEMPLATE`: to be made real by each region or area, and
    no item until then. `CARRIED`: counted in the next plan.
    """

    OVERDUE = "overdue"
    START_PASSED = "start_passed"
    ASKED = "asked"
    RUNNING = "running"
    AHEAD = "ahead"
    STARTED = "started"
    MET = "met"
    CLOSED = "closed"
    NO_TARGET = "no_target"
    TEMPLATE = "template"
    CARRIED = "carried"


ASKS: Final = {
    ActionStanding.OVERDUE: "its time has passed: say whether it was met, or what it waits for",
    ActionStanding.START_PASSED: "its start has passed: say whether it began",
    ActionStanding.ASKED: "nobody can read its target: say by when, or that it has no day",
}
"""What whoever leads an action is asked, by where it stands."""


@dataclass(frozen=True, slots=True)
class MilestoneFacts:
    """`counted_from_met_on`: when the milestone it is counted from was met, `months_after` it.
    `begun_on`: the first day of which a state says that it had begun. `done_on`: since when the
    state says that the whole item is done."""

    kind: MilestoneKind
    earliest: dt.date | None
    latest: dt.date | None
    is_reported: bool = False
    met_on: dt.date | None = None
    months_after: int | None = None
    counted_from_met_on: dt.date | None = None
    begun_on: dt.date | None = None
    done_on: dt.date | None = None

    @property
    def days(self) -> tuple[dt.date | None, dt.date | None]:
        """The first and last day, of a counted one once it can be counted."""
        if self.months_after is None:
            return self.earliest, self.latest
        if self.counted_from_met_on is None:
            return None, None
        due = months_later(self.counted_from_met_on, self.months_after)
        return due, due

    def is_late(self, *, as_of: dt.date) -> bool:
        """Whether it was met, had begun or was done with its item after its last day: so far as a
        day tells it."""
        told = self.met_on if self.met_on is not None and self.met_on <= as_of else self.begun_on
        if told is None and not self.is_reported and self.kind is not MilestoneKind.START:
            told = self.done_on
        latest = self.days[1]
        return told is not None and latest is not None and latest < told <= as_of


def milestone_standing(facts: MilestoneFacts, *, as_of: dt.date) -> MilestoneStanding:
    """The last day of a period still belongs to it; so does the first day of an open one."""
    if facts.met_on is not None and facts.met_on <= as_of:
        return MilestoneStanding.MET
    if facts.is_reported:
        return MilestoneStanding.REPORTED
    if facts.begun_on is not None and facts.begun_on <= as_of:
        return MilestoneStanding.BEGUN
    if facts.days == (None, None):
        is_counted = facts.months_after is not None
        return MilestoneStanding.WAITS if is_counted else MilestoneStanding.ASKED
    return _by_its_days(facts, as_of)


def _by_its_days(facts: MilestoneFacts, as_of: dt.date) -> MilestoneStanding:
    earliest, latest = facts.days
    if earliest is not None and as_of < earliest:
        return MilestoneStanding.AHEAD
    if facts.kind is MilestoneKind.START and as_of > (latest or earliest or as_of):
        return MilestoneStanding.START_PASSED
    if latest is not None and as_of > latest:
        return MilestoneStanding.OVERDUE
    return MilestoneStanding.AHEAD if earliest is None else MilestoneStanding.RUNNING


_FIRST: Final = (
    (MilestoneStanding.OVERDUE, ActionStanding.OVERDUE),
    (MilestoneStanding.START_PASSED, ActionStanding.START_PASSED),
    (MilestoneStanding.RUNNING, ActionStanding.RUNNING),
    (MilestoneStanding.AHEAD, ActionStanding.AHEAD),
    (MilestoneStanding.ASKED, ActionStanding.ASKED),
    (MilestoneStanding.WAITS, ActionStanding.AHEAD),
)


def action_standing(
    milestones: Iterable[tuple[MilestoneKind, MilestoneStanding]], of_item: ItemFacts
) -> ActionStanding:
    """The one that needs somebody most; of what is carried on, closed or a template nothing is
    asked."""
    found = list(milestones)
    if of_item.is_carried:
        return ActionStanding.CARRIED
    if of_item.is_closed:
        return ActionStanding.CLOSED
    if of_item.is_template:
        return ActionStanding.TEMPLATE
    if not found:
        return ActionStanding.NO_TARGET
    standings = {standing for _, standing in found}
    for one, of_action in _FIRST:
        if one in standings:
            return of_action
    is_beginning = all(kind in BEGINNINGS for kind, _ in found)
    return ActionStanding.STARTED if is_beginning else ActionStanding.MET


def done_since(said: Iterable[tuple[dt.date, ActionState]]) -> dt.date | None:
    """The first day from which on every state said is that it is done; None where the last one is
    another. Of one day the last in the order given counts."""
    since: dt.date | None = None
    for day, state in said:
        since = (since or day) if state is ActionState.DONE else None
    return since


def begun_by_state(
    kinds: Sequence[MilestoneKind], said: Iterable[tuple[dt.date, ActionState]]
) -> list[dt.date | None]:
    """Of each milestone of an item, in their order, the first day of which a state says that it
    had begun. Of several of one kind it is the first: which of them is meant no state says."""
    first: dict[MilestoneKind, dt.date] = {}
    for day, state in sorted(said):
        for kind in TOLD_BY_STATE.get(state, ()):
            first.setdefault(kind, day)
    return [first.pop(kind, None) for kind in kinds]
