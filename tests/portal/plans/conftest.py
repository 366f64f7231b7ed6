"""The court's scene, as in finding, with a plan of three levels beside it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

import pytest
from sqlalchemy.orm import Session

from commissioning.partnership.actions.linking import CoverageCell, link_action
from commissioning.partnership.actions.models import ActionLevel, ActionPlan, PlanAction
from commissioning.partnership.actions.saying import say_state
from commissioning.partnership.actions.standings import ActionState
from directory.places.models import Region
from tests.makers.days import NOW
from tests.makers.people import actor
from tests.makers.plans import a_plan, an_item
from tests.makers.scene import Scene
from tests.portal.finding.conftest import level, own_folder, scene, today, visitor

__all__ = ["level", "own_folder", "scene", "today", "visitor"]

SERVICE: Final = "Finance, benefit and debt advice 1"
PUBLISHED: Final = dt.date(2026, 4, 1)


@dataclass(slots=True)
class MadePlan:
    """A national plan with one item late, one whose start has passed, one that nobody can read."""

    plan: ActionPlan
    late: PlanAction
    started: PlanAction
    unread: PlanAction
    regional: PlanAction
    local: PlanAction

    def path(self, action: PlanAction | None = None) -> str:
        own = f"/plans/{self.plan.code}"
        return own if action is None else f"{own}/actions/{action.public_id}"


@pytest.fixture
def made(session: Session, scene: Scene) -> MadePlan:
    plan, region = a_plan(session), session.get_one(Region, scene.home.region_id)
    late = an_item(
        session, plan, "A1-N", "A protocol to be issued by 30 September 2026.",
        words="Agree a protocol for homes.", lead_words="Region, Councils",
    )  # fmt: skip
    started = an_item(
        session, plan, "A2-N", "To begin in June 2026.", heading="Deposits",
        words="Begin a deposit scheme.",
    )  # fmt: skip
    unread = an_item(session, plan, "B1-N", "In due course.", section="framework", heading="Work")
    regional = an_item(
        session, plan, "A1-R1", level=ActionLevel.REGIONAL, region=region, parents=("A1-N",),
        words="Name who answers for homes.",
    )  # fmt: skip
    local = an_item(
        session, plan, "A1-L1", level=ActionLevel.LOCAL, region=region, area=scene.home,
        parents=("A1-N",), words="Meet the council each month.",
    )  # fmt: skip
    by = actor(session)
    say_state(
        session, local, ActionState.UNDER_WAY, noted_on=dt.date(2026, 6, 2),
        note="The council came twice.", by=by, at=NOW,
    )  # fmt: skip
    link_action(session, late, scene.service(SERVICE, session), by=by, at=NOW)
    link_action(session, late, CoverageCell(scene.home, "accommodation"), by=by, at=NOW)
    link_action(session, started, late, words="when the protocol is available", by=by, at=NOW)
    session.flush()
    return MadePlan(plan, late, started, unread, regional, local)
