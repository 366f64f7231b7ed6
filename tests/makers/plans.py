"""Plans of a partnership: valid with no arguments."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from sqlalchemy.orm import Session

from commissioning.partnership.actions.models import ActionLevel, ActionPlan, PlanAction
from commissioning.partnership.actions.planning import ActionFacts, PlanFacts, add_action, make_plan
from tests.makers.days import NOW
from tests.makers.people import actor

PLAN_PUBLISHED: Final = dt.date(2026, 4, 1)


def a_plan(session: Session, code: str = "plan-2026", **more: Any) -> ActionPlan:
    title = more.pop("title", f"The plan {code}")
    facts = PlanFacts(code, title, more.pop("published_on", PLAN_PUBLISHED), **more)
    return make_plan(session, facts, by=actor(session), at=NOW)


def an_item(
    session: Session,
    plan: ActionPlan,
    code: str = "A1-N",
    target: str | None = None,
    level: ActionLevel = ActionLevel.NATIONAL,
    **more: Any,
) -> PlanAction:
    facts = ActionFacts(
        code, level, more.pop("section", "accommodation"), more.pop("heading", "Homes"),
        target_words=target, **more,
    )  # fmt: skip
    return add_action(session, plan, facts, by=actor(session), at=NOW)
