"""What is provided, stated on one page for a region's areas, and what courts then read."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.availability.models import ProvisionProposal, ProvisionStatement
from directory.accounts.models import Organisation
from directory.people.models import Person
from directory.people.roles import OrganisationKind, Role
from tests.makers.accounts import LoggedIn, logged_in, make_organisation
from tests.makers.scene import Scene
from tests.portal.provision.seen import seen_in

DRUGS = "drug_rehabilitation"
PATH = f"/provision/{DRUGS}"
HOME, BESIDE = "central-lancashire", "blackburn"


@pytest.fixture
def region(session: Session, scene: Scene) -> Organisation:
    return make_organisation(
        session, OrganisationKind.PROBATION_REGION, "The region", region_id=scene.home.region_id
    )


@pytest.fixture
def ada(visitor: FlaskClient, session: Session, region: Organisation) -> LoggedIn:
    return logged_in(visitor, session, Role.COMMISSIONER, organisation=region)


def send(browser: LoggedIn, path: str = PATH, **said: str) -> int:
    """What the page's form would send, with what its reader saw."""
    page = browser.get(path).text
    return browser.post(path, data={**seen_in(page), **said}).status_code


def kept(session: Session) -> int:
    return session.scalars(select(func.count(ProvisionStatement.id))).one()


def test_a_region_says_it_of_all_its_areas_at_once_and_its_court_reads_it(
    ada: LoggedIn, session: Session, scene: Scene
) -> None:
    before = kept(session)
    assert "nothing stated" in ada.get(PATH).text
    assert send(ada, everywhere="arrangements_exist", telephone="01632 960 777") == 303
    assert kept(session) == before + 2
    assert "Arrangements exist, said on" in ada.get(PATH).text
    court = ada.get(f"/courts/{scene.court.slug}?requirement={DRUGS}").text
    assert "The region said" in court
    assert "01632 960 777" in court


def test_one_area_may_differ(ada: LoggedIn, session: Session, scene: Scene) -> None:
    said = {"everywhere": "provided", f"says-{BESIDE}": "not_known"}
    assert send(ada, **said) == 303
    stated = session.execute(
        select(ProvisionStatement.local_delivery_unit_id, ProvisionStatement.said).where(
            ProvisionStatement.stated_by == "The region"
        )
    )
    assert dict(stated.all()) == {scene.home.id: "provided", scene.beside.id: "not_known"}


def test_not_commissioned_waits_for_somebody_else(
    ada: LoggedIn, visitor: FlaskClient, session: Session, region: Organisation
) -> None:
    before = kept(session)
    assert send(ada, **{f"says-{HOME}": "not_commissioned"}) == 303
    proposal = session.scalars(select(ProvisionProposal)).one()
    address = f"/provision/proposals/{proposal.public_id}"
    assert "Take it back" in ada.get("/provision").text
    assert ada.post(address, data={"decision": "agree"}).status_code == 422
    assert kept(session) == before
    second = logged_in(visitor, session, Role.REGION_HEAD, organisation=region, name="Grace Second")
    assert "I agree" in second.get("/provision").text
    assert second.post(address, data={"decision": "agree"}).status_code == 303
    stated = session.scalars(
        select(ProvisionStatement).where(ProvisionStatement.stated_by == "The region")
    ).one()
    assert stated.agreed_by == "Grace Second"
    late = second.post(address, data={"decision": "turn_down"})
    assert late.status_code == 422
    assert 'href="/provision">See what stands' in late.text
    assert "Go back, change what you entered" not in late.text


def test_a_word_said_meanwhile_is_seen(ada: LoggedIn, session: Session) -> None:
    stale = seen_in(ada.get(PATH).text)
    assert send(ada, everywhere="provided") == 303
    answer = ada.post(PATH, data={**stale, f"says-{HOME}": "not_known"})
    assert answer.status_code == 422
    assert "Something else was said of it meanwhile" in answer.text
    assert "Provided, said on" in answer.text


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({}, "Say what stands in at least one area"),
        ({"everywhere": "notified"}, "cite the notice"),
        ({"everywhere": "notified", "notice": "x" * 301}, "Use at most 300 characters"),
        ({"everywhere": "provided", "telephone": "12"}, "telephone"),
        ({"everywhere": "provided", "review_on-day": "31"}, "must include a month"),
        (
            {"everywhere": "provided", "review_on-day": "1", "review_on-month": "1",
             "review_on-year": "2020"},
            "from today to a year ahead",
        ),
    ],
)  # fmt: skip
def test_a_refusal_says_what_to_do_and_keeps_what_was_chosen(
    ada: LoggedIn, session: Session, said: dict[str, str], says: str
) -> None:
    before = kept(session)
    answer = ada.post(PATH, data={**seen_in(ada.get(PATH).text), **said})
    assert answer.status_code == 422
    assert says.lower() in answer.text.lower()
    assert kept(session) == before
    if "everywhere" in said:
        assert f'value="{said["everywhere"]}" selected' in answer.text


def test_a_courts_team_may_not_say_that_nothing_is_commissioned(
    visitor: FlaskClient, session: Session, scene: Scene
) -> None:
    team = make_organisation(
        session, OrganisationKind.COURT_TEAM, "The team", local_delivery_unit_id=scene.home.id
    )
    officer = logged_in(visitor, session, Role.COURT_OFFICER, organisation=team)
    page = officer.get(PATH).text
    assert "Not commissioned" not in page
    assert "Blackburn" not in page
    assert send(officer, everywhere="not_commissioned") == 422
    assert send(officer, everywhere="provided") == 303


def test_health_speaks_of_treatment_alone(visitor: FlaskClient, session: Session) -> None:
    health = make_organisation(session, OrganisationKind.HEALTH_OR_COUNCIL, "The board")
    board = logged_in(visitor, session, Role.COMMISSIONER, organisation=health)
    assert board.get(PATH).status_code == 200
    assert board.get("/provision/programme").status_code == 404


def test_a_proposal_of_another_region_is_not_there(
    ada: LoggedIn, visitor: FlaskClient, session: Session, scene: Scene
) -> None:
    assert send(ada, **{f"says-{HOME}": "not_commissioned"}) == 303
    proposal = session.scalars(select(ProvisionProposal)).one()
    other = make_organisation(session, OrganisationKind.HEALTH_OR_COUNCIL, "The board")
    board = logged_in(visitor, session, Role.COMMISSIONER, organisation=other, name="Bea Other")
    answer = board.post(
        f"/provision/proposals/{proposal.public_id}", data={"decision": "turn_down"}
    )
    assert answer.status_code == 404


def test_who_denies_what_is_listed_reads_so(ada: LoggedIn, session: Session, scene: Scene) -> None:
    """What courts read first; from the first word on, before a second person agrees to it."""
    path = "/provision/unpaid_work"
    page = ada.get(path).text
    assert "1 service is listed here" in page
    assert "courts read first that you state there is none" not in page
    assert send(ada, path, **{f"says-{scene.home.slug}": "not_commissioned"}) == 303
    assert ada.get(path).text.count("agrees courts read first that you state there is none") == 1
    assert "listed here" not in ada.get("/provision/drug_testing").text


def test_a_second_person_reads_who_proposed_it_and_what_is_listed_and_then_courts_do(
    ada: LoggedIn, visitor: FlaskClient, session: Session, region: Organisation, scene: Scene
) -> None:
    path, home = "/provision/unpaid_work", scene.home
    said = {**seen_in(ada.get(path).text), f"says-{home.slug}": "not_commissioned"}
    done = ada.get(ada.post(path, data=said).headers["Location"]).text
    assert "Courts see nothing of it until a second person" in done
    assert "Courts see it from now on" not in done
    court = f"/courts/{scene.court.slug}?requirement=unpaid_work"
    assert "Stated as not commissioned" not in visitor.get(court).text
    head = logged_in(visitor, session, Role.REGION_HEAD, organisation=region, name="Grace Second")
    waits = head.get("/provision").text
    proposal = session.scalars(select(ProvisionProposal)).one()
    assert f"proposed by {session.get_one(Person, proposal.proposed_by_id).name} on" in waits
    assert "1 service is listed here" in waits
    head.post(f"/provision/proposals/{proposal.public_id}", data={"decision": "agree"})
    assert "Courts read first that you state there is none" in head.get(path).text
    read = visitor.get(court).text
    assert "Stated as not commissioned since" in read
    assert "by The region; services are still listed here" in read
