"""A plan is made, its items added and said anew; what cannot stand is refused and nothing done."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.partnership.actions.errors import PlanRefused
from commissioning.partnership.actions.making_real import make_real
from commissioning.partnership.actions.models import (
    ActionLead,
    ActionLevel,
    ActionMilestone,
    PlanAction,
)
from commissioning.partnership.actions.planning import facts_of, revise_action
from commissioning.partnership.actions.queries import actions_of, plan_called, plans_shown
from commissioning.partnership.actions.saying import meet_milestone
from directory.audit.models import AuditRow
from directory.errors import NotKnown
from directory.places.models import AreaSuccession
from tests.makers.days import NOW, TODAY
from tests.makers.people import actor
from tests.makers.places import make_area, make_region
from tests.makers.plans import PLAN_PUBLISHED, a_plan, an_item

pytestmark = pytest.mark.sqlite
NATIONAL, REGIONAL, LOCAL = ActionLevel


def milestones(session: Session, action: PlanAction) -> list[ActionMilestone]:
    asked = select(ActionMilestone).where(ActionMilestone.action_id == action.id)
    return list(session.scalars(asked.order_by(ActionMilestone.place)))


def test_an_item_comes_with_its_milestones_and_leads(session: Session) -> None:
    plan = a_plan(session)
    item = an_item(
        session, plan, target="Expected to begin 2026/27",
        words="Pilot a scheme, pilots will be evaluated after 6 months.",
        lead_words="Example Board, Area Managers",
    )  # fmt: skip
    begins, evaluated = milestones(session, item)
    assert (begins.earliest, begins.latest) == (dt.date(2026, 4, 1), dt.date(2027, 3, 31))
    assert (evaluated.counted_from_id, evaluated.months_after) == (begins.id, 6)
    leads = session.scalars(select(ActionLead).order_by(ActionLead.place)).all()
    assert [(one.name, one.post) for one in leads] == [
        ("Example Board", None), (None, "Area Managers"),
    ]  # fmt: skip
    assert {one.is_lead for one in leads} == {None}


def test_plans_are_read_from_the_day_of_publication(session: Session) -> None:
    plan = a_plan(session)
    assert plans_shown(session, today=PLAN_PUBLISHED - dt.timedelta(1)) == []
    assert plans_shown(session, today=PLAN_PUBLISHED) == [plan_called(session, plan.code)]
    with pytest.raises(NotKnown, match="no plan called"):
        plan_called(session, "another")


WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"code": "A1-N"}, "id", "A1-N stands in this plan already"),
    ({"section": "housing"}, "section", "Choose one of framework, accommodation"),
    ({"heading": " "}, "action_title", "Enter the heading of its block"),
    ({"parents": ("X9-N",)}, "parent_id", "There is no X9-N in this plan"),
    ({"parents": ("B1-N",)}, "parent_id", "There is no B1-N in this plan"),
    ({"lead_words": "Board, John Smith"}, "lead_and_partners", "Is “John Smith” a post or a body"),
    ({"words": "Ring 01632 960101"}, "action", "take out a telephone number"),
]


@pytest.mark.parametrize(("more", "field", "reason"), WRONG)
def test_an_item_that_cannot_stand_is_refused(
    session: Session, more: dict[str, Any], field: str, reason: str
) -> None:
    plan = a_plan(session)
    an_item(session, plan)
    an_item(session, a_plan(session, "another"), "B1-N")
    before = session.scalar(select(func.count(PlanAction.id)))
    with pytest.raises(PlanRefused, match=reason) as refused:
        an_item(session, plan, **{"code": "A2-N", **more})
    assert refused.value.field == field
    assert session.scalar(select(func.count(PlanAction.id))) == before


NAMES_SOMEBODY = {
    "heading": "action_title",
    "words": "action",
    "remarks": "notes",
    "target": "target_text",
    "block": "block",
}


@pytest.mark.parametrize(("fact", "field"), NAMES_SOMEBODY.items())
def test_a_plan_names_bodies_posts_and_places_and_nobody(
    session: Session, fact: str, field: str
) -> None:
    plan = a_plan(session)
    for words in ("Meet Sarah Jones", "As Mr Patel says", "Told to Dr. Smith"):
        named: dict[str, Any] = {fact: words}
        with pytest.raises(PlanRefused, match="may be the name of a person") as refused:
            an_item(session, plan, **named)
        assert refused.value.field == field
    words = "Ask the Chief Executive of Fellside Council, the John Lewis Partnership, St Helens"
    told: dict[str, Any] = {fact: words}
    an_item(session, plan, **told)


def test_a_title_names_nobody_and_what_stands_already_is_not_held_against_another_word(
    session: Session,
) -> None:
    with pytest.raises(PlanRefused, match="Sarah Jones"):
        a_plan(session, title="The plan of Sarah Jones")
    plan = a_plan(session, title="Homes and Work After Sentence: Greater Manchester")
    action = an_item(session, plan)
    action.words = "As Sarah Jones said"
    session.flush()
    facts = replace(facts_of(session, action), remarks="Of the board")
    assert revise_action(session, action, facts, by=actor(session), at=NOW) == ("remarks",)
    with pytest.raises(PlanRefused, match="Sarah Jones"):
        revise_action(
            session, action, replace(facts, words="As Sarah Jones says"), by=actor(session), at=NOW
        )


def test_an_item_may_answer_several_and_a_circle_is_refused(session: Session) -> None:
    plan = a_plan(session)
    one, other = an_item(session, plan), an_item(session, plan, "A2-N")
    below = an_item(session, plan, "A1-R1", level=REGIONAL, parents=("A2-N", "A1-N"))
    assert facts_of(session, below).parents == ("A1-N", "A2-N")
    by = actor(session)
    with pytest.raises(PlanRefused, match="A1-R1 stands beneath A1-N already"):
        revise_action(
            session, one, replace(facts_of(session, one), parents=("A1-R1",)), by=by, at=NOW
        )
    session.expire_all()
    itself = replace(facts_of(session, other), parents=("A2-N",))
    with pytest.raises(PlanRefused, match="stands beneath A2-N already"):
        revise_action(session, other, itself, by=by, at=NOW)


def test_the_same_said_again_changes_nothing(session: Session) -> None:
    plan = a_plan(session)
    item = an_item(session, plan, target="Summer 2026", lead_words="Example Board")
    rows = session.scalar(select(func.count(AuditRow.id)))
    assert revise_action(session, item, facts_of(session, item), by=actor(session), at=NOW) == ()
    assert session.scalar(select(func.count(AuditRow.id))) == rows


def test_another_target_is_read_anew_and_what_was_met_stays(session: Session) -> None:
    plan, by = a_plan(session), actor(session)
    item = an_item(session, plan, target="start Summer 2026, complete by end of 2026")
    begun, _done = milestones(session, item)
    meet_milestone(session, begun, met_on=dt.date(2026, 7, 1), by=by, at=NOW)
    facts = replace(
        facts_of(session, item), target_words="start Summer 2026, complete by end of 2027",
        lead_words="Example Council",
    )  # fmt: skip
    assert revise_action(session, item, facts, by=by, at=NOW) == ("target_words", "lead_words")
    first, second = milestones(session, item)
    assert (first.id, first.met_on) == (begun.id, dt.date(2026, 7, 1))
    assert (second.latest, second.met_on) == (dt.date(2027, 12, 31), None)
    assert [one.name for one in session.scalars(select(ActionLead))] == ["Example Council"]


def test_a_template_is_made_real_for_an_area_once(session: Session) -> None:
    plan, by = a_plan(session), actor(session)
    an_item(session, plan)
    template = an_item(
        session, plan, "A1-L1", "Summer 2026", LOCAL, parents=("A1-N",), lead_words="The council"
    )
    area, region = make_area(session), make_region(session)
    real = make_real(session, template, region=region, area=area, by=by, at=NOW)
    assert (real.made_from_id, real.code) == (template.id, f"A1-L1:{area.slug}")
    assert facts_of(session, real).parents == ("A1-N",)
    assert len(milestones(session, real)) == 1
    with pytest.raises(PlanRefused, match="was made real for"):
        make_real(session, template, region=region, area=area, by=by, at=NOW)
    with pytest.raises(PlanRefused, match="is no template"):
        make_real(session, real, region=region, area=area, by=by, at=NOW)
    with pytest.raises(PlanRefused, match="is made real for one area"):
        make_real(session, template, region=region, by=by, at=NOW)


def test_an_area_that_ended_names_who_followed_it(session: Session) -> None:
    plan, by = a_plan(session), actor(session)
    template = an_item(session, plan, "A1-L1", level=LOCAL)
    old, new = make_area(session, "old-area"), make_area(session, "new-area")
    old.valid_to = TODAY - dt.timedelta(1)
    session.add(AreaSuccession(predecessor_id=old.id, successor_id=new.id, from_date=TODAY))
    session.flush()
    region = make_region(session)
    with pytest.raises(PlanRefused, match=f"ended on 1 March 2027: name {new.name}"):
        make_real(session, template, region=region, area=old, by=by, at=NOW)
    elsewhere = make_region(session, "london")
    with pytest.raises(PlanRefused, match="is not in that region"):
        make_real(session, template, region=elsewhere, area=new, by=by, at=NOW)


def test_a_region_reads_the_national_items_its_own_and_what_is_still_a_template(
    session: Session,
) -> None:
    plan, by = a_plan(session), actor(session)
    an_item(session, plan)
    one = an_item(session, plan, "A1-R1", level=REGIONAL)
    an_item(session, plan, "A1-R2", level=REGIONAL)
    here, there = make_region(session), make_region(session, "london")
    for region in (here, there):
        make_real(session, one, region=region, by=by, at=NOW)
    read = [action.code for action in actions_of(session, plan, region=here)]
    assert read == ["A1-N", "A1-R2", "A1-R1:north-west"]
