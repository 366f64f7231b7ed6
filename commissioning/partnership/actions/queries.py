"""What can be asked of plans: which there are, what stands in one, where it stands on a day.

The door of the room for pages. Who may write stands in `writers`; what changes a plan in verbs:
`planning.make_plan`, `add_action`, `revise_action`; `making_real.make_real`; `saying.say_state`,
`meet_milestone`; `leading.set_lead`; `linking.link_action`, `unlink_action`;
`carrying_on.carry_into`. All refuse with `errors.PlanRefused`, whose `field` names what to mend.

| asked | told |
|---|---|
| `plans_shown(session, today=)` | every published plan, newest first |
| `plans_read_in(session, region_id, today=)` | published ones that a region reads |
| `plans_kept_for(session, region_ids=, national=)` | those that one may write, published or not |
| `holding.held_by_plans(session, plan_ids, as_of=)` | items, templates and what is late |
| `plan_called(session, code)` | one plan with its region |
| `action_by_public_id(session, id)` | one action with plan, block, region and area |
| `plan_standing(session, plan, as_of=, region=)` | what is overdue, what merely started, counts |
| `actions_behind(session, thing)` | the actions linked to a service, cell, agreement, scheme |
| `naming.actions_naming(session, thing, today=)` | the same of published plans, to lead to |
| `rows.plan_rows(session, plan, as_of=, …)` | one row an action, as page, CSV and JSON tell it |
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Select, or_, select, true
from sqlalchemy.orm import Session, joinedload

from commissioning.partnership.actions.carried import CarriedAction, carried_on
from commissioning.partnership.actions.earlier_targets import (
    EarlierTarget,
    SaidTarget,
    earlier_targets,
)
from commissioning.partnership.actions.linking import Linked, link_columns
from commissioning.partnership.actions.models import (
    ActionLevel,
    ActionLink,
    ActionMilestone,
    ActionNote,
    ActionPlan,
    PlanAction,
)
from commissioning.partnership.actions.standings import (
    ActionStanding,
    ItemFacts,
    MilestoneFacts,
    MilestoneStanding,
    action_standing,
    begun_by_state,
    done_since,
    milestone_standing,
)
from directory.errors import NotKnown
from directory.places.models import Region

AT_ONCE = 400
"""Actions asked about in one statement, below every database's limit of parameters."""


def plans_shown(session: Session, *, today: dt.date) -> list[ActionPlan]:
    """Every plan that is published, the newest first; national before regional of a day."""
    rows = select(ActionPlan).where(ActionPlan.published_on <= today)
    return list(session.scalars(_in_order(rows)))


def plans_read_in(session: Session, region_id: int, *, today: dt.date) -> list[ActionPlan]:
    """Published ones of a region, then national ones; of each the newest first."""
    is_there = or_(ActionPlan.region_id == region_id, ActionPlan.region_id.is_(None))
    rows = _in_order(select(ActionPlan).where(ActionPlan.published_on <= today, is_there))
    return sorted(session.scalars(rows), key=lambda one: one.region_id is None)


def plans_kept_for(
    session: Session, *, region_ids: Collection[int], national: bool
) -> list[ActionPlan]:
    """Plans of the regions, with `national` those of all too, published or not."""
    theirs = ActionPlan.region_id.in_(region_ids)
    is_national = ActionPlan.region_id.is_(None)
    rows = select(ActionPlan).where(or_(theirs, is_national) if national else theirs)
    return list(session.scalars(_in_order(rows)))


def _in_order(plans: Select[ActionPlan]) -> Select[ActionPlan]:
    return plans.options(joinedload(ActionPlan.region)).order_by(
        ActionPlan.published_on.desc(), ActionPlan.region_id.is_not(None), ActionPlan.id
    )


def plan_called(session: Session, code: str) -> ActionPlan:
    """With its region; raises `NotKnown`."""
    asked = select(ActionPlan).where(ActionPlan.code == code)
    plan = session.scalar(asked.options(joinedload(ActionPlan.region)))
    if plan is None:
        raise NotKnown("plan", code)
    return plan


def action_by_public_id(session: Session, public_id: uuid.UUID) -> PlanAction:
    """With its plan, block, region and area; raises `NotKnown`."""
    asked = select(PlanAction).where(PlanAction.public_id == public_id)
    action = session.scalar(asked.options(*_WITH))
    if action is None:
        raise NotKnown("action", public_id)
    return action


_WITH = (
    joinedload(PlanAction.plan).joinedload(ActionPlan.region),
    joinedload(PlanAction.block),
    joinedload(PlanAction.region),
    joinedload(PlanAction.local_delivery_unit),
)


def actions_of(
    session: Session, plan: ActionPlan, *, region: Region | None = None
) -> list[PlanAction]:
    """In the order of the plan. With a region: what is national, its own, and the templates that
    it has not made real; never another region's."""
    own = true() if region is None else or_(
        PlanAction.region_id.is_(None), PlanAction.region_id == region.id
    )  # fmt: skip
    asked = select(PlanAction).where(PlanAction.plan_id == plan.id, own)
    found = list(session.scalars(asked.options(*_WITH).order_by(PlanAction.place, PlanAction.id)))
    if region is None:
        return found
    made = {one.made_from_id for one in found if one.level is ActionLevel.REGIONAL}
    return [one for one in found if one.id not in made]


def actions_behind(session: Session, thing: Linked) -> list[PlanAction]:
    """The actions that are linked to it, by plan and place: the way back from a service's page."""
    conditions = (getattr(ActionLink, name) == value for name, value in link_columns(thing).items())
    linked = select(ActionLink.action_id).where(*conditions)
    asked = select(PlanAction).where(PlanAction.id.in_(linked)).options(*_WITH)
    return list(session.scalars(asked.order_by(PlanAction.plan_id, PlanAction.place)))


@dataclass(frozen=True, slots=True)
class StandingMilestone:
    """A milestone and where it stands, with its first and last day as they count then.
    `begun_on`: the day of which a state says that it had begun; `done_on`: since when one says that
    its item is done, where nothing else tells of it. `is_late`: it was met, begun or done after
    its last day."""

    milestone: ActionMilestone
    standing: MilestoneStanding
    earliest: dt.date | None
    latest: dt.date | None
    begun_on: dt.date | None = None
    done_on: dt.date | None = None
    is_late: bool = False

    @property
    def is_dated(self) -> bool:
        return self.milestone.earliest is not None or self.milestone.latest is not None


@dataclass(frozen=True, slots=True)
class MovedTarget:
    """`late_since`: from which day it was late when it was changed; None where it was not."""

    earlier: EarlierTarget
    late_since: dt.date | None


@dataclass(frozen=True, slots=True)
class StandingAction:
    """An action on a day; `said`: the newest note of its state by then. `carried`: where it goes
    on, once that plan is in force. `moved`: its targets before, the oldest first; `target`: what
    it said on that day, None where it is the one that the action has."""

    action: PlanAction
    standing: ActionStanding
    milestones: tuple[StandingMilestone, ...]
    said: ActionNote | None
    carried: CarriedAction | None = None
    moved: tuple[MovedTarget, ...] = ()
    target: SaidTarget | None = None

    @property
    def is_dated(self) -> bool:
        return any(one.is_dated for one in self.milestones)


@dataclass(frozen=True, slots=True)
class PlanStanding:
    """A plan on a day. `merely_started`: a start whose time has passed, or that is made or
    reported; none of them is overdue."""

    as_of: dt.date
    actions: tuple[StandingAction, ...]

    @property
    def counts(self) -> Mapping[ActionStanding, int]:
        return Counter(one.standing for one in self.actions)

    @property
    def by_level_and_section(self) -> Mapping[tuple[ActionLevel, str], int]:
        return Counter((one.action.level, one.action.block.section) for one in self.actions)

    def of(self, *standings: ActionStanding) -> list[StandingAction]:
        return [one for one in self.actions if one.standing in standings]

    @property
    def overdue(self) -> list[StandingAction]:
        return self.of(ActionStanding.OVERDUE)

    @property
    def merely_started(self) -> list[StandingAction]:
        return self.of(ActionStanding.START_PASSED, ActionStanding.STARTED)

    @property
    def dated(self) -> list[StandingAction]:
        return [one for one in self.actions if one.is_dated]


def plan_standing(
    session: Session, plan: ActionPlan, *, as_of: dt.date, region: Region | None = None
) -> PlanStanding:
    """Every action of the plan, or of what a region reads of it, as it stood on a day."""
    return PlanStanding(
        as_of, standing_of(session, actions_of(session, plan, region=region), as_of)
    )


def standing_of(
    session: Session, actions: Sequence[PlanAction], as_of: dt.date
) -> tuple[StandingAction, ...]:
    """In the order given."""
    keys = [one.id for one in actions]
    milestones, notes = milestones_of(session, keys), _notes_until(session, keys, as_of)
    carried, earlier = carried_on(session, keys, as_of=as_of), earlier_targets(session, actions)
    return tuple(
        _with_targets(
            one, milestones.get(one.id, ()), notes.get(one.id, ()), carried.get(one.id),
            earlier.get(one.id, ()), as_of,
        )
        for one in actions
    )  # fmt: skip


def _with_targets(
    action: PlanAction,
    milestones: Sequence[ActionMilestone],
    notes: Sequence[ActionNote],
    carried: CarriedAction | None,
    earlier: Sequence[EarlierTarget],
    as_of: dt.date,
) -> StandingAction:
    """By the target that it had on that day: from the day of a change on the new one holds."""
    still = next((one for one in earlier if one.until > as_of), None)
    read = milestones if still is None else still.milestones(milestones)
    moved = (one for one in earlier if one.until <= as_of)
    return replace(
        _standing(action, read, notes, carried, as_of),
        moved=tuple(_moved(action, one, milestones, notes) for one in moved),
        target=None if still is None else still.said,
    )


def _moved(
    action: PlanAction,
    one: EarlierTarget,
    milestones: Sequence[ActionMilestone],
    notes: Sequence[ActionNote],
) -> MovedTarget:
    """As it stood on the day of its change."""
    by_then = [note for note in notes if note.noted_on <= one.until]
    stood = _standing(action, one.milestones(milestones), by_then, None, one.until)
    passed = (
        found.latest
        for found in stood.milestones
        if found.standing is MilestoneStanding.OVERDUE and found.latest is not None
    )
    last = min(passed, default=None) if stood.standing is ActionStanding.OVERDUE else None
    return MovedTarget(one, None if last is None else last + dt.timedelta(1))


def _standing(
    action: PlanAction,
    milestones: Sequence[ActionMilestone],
    notes: Sequence[ActionNote],
    carried: CarriedAction | None,
    as_of: dt.date,
) -> StandingAction:
    said = notes[-1] if notes else None
    met_on = {one.id: one.met_on for one in milestones}
    states = [(one.noted_on, one.state) for one in notes]
    begun = begun_by_state([one.kind for one in milestones], states)
    told = zip(milestones, begun, strict=True)
    done_on = done_since(states)
    found = tuple(_milestone(one, met_on, (day, done_on), as_of) for one, day in told)
    kinds = [(one.milestone.kind, one.standing) for one in found]
    facts = ItemFacts(
        None if said is None else said.state, action.is_template, is_carried=carried is not None
    )
    now = tuple(replace(one, standing=one.standing.where(facts)) for one in found)
    return StandingAction(action, action_standing(kinds, facts), now, said, carried)


def _milestone(
    one: ActionMilestone,
    met_on: Mapping[int, dt.date | None],
    by_state: tuple[dt.date | None, dt.date | None],
    as_of: dt.date,
) -> StandingMilestone:
    """`by_state`: the days on which a state says that it had begun, and that its item was done."""
    counted = met_on.get(one.counted_from_id) if one.counted_from_id is not None else None
    facts = MilestoneFacts(
        one.kind, one.earliest, one.latest, is_reported=one.is_reported, met_on=one.met_on,
        months_after=one.months_after,
        counted_from_met_on=counted if counted is None or counted <= as_of else None,
        begun_on=by_state[0], done_on=by_state[1],
    )  # fmt: skip
    standing = milestone_standing(facts, as_of=as_of)
    return StandingMilestone(
        one, standing, *facts.days, facts.begun_on, None if standing.is_told else facts.done_on,
        is_late=facts.is_late(as_of=as_of),
    )  # fmt: skip


def milestones_of(
    session: Session, action_ids: Sequence[int]
) -> Mapping[int, Sequence[ActionMilestone]]:
    """By action, in their order."""
    told: defaultdict[int, list[ActionMilestone]] = defaultdict(list)
    for first in range(0, len(action_ids), AT_ONCE):
        some = ActionMilestone.action_id.in_(action_ids[first : first + AT_ONCE])
        rows = select(ActionMilestone).where(some)
        for one in session.scalars(rows.order_by(ActionMilestone.place, ActionMilestone.id)):
            told[one.action_id].append(one)
    return told


def notes_of_action(session: Session, action: PlanAction) -> list[ActionNote]:
    """Whatever was said of its state, newest first, with who said it."""
    asked = select(ActionNote).where(ActionNote.action_id == action.id)
    newest = asked.order_by(ActionNote.noted_on.desc(), ActionNote.id.desc())
    return list(session.scalars(newest.options(joinedload(ActionNote.recorded_by))))


def _notes_until(
    session: Session, action_ids: Sequence[int], as_of: dt.date
) -> Mapping[int, Sequence[ActionNote]]:
    """By action, the newest last."""
    told: defaultdict[int, list[ActionNote]] = defaultdict(list)
    for first in range(0, len(action_ids), AT_ONCE):
        some = ActionNote.action_id.in_(action_ids[first : first + AT_ONCE])
        rows = select(ActionNote).where(some, ActionNote.noted_on <= as_of)
        for one in session.scalars(rows.order_by(ActionNote.noted_on, ActionNote.id)):
            told[one.action_id].append(one)
    return told
