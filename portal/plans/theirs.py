"""Which plans who asks may read and write; the rule itself stands in the domain."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from commissioning.partnership.actions.models import ActionPlan, PlanAction
from commissioning.partnership.actions.queries import plan_called, plans_kept_for
from commissioning.partnership.actions.writers import (
    may_make_real,
    may_write_action,
    may_write_plan,
)
from directory.acts import Act
from directory.errors import NotKnown
from directory.people.permissions import Extent
from directory.places.models import Region
from portal.looking import acting_as, looking


def own_region(session: Session) -> Region | None:
    """Of whoever writes a region's plans; None for everybody else."""
    if looking().reach(Act.ACTION_PLAN_WRITE) is not Extent.OWN_REGION:
        return None
    member = acting_as()
    key = None if member is None else member.organisation.region_id
    return None if key is None else session.get_one(Region, key)


def writes_nationally() -> bool:
    return looking().reach(Act.ACTION_PLAN_WRITE) is Extent.ANY


def may_begin_plans(session: Session) -> bool:
    return writes_nationally() or own_region(session) is not None


def may_write(session: Session, plan: ActionPlan) -> bool:
    member = acting_as()
    if member is None or not looking().may(Act.ACTION_PLAN_WRITE):
        return False
    return may_write_plan(member.role, member.organisation.region_id, plan)


def may_write_item(session: Session, plan: ActionPlan, action: PlanAction) -> bool:
    member = acting_as()
    if member is None or not looking().may(Act.ACTION_PLAN_WRITE):
        return False
    return may_write_action(member.role, member.organisation.region_id, plan, action)


def may_make_item_real(session: Session, plan: ActionPlan, action: PlanAction) -> bool:
    """For the own region: where the item is a template of a plan that it reads."""
    member = acting_as()
    if member is None or not looking().may(Act.ACTION_PLAN_WRITE):
        return False
    return action.is_template and may_make_real(member.role, member.organisation.region_id, plan)


def may_take_item_back(
    session: Session, plan: ActionPlan, action: PlanAction, *, today: dt.date
) -> bool:
    """What was carried into a plan that is not published yet, back into the plan before."""
    if action.carried_from_id is None or plan.is_public(today):
        return False
    before = session.get_one(PlanAction, action.carried_from_id)
    own = session.get_one(ActionPlan, before.plan_id)
    return may_write(session, plan) and may_write(session, own)


def plan_to_read(session: Session, code: str, *, today: dt.date) -> ActionPlan:
    """Published, or theirs to write. Raises `NotKnown`."""
    plan = plan_called(session, code[:80])
    if not plan.is_public(today) and not may_write(session, plan):
        raise NotKnown("plan", code[:80])
    return plan


def plan_to_write(session: Session, code: str) -> ActionPlan:
    """Raises `NotKnown`, also for one that is another's to write."""
    plan = plan_called(session, code[:80])
    if not may_write(session, plan):
        raise NotKnown("plan of yours", code[:80])
    return plan


def own_plans(session: Session) -> list[ActionPlan]:
    """Published or not, those that they may write."""
    region = own_region(session)
    ids = () if region is None else (region.id,)
    if not ids and not writes_nationally():
        return []
    return plans_kept_for(session, region_ids=ids, national=writes_nationally())
