"""Carrying what is still open of a plan into the next, each item with what was said of it and
what stands behind it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.partnership.actions.carrying_links import carry_links
from commissioning.partnership.actions.checking import successor_areas
from commissioning.partnership.actions.errors import PlanRefused
from commissioning.partnership.actions.following import LEAD_FACTS, NOTE_FACTS
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
    milestones_of,
    plan_standing,
)
from commissioning.partnership.actions.standings import ActionStanding
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
    """Open items with their words, places, parents, leads, milestones, links and whatever was
    said of them, of the days on which it was said; what was carried before is not carried again,
    into whichever plan. A milestone that was overdue stays so until the next plan says another
    day.

    An area that ended goes on as the one area that followed it, else the item is left; a lead
    that went into another goes on as the one that stays: told in the remarks, and in the lead's
    note. Raises `PlanRefused` for a plan that comes before this one, or is of another region.
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
                carried.append(_carry(session, one.action, successor, by=by, at=at))
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
    if not may_follow(session, plan, successor):
        raise PlanRefused(
            "successor", f"{successor.title} comes before this plan: choose a later one."
        )


def may_follow(session: Session, plan: ActionPlan, other: ActionPlan) -> bool:
    """Whether open items of the plan may be carried into the other one: of the same region, not
    published before it, and not one whose own items go on in this plan."""
    if plan.region_id != other.region_id or other.published_on < plan.published_on:
        return False
    after: ActionPlan | None = other
    while after is not None:
        if after.id == plan.id:
            return False
        key = after.successor_id
        after = None if key is None else session.get_one(ActionPlan, key)
    return True


def _carried_before(session: Session, plan: ActionPlan) -> frozenset[int]:
    """Into whichever plan: an item goes on once."""
    of_plan = select(PlanAction.id).where(PlanAction.plan_id == plan.id)
    asked = select(PlanAction.carried_from_id).where(PlanAction.carried_from_id.in_(of_plan))
    return frozenset(key for key in session.scalars(asked) if key is not None)


def _carry(
    session: Session,
    action: PlanAction,
    successor: ActionPlan,
    *,
    by: Person,
    at: dt.datetime,
) -> PlanAction:
    facts = _facts_there(session, action, successor, on=local_date(at))
    new = add_action(session, successor, facts, by=by, at=at)
    new.carried_from_id = action.id
    new.made_from_id = _made_from(session, action, successor)
    _carry_milestones(session, action, new)
    _carry_leads(session, action, new)
    _carry_notes(session, action, new)
    session.flush()
    return new


def _facts_there(
    session: Session, action: PlanAction, successor: ActionPlan, *, on: dt.date
) -> ActionFacts:
    """As they are said in the next plan; in the remarks what of them had to change."""
    facts = replace(facts_of(session, action), leads_are_bodies=True)
    there = set(session.scalars(select(PlanAction.code).where(PlanAction.plan_id == successor.id)))
    facts = replace(facts, parents=tuple(code for code in facts.parents if code in there))
    area = facts.area
    if area is not None and area.valid_to is not None and area.valid_to < on:
        followed = successor_areas(session, area)
        if len(followed) == 1 and followed[0].region_id == action.region_id:
            ended = f"{area.name} ended on {day_in_words(area.valid_to)}."
            remarks = " ".join(one for one in (facts.remarks, ended) if one)
            facts = replace(facts, area=followed[0], remarks=remarks)
    return facts


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


def _carry_leads(session: Session, action: PlanAction, new: PlanAction) -> None:
    """Whoever leads, led or is to lead, with their days and who follows them: of what the words
    name nobody leads again who was followed. A provider that merged is the one that stays."""
    for written in _leads_of(session, new):
        session.delete(written)
    session.flush()
    now: dict[int, ActionLead] = {}
    found = _leads_of(session, action)
    for lead in found:
        told = {name: getattr(lead, name) for name in LEAD_FACTS} | _as_it_is_now(session, lead)
        copy = ActionLead(
            action_id=new.id, recorded_at=new.recorded_at, recorded_by_id=new.recorded_by_id,
            **told,
        )  # fmt: skip
        session.add(copy)
        session.flush()
        now[lead.id] = copy
    for lead in found:
        if lead.successor_id is not None:
            now[lead.id].successor_id = now[lead.successor_id].id


def _leads_of(session: Session, action: PlanAction) -> Sequence[ActionLead]:
    asked = select(ActionLead).where(ActionLead.action_id == action.id)
    return session.scalars(asked.order_by(ActionLead.place, ActionLead.id)).all()


def _as_it_is_now(session: Session, lead: ActionLead) -> dict[str, object]:
    """What of a lead changes where its provider went into another, with a note of it."""
    if lead.provider_id is None:
        return {}
    provider = session.get_one(Provider, lead.provider_id)
    stays = provider_that_stays(session, provider)
    if stays is provider:
        return {}
    went = f"{lead.name or provider.name} went into {stays.name}."
    note = " ".join(one for one in (lead.note, went) if one)
    return {"provider_id": stays.id, "name": stays.name, "note": note}


def _carry_notes(session: Session, action: PlanAction, new: PlanAction) -> None:
    """Whatever was said, of the day on which it was said and by whom: nothing where nobody did."""
    asked = select(ActionNote).where(ActionNote.action_id == action.id)
    for said in session.scalars(asked.order_by(ActionNote.noted_on, ActionNote.id)).all():
        told = {name: getattr(said, name) for name in NOTE_FACTS}
        session.add(ActionNote(action_id=new.id, **told))
        session.flush()
