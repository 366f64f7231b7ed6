"""A region writes its own plan, an administrator national ones; nothing twice, nothing half."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.partnership.actions.models import (
    ActionLead,
    ActionLink,
    ActionMilestone,
    ActionNote,
    ActionPlan,
    PlanAction,
)
from directory.audit.models import AuditRow
from directory.people.roles import OrganisationKind, Role
from directory.places.models import Region
from tests.makers.accounts import LoggedIn, logged_in, make_organisation
from tests.makers.plans import a_plan, an_item
from tests.makers.scene import Scene
from tests.portal.finding.conftest import text_of
from tests.portal.plans.conftest import SERVICE, MadePlan

PLAN = {
    "plan_title": "Homes in the North West", "plan": "homes-nw", "plan_published_on-day": "1",
    "plan_published_on-month": "3", "plan_published_on-year": "2027",
}  # fmt: skip
ITEM = {
    "id": "A1-R1", "level": "regional", "section": "accommodation", "action_title": "Homes",
    "action": "Agree a protocol.", "target_text": "By June 2027",
}  # fmt: skip
STATE = {
    "state": "under_way", "noted_on-day": "1", "noted_on-month": "3", "noted_on-year": "2027",
    "note": "A first meeting.",
}  # fmt: skip
SEEN = re.compile(r'name="seen" value="([0-9a-f]*)"')


@pytest.fixture
def ada(visitor: FlaskClient, session: Session, scene: Scene) -> LoggedIn:
    region = make_organisation(
        session, OrganisationKind.PROBATION_REGION, "The region", region_id=scene.home.region_id
    )
    return logged_in(visitor, session, Role.COMMISSIONER, organisation=region)


@pytest.fixture
def own(session: Session, scene: Scene) -> tuple[ActionPlan, PlanAction]:
    region = session.get_one(Region, scene.home.region_id)
    plan = a_plan(session, "homes-nw", region=region)
    return plan, an_item(session, plan, "A1-N", "By June 2027", lead_words="Region, Councils")


def path_of(own: tuple[ActionPlan, PlanAction]) -> str:
    return f"/plans/{own[0].code}/actions/{own[1].public_id}"


def how_many(session: Session, table: type) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def sent(ada: LoggedIn, path: str, fields: dict[str, str]) -> tuple[int, str]:
    """With what the form saw as it was opened."""
    seen = SEEN.search(ada.get(path).text)
    answer = ada.post(path, {**fields, **({"seen": seen[1]} if seen else {})})
    return answer.status_code, answer.location or text_of(answer.text)


def test_a_region_makes_its_plan_adds_an_item_and_a_second_click_makes_neither_again(
    ada: LoggedIn, session: Session
) -> None:
    for _ in range(2):
        assert sent(ada, "/plans/new", PLAN) == (303, "/plans/homes-nw?done=plan")
        code, where = sent(ada, "/plans/homes-nw/actions/new", ITEM)
        assert (code, where.endswith("?done=added")) == (303, True)
    plan = session.scalars(select(ActionPlan)).one()
    item = session.scalars(select(PlanAction)).one()
    assert plan.region_id == item.region_id is not None
    assert "Homes in the North West" in ada.get("/plans").text


def test_who_reads_a_draft_is_said_wherever_it_is_told_of(ada: LoggedIn, session: Session) -> None:
    whom = "whoever is commissioner or head of a probation region in North West"
    assert f"everybody reads it; before, {whom}." in text_of(ada.get("/plans/new").text)
    later = {**PLAN, "plan_published_on-year": "2028"}
    assert sent(ada, "/plans/new", later)[0] == 303
    for path in ("/plans", "/plans/homes-nw"):
        assert f"read by {whom}, and by nobody else" in text_of(ada.get(path).text)


@pytest.mark.parametrize(
    ("path", "fields", "says"),
    [
        ("/plans/new", {**PLAN, "plan": "Homes NW"}, "Enter a short name of small letters"),
        ("/plans/new", {**PLAN, "plan_title": ""}, "Enter the title of the plan"),
        ("/plans/homes-nw/actions/new", {**ITEM, "parent_id": "Z9"}, "There is no Z9 in this plan"),
        ("/plans/homes-nw/actions/new", {**ITEM, "id": ""}, "Enter a short name, like A1-N"),
    ],
)
def test_what_cannot_be_is_refused_on_its_field_and_nothing_is_kept(
    ada: LoggedIn, own: object, session: Session, path: str, fields: dict[str, str], says: str
) -> None:
    session.flush()
    before = [how_many(session, one) for one in (ActionPlan, PlanAction, AuditRow)]
    code, page = sent(ada, path, fields)
    assert code == 422
    assert f"There is a problem {says}" in page
    after = [how_many(session, one) for one in (ActionPlan, PlanAction, AuditRow)]
    assert after == before


def test_a_state_is_said_once_and_a_stale_form_says_nothing(
    ada: LoggedIn, own: tuple[ActionPlan, PlanAction], session: Session
) -> None:
    path = path_of(own)
    seen = SEEN.search(ada.get(f"{path}/state").text)
    assert seen
    for _ in range(2):
        answer = ada.post(f"{path}/state", {**STATE, "seen": seen[1]})
        assert (answer.status_code, answer.location) == (303, f"{path}?done=state")
    assert how_many(session, ActionNote) == 1
    other = {**STATE, "state": "stopped", "note": "No money.", "seen": seen[1]}
    stale = ada.post(f"{path}/state", other)
    assert stale.status_code == 422
    assert "Something was said of this item since the form was opened" in stale.text
    assert how_many(session, ActionNote) == 1
    assert sent(ada, f"{path}/state", other)[0] == 303
    assert "Stopped" in text_of(ada.get(path).text)


def test_done_without_evidence_and_a_pilot_without_its_places_are_refused(
    ada: LoggedIn, own: tuple[ActionPlan, PlanAction]
) -> None:
    path = f"{path_of(own)}/state"
    assert "Enter what shows that it is done" in sent(ada, path, {**STATE, "state": "done"})[1]
    assert "Enter where it is piloted" in sent(ada, path, {**STATE, "state": "piloting"})[1]


def test_a_milestone_is_met_a_lead_followed_a_service_linked_and_unlinked(
    ada: LoggedIn, own: tuple[ActionPlan, PlanAction], session: Session, scene: Scene
) -> None:
    path = path_of(own)
    milestone = session.scalars(select(ActionMilestone)).one()
    lead = session.scalars(select(ActionLead).order_by(ActionLead.place)).first()
    assert lead
    met = {"milestone": str(milestone.public_id), "met_on-day": "1", "met_on-month": "3",
           "met_on-year": "2027"}  # fmt: skip
    assert sent(ada, f"{path}/met", met)[0] == 303
    assert "Met on 1 March 2027." in text_of(ada.get(path).text)
    follows = {"name": "Homes Board", "role": "leads", "replaces": str(lead.public_id)}
    assert "Enter the day from which the successor leads" in sent(ada, f"{path}/lead", follows)[1]
    day = {"from_date-day": "1", "from_date-month": "4", "from_date-year": "2027"}
    assert sent(ada, f"{path}/lead", {**follows, **day})[0] == 303
    service = f"/services/{scene.service(SERVICE, session).public_id}"
    for _ in range(2):
        assert sent(ada, f"{path}/link", {"what": "service", "service": service})[0] == 303
    cell = {"what": "coverage", "area": scene.home.slug, "covered": "accommodation"}
    assert sent(ada, f"{path}/link", cell)[0] == 303
    assert sent(ada, f"{path}/link", {"what": "agreement"})[0] == 422
    assert how_many(session, ActionLink) == 2
    link = session.scalars(select(ActionLink).order_by(ActionLink.id)).first()
    assert link
    for _ in range(2):
        gone = ada.post(f"{path}/links/{link.public_id}")
        assert (gone.status_code, gone.location) == (303, f"{path}?done=unlinked")
    assert how_many(session, ActionLink) == 1


def test_whoever_names_what_reads_as_a_person_is_asked_and_may_say_that_it_is_a_body(
    ada: LoggedIn, own: tuple[ActionPlan, PlanAction], session: Session
) -> None:
    path, tick = path_of(own), "Yes: it is a post or a body"
    assert tick not in ada.get(f"{path}/lead").text
    lead = {"name": "Marie Curie", "role": "leads"}
    item = {**ITEM, "lead_and_partners": "The council, Marie Curie"}
    words = {"action": "Homes", "target_text": "By June 2027", "lead_and_partners": "Marie Curie"}
    said = (
        (f"{path}/lead", lead, "is_body"),
        ("/plans/homes-nw/actions/new", item, "leads_are_bodies"),
        (f"{path}/revise", words, "leads_are_bodies"),
    )
    before = how_many(session, ActionLead)
    for where, fields, _ in said:
        code, page = sent(ada, where, fields)
        assert (code, tick in page) == (422, True)
        assert "Is “Marie Curie” a post or a body?" in page
        assert how_many(session, ActionLead) == before
    for where, fields, ticked in said:
        assert sent(ada, where, {**fields, ticked: "yes"})[0] == 303
    names = session.scalars(select(ActionLead.name)).all()
    assert names.count("Marie Curie") == 2  # once an item


def test_a_date_that_nobody_could_read_is_said_anew(
    ada: LoggedIn, own: tuple[ActionPlan, PlanAction], session: Session
) -> None:
    item = an_item(session, own[0], "B1-N", "In due course.", section="framework")
    path = path_of((own[0], item))
    assert "No readable date" in ada.get(path).text
    fields = {"action": "Homes", "target_text": "By 1 July 2027"}
    assert sent(ada, f"{path}/revise", fields) == (303, f"{path}?done=revised")
    assert "To be complete by 1 July 2027 (a day)." in text_of(ada.get(path).text)


def test_a_national_plan_is_read_by_a_region_and_written_by_an_administrator_alone(
    ada: LoggedIn, made: MadePlan, session: Session
) -> None:
    late = made.path(made.late)
    assert "Say where it stands" not in ada.get(late).text
    assert ada.get(f"{late}/state").status_code == 404
    assert ada.post(f"{late}/state", STATE).status_code == 404
    assert ada.post(f"{made.path()}/actions/new", ITEM).status_code == 404
    assert ada.post(f"{late}/links/{made.late.public_id}").status_code == 404
    assert "Say where it stands" in ada.get(made.path(made.regional)).text  # its own


def test_open_items_are_carried_into_the_next_plan_once(
    ada: LoggedIn, own: tuple[ActionPlan, PlanAction], session: Session
) -> None:
    region = session.get_one(Region, own[0].region_id)
    a_plan(session, "homes-nw-2027", region=region)
    session.flush()
    for _ in range(2):
        carried = sent(ada, "/plans/homes-nw/carry", {"successor": "homes-nw-2027"})
        assert carried == (303, "/plans/homes-nw-2027?done=carried")
    assert how_many(session, PlanAction) == 2
    assert "A1-N" in text_of(ada.get("/plans/homes-nw-2027").text)


def test_what_was_carried_into_a_draft_is_taken_back_by_a_button_until_it_is_published(
    ada: LoggedIn, own: tuple[ActionPlan, PlanAction], session: Session
) -> None:
    region = session.get_one(Region, own[0].region_id)
    draft = a_plan(session, "homes-nw-2028", region=region, published_on=dt.date(2028, 1, 1))
    session.flush()
    carry = {"successor": draft.code}
    back = {"into": draft.code}
    path = "/plans/homes-nw/carry"
    assert "Take all of them back" not in ada.get(path).text
    assert sent(ada, path, carry)[0] == 303
    page = text_of(ada.get(path).text)
    assert "1 item: The plan homes-nw-2028" in page
    assert "to be published on 1 January 2028" in page
    for _ in range(2):
        assert sent(ada, f"{path}/back", back) == (303, "/plans/homes-nw?done=back")
        assert how_many(session, PlanAction) == 1
    sent(ada, path, carry)
    [new] = session.scalars(select(PlanAction).where(PlanAction.plan_id == draft.id))
    there = f"/plans/{draft.code}/actions/{new.public_id}"
    assert "Take it back into the plan that it was carried from" in ada.get(there).text
    assert sent(ada, f"{there}/state", STATE)[0] == 422  # before the plan begins
    draft.published_on = dt.date(2027, 3, 1)
    session.flush()
    assert "Take it back" not in ada.get(there).text
    code, says = sent(ada, f"{path}/back", {**back, "item": str(new.public_id)})
    assert (code, "is published: its items count there" in says) == (422, True)


def test_only_plans_that_can_be_next_are_offered_and_without_one_that_is_said(
    ada: LoggedIn, own: tuple[ActionPlan, PlanAction], session: Session
) -> None:
    region = session.get_one(Region, own[0].region_id)
    a_plan(session, "homes-before", region=region, published_on=dt.date(2020, 4, 1))
    session.flush()
    page = ada.get("/plans/homes-nw/carry").text
    assert "There is no later plan yet into which items could be carried." in text_of(page)
    assert 'href="/plans/new"' in page
    assert "<select" not in page
    assert sent(ada, "/plans/homes-nw/carry", {"successor": "homes-before"})[0] == 422
    assert "The plan homes-nw" in text_of(ada.get("/plans/homes-before/carry").text)
