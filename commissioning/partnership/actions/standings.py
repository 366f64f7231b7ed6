"""Sums: where a milestone and an action stand on a day, from the days read and what was said.

A milestone is overdue once the last day of its period has passed and nobody said that it was met.
A start is never overdue: once its time has passed it may simply have begun, so somebody is asked.
What nobody could read is asked about too, and what is counted from something that was not met yet
waits for it.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from commissioning.partnership.actions.periods import months_later
from commissioning.partnership.actions.readings import MilestoneKind


class MilestoneStanding(enum.StrEnum):
    """`START_PASSED`: its time has passed, and nobody said whether it began. `REPORTED`: the
    plan itself says that it happened."""

    MET = "met"
    REPORTED = "reported"
    OVERDUE = "overdue"
    START_PASSED = "start_passed"
    RUNNING = "running"
    AHEAD = "ahead"
    WAITS = "waits"
    ASKED = "asked"
    CLOSED = "closed"

    def where(self, state: ActionState | None) -> MilestoneStanding:
        """Of a closed item nothing is overdue or asked: what was met, or reported, stays so."""
        stays = {MilestoneStanding.MET, MilestoneStanding.REPORTED}
        is_closed = state is not None and state.is_closed
        return MilestoneStanding.CLOSED if is_closed and self not in stays else self


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


class ActionStanding(enum.StrEnum):
    """Where an action stands by its milestones and its last state; what needs somebody first.

    `STARTED`: all that its target asks for is a start, and that was made or is reported.
    `NO_TARGET`: it has none.
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


ASKS: Final = {
    ActionStanding.OVERDUE: "its time has passed: say whether it was met, or what it waits for",
    ActionStanding.START_PASSED: "its start has passed: say whether it began",
    ActionStanding.ASKED: "nobody can read its target: say by when, or that it has no day",
}
"""What whoever leads an action is asked, by where it stands."""


@dataclass(frozen=True, slots=True)
class MilestoneFacts:
    """`counted_from_met_on`: when the milestone it is counted from was met, `months_after` it."""

    kind: MilestoneKind
    earliest: dt.date | None
    latest: dt.date | None
    is_reported: bool = False
    met_on: dt.date | None = None
    months_after: int | None = None
    counted_from_met_on: dt.date | None = None

    @property
    def days(self) -> tuple[dt.date | None, dt.date | None]:
        """The first and last day, of a counted one once it can be counted."""
        if self.months_after is None:
            return self.earliest, self.latest
        if self.counted_from_met_on is None:
            return None, None
        due = months_later(self.counted_from_met_on, self.months_after)
        return due, due


def milestone_standing(facts: MilestoneFacts, *, as_of: dt.date) -> MilestoneStanding:
    """The last day of a period still belongs to it; so does the first day of an open one."""
    if facts.met_on is not None and facts.met_on <= as_of:
        return MilestoneStanding.MET
    if facts.is_reported:
        return MilestoneStanding.REPORTED
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
    milestones: Iterable[tuple[MilestoneKind, MilestoneStanding]], state: ActionState | None
) -> ActionStanding:
    """The one that needs somebody most; of a closed action nothing is asked."""
    found = list(milestones)
    if state is not None and state.is_closed:
        return ActionStanding.CLOSED
    if not found:
        return ActionStanding.NO_TARGET
    standings = {standing for _, standing in found}
    for one, of_action in _FIRST:
        if one in standings:
            return of_action
    is_start = all(kind is MilestoneKind.START for kind, _ in found)
    return ActionStanding.STARTED if is_start else ActionStanding.MET
