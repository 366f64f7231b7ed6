"""Taking back what was carried into a plan that is not published yet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from commissioning.partnership.actions.errors import PlanRefused
from commissioning.partnership.actions.following import NOTE_FACTS
from commissioning.partnership.actions.linking import link_action, unlink_action
from commissioning.partnership.actions.models import (
    ActionBlock,
    ActionLead,
    ActionLink,
    ActionMilestone,
    ActionNote,
    ActionParent,
    ActionPlan,
    PlanAction,
)
from commissioning.partnership.actions.planning import ActionFacts, facts_of
from directory.acts import Act
from directory.audit.recording import record_act
from directory.clock import local_date
from directory.people.models import Person

PUBLISHED: Final = "{plan} is published: its items count there, and none is taken back."
SAID_THERE: Final = (
    "{code} was changed, or something was said of it, in {into} since it was carried: it stays."
)
STANDS_ON: Final = "{code} of {into} answers {above} or waits for it: take that away first."


def carried_items(session: Session, plan: ActionPlan, successor: ActionPlan) -> list[PlanAction]:
    """The items of the next plan that were carried from this one, as they were carried."""
    of_plan = select(PlanAction.id).where(PlanAction.plan_id == plan.id)
    asked = select(PlanAction).where(
        PlanAction.plan_id == successor.id, PlanAction.carried_from_id.in_(of_plan)
    )
    return list(session.scalars(asked.order_by(PlanAction.id)))


def take_back(
    session: Session,
    plan: ActionPlan,
    successor: ActionPlan,
    *,
    items: Sequence[PlanAction],
    by: Person,
    at: dt.datetime,
) -> None:
    """`items`, of those that were carried from the plan, count in it alone again, as if they had
    not been. All of them or none.

    Raises `PlanRefused` once the next plan is published, for what was said or changed there since,
    and for what something else there rests on.
    """
    if successor.is_public(local_date(at)):
        raise PlanRefused("", PUBLISHED.format(plan=successor.title))
    for one in items:
        _refuse_changed(session, one, successor)
    _refuse_what_rests_on(session, items, successor)
    before = {"into": successor.code, "items": [one.code for one in items]}
    _wait_for_the_old(session, items, by=by, at=at)
    for one in reversed(items):
        _forget(session, one)
    if not carried_items(session, plan, successor):
        plan.successor_id = None
        session.flush()
    record_act(session, Act.ACTION_PLAN_CARRY_ON, plan, by=by, at=at, before=before)


def _refuse_changed(session: Session, item: PlanAction, successor: ActionPlan) -> None:
    old = session.get_one(PlanAction, item.carried_from_id)
    is_as_carried = (
        _wording(session, old) == _wording(session, item)
        and _said(session, item) <= _said(session, old)
        and _met(session, item) <= _met(session, old)
        and _leading(session, item) == _leading(session, old)
    )
    if not is_as_carried:
        raise PlanRefused("", SAID_THERE.format(code=item.code, into=successor.title))


def _wording(session: Session, action: PlanAction) -> ActionFacts:
    """Without what carrying itself changes: the items above, an area that ended, its remark."""
    facts = facts_of(session, action)
    return replace(facts, parents=(), area=None, remarks=None)


def _said(session: Session, action: PlanAction) -> frozenset[tuple[object, ...]]:
    rows = session.scalars(select(ActionNote).where(ActionNote.action_id == action.id))
    return frozenset(tuple(getattr(one, name) for name in NOTE_FACTS) for one in rows)


def _met(session: Session, action: PlanAction) -> frozenset[tuple[object, ...]]:
    rows = session.scalars(select(ActionMilestone).where(ActionMilestone.action_id == action.id))
    return frozenset((one.words, one.kind, one.met_on, one.evidence) for one in rows)


def _leading(session: Session, action: PlanAction) -> list[tuple[object, ...]]:
    """Not by name: a provider that went into another is called as the one that stays."""
    asked = select(ActionLead).where(ActionLead.action_id == action.id)
    rows = session.scalars(asked.order_by(ActionLead.place, ActionLead.id))
    return [(one.post, one.is_lead, one.from_date, one.until_date) for one in rows]


def _refuse_what_rests_on(
    session: Session, items: Sequence[PlanAction], successor: ActionPlan
) -> None:
    keys = {one.id: one.code for one in items}
    answering = select(ActionParent.child_id, ActionParent.parent_id).where(
        ActionParent.parent_id.in_(keys), ActionParent.child_id.not_in(keys)
    )
    made = select(PlanAction.id, PlanAction.made_from_id).where(
        PlanAction.made_from_id.in_(keys), PlanAction.id.not_in(keys)
    )
    further = select(PlanAction.id, PlanAction.carried_from_id).where(
        PlanAction.carried_from_id.in_(keys)
    )
    for asked in (answering, made, further):
        for child_id, above in session.execute(asked):
            code = session.get_one(PlanAction, child_id).code
            told = STANDS_ON.format(code=code, into=successor.title, above=keys[above or 0])
            raise PlanRefused("", told)


def _wait_for_the_old(
    session: Session, items: Sequence[PlanAction], *, by: Person, at: dt.datetime
) -> None:
    """What waited for one of them waits for it where it was agreed."""
    old = {one.id: one.carried_from_id for one in items}
    asked = select(ActionLink).where(
        ActionLink.other_action_id.in_(old), ActionLink.action_id.not_in(old)
    )
    for link in session.scalars(asked.order_by(ActionLink.id)).all():
        action, words = session.get_one(PlanAction, link.action_id), link.words or ""
        to = session.get_one(PlanAction, old[link.other_action_id or 0])
        unlink_action(session, link, by=by, at=at)
        link_action(session, action, to, words=words, by=by, at=at)


def _forget(session: Session, item: PlanAction) -> None:
    """Row by row, each after what leads to it."""
    key = item.id
    beside = or_(ActionLink.action_id == key, ActionLink.other_action_id == key)
    above = or_(ActionParent.child_id == key, ActionParent.parent_id == key)
    _delete(session, session.scalars(select(ActionLink).where(beside)).all())
    _delete(session, session.scalars(select(ActionParent).where(above)).all())
    _delete(session, session.scalars(select(ActionNote).where(ActionNote.action_id == key)).all())
    leads = session.scalars(select(ActionLead).where(ActionLead.action_id == key)).all()
    for lead in leads:
        lead.successor_id = None
    session.flush()
    _delete(session, leads)
    asked = select(ActionMilestone).where(ActionMilestone.action_id == key)
    _delete(session, session.scalars(asked.order_by(ActionMilestone.id.desc())).all())
    block_id = item.block_id
    _delete(session, [item])
    if session.scalar(select(PlanAction.id).where(PlanAction.block_id == block_id)) is None:
        _delete(session, [session.get_one(ActionBlock, block_id)])


def _delete(session: Session, rows: Collection[object]) -> None:
    for row in rows:
        session.delete(row)
        session.flush()
