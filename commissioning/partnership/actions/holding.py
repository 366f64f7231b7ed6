"""How much stands in plans and how much of it is late, of all of them at once: for their list."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from commissioning.partnership.actions.carried import counts_here, is_item
from commissioning.partnership.actions.models import ActionLevel, ActionMilestone, PlanAction
from commissioning.partnership.actions.queries import standing_of
from commissioning.partnership.actions.readings import MilestoneKind
from commissioning.partnership.actions.standings import ActionStanding


@dataclass(frozen=True, slots=True)
class PlanHolds:
    """`items` by level; `templates`: what each region or area is still to make real, no items.
    `carried`: of the items, those that a plan in force has taken on."""

    items: Mapping[ActionLevel, int]
    templates: int
    late: int
    carried: int = 0


def held_by_plans(
    session: Session, plan_ids: Collection[int], *, as_of: dt.date
) -> Mapping[int, PlanHolds]:
    """By plan, whether anything stands in it or not."""
    of_place = PlanAction.plan_id, PlanAction.level, PlanAction.region_id
    asked = select(*of_place, func.count()).where(PlanAction.plan_id.in_(plan_ids))
    items: dict[int, Counter[ActionLevel]] = {key: Counter() for key in plan_ids}
    templates: Counter[int] = Counter()
    for plan_id, level, region_id, many in session.execute(asked.group_by(*of_place)):
        if level is not ActionLevel.NATIONAL and region_id is None:
            templates[plan_id] += many
        else:
            items[plan_id][level] += many
    late = _late_items(session, plan_ids, as_of=as_of)
    carried = _carried_items(session, plan_ids, as_of=as_of)
    return {
        key: PlanHolds(of_levels, templates[key], late.get(key, 0), carried.get(key, 0))
        for key, of_levels in items.items()
    }


def _carried_items(
    session: Session, plan_ids: Collection[int], *, as_of: dt.date
) -> Mapping[int, int]:
    asked = select(PlanAction.plan_id, func.count()).where(
        PlanAction.plan_id.in_(plan_ids), is_item(), ~counts_here(as_of)
    )
    carried: Counter[int] = Counter()
    for plan_id, many in session.execute(asked.group_by(PlanAction.plan_id)):
        carried[plan_id] += many
    return carried


def _late_items(
    session: Session, plan_ids: Collection[int], *, as_of: dt.date
) -> Mapping[int, int]:
    """By plan, as `queries.plan_standing` tells it of each: asked of those items alone that may be
    late, of all plans together."""
    one = ActionMilestone
    may_be_late = (
        select(one.action_id)
        .where(
            one.kind != MilestoneKind.START,
            one.is_reported.is_(False),
            or_(one.met_on.is_(None), one.met_on > as_of),
            or_(one.latest < as_of, one.months_after.is_not(None)),
        )
        .distinct()
    )
    asked = select(PlanAction).where(
        PlanAction.plan_id.in_(plan_ids), PlanAction.id.in_(may_be_late)
    )
    actions = list(session.scalars(asked.order_by(PlanAction.id)))
    standing = standing_of(session, actions, as_of)
    return Counter(one.action.plan_id for one in standing if one.standing is ActionStanding.OVERDUE)
