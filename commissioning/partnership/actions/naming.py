"""The way back: which actions of published plans name a service, an agreement or a cell."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import Select, exists, func, literal, or_, select
from sqlalchemy.orm import Session

from commissioning.partnership.actions.carried import counts_here
from commissioning.partnership.actions.linking import Linked, link_columns
from commissioning.partnership.actions.models import ActionLead, ActionLink, ActionPlan, PlanAction
from directory.places.models import LocalDeliveryUnit


@dataclass(frozen=True, slots=True)
class NamedAction:
    """An action as another page leads to it. `area`: of a cell of coverage, the area's name."""

    plan: str
    plan_title: str
    public_id: uuid.UUID
    code: str
    words: str
    area: str = ""


def actions_naming(session: Session, thing: Linked, *, today: dt.date) -> tuple[NamedAction, ...]:
    """By plan and place; of plans that everybody reads. What was carried on is named where it
    counts now."""
    columns = link_columns(thing).items()
    conditions = (getattr(ActionLink, name) == value for name, value in columns)
    return _named(session, _asked(today).where(*conditions))


def actions_of_covered(
    session: Session, covered: str, *, today: dt.date
) -> tuple[NamedAction, ...]:
    """Of a requirement or pathway in any area, by plan and place."""
    return _named(session, _asked(today).where(ActionLink.covered == covered))


def actions_led_by(
    session: Session,
    name: str,
    organisation_id: int | None,
    *,
    today: dt.date,
    is_lead: bool | None = True,
) -> tuple[NamedAction, ...]:
    """Of a body by its name or, where its members enter for it, its organisation: what it leads;
    with None what it is named for where a plan does not say who leads. Not what somebody else has
    taken over. What was carried on is told where it counts now."""
    own = [func.lower(ActionLead.name) == name.lower()]
    if organisation_id is not None:
        own.append(ActionLead.organisation_id == organisation_id)
    asked = (
        select(PlanAction, ActionPlan, literal(""))
        .join(ActionPlan, ActionPlan.id == PlanAction.plan_id)
        .where(
            ActionPlan.published_on <= today,
            counts_here(today),
            exists().where(
                ActionLead.action_id == PlanAction.id,
                ActionLead.is_lead.is_(is_lead),
                or_(ActionLead.from_date.is_(None), ActionLead.from_date <= today),
                or_(ActionLead.until_date.is_(None), ActionLead.until_date > today),
                or_(*own),
            ),
        )
        .order_by(ActionPlan.id, PlanAction.place, PlanAction.id)
    )
    return _named(session, asked)


def _asked(today: dt.date) -> Select[PlanAction, ActionPlan, str]:
    area = LocalDeliveryUnit
    return (
        select(PlanAction, ActionPlan, area.name)
        .join(ActionLink, ActionLink.action_id == PlanAction.id)
        .join(ActionPlan, ActionPlan.id == PlanAction.plan_id)
        .outerjoin(area, area.id == ActionLink.local_delivery_unit_id)
        .where(ActionPlan.published_on <= today, counts_here(today))
        .order_by(ActionPlan.id, PlanAction.place, PlanAction.id, ActionLink.id)
    )


def _named(session: Session, asked: Select[PlanAction, ActionPlan, str]) -> tuple[NamedAction, ...]:
    return tuple(
        NamedAction(plan.code, plan.title, one.public_id, one.code, one.words, area or "")
        for one, plan, area in session.execute(asked)
    )
