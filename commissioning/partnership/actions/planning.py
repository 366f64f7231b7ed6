"""Making a plan and its items, and saying anew what an item says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.partnership.actions.as_read import add_leads, add_milestones, read_again
from commissioning.partnership.actions.checking import (
    checked_code,
    checked_place,
    published_words,
    refuse_circle,
    refuse_names,
    refuse_people,
    sections,
)
from commissioning.partnership.actions.errors import PlanRefused
from commissioning.partnership.actions.models import (
    ActionBlock,
    ActionLevel,
    ActionParent,
    ActionPlan,
    PlanAction,
)
from commissioning.partnership.actions.readings import (
    NOTHING_STATED,
    StatedDays,
    TargetReading,
    read_target,
)
from directory.acts import Act
from directory.audit.recording import record_act
from directory.clock import day_in_words, local_date
from directory.people.models import Person
from directory.places.models import LocalDeliveryUnit, Region

PROSE: Final[Mapping[str, str]] = {
    "code": "id",
    "block": "block",
    "heading": "action_title",
    "words": "action",
    "target_words": "target_text",
    "remarks": "notes",
}
"""What of an item is read as sentences, and what forms and files call it."""


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """`code` stands in addresses and files. `region` None: a national plan."""

    code: str
    title: str
    published_on: dt.date
    region: Region | None = None
    from_date: dt.date | None = None
    to_date: dt.date | None = None


@dataclass(frozen=True, slots=True)
class ActionFacts:
    """What an item says. `parents`: codes of items of the same plan that it answers. `block`: the
    code of its block; "": what stands before the last hyphen of its own. `words`: "" where the
    heading is the action. `leads_are_bodies`: somebody says so of what reads as a person's name;
    it is no fact of the item."""

    code: str
    level: ActionLevel
    section: str
    heading: str
    words: str = ""
    block: str = ""
    parents: tuple[str, ...] = ()
    region: Region | None = None
    area: LocalDeliveryUnit | None = None
    target_words: str | None = None
    stated: StatedDays = NOTHING_STATED
    lead_words: str | None = None
    remarks: str | None = None
    leads_are_bodies: bool = field(default=False, compare=False)

    @property
    def block_code(self) -> str:
        return self.block or self.code.rpartition("-")[0] or self.code

    def reading(self, published_on: dt.date) -> TargetReading:
        return read_target(
            self.target_words, published_on=published_on, stated=self.stated,
            notes=self.remarks or "", action=self.words,
        )  # fmt: skip


def make_plan(session: Session, facts: PlanFacts, *, by: Person, at: dt.datetime) -> ActionPlan:
    """Raises `PlanRefused` for a code that is taken or no word of an address, no title, or an end
    before the beginning."""
    code = checked_code(facts.code)
    title = published_words("plan_title", facts.title, needs="the title of the plan")
    refuse_people("plan_title", title)
    if session.scalar(select(ActionPlan.id).where(ActionPlan.code == code)) is not None:
        raise PlanRefused("plan", f"There is a plan called {code} already: choose another name.")
    first, last = facts.from_date, facts.to_date
    if first is not None and last is not None and last < first:
        raise PlanRefused("plan_to", f"Enter a last day after {day_in_words(first)}.")
    plan = ActionPlan(
        code=code, title=title, region_id=facts.region and facts.region.id,
        published_on=facts.published_on, from_date=first, to_date=last,
        recorded_at=at, recorded_by_id=by.id,
    )  # fmt: skip
    session.add(plan)
    session.flush()
    after = {"code": plan.code, "title": plan.title, "published_on": plan.published_on}
    record_act(session, Act.ACTION_PLAN_MAKE, plan, by=by, at=at, after=after)
    return plan


def add_action(
    session: Session, plan: ActionPlan, facts: ActionFacts, *, by: Person, at: dt.datetime
) -> PlanAction:
    """With its milestones and leads as read from the words.

    Raises `PlanRefused` for a code that is taken, a section that does not exist, a parent that
    is not of the plan, a region and area that do not fit the level, a sentence that names a
    person, or a lead that reads as a name where nobody says that it is a post or a body.
    """
    facts = _checked(session, plan, facts, on=local_date(at))
    refuse_names("lead_and_partners", facts.lead_words, are_bodies=facts.leads_are_bodies)
    _refuse_people(facts, PROSE)
    if _called(session, plan, facts.code) is not None:
        raise PlanRefused("id", f"{facts.code} stands in this plan already: choose another.")
    _refuse_another_heading(session, plan, facts)
    above = _parents(session, plan, facts.parents)
    action = PlanAction(
        plan_id=plan.id, code=facts.code, block_id=_block(session, plan, facts).id,
        place=_next_place(session, plan), recorded_at=at, recorded_by_id=by.id, **_columns(facts),
    )  # fmt: skip
    session.add(action)
    session.flush()
    _stand_beneath(session, action, above)
    add_milestones(session, action, facts.reading(plan.published_on), by=by, at=at)
    add_leads(session, action, facts.lead_words, by=by, at=at)
    after = {"code": action.code, "level": action.level.value, "words": action.words}
    record_act(session, Act.PLAN_ACTION_ADD, action, by=by, at=at, after=after)
    return action


def revise_action(
    session: Session, action: PlanAction, facts: ActionFacts, *, by: Person, at: dt.datetime
) -> tuple[str, ...]:
    """Which of the facts changed; nothing is recorded where none did.

    Milestones that were met, and leads that have a successor, stay whatever the words say now.
    """
    plan = session.get_one(ActionPlan, action.plan_id)
    facts = _checked(session, plan, facts, on=local_date(at))
    known = facts_of(session, action)
    changed = tuple(
        one.name
        for one in fields(ActionFacts)
        if one.compare and getattr(known, one.name) != getattr(facts, one.name)
    )
    if not changed:
        return ()
    refuse_names(
        "lead_and_partners", facts.lead_words,
        are_bodies=facts.leads_are_bodies, known=(known.lead_words,),
    )  # fmt: skip
    _refuse_people(facts, changed)
    above = _parents(session, plan, facts.parents)
    block = _block(session, plan, facts)
    block.heading, block.section, action.block_id = facts.heading, facts.section, block.id
    for name, value in _columns(facts).items():
        setattr(action, name, value)
    if "parents" in changed:
        _stand_alone(session, action)
        _stand_beneath(session, action, above)
    if {"target_words", "stated", "remarks", "words"} & set(changed):
        read_again(session, action, facts.reading(plan.published_on), by=by, at=at)
    if "lead_words" in changed:
        add_leads(session, action, facts.lead_words, by=by, at=at)
    session.flush()
    told = [{name: _told(getattr(one, name)) for name in changed} for one in (known, facts)]
    record_act(session, Act.PLAN_ACTION_REVISE, action, by=by, at=at, before=told[0], after=told[1])
    return changed


def _refuse_people(facts: ActionFacts, said: Iterable[str]) -> None:
    """Of what is said anew: what stands there already was accepted as it came in."""
    for name in said:
        if name in PROSE:
            refuse_people(PROSE[name], getattr(facts, name))


def facts_of(session: Session, action: PlanAction) -> ActionFacts:
    """As they would have to be said for nothing to change."""
    block = session.get_one(ActionBlock, action.block_id)
    return ActionFacts(
        code=action.code,
        level=action.level,
        section=block.section,
        heading=block.heading,
        words=action.words,
        block=block.code,
        parents=_parent_codes(session, action),
        region=_region_of(session, action),
        area=_area_of(session, action),
        target_words=action.target_words,
        stated=StatedDays(action.target_from, action.target_to),
        lead_words=action.lead_words,
        remarks=action.remarks,
    )


def _region_of(session: Session, action: PlanAction) -> Region | None:
    return None if action.region_id is None else session.get_one(Region, action.region_id)


def _area_of(session: Session, action: PlanAction) -> LocalDeliveryUnit | None:
    key = action.local_delivery_unit_id
    return None if key is None else session.get_one(LocalDeliveryUnit, key)


def _told(value: Any) -> Any:
    if isinstance(value, Region | LocalDeliveryUnit):
        return value.slug
    return ", ".join(value) if isinstance(value, tuple) else value


def _checked(session: Session, plan: ActionPlan, facts: ActionFacts, *, on: dt.date) -> ActionFacts:
    """With single spaces everywhere; the heading where nothing else says what is to be done."""
    if facts.section not in sections():
        raise PlanRefused("section", f"Choose one of {', '.join(sections())}.")
    if plan.region_id is not None and facts.region and facts.region.id != plan.region_id:
        raise PlanRefused("region", "This plan is of another region: leave the item out.")
    checked_place(session, facts.level, facts.region, facts.area, on=on)
    first, last = facts.stated.earliest, facts.stated.latest
    if first is not None and last is not None and last < first:
        raise PlanRefused("target_to", f"Enter a last day after {day_in_words(first)}.")
    heading = published_words("action_title", facts.heading, needs="the heading of its block") or ""
    return replace(
        facts,
        code=published_words("id", facts.code, needs="a short name of the item") or "",
        heading=heading,
        block=published_words("block", facts.block_code) or "",
        words=published_words("action", facts.words) or heading,
        parents=tuple(sorted(set(facts.parents))),
        target_words=published_words("target_text", facts.target_words),
        lead_words=published_words("lead_and_partners", facts.lead_words),
        remarks=published_words("notes", facts.remarks),
    )


def _columns(facts: ActionFacts) -> dict[str, Any]:
    return {
        "level": facts.level,
        "region_id": None if facts.region is None else facts.region.id,
        "local_delivery_unit_id": None if facts.area is None else facts.area.id,
        "words": facts.words,
        "target_words": facts.target_words,
        "target_from": facts.stated.earliest,
        "target_to": facts.stated.latest,
        "lead_words": facts.lead_words,
        "remarks": facts.remarks,
    }


def _called(session: Session, plan: ActionPlan, code: str) -> PlanAction | None:
    return session.scalar(
        select(PlanAction).where(PlanAction.plan_id == plan.id, PlanAction.code == code)
    )


def _next_place(session: Session, plan: ActionPlan) -> int:
    last = select(func.max(PlanAction.place)).where(PlanAction.plan_id == plan.id)
    return (session.scalar(last) or 0) + 1


def _block(session: Session, plan: ActionPlan, facts: ActionFacts) -> ActionBlock:
    """The plan's block of that code, made where there is none."""
    of_plan = ActionBlock.plan_id == plan.id
    block = session.scalar(select(ActionBlock).where(of_plan, ActionBlock.code == facts.block))
    if block is None:
        last = session.scalar(select(func.max(ActionBlock.place)).where(of_plan))
        block = ActionBlock(
            plan_id=plan.id, code=facts.block, place=(last or 0) + 1,
            heading=facts.heading, section=facts.section,
        )  # fmt: skip
        session.add(block)
    session.flush()
    return block


def _refuse_another_heading(session: Session, plan: ActionPlan, facts: ActionFacts) -> None:
    """An item more stands under the heading that its block has."""
    asked = select(ActionBlock).where(ActionBlock.plan_id == plan.id)
    block = session.scalar(asked.where(ActionBlock.code == facts.block))
    if block is None:
        return
    if block.heading != facts.heading:
        said = f"The block {block.code} is headed “{block.heading}”: write the same"
        raise PlanRefused("action_title", f"{said}, or name another block.")
    if block.section != facts.section:
        said = f"The block {block.code} is of {block.section}: write the same"
        raise PlanRefused("section", f"{said}, or name another block.")


def _parents(session: Session, plan: ActionPlan, codes: Sequence[str]) -> list[PlanAction]:
    found = {code: _called(session, plan, code) for code in codes}
    for code, parent in found.items():
        if parent is None:
            raise PlanRefused(
                "parent_id",
                f"There is no {code} in this plan: name an item of the same plan, added before.",
            )
    return [parent for parent in found.values() if parent is not None]


def _stand_beneath(session: Session, action: PlanAction, above: Sequence[PlanAction]) -> None:
    for parent in above:
        refuse_circle(session, action, parent)
        session.add(ActionParent(child_id=action.id, parent_id=parent.id))
    session.flush()


def _stand_alone(session: Session, action: PlanAction) -> None:
    """Row by row, so that a file which did it can be taken back."""
    for link in session.scalars(select(ActionParent).where(ActionParent.child_id == action.id)):
        session.delete(link)
    session.flush()


def _parent_codes(session: Session, action: PlanAction) -> tuple[str, ...]:
    above = select(ActionParent.parent_id).where(ActionParent.child_id == action.id)
    return tuple(sorted(session.scalars(select(PlanAction.code).where(PlanAction.id.in_(above)))))
