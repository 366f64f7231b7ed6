"""Members of an organisation: who may change what of whom, and what no change leaves undone."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.accounts.deputies import approvers
from directory.accounts.joining import add_member, members_of
from directory.accounts.models import Membership
from directory.acts import Act
from directory.messages.models import Message
from directory.people.permissions import Extent, farther, reach_of
from directory.people.roles import OrganisationKind, Role
from tests.makers.accounts import (
    LoggedIn,
    logged_in,
    logged_in_as,
    make_member,
    make_organisation,
)
from tests.makers.days import NOW, TODAY
from tests.makers.people import actor
from tests.makers.places import make_area, make_region
from tests.makers.services import make_provider, make_service


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as travelled:
        yield travelled


@pytest.fixture
def administrator(client: FlaskClient, session: Session) -> LoggedIn:
    return logged_in(client, session, Role.PROVIDER_ADMINISTRATOR, name="Alma Administrator")


def path_of(browser: LoggedIn) -> str:
    return f"/organisations/{browser.member.organisation.public_id}"


def colleague(app: Flask, session: Session, browser: LoggedIn, role: Role) -> Membership:
    with app.app_context():
        return make_member(
            session, role, organisation=browser.member.organisation, name=f"Cal {role.words}"
        )


def test_a_role_is_changed_and_a_member_removed(
    app: Flask, session: Session, administrator: LoggedIn
) -> None:
    member = colleague(app, session, administrator, Role.LISTING_EDITOR)
    theirs = logged_in_as(app.test_client(), session, member)
    path = f"{path_of(administrator)}/members/{member.public_id}"
    assert administrator.get(path).status_code == 200
    assert administrator.post(path, {"role": "provider_administrator"}).status_code == 303
    assert theirs.get("/account").status_code == 303
    session.expire_all()
    [changed] = [
        one
        for one in members_of(session, administrator.member.organisation)
        if one.person_id == member.person_id
    ]
    assert changed.role is Role.PROVIDER_ADMINISTRATOR
    again = f"{path_of(administrator)}/members/{changed.public_id}/remove"
    assert administrator.post(again).status_code == 303
    assert administrator.post(again).status_code == 404


@pytest.mark.parametrize("act", ["", "/remove"])
def test_the_last_administrator_can_neither_leave_nor_be_demoted(
    app: Flask, session: Session, administrator: LoggedIn, act: str
) -> None:
    colleague(app, session, administrator, Role.LISTING_EDITOR)
    path = f"{path_of(administrator)}/members/{administrator.member.public_id}{act}"
    refused = administrator.post(path, {"role": "listing_editor"})
    assert refused.status_code == 422
    assert "last member" in refused.text
    colleague(app, session, administrator, Role.PROVIDER_ADMINISTRATOR)
    assert administrator.post(path, {"role": "listing_editor"}).status_code == 303


def test_anothers_organisation_and_member_are_not_there(
    app: Flask, session: Session, administrator: LoggedIn
) -> None:
    other = make_organisation(
        session,
        OrganisationKind.PROVIDER,
        "Another",
        provider_id=make_provider(session, "Another").id,
    )
    with app.app_context():
        theirs = make_member(session, Role.LISTING_EDITOR, organisation=other)
    own, another = path_of(administrator), f"/organisations/{other.public_id}"
    assert administrator.get(f"{another}/members").status_code == 404
    assert administrator.get(f"{own}/members/{theirs.public_id}").status_code == 404
    for path in (f"{another}/certify", f"{own}/members/{theirs.public_id}/remove"):
        assert administrator.post(path).status_code == 404
    sent = {"email": "x@example.org", "role": "listing_editor"}
    assert administrator.post(f"{another}/invitations/new", sent).status_code == 404


def test_a_commissioner_looks_after_the_organisations_of_their_region_alone(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    here = make_area(session)
    there = make_area(session, "leeds", region=make_region(session, "yorkshire"))
    for area, name in ((here, "Serves Preston"), (there, "Serves Leeds")):
        provider_id = make_provider(session, name).id
        make_service(session, areas=[area]).provider_id = provider_id
        make_organisation(session, OrganisationKind.PROVIDER, name, provider_id=provider_id)
    make_organisation(session, OrganisationKind.COURT_TEAM, "Team of Preston",
                      local_delivery_unit_id=here.id)  # fmt: skip
    make_organisation(session, OrganisationKind.COURT_TEAM, "Team of Leeds",
                      local_delivery_unit_id=there.id)  # fmt: skip
    commissioner = logged_in(client, session, Role.COMMISSIONER)
    page = commissioner.get("/organisations").text
    assert "Serves Preston" in page
    assert "Team of Preston" in page
    assert "Leeds" not in page
    administrator = logged_in(app.test_client(), session, Role.ADMINISTRATOR)
    assert "Team of Leeds" in administrator.get("/organisations").text


def test_members_are_certified_each_year(
    session: Session, administrator: LoggedIn, clock: time_machine.Traveller
) -> None:
    page = f"{path_of(administrator)}/members"
    assert "Overdue" not in administrator.get(page).text
    administrator.member.certified_on = TODAY - dt.timedelta(days=366)
    session.flush()
    assert "Overdue since 1 March 2027" in administrator.get(page).text
    chosen = {"member": str(administrator.member.public_id)}
    assert administrator.post(f"{path_of(administrator)}/certify", chosen).status_code == 303
    assert "Overdue" not in administrator.get(page).text


# ----------------------------------------------------------------------------- deputies


@pytest.fixture
def region(app: Flask, client: FlaskClient, session: Session) -> LoggedIn:
    return logged_in(client, session, Role.COMMISSIONER, name="Cleo Commissioner")


def name_deputy(browser: LoggedIn, member: Membership, first: dt.date, last: dt.date) -> int:
    days = {
        f"{name}_day-{part}": str(getattr(day, part))
        for name, day in (("from", first), ("until", last))
        for part in ("day", "month", "year")
    }
    sent = {"member": str(browser.member.public_id), "deputy": str(member.public_id), **days}
    return browser.post(f"{path_of(browser)}/deputies/new", sent).status_code


def test_a_deputy_may_approve_from_the_first_day_to_the_last_and_no_longer(
    app: Flask, session: Session, region: LoggedIn, clock: time_machine.Traveller
) -> None:
    manager = colleague(app, session, region, Role.OFFENDER_MANAGER)
    first, last = TODAY + dt.timedelta(days=2), TODAY + dt.timedelta(days=4)
    assert name_deputy(region, manager, first, last) == 303
    assert "Cal Offender manager approves for Cleo" in region.get(f"{path_of(region)}/members").text
    for number, manages in ((0, False), (2, True), (4, True), (5, False)):
        clock.move_to(NOW + dt.timedelta(days=number))
        theirs = logged_in_as(app.test_client(), session, manager)
        status = theirs.get(f"{path_of(region)}/members").status_code
        assert status == (200 if manages else 403), number


def test_a_deputy_that_cannot_be_is_said_on_its_field(
    app: Flask, session: Session, region: LoggedIn
) -> None:
    assert name_deputy(region, region.member, TODAY, TODAY) == 422
    manager = colleague(app, session, region, Role.OFFENDER_MANAGER)
    assert name_deputy(region, manager, TODAY, TODAY - dt.timedelta(days=1)) == 422
    assert name_deputy(region, manager, TODAY, TODAY) == 303
    page = region.get(f"{path_of(region)}/members").text
    [path] = re.findall(r'action="([^"]+/withdraw)"', page)
    assert region.post(path).status_code == 303
    assert "No deputy is named" in region.get(f"{path_of(region)}/members").text


def test_who_approves_when_the_sole_approver_wrote_it(
    app: Flask, session: Session, region: LoggedIn
) -> None:
    organisation, author = region.member.organisation, region.member.person

    def names(but_author: bool = True) -> list[str]:
        but = author if but_author else None
        found = approvers(session, organisation, on=TODAY, but=but)
        return [one.person.name for one in found]

    assert names(but_author=False) == ["Cleo Commissioner"]
    assert names() == []
    head = colleague(app, session, region, Role.REGION_HEAD)
    assert names() == [head.person.name]
    manager = colleague(app, session, region, Role.OFFENDER_MANAGER)
    name_deputy(region, manager, TODAY, TODAY)
    assert names() == [manager.person.name]
    second = colleague(app, session, region, Role.COMMISSIONER)
    assert names() == [second.person.name]


def test_the_farther_of_two_reaches_counts() -> None:
    assert farther(Extent.OWN, Extent.OWN_REGION) is Extent.OWN_REGION
    assert farther(Extent.ANY, Extent.NOTHING) is Extent.ANY
    assert reach_of(Role.ANALYST, Act.LISTING_APPROVE) is Extent.NOTHING


# -------------------------------------------------------------- organisations and accounts


@pytest.mark.parametrize(
    ("kind", "place", "says"),
    [
        ("court_team", "Preston", None),
        ("court_team", "preston", None),
        ("court_team", "Leeds", "not in your region"),
        ("court_team", "Nowhere", "Nothing here is called “Nowhere”"),
        ("probation_region", "Yorkshire", "not in your region"),
        ("national", "", "not in your region"),
        ("provider", "No Such Trust", "Nothing here is called"),
        ("", "", "Choose what it is"),
    ],
)
def test_a_commissioner_adds_organisations_of_their_region_alone(
    session: Session, region: LoggedIn, kind: str, place: str, says: str | None
) -> None:
    make_area(session)
    make_area(session, "leeds", region=make_region(session, "yorkshire"))
    sent = {"name": "A new team", "kind": kind, "place": place}
    answer = region.post("/organisations/new", sent)
    assert answer.status_code == (303 if says is None else 422)
    assert says is None or says in answer.text
    assert ("A new team" in region.get("/organisations").text) == (says is None)


def test_health_commissions_in_the_areas_that_are_named(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    make_area(session)
    administrator = logged_in(client, session, Role.ADMINISTRATOR)
    sent = {"name": "Health of Lancashire", "kind": "health_or_council"}
    assert administrator.post("/organisations/new", sent | {"place": "Nowhere"}).status_code == 422
    assert administrator.post("/organisations/new", sent | {"place": "Preston"}).status_code == 303
    again = administrator.post("/organisations/new", sent | {"place": "Preston"})
    assert "There is an organisation of this name already" in again.text


def test_a_lost_second_factor_is_taken_off_and_they_are_told(
    app: Flask, session: Session, region: LoggedIn
) -> None:
    head = colleague(app, session, region, Role.REGION_HEAD)
    theirs = logged_in_as(app.test_client(), session, head)
    account = theirs.visit.account
    account.factor_sealed, account.factor_set_at = "sealed", NOW
    session.flush()
    path = f"{path_of(region)}/members/{head.public_id}/second-factor"
    assert region.post(path).status_code == 303
    session.expire_all()
    assert not account.has_second_factor
    assert theirs.get("/account").status_code == 303
    letter = session.scalars(select(Message)).one()
    assert letter.to_address == account.email


def test_of_somebody_who_is_a_member_elsewhere_too_only_an_administrator_opens_the_account(
    app: Flask, session: Session, region: LoggedIn
) -> None:
    head = colleague(app, session, region, Role.REGION_HEAD)
    national = make_organisation(session, OrganisationKind.NATIONAL)
    add_member(session, head.person, national, Role.ANALYST, by=actor(session), at=NOW)
    path = f"{path_of(region)}/members/{head.public_id}/second-factor"
    assert region.post(path).status_code == 403
    administrator = logged_in(app.test_client(), session, Role.ADMINISTRATOR)
    assert administrator.post(path).status_code == 303


def test_an_administrator_disables_and_enables_and_never_themselves(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    administrator = logged_in(client, session, Role.ADMINISTRATOR)
    analyst = colleague(app, session, administrator, Role.ANALYST)
    theirs = logged_in_as(app.test_client(), session, analyst)
    path = f"{path_of(administrator)}/members/{analyst.public_id}"
    assert administrator.post(f"{path}/disable").status_code == 303
    assert theirs.get("/account").status_code == 303
    assert "It is disabled since" in administrator.get(path).text
    assert administrator.post(f"{path}/enable").status_code == 303
    assert logged_in_as(app.test_client(), session, analyst).get("/account").status_code == 200
    own = f"{path_of(administrator)}/members/{administrator.member.public_id}/disable"
    refused = administrator.post(own)
    assert refused.status_code == 422
    assert "own account" in refused.text


def test_a_commissioner_disables_nobody(app: Flask, session: Session, region: LoggedIn) -> None:
    head = colleague(app, session, region, Role.REGION_HEAD)
    path = f"{path_of(region)}/members/{head.public_id}/disable"
    assert region.post(path).status_code == 403
