"""What can be asked of plans: which there are, what stands in one, where it stands on a day.

The door of the room for pages. Who may write stands in `writers`; what changes a plan in verbs:
`planning.make_plan`, `add_action`, `revise_action`; `making_real.make_real`; `saying.say_state`,
`meet_milestone`; `leading.set_lead`; `linking.link_action`, `unlink_action`;
`carrying_on.carry_into`. All refuse with `errors.PlanRefused`, whose `field` names what to mend.

| asked | told |
|---|---|
| `plans_shown(session, today=)` | every published plan, newest first |
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
    `begun_on`: the day of which a state says that it had begun. `is_late`: it was met, or begun,
    after its last day."""

    milestone: ActionMilestone
    standing: MilestoneStanding
    earliest: dt.date | None
    latest: dt.date | None
    begun_on: dt.date | None = None
    is_late: bool = False

    @property
    def is_dated(self) -> bool:
        return self.milestone.earliest is not None or self.milestone.latest is not None


@dataclass(frozen=True, slots=True)
class StandingAction:
    """An action on a day; `said`: the newest note of its state by then. `carried`: where it goes
    on, once that plan is in force."""

    action: PlanAction
    standing: ActionStanding
    milestones: tuple[StandingMilestone, ...]
    said: ActionNote | None
    carried: CarriedAction | None = None

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
    carried = carried_on(session, keys, as_of=as_of)
    return tuple(
        _standing(
            one, milestones.get(one.id, ()), notes.get(one.id, ()), carried.get(one.id), as_of
        )
        for one in actions
    )


def _standing(
    action: PlanAction,
    milestones: Sequence[ActionMilestone],
    notes: Sequence[ActionNote],
    carried: CarriedAction | None,
    as_of: dt.date,
) -> StandingAction:
    said = notes[-1] if notes else None
    met_on = {one.id: one.met_on for one in milestones}
    begun = begun_by_state(
        [one.kind for one in milestones], [(one.noted_on, one.state) for one in notes]
    )
    found = tuple(
        _milestone(one, met_on, day, as_of) for one, day in zip(milestones, begun, strict=True)
    )
    kinds = [(one.milestone.kind, one.standing) for one in found]
    facts = ItemFacts(
        None if said is None else said.state, action.is_template, is_carried=carried is not None
    )
    now = tuple(replace(one, standing=one.standing.where(facts)) for one in found)
    return StandingAction(action, action_standing(kinds, facts), now, said, carried)


def _milestone(
    one: ActionMilestone,
    met_on: Mapping[int, dt.date | None],
    begun_on: dt.date | None,
    as_of: dt.date,
) -> StandingMilestone:
    counted = met_on.get(one.counted_from_id) if one.counted_from_id is not None else None
    facts = MilestoneFacts(
        one.kind, one.earliest, one.latest, is_reported=one.is_reported, met_on=one.met_on,
        months_after=one.months_after,
        counted_from_met_on=counted if counted is None or counted <= as_of else None,
        begun_on=begun_on,
    )  # fmt: skip
    return StandingMilestone(
        one, milestone_standing(facts, as_of=as_of), *facts.days, begun_on,
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
