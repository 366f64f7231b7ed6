"""Carrying what is still open of a plan into the next, each item with what was said of it last
and what stands behind it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.partnership.actions.carrying_links import carry_links
from commissioning.partnership.actions.checking import successor_areas
from commissioning.partnership.actions.errors import PlanRefused
from commissioning.partnership.actions.leading import LeadFacts, set_lead
from commissioning.partnership.actions.models import (
    ActionLead,
    ActionMilestone,
    ActionNote,
    ActionPlan,
    PlanAction,
)
from commissioning.partnership.actions.planning import (
    ActionFacts,
    add_action,
    facts_of,
)
from commissioning.partnership.actions.queries import (
    StandingAction,
    milestones_of,
    plan_standing,
)
from commissioning.partnership.actions.standings import ActionStanding, ActionState
from directory.accounts.models import Organisation
from directory.acts import Act
from directory.audit.recording import record_act
from directory.clock import day_in_words, local_date
from directory.people.models import Person
from directory.providers.merged import provider_that_stays
from directory.providers.models import Provider

ENDED: Final = (ActionStanding.CLOSED, ActionStanding.MET, ActionStanding.CARRIED)
"""Where nothing is left to be carried on."""

MILESTONE_FACTS: Final = (
    "place", "words", "kind", "scope", "earliest", "latest", "precision", "is_reported",
    "months_after", "asks", "met_on", "evidence",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CarriedOn:
    """`carried`: the new items. `left`: the code of what was not, or not wholly, with why."""

    carried: tuple[PlanAction, ...]
    left: tuple[tuple[str, str], ...]


def carry_into(
    session: Session, plan: ActionPlan, successor: ActionPlan, *, by: Person, at: dt.datetime
) -> CarriedOn:
    """Open items with their words, places, parents, present leads, milestones, links and last
    note; what was carried before is not carried again, into whichever plan. A milestone that was
    overdue stays so until the next plan says another day.

    An area that ended goes on as the one area that followed it, else the item is left; a lead
    that went into another goes on as the one that stays: either with a note. Raises `PlanRefused`
    for a plan that comes before this one, and for a plan of another region.
    """
    _refuse(session, plan, successor)
    today = local_date(at)
    before = _carried_before(session, plan)
    carried: list[PlanAction] = []
    left: list[tuple[str, str]] = []
    for one in plan_standing(session, plan, as_of=today).actions:
        if one.standing in ENDED or one.action.id in before:
            continue
        try:
            with session.begin_nested():
                carried.append(_carry(session, one, plan, successor, by=by, at=at))
        except PlanRefused as refusal:
            left.append((one.action.code, str(refusal)))
    without = carry_links(session, carried, by=by, at=at)
    if plan.successor_id != successor.id or carried:
        plan.successor_id = successor.id
        session.flush()
        after = {"into": successor.code, "carried": len(carried), "left": len(left)}
        record_act(session, Act.ACTION_PLAN_CARRY_ON, plan, by=by, at=at, after=after)
    return CarriedOn(tuple(carried), (*left, *without))


def _refuse(session: Session, plan: ActionPlan, successor: ActionPlan) -> None:
    if plan.region_id != successor.region_id:
        raise PlanRefused("successor", "Choose a plan of the same region, or national as this is.")
    after: ActionPlan | None = successor
    while after is not None:
        if after.id == plan.id:
            raise PlanRefused(
                "successor", f"{successor.title} comes before this plan: choose a later one."
            )
        key = after.successor_id
        after = None if key is None else session.get_one(ActionPlan, key)


def _carried_before(session: Session, plan: ActionPlan) -> frozenset[int]:
    """Into whichever plan: an item goes on once."""
    of_plan = select(PlanAction.id).where(PlanAction.plan_id == plan.id)
    asked = select(PlanAction.carried_from_id).where(PlanAction.carried_from_id.in_(of_plan))
    return frozenset(key for key in session.scalars(asked) if key is not None)


def _carry(
    session: Session,
    standing: StandingAction,
    plan: ActionPlan,
    successor: ActionPlan,
    *,
    by: Person,
    at: dt.datetime,
) -> PlanAction:
    action = standing.action
    facts, moved = _facts_there(session, action, successor, on=local_date(at))
    new = add_action(session, successor, facts, by=by, at=at)
    new.carried_from_id = action.id
    new.made_from_id = _made_from(session, action, successor)
    _carry_milestones(session, action, new)
    went = _carry_leads(session, action, new, by=by, at=at)
    note = " ".join((f"Carried on from {plan.title}.", *moved, *went))
    _note_as_last_said(session, standing.said, new, note, by=by, at=at)
    session.flush()
    return new


def _facts_there(
    session: Session, action: PlanAction, successor: ActionPlan, *, on: dt.date
) -> tuple[ActionFacts, list[str]]:
    """As they are said in the next plan, and what of them had to change."""
    facts = replace(facts_of(session, action), leads_are_bodies=True)
    moved = list[str]()
    there = set(session.scalars(select(PlanAction.code).where(PlanAction.plan_id == successor.id)))
    facts = replace(facts, parents=tuple(code for code in facts.parents if code in there))
    area = facts.area
    if area is not None and area.valid_to is not None and area.valid_to < on:
        followed = successor_areas(session, area)
        if len(followed) == 1 and followed[0].region_id == action.region_id:
            moved.append(f"{area.name} ended on {day_in_words(area.valid_to)}.")
            facts = replace(facts, area=followed[0])
    return facts, moved


def _made_from(session: Session, action: PlanAction, successor: ActionPlan) -> int | None:
    """The template in the next plan that the item's own was carried into."""
    if action.made_from_id is None:
        return None
    return session.scalar(
        select(PlanAction.id).where(
            PlanAction.plan_id == successor.id, PlanAction.carried_from_id == action.made_from_id
        )
    )


def _carry_milestones(session: Session, action: PlanAction, new: PlanAction) -> None:
    """As they were read in the plan before, met or not: “over the next 3 years” counts from that
    plan's publication."""
    for read in reversed(milestones_of(session, [new.id]).get(new.id, ())):
        session.delete(read)
        session.flush()
    now: dict[int, int] = {}
    for one in milestones_of(session, [action.id]).get(action.id, ()):
        told = {name: getattr(one, name) for name in MILESTONE_FACTS}
        counted = None if one.counted_from_id is None else now[one.counted_from_id]
        copy = ActionMilestone(
            action_id=new.id, counted_from_id=counted, recorded_at=new.recorded_at,
            recorded_by_id=new.recorded_by_id, **told,
        )  # fmt: skip
        session.add(copy)
        session.flush()
        now[one.id] = copy.id


def _carry_leads(
    session: Session, action: PlanAction, new: PlanAction, *, by: Person, at: dt.datetime
) -> list[str]:
    """Those that nobody has followed and the words do not name; what merged meanwhile, in words."""
    asked = select(ActionLead).where(
        ActionLead.action_id == action.id, ActionLead.successor_id.is_(None)
    )
    said = []
    for lead in session.scalars(asked.order_by(ActionLead.place, ActionLead.id)).all():
        provider = lead.provider_id and session.get_one(Provider, lead.provider_id)
        if not provider and lead.from_date is None and lead.is_lead is None:
            continue  # as written: the words have named it already
        stays = provider_that_stays(session, provider) if provider else None
        name = lead.name or ""
        if stays is not None and stays is not provider:
            said.append(f"{name} went into {stays.name}.")
            name = stays.name
        body = lead.organisation_id and session.get_one(Organisation, lead.organisation_id)
        facts = LeadFacts(
            name, lead.post or "", lead.is_lead, stays, body or None, lead.note or "", is_body=True
        )
        set_lead(session, new, facts, from_date=lead.from_date, by=by, at=at)
    return said


def _note_as_last_said(
    session: Session,
    said: ActionNote | None,
    new: PlanAction,
    words: str,
    *,
    by: Person,
    at: dt.datetime,
) -> None:
    """The state that was said last, of today, with what was said then."""
    note = ActionNote(
        action_id=new.id,
        state=ActionState.PROPOSED if said is None else said.state,
        noted_on=local_date(at),
        places=said and said.places,
        note=" ".join(one for one in (words, said and said.note) if one),
        evidence=said and said.evidence,
        recorded_at=at,
        recorded_by_id=by.id,
    )
    session.add(note)
