"""What was carried into a wrong plan is taken back before publication; what is said meanwhile where
it was agreed follows into the draft."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.partnership.actions.carrying_on import carry_into
from commissioning.partnership.actions.errors import PlanRefused
from commissioning.partnership.actions.leading import LeadFacts, set_lead
from commissioning.partnership.actions.linking import link_action
from commissioning.partnership.actions.models import (
    ActionBlock,
    ActionLead,
    ActionLink,
    ActionMilestone,
    ActionNote,
    ActionParent,
    ActionPlan,
    PlanAction,
)
from commissioning.partnership.actions.queries import milestones_of, notes_of_action
from commissioning.partnership.actions.rows import plan_rows
from commissioning.partnership.actions.saying import meet_milestone, say_state
from commissioning.partnership.actions.standings import ActionState
from commissioning.partnership.actions.taking_back import carried_items, take_back
from directory.audit.models import AuditRow
from tests.makers.days import NOW, TODAY
from tests.makers.people import actor
from tests.makers.plans import a_plan, an_item

pytestmark = pytest.mark.sqlite
NEXT = dt.date(2027, 6, 1)
TABLES = (
    ActionBlock, ActionLead, ActionLink, ActionMilestone, ActionNote, ActionParent, PlanAction,
)  # fmt: skip


def counts(session: Session) -> list[int | None]:
    return [session.scalar(select(func.count()).select_from(one)) for one in TABLES]


@pytest.fixture
def plan(session: Session) -> ActionPlan:
    """Three items: one with notes, a successor of its lead and counted milestones, one that answers
    it, one that waits for it."""
    plan, by = a_plan(session), actor(session)
    first = an_item(
        session, plan, "A1-N", "Pilot from May 2027, evaluated after 6 months",
        lead_words="Example Board",
    )  # fmt: skip
    an_item(session, plan, "A1-N2", parents=("A1-N",))
    other = an_item(session, plan, "B1-N", "Summer 2027", heading="Work")
    say_state(session, first, ActionState.UNDER_WAY, noted_on=TODAY, by=by, at=NOW)
    [board] = session.scalars(select(ActionLead))
    set_lead(session, first, LeadFacts("Council"), from_date=TODAY, replaces=board, by=by, at=NOW)
    link_action(session, other, first, by=by, at=NOW)
    return plan


def test_what_was_carried_is_taken_back_whole_and_may_be_carried_elsewhere(
    session: Session, plan: ActionPlan
) -> None:
    by, before = actor(session), counts(session)
    wrong = a_plan(session, "wrong", published_on=NEXT)
    right = a_plan(session, "right", published_on=NEXT)
    carry_into(session, plan, wrong, by=by, at=NOW)
    told = len(session.scalars(select(AuditRow)).all())
    take_back(session, plan, wrong, items=carried_items(session, plan, wrong), by=by, at=NOW)
    assert (counts(session), plan.successor_id) == (before, None)
    assert len(session.scalars(select(AuditRow)).all()) == told + 1
    carried = carry_into(session, plan, right, by=by, at=NOW)
    assert ([one.code for one in carried.carried], carried.left) == (["A1-N", "A1-N2", "B1-N"], ())
    assert carried_items(session, plan, wrong) == []


def test_one_item_is_taken_back_alone_unless_another_rests_on_it(
    session: Session, plan: ActionPlan
) -> None:
    by, wrong = actor(session), a_plan(session, "wrong", published_on=NEXT)
    first, second, other = carry_into(session, plan, wrong, by=by, at=NOW).carried
    with pytest.raises(PlanRefused, match="A1-N2 of The plan wrong answers A1-N"):
        take_back(session, plan, wrong, items=[first], by=by, at=NOW)
    for one in (second, first):
        take_back(session, plan, wrong, items=[one], by=by, at=NOW)
    [link] = session.scalars(select(ActionLink).where(ActionLink.action_id == other.id))
    to = session.get_one(PlanAction, link.other_action_id)
    assert (to.code, to.plan_id, plan.successor_id) == ("A1-N", plan.id, wrong.id)


def test_what_was_said_in_the_next_plan_or_counts_there_is_not_taken_back(
    session: Session, plan: ActionPlan
) -> None:
    by, wrong = actor(session), a_plan(session, "wrong", published_on=NEXT)
    items = carry_into(session, plan, wrong, by=by, at=NOW).carried
    before = counts(session)
    published = dt.datetime.combine(NEXT, NOW.timetz())
    with pytest.raises(PlanRefused, match="is published: its items count there"):
        take_back(session, plan, wrong, items=items, by=by, at=published)
    set_lead(session, items[0], LeadFacts("Trust"), by=by, at=NOW)
    with pytest.raises(PlanRefused, match="A1-N was changed, or something was said of it"):
        take_back(session, plan, wrong, items=items, by=by, at=NOW)
    assert counts(session)[2:] == before[2:]


def test_what_is_said_where_it_was_agreed_follows_into_the_draft_and_no_further(
    session: Session, plan: ActionPlan
) -> None:
    by, draft = actor(session), a_plan(session, "plan-2027", published_on=NEXT)
    carry_into(session, plan, draft, by=by, at=NOW)
    [old] = session.scalars(
        select(PlanAction).where(PlanAction.carried_from_id.is_(None), PlanAction.code == "A1-N")
    )
    say_state(
        session, old, ActionState.PILOTING, noted_on=TODAY, places="Preston", note="Twelve places",
        by=by, at=NOW,
    )  # fmt: skip
    [begins, _] = milestones_of(session, [old.id])[old.id]
    meet_milestone(session, begins, met_on=TODAY, evidence="The board's minutes", by=by, at=NOW)
    meet_milestone(session, begins, met_on=TODAY - dt.timedelta(1), by=by, at=NOW)
    council = session.scalars(select(ActionLead).where(ActionLead.name == "Council")).first()
    set_lead(
        session, old, LeadFacts("Trust"), from_date=dt.date(2027, 4, 1), replaces=council, by=by,
        at=NOW,
    )  # fmt: skip
    of_old, of_draft = (
        next(row for row in plan_rows(session, one, as_of=NEXT) if row.code == "A1-N")
        for one in (plan, draft)
    )
    assert (of_draft.state, of_draft.state_places, of_draft.state_note) == (
        "piloting", "Preston", "Twelve places",
    )  # fmt: skip
    assert of_draft.milestones[0].met_on == TODAY - dt.timedelta(1)
    assert [one.met_on for one in of_draft.milestones] == [one.met_on for one in of_old.milestones]
    led = [(one.name, one.from_date, one.until_date) for one in of_draft.leads]
    assert led == [(one.name, one.from_date, one.until_date) for one in of_old.leads]
    items = carried_items(session, plan, draft)
    take_back(session, plan, draft, items=items, by=by, at=NOW)  # nobody said anything there
    carry_into(session, plan, draft, by=by, at=NOW)
    later = dt.datetime.combine(NEXT, NOW.timetz())
    say_state(session, old, ActionState.STOPPED, noted_on=NEXT, note="No money", by=by, at=later)
    [new] = session.scalars(select(PlanAction).where(PlanAction.carried_from_id == old.id))
    assert next(iter(notes_of_action(session, new))).state is ActionState.PILOTING
