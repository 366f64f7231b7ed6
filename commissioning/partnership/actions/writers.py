"""Whose a plan is to write; published plans everybody reads.

| who | writes |
|---|---|
| a commissioner or head of a region | the own region’s plans; what it made real of others |
| an administrator | national plans, their items and templates |

How far a role reaches stands in the table of permissions, under `action_plan:write`. Until a plan
is published whoever may write it reads it, and nobody else (`roles_that_write`).
"""

from __future__ import annotations

from commissioning.partnership.actions.models import ActionPlan, PlanAction
from directory.acts import Act
from directory.people.permissions import Extent, reach_of, roles_that_may
from directory.people.roles import Role


def may_write_plan(role: Role, region_id: int | None, plan: ActionPlan) -> bool:
    """`region_id`: the region that the member is of. Its plan as a whole: items, periods, names."""
    match reach_of(role, Act.ACTION_PLAN_WRITE):
        case Extent.OWN_REGION:
            return region_id is not None and plan.region_id == region_id
        case Extent.ANY:
            return plan.region_id is None
    return False


def roles_that_write(region_id: int | None) -> tuple[Role, ...]:
    """A plan of the region, or the national ones (None): members of that region in these roles."""
    plan = ActionPlan(region_id=region_id)
    roles = roles_that_may(Act.ACTION_PLAN_WRITE)
    return tuple(role for role in roles if may_write_plan(role, region_id, plan))


def may_write_action(
    role: Role, region_id: int | None, plan: ActionPlan, action: PlanAction
) -> bool:
    """Its state, milestones, leads and links. What a region made real is the region's alone."""
    if action.region_id is None or plan.region_id is not None:
        return may_write_plan(role, region_id, plan)
    reach = reach_of(role, Act.ACTION_PLAN_WRITE)
    return reach is Extent.OWN_REGION and action.region_id == region_id


def may_make_real(role: Role, region_id: int | None, plan: ActionPlan) -> bool:
    """A template of a national plan, or of the own region's, for the own region."""
    reach = reach_of(role, Act.ACTION_PLAN_WRITE)
    is_theirs = plan.region_id in {None, region_id}
    return reach is Extent.OWN_REGION and region_id is not None and is_theirs
