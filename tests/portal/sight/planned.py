"""A region's plan whose late item names an open service, a restricted one and its agreement."""

from __future__ import annotations

import datetime as dt
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.agreements.models import Agreement
from commissioning.partnership.actions.linking import CoverageCell, link_action
from commissioning.partnership.actions.queries import milestones_of
from directory.places.models import LocalDeliveryUnit, Region
from directory.services.models import Service
from tests.makers.days import NOW
from tests.makers.people import actor
from tests.makers.plans import a_plan, an_item
from tests.portal.sight.installations import AGREEMENT

PLAN: Final = "homes-north-west"
UNPUBLISHED: Final = "not-yet-north-west"


def plans_of(
    session: Session, area: LocalDeliveryUnit, open_one: Service, restricted: Service
) -> dict[str, str]:
    """And one that is not published yet. What leads to each of them."""
    region, by = session.get_one(Region, area.region_id), actor(session)
    plan = a_plan(session, PLAN, region=region)
    plan.title = "Homes in the North West"
    item = an_item(session, plan, "A1-N", "By 30 September 2026.")
    agreement = session.scalars(select(Agreement).where(Agreement.public_id == AGREEMENT)).one()
    for thing in (open_one, restricted, agreement, CoverageCell(area, "accommodation")):
        link_action(session, item, thing, by=by, at=NOW)
    milestone = milestones_of(session, [item.id])[item.id][0]
    a_plan(session, UNPUBLISHED, region=region, published_on=dt.date(2028, 1, 1))
    session.flush()
    return {
        "plan": PLAN,
        "unpublished_plan": UNPUBLISHED,
        "plan_action": str(item.public_id),
        "milestone": str(milestone.public_id),
    }
