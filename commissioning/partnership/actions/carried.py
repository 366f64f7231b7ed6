"""Where items go on that were carried into a next plan, once that plan is in force.

Until it is published the item counts where it was agreed; from that day on in the next plan alone.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session, aliased

from commissioning.partnership.actions.models import ActionLevel, ActionPlan, PlanAction
from directory.keeping import batches


@dataclass(frozen=True, slots=True)
class CarriedAction:
    """The item of the next plan, as a page leads to it."""

    plan: str
    plan_title: str
    public_id: uuid.UUID
    code: str


def carried_on(
    session: Session, action_ids: Sequence[int], *, as_of: dt.date
) -> Mapping[int, CarriedAction]:
    """By the action that was carried; what counts where it was agreed is not there."""
    asked = (
        select(PlanAction, ActionPlan)
        .join(ActionPlan, ActionPlan.id == PlanAction.plan_id)
        .where(ActionPlan.published_on <= as_of)
        .order_by(PlanAction.id)
    )
    return {
        one.carried_from_id: CarriedAction(plan.code, plan.title, one.public_id, one.code)
        for some in batches(action_ids)
        for one, plan in session.execute(asked.where(PlanAction.carried_from_id.in_(some)))
        if one.carried_from_id is not None
    }


def carried_from(session: Session, action: PlanAction, *, today: dt.date) -> CarriedAction | None:
    """The item of the plan before, where everybody reads that plan."""
    if action.carried_from_id is None:
        return None
    one = session.get_one(PlanAction, action.carried_from_id)
    plan = session.get_one(ActionPlan, one.plan_id)
    if plan.published_on > today:
        return None
    return CarriedAction(plan.code, plan.title, one.public_id, one.code)


def is_item() -> ColumnElement[bool]:
    """Of `PlanAction` in a statement: no template, which is none until it is made real."""
    return or_(PlanAction.level == ActionLevel.NATIONAL, PlanAction.region_id.is_not(None))


def counts_here(as_of: dt.date) -> ColumnElement[bool]:
    """Of `PlanAction` in a statement: nothing in force on that day took it on."""
    after, plan = aliased(PlanAction), aliased(ActionPlan)
    taken_on = (
        select(after.id)
        .join(plan, plan.id == after.plan_id)
        .where(after.carried_from_id == PlanAction.id, plan.published_on <= as_of)
    )
    return ~exists(taken_on.correlate(PlanAction))
