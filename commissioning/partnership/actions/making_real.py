"""A template item made real: what each region, or each area, is to do, now said of one of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.partnership.actions.errors import PlanRefused
from commissioning.partnership.actions.models import ActionLevel, ActionPlan, PlanAction
from commissioning.partnership.actions.planning import add_action, facts_of
from directory.acts import Act
from directory.audit.recording import record_act
from directory.people.models import Person
from directory.places.models import LocalDeliveryUnit, Region

LONGEST_CODE: Final = 80


def make_real(
    session: Session,
    template: PlanAction,
    *,
    region: Region,
    area: LocalDeliveryUnit | None = None,
    by: Person,
    at: dt.datetime,
) -> PlanAction:
    """The same item of the same plan, of this region or area, with milestones and leads of its own.

    It answers the same items above. Raises `PlanRefused` for an item that is no template, an area
    that has ended (with who followed it), and where it was made real already.
    """
    if not template.is_template:
        raise PlanRefused("", f"{template.code} is no template: it names its place already.")
    if template.level is ActionLevel.LOCAL and area is None:
        raise PlanRefused("area", "A local item is made real for one area: choose it.")
    plan = session.get_one(ActionPlan, template.plan_id)
    if real_of(session, template, region=region, area=area) is not None:
        where = region.name if area is None else area.name
        raise PlanRefused("area", f"{template.code} was made real for {where} already.")
    slug = region.slug if area is None else area.slug
    facts = replace(
        facts_of(session, template), code=f"{template.code}:{slug}"[:LONGEST_CODE],
        region=region, area=area, leads_are_bodies=True,
    )  # fmt: skip
    action = add_action(session, plan, facts, by=by, at=at)
    action.made_from_id = template.id
    session.flush()
    after = {"template": template.code, "region": region.slug, "area": area and area.slug}
    record_act(session, Act.PLAN_ACTION_MAKE_REAL, action, by=by, at=at, after=after)
    return action


def real_of(
    session: Session, template: PlanAction, *, region: Region, area: LocalDeliveryUnit | None = None
) -> PlanAction | None:
    """What was made of the template there; None: not yet."""
    where = PlanAction.local_delivery_unit_id
    return session.scalar(
        select(PlanAction).where(
            PlanAction.made_from_id == template.id,
            PlanAction.region_id == region.id,
            where.is_(None) if area is None else where == area.id,
        )
    )
