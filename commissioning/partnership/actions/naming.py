"""The way back: which actions of published plans name a service, an agreement or a cell."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Select, exists, func, literal, or_, select
from sqlalchemy.orm import Session

from commissioning.partnership.actions.carried import counts_here, is_item
from commissioning.partnership.actions.linking import Linked, link_columns
from commissioning.partnership.actions.models import (
    ActionBlock,
    ActionLead,
    ActionLink,
    ActionPlan,
    PlanAction,
)
from directory.places.models import LocalDeliveryUnit

SHORTEST_LOOKED_FOR: Final = 4
"""Letters of a word by which items are looked for: “and” and “for” stand in all of them."""

MOST_LOOKED_FOR: Final = 8


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


def actions_worded(
    session: Session, words: str, *, today: dt.date, most: int
) -> tuple[NamedAction, ...]:
    """Items of plans that everybody reads which have each of the longer words, in what is to be
    done or in the heading above it; by plan and place, at most so many. Templates stand for none
    of their own."""
    longer = [word for word in re.findall(r"[^\W_]+", words) if len(word) >= SHORTEST_LOOKED_FOR]
    if not longer:
        return ()
    item, block = PlanAction, ActionBlock
    has_each = (
        or_(
            item.words.icontains(word, autoescape=True),
            block.heading.icontains(word, autoescape=True),
        )
        for word in longer[:MOST_LOOKED_FOR]
    )
    asked = (
        select(PlanAction, ActionPlan, literal(""))
        .join(ActionPlan, ActionPlan.id == PlanAction.plan_id)
        .join(ActionBlock, ActionBlock.id == PlanAction.block_id)
        .where(ActionPlan.published_on <= today, counts_here(today), is_item(), *has_each)
        .order_by(ActionPlan.id, PlanAction.place, PlanAction.id)
        .limit(most)
    )
    return _named(session, asked)


def actions_led_by(
    session: Session, name: str, organisation_id: int | None, *, today: dt.date
) -> tuple[NamedAction, ...]:
    """Of a body by its name or, where its members enter for it, its organisation: what it leads,
    or is named for where a plan does not say who leads. Not what it is a partner in alone, nor
    what somebody else has taken over. What was carried on is told where it counts now."""
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
                ActionLead.is_lead.is_not(False),
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
