"""What the forms of a plan ask of the records: made once, however often the same is sent."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.partnership.actions.carrying_on import may_follow
from commissioning.partnership.actions.errors import PlanRefused
from commissioning.partnership.actions.models import ActionLink, ActionPlan, PlanAction
from commissioning.partnership.actions.planning import (
    ActionFacts,
    PlanFacts,
    add_action,
    facts_of,
    make_plan,
)
from commissioning.partnership.actions.taking_back import carried_items
from directory.people.models import Person
from directory.places.models import LocalDeliveryUnit
from directory.places.queries import areas_of_region
from portal.plans.kept_item import KeptItem
from portal.plans.theirs import may_begin_plans, own_plans

MEANWHILE: Final = (
    "Something was said of this item since the form was opened: look at the item as it stands now,"
    " then send this again."
)


@dataclass(frozen=True, slots=True)
class CarriedIntoDraft:
    """How many items were carried into a plan that is not published yet, and when it will be."""

    code: str
    title: str
    many: int
    published_on: dt.date


@dataclass(frozen=True, slots=True)
class WritingPage:
    """Where the form is sent, and where somebody goes who sends nothing. `left`: of what was
    carried into the next plan, what stayed behind, with why. `has_none_later`: there is no plan
    to carry into. `drafts`: out of which what was carried may be taken back."""

    action: str
    back: str
    trail: tuple[tuple[str, str], ...]
    about: str = ""
    left: tuple[tuple[str, str], ...] = ()
    has_none_later: bool = False
    drafts: tuple[CarriedIntoDraft, ...] = ()


def new_plan_page() -> WritingPage:
    return WritingPage("/plans/new", "/plans", (("Action plans", "/plans"),))


def new_item_page(plan: ActionPlan) -> WritingPage:
    return WritingPage(f"/plans/{plan.code}/actions/new", f"/plans/{plan.code}", _trail(plan))


def carry_page(
    plan: ActionPlan,
    later: Sequence[ActionPlan],
    left: tuple[tuple[str, str], ...] = (),
    drafts: tuple[CarriedIntoDraft, ...] = (),
) -> WritingPage:
    return WritingPage(
        f"/plans/{plan.code}/carry", f"/plans/{plan.code}", _trail(plan), left=left,
        has_none_later=not later, drafts=drafts,
    )  # fmt: skip


def carried_into_drafts(
    session: Session, plan: ActionPlan, *, today: dt.date
) -> tuple[CarriedIntoDraft, ...]:
    """By day of publication."""
    of_plan = select(PlanAction.id).where(PlanAction.plan_id == plan.id)
    asked = (
        select(ActionPlan, func.count(PlanAction.id))
        .join(PlanAction, PlanAction.plan_id == ActionPlan.id)
        .where(PlanAction.carried_from_id.in_(of_plan), ActionPlan.published_on > today)
        .group_by(ActionPlan.id)
        .order_by(ActionPlan.published_on, ActionPlan.id)
    )
    return tuple(
        CarriedIntoDraft(one.code, one.title, many, one.published_on)
        for one, many in session.execute(asked)
    )


def items_to_take_back(
    session: Session, plan: ActionPlan, into: ActionPlan, item: str
) -> list[PlanAction]:
    """All that was carried there, or the one that is named; none where it is back already."""
    found = carried_items(session, plan, into)
    return [one for one in found if item in {"", str(one.public_id)}]


def item_page(item: KeptItem, what: str) -> WritingPage:
    about = f"{item.row.code}: {item.row.words}"
    return WritingPage(f"{item.path}/{what}", item.path, _trail(item.plan), about)


def _trail(plan: ActionPlan) -> tuple[tuple[str, str], ...]:
    return (("Action plans", "/plans"), (plan.title, f"/plans/{plan.code}"))


def refuse_other_writers(session: Session) -> None:
    """Raises `PlanRefused`: a commissioner of no region has no plans to make."""
    if not may_begin_plans(session):
        raise PlanRefused("", "Plans are made by a probation region, and nationally.")


def refuse_stale(seen: str | None, item: KeptItem) -> None:
    """Raises `PlanRefused`."""
    if seen != item.seen:
        raise PlanRefused("", MEANWHILE)


def plan_made(session: Session, facts: PlanFacts, *, by: Person, at: dt.datetime) -> str:
    """Its code. The very same that the same person made before is not made again."""
    known = session.scalar(select(ActionPlan).where(ActionPlan.code == facts.code))
    region_id = None if facts.region is None else facts.region.id
    told = (by.id, facts.title, facts.published_on, facts.from_date, facts.to_date, region_id)
    if known is not None and told == (
        known.recorded_by_id, known.title, known.published_on, known.from_date, known.to_date,
        known.region_id,
    ):  # fmt: skip
        return known.code
    return make_plan(session, facts, by=by, at=at).code


def item_added(
    session: Session, plan: ActionPlan, facts: ActionFacts, *, by: Person, at: dt.datetime
) -> PlanAction:
    """The very same that the same person added before is not added again. Raises `PlanRefused`,
    also where words and days differ."""
    refuse_disagreeing_days(facts, plan)
    known = session.scalar(
        select(PlanAction).where(PlanAction.plan_id == plan.id, PlanAction.code == facts.code)
    )
    if known is not None and known.recorded_by_id == by.id:
        kept = facts_of(session, known)
        told = (facts.level, facts.section, facts.heading, facts.words or facts.heading,
                facts.target_words or None, facts.area)  # fmt: skip
        if told == (kept.level, kept.section, kept.heading, kept.words, kept.target_words,
                    kept.area):  # fmt: skip
            return known
    return add_action(session, plan, facts, by=by, at=at)


def refuse_disagreeing_days(
    facts: ActionFacts, plan: ActionPlan, kept: ActionFacts | None = None
) -> None:
    """Raises `PlanRefused`: the words say one day and the fields another, so nobody can tell which
    is meant. A pair that is `kept` already was accepted as it came in."""
    if kept and (kept.target_words or "", kept.stated) == (facts.target_words or "", facts.stated):
        return
    if disagrees := facts.reading(plan.published_on).disagrees:
        raise PlanRefused("target_text", disagrees)


def areas_of_plan(
    session: Session, plan: ActionPlan, *, today: dt.date
) -> Sequence[LocalDeliveryUnit]:
    """Of the plan's region; a national plan's local items are for each area."""
    return [] if plan.region is None else areas_of_region(session, plan.region, on=today)


def later_plans(session: Session, plan: ActionPlan) -> list[ActionPlan]:
    """Into which its open items can be carried, and theirs to write."""
    return [one for one in own_plans(session) if may_follow(session, plan, one)]


def link_of(session: Session, public_id: uuid.UUID) -> ActionLink:
    return session.scalars(select(ActionLink).where(ActionLink.public_id == public_id)).one()
