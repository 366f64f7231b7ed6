"""States, milestones, leads and links: dated, with evidence, refused where they cannot be."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.partnership.actions.errors import PlanRefused
from commissioning.partnership.actions.leading import LeadFacts, set_lead
from commissioning.partnership.actions.linking import CoverageCell, link_action, unlink_action
from commissioning.partnership.actions.models import ActionLead, ActionMilestone
from commissioning.partnership.actions.queries import (
    actions_behind,
    notes_of_action,
    plan_standing,
)
from commissioning.partnership.actions.rows import plan_rows
from commissioning.partnership.actions.saying import meet_milestone, say_state
from commissioning.partnership.actions.standings import ActionStanding, ActionState
from directory.audit.models import AuditRow
from directory.places.models import Exposure
from directory.sight import Looker, Sight
from tests.makers.agreements import make_agreement
from tests.makers.days import NOW, TODAY
from tests.makers.people import actor
from tests.makers.places import make_area
from tests.makers.plans import PLAN_PUBLISHED, a_plan, an_item
from tests.makers.services import make_provider, make_service

pytestmark = pytest.mark.sqlite
S = ActionState
TOMORROW = TODAY + dt.timedelta(1)


def test_the_newest_state_of_a_day_counts(session: Session) -> None:
    plan, by = a_plan(session), actor(session)
    item = an_item(session, plan, target="Summer 2026")
    for state, days in ((S.DONE, 30), (S.UNDER_WAY, 60)):
        on = TODAY - dt.timedelta(days)
        say_state(session, item, state, noted_on=on, evidence="The report", by=by, at=NOW)
    assert [one.state for one in notes_of_action(session, item)] == [S.DONE, S.UNDER_WAY]
    standing = [
        plan_standing(session, plan, as_of=TODAY - dt.timedelta(days)).actions[0].standing
        for days in (70, 40, 20)
    ]
    assert standing == [ActionStanding.OVERDUE, ActionStanding.OVERDUE, ActionStanding.CLOSED]


WRONG: list[tuple[ActionState, dict[str, Any], str, str]] = [
    (S.UNDER_WAY, {"noted_on": TOMORROW}, "noted_on", "is still ahead"),
    (S.UNDER_WAY, {"noted_on": PLAN_PUBLISHED - dt.timedelta(1)}, "noted_on", "begins on 1 April"),
    (S.PILOTING, {}, "places", "Enter where it is piloted"),
    (S.STOPPED, {}, "note", "Enter why it goes no further"),
    (S.SUPERSEDED, {}, "note", "Enter why it goes no further"),
    (S.DONE, {}, "evidence", "Enter what shows that it is done"),
    (S.UNDER_WAY, {"note": "Ask about ABC-12345"}, "note", "take out what reads as the reference"),
    (S.UNDER_WAY, {"evidence": "me@example.org"}, "evidence", "take out an e-mail address"),
    (S.UNDER_WAY, {"note": "Agreed with Sarah Jones"}, "note", "“Sarah Jones” may be the name"),
    (S.UNDER_WAY, {"note": "Led by Kwame Mensah"}, "note", "“Kwame Mensah” may be the name"),
    (S.UNDER_WAY, {"evidence": "Seen by Mr Patel"}, "evidence", "“Mr Patel” may be the name"),
    (S.PILOTING, {"places": "Homes of J. Smith"}, "places", "“J Smith” may be the name"),
]


SAID = [
    "The Chief Executive of Fellside Council and the charity Stepping Stones came.",
    "Twelve places in Milton Keynes and St Helens; HMP Preston follows.",
]


def test_posts_bodies_and_places_may_be_told_of_in_every_word(session: Session) -> None:
    plan, by = a_plan(session), actor(session)
    item = an_item(session, plan, target="Summer 2026")
    for words in SAID:
        said = say_state(
            session, item, S.PILOTING, noted_on=TODAY, places=words, note=words, evidence=words,
            by=by, at=NOW,
        )  # fmt: skip
        assert (said.places, said.note, said.evidence) == (words, words, words)
        lead = set_lead(session, item, LeadFacts("Council", note=words), by=by, at=NOW)
        assert lead.note == words


def test_who_met_a_milestone_leads_or_is_waited_for_is_nobody_by_name(session: Session) -> None:
    plan, by = a_plan(session), actor(session)
    item, other = (an_item(session, plan, code, "Summer 2026") for code in ("A1-N", "A2-N"))
    [milestone, _] = session.scalars(select(ActionMilestone).order_by(ActionMilestone.id))
    named = "Told by Sarah Jones"
    with pytest.raises(PlanRefused, match="Sarah Jones"):
        meet_milestone(session, milestone, met_on=TODAY, evidence=named, by=by, at=NOW)
    with pytest.raises(PlanRefused, match="Sarah Jones"):
        set_lead(session, item, LeadFacts("Council", note=named), by=by, at=NOW)
    with pytest.raises(PlanRefused, match="Sarah Jones"):
        link_action(session, item, other, words=named, by=by, at=NOW)


@pytest.mark.parametrize(("state", "more", "field", "reason"), WRONG)
def test_a_state_that_cannot_be_said_is_refused(
    session: Session, state: ActionState, more: dict[str, Any], field: str, reason: str
) -> None:
    item = an_item(session, a_plan(session))
    rows = session.scalar(select(func.count(AuditRow.id)))
    with pytest.raises(PlanRefused, match=reason) as refused:
        say_state(session, item, state, **{"noted_on": TODAY, **more}, by=actor(session), at=NOW)
    assert refused.value.field == field
    assert session.scalar(select(func.count(AuditRow.id))) == rows


def test_what_is_counted_from_a_start_is_due_after_it_was_made(session: Session) -> None:
    plan, by = a_plan(session), actor(session)
    an_item(
        session, plan, target="Expected to begin 2026/27",
        words="A scheme, pilots will be evaluated after 6 months.",
    )  # fmt: skip
    begins, evaluated = session.scalars(select(ActionMilestone).order_by(ActionMilestone.id))
    with pytest.raises(PlanRefused, match="Say first when this was met"):
        meet_milestone(session, evaluated, met_on=TODAY, by=by, at=NOW)
    with pytest.raises(PlanRefused, match="a day that has come"):
        meet_milestone(session, begins, met_on=TOMORROW, by=by, at=NOW)
    [before] = plan_standing(session, plan, as_of=TODAY).actions
    assert [one.standing.value for one in before.milestones] == ["running", "waits"]
    meet_milestone(session, begins, met_on=dt.date(2026, 7, 1), by=by, at=NOW)
    [after] = plan_standing(session, plan, as_of=TODAY).actions
    assert [one.standing.value for one in after.milestones] == ["met", "overdue"]
    assert after.milestones[1].latest == dt.date(2027, 1, 1)
    with pytest.raises(PlanRefused, match="Enter a day after 2026-07-01"):
        meet_milestone(session, evaluated, met_on=dt.date(2026, 6, 1), by=by, at=NOW)


def test_met_again_corrects_the_day_and_the_same_changes_nothing(session: Session) -> None:
    an_item(session, a_plan(session), target="Summer 2026")
    milestone, by = session.scalars(select(ActionMilestone)).one(), actor(session)
    for day in (1, 1, 2):
        meet_milestone(session, milestone, met_on=dt.date(2026, 7, day), by=by, at=NOW)
    acts = session.scalars(select(AuditRow).where(AuditRow.act == "milestone:meet"))
    assert [(one.before or {}).get("met_on") for one in acts] == [None, "2026-07-01"]


def test_a_lead_is_followed_from_a_day_on(session: Session) -> None:
    item, by = an_item(session, a_plan(session), lead_words="Example Board"), actor(session)
    first = session.scalars(select(ActionLead)).one()
    facts = LeadFacts(post="Head of housing")
    with pytest.raises(PlanRefused, match="Enter the day from which"):
        set_lead(session, item, facts, replaces=first, by=by, at=NOW)
    second = set_lead(session, item, facts, from_date=TODAY, replaces=first, by=by, at=NOW)
    assert (first.successor_id, first.until_date) == (second.id, TODAY)
    with pytest.raises(PlanRefused, match="has a successor already"):
        set_lead(session, item, facts, from_date=TOMORROW, replaces=first, by=by, at=NOW)
    with pytest.raises(PlanRefused, match="Enter a day after 2 March 2027"):
        set_lead(session, item, facts, from_date=TODAY, replaces=second, by=by, at=NOW)
    with pytest.raises(PlanRefused, match="Enter a body, a post"):
        set_lead(session, item, LeadFacts(), by=by, at=NOW)
    unnamed = set_lead(session, item, LeadFacts(note="to be named by summer"), by=by, at=NOW)
    assert (unnamed.name, unnamed.post) == (None, None)


def test_a_lead_who_reads_as_a_person_is_asked_about_and_stands_where_that_is_a_post(
    session: Session,
) -> None:
    item, by = an_item(session, a_plan(session)), actor(session)
    for facts, field in (
        (LeadFacts("John Smith"), "name"), (LeadFacts(post="Mr Smith"), "post"),
    ):  # fmt: skip
        with pytest.raises(PlanRefused, match="Names of people are not kept") as asked:
            set_lead(session, item, facts, by=by, at=NOW)
        assert asked.value.field == field
    lead = set_lead(session, item, LeadFacts("Marie Curie", is_body=True), by=by, at=NOW)
    assert lead.name == "Marie Curie"
    [told] = session.scalars(select(AuditRow).where(AuditRow.act == "action_lead:set"))
    assert (told.after or {})["is_body"] is True


def test_a_provider_that_went_into_another_leads_as_the_one_that_stays(session: Session) -> None:
    item, by = an_item(session, a_plan(session)), actor(session)
    gone, stays = make_provider(session, "Old Trust"), make_provider(session, "New Trust")
    gone.merged_into_id = stays.id
    lead = set_lead(session, item, LeadFacts(provider=gone), by=by, at=NOW)
    assert (lead.provider_id, lead.name) == (stays.id, "New Trust")
    assert lead.note == "Old Trust went into New Trust."


def test_what_stands_behind_an_action_leads_there_and_back(session: Session) -> None:
    plan, by = a_plan(session), actor(session)
    item, other = an_item(session, plan), an_item(session, plan, "A2-N", heading="Beds")
    area = make_area(session)
    service = make_service(session, areas=[area])
    hidden = make_service(session, "Refuge", areas=[area], exposure=Exposure.CONFIDENTIAL)
    agreement = make_agreement(session)
    cell = CoverageCell(area, "accommodation")
    things = (other, service, hidden, agreement, cell)
    links = [link_action(session, item, thing, by=by, at=NOW) for thing in things]
    assert link_action(session, item, cell, by=by, at=NOW) is links[-1]
    assert [actions_behind(session, thing) for thing in things] == [[item]] * len(things)
    [row, _] = plan_rows(session, plan, as_of=TODAY)
    told = [(one.what, one.name, one.area) for one in row.links]
    assert told == [
        ("action", "A2-N: Beds", ""),
        ("service", "Thinking Ahead", ""),
        ("coverage", area.name, area.slug),
    ]
    health = Sight(Looker.COMMISSIONER, agreement_ids=frozenset({agreement.id}))
    [row, _] = plan_rows(session, plan, as_of=TODAY, sight=health)
    assert "agreement" in [one.what for one in row.links]
    unlink_action(session, links[0], by=by, at=NOW)
    assert actions_behind(session, other) == []


def test_a_link_that_leads_nowhere_is_refused(session: Session) -> None:
    item, by = an_item(session, a_plan(session)), actor(session)
    with pytest.raises(PlanRefused, match="does not wait for itself"):
        link_action(session, item, item, by=by, at=NOW)
    nothing = CoverageCell(make_area(session), "tea")
    with pytest.raises(PlanRefused, match="Choose a requirement or a pathway"):
        link_action(session, item, nothing, by=by, at=NOW)


def test_items_that_would_wait_for_each_other_in_a_circle_are_refused(session: Session) -> None:
    plan, by = a_plan(session), actor(session)
    first, second, third = (an_item(session, plan, code) for code in ("A1-N", "A1-N2", "A1-N3"))
    link_action(session, first, second, by=by, at=NOW)
    with pytest.raises(PlanRefused, match="A1-N waits for A1-N2 already") as refused:
        link_action(session, second, first, by=by, at=NOW)
    assert refused.value.field == "other"
    link_action(session, second, third, by=by, at=NOW)
    with pytest.raises(PlanRefused, match="A1-N waits for A1-N3 already"):
        link_action(session, third, first, by=by, at=NOW)
    link_action(session, first, third, by=by, at=NOW)
