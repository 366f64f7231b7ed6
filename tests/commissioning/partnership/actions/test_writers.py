"""Who writes what of a plan: a table of roles, regions and plans."""

from __future__ import annotations

import pytest

from commissioning.partnership.actions.models import ActionPlan, PlanAction
from commissioning.partnership.actions.writers import (
    may_make_real,
    may_write_action,
    may_write_plan,
    roles_that_write,
)
from directory.people.roles import Role

HERE, THERE = 1, 2
BUYER, HEAD, ADMINISTRATOR = Role.COMMISSIONER, Role.REGION_HEAD, Role.ADMINISTRATOR


@pytest.mark.parametrize(
    ("role", "plan_of", "action_of", "plan", "action", "real"),
    [
        (BUYER, HERE, HERE, True, True, True),
        (BUYER, HERE, None, True, True, True),
        (HEAD, HERE, HERE, True, True, True),
        (BUYER, THERE, THERE, False, False, False),
        (BUYER, None, None, False, False, True),
        (BUYER, None, HERE, False, True, True),
        (BUYER, None, THERE, False, False, True),
        (ADMINISTRATOR, None, None, True, True, False),
        (ADMINISTRATOR, None, HERE, True, False, False),
        (ADMINISTRATOR, HERE, HERE, False, False, False),
        (Role.PROVIDER_ADMINISTRATOR, HERE, HERE, False, False, False),
        (Role.ANALYST, None, None, False, False, False),
    ],
)
def test_who_writes_what(
    role: Role, plan_of: int | None, action_of: int | None, plan: bool, action: bool, real: bool
) -> None:
    region = None if role is ADMINISTRATOR else HERE
    of_plan = ActionPlan(region_id=plan_of)
    item = PlanAction(region_id=action_of)
    assert may_write_plan(role, region, of_plan) is plan
    assert may_write_action(role, region, of_plan, item) is action
    assert may_make_real(role, region, of_plan) is real


def test_which_roles_write_and_so_read_a_draft() -> None:
    assert roles_that_write(HERE) == (BUYER, HEAD)
    assert roles_that_write(None) == (ADMINISTRATOR,)
