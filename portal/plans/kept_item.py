"""An item that somebody writes to, with all that its forms offer to choose from."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.agreements.models import Agreement
from commissioning.agreements.own_agreements import is_own_agreement
from commissioning.partnership.actions.models import ActionPlan, PlanAction
from commissioning.partnership.actions.queries import action_by_public_id
from commissioning.partnership.actions.rows import ActionRow, plan_rows
from directory.errors import NotKnown
from directory.places.models import LocalDeliveryUnit, Region
from directory.places.queries import all_areas, areas_of_region
from directory.schemes.models import Scheme
from directory.sight import Sight
from portal.plans.theirs import may_make_item_real, may_write_item, own_region, plan_to_read

REAL = "real"


@dataclass(frozen=True, slots=True)
class KeptItem:
    """`rows`: of the whole plan, `row` the item's own as it stands today. `region`: of whoever
    writes, None for an administrator. `sight`: what they may read."""

    session: Session
    plan: ActionPlan
    action: PlanAction
    row: ActionRow
    rows: tuple[ActionRow, ...]
    region: Region | None
    sight: Sight
    today: dt.date

    @property
    def path(self) -> str:
        return f"/plans/{self.plan.code}/actions/{self.action.public_id}"

    @property
    def seen(self) -> str:
        """By which it is noticed that somebody else said something of it meanwhile."""
        return hashlib.sha256(repr(self.row).encode()).hexdigest()[:32]

    def areas(self) -> list[LocalDeliveryUnit]:
        """Of the own region; an administrator's are all."""
        if self.region is None:
            return all_areas(self.session, on=self.today)
        return areas_of_region(self.session, self.region, on=self.today)

    def agreements(self) -> list[Agreement]:
        theirs = is_own_agreement(self.session, self.sight)
        asked = select(Agreement).where(theirs).order_by(Agreement.title, Agreement.id)
        return list(self.session.scalars(asked))

    def schemes(self) -> list[tuple[Scheme, str]]:
        """Of the areas, the newest of each name, with the area's name."""
        names = {one.id: one.name for one in self.areas()}
        asked = select(Scheme).where(Scheme.local_delivery_unit_id.in_(names)).order_by(Scheme.id)
        newest = {
            (one.local_delivery_unit_id, one.name): one for one in self.session.scalars(asked)
        }
        return [(one, names[area_id]) for (area_id, _), one in newest.items()]


def item_to_write(
    session: Session, code: str, action_id: uuid.UUID, what: str, *, sight: Sight, today: dt.date
) -> KeptItem:
    """Raises `NotKnown`, also for what is another's to write."""
    plan = plan_to_read(session, code, today=today)
    action = action_by_public_id(session, action_id)
    may = may_make_item_real if what == REAL else may_write_item
    if action.plan_id != plan.id or not may(session, plan, action):
        raise NotKnown("action of yours", action_id)
    rows = plan_rows(session, plan, as_of=today, sight=sight)
    row = next(one for one in rows if one.public_id == action_id)
    region = own_region(session)
    return KeptItem(session, plan, action, row, tuple(rows), region, sight, today)
