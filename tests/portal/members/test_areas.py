"""In which of the organisation's areas a member works: by whom chosen, from when it holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.accounts.home_areas import chosen_areas
from directory.accounts.joining import members_of
from directory.accounts.models import Membership
from directory.accounts.sights import areas_of
from directory.acts import Act
from directory.audit.models import AuditRow
from directory.messages.models import Message
from directory.people.roles import OrganisationKind, Role
from directory.places.models import LocalDeliveryUnit, Region
from tests.makers.accounts import LoggedIn, logged_in, logged_in_as, make_member, make_organisation
from tests.makers.days import NOW, TODAY
from tests.makers.places import make_area, make_court
from tests.makers.services import make_provider, make_service


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@dataclass
class Scene:
    """A court of two areas, its team's officer, and a commissioner of the region."""

    preston: LocalDeliveryUnit
    leyland: LocalDeliveryUnit
    officer: Membership
    commissioner: LoggedIn

    @property
    def path(self) -> str:
        team = self.officer.organisation.public_id
        return f"/organisations/{team}/members/{self.officer.public_id}/areas"


@pytest.fixture
def scene(app: Flask, client: FlaskClient, session: Session) -> Scene:
    preston = make_area(session)
    region = session.get_one(Region, preston.region_id)
    leyland = make_area(session, "leyland", region=region)
    court = make_court(session, serves=[preston, leyland])
    team = make_organisation(session, OrganisationKind.COURT_TEAM, "A team", court_id=court.id)
    with app.app_context():
        officer = make_member(session, Role.COURT_OFFICER, organisation=team, name="Ola Officer")
    return Scene(preston, leyland, officer, logged_in(client, session, Role.COMMISSIONER))


def areas(session: Session, member: Membership) -> frozenset[int]:
    session.expire_all()
    return areas_of(session, member, on=TODAY)


def test_it_holds_from_the_next_request_is_told_and_recorded(
    app: Flask, session: Session, scene: Scene
) -> None:
    theirs = logged_in_as(app.test_client(), session, scene.officer)
    assert "Leyland" in theirs.get("/provision/residence").text
    assert 'value="leyland" checked' in scene.commissioner.get(scene.path).text
    assert scene.commissioner.post(scene.path, {"areas": ["preston"]}).status_code == 303
    assert areas(session, scene.officer) == {scene.preston.id}
    assert "Leyland" not in theirs.get("/provision/residence").text
    letter = session.scalars(select(Message)).one()
    assert letter.subject == "Your areas were changed"
    assert "you work in Preston" in letter.body
    row = session.scalars(select(AuditRow).where(AuditRow.act == Act.MEMBER_EDIT.value)).one()
    assert (row.before, row.after) == ({"areas": "all"}, {"areas": "Preston"})


def test_the_same_again_tells_nobody(session: Session, scene: Scene) -> None:
    for _ in range(2):
        scene.commissioner.post(scene.path, {"areas": ["preston"]})
    assert len(session.scalars(select(Message)).all()) == 1


def test_all_of_them_are_also_those_that_come_later(session: Session, scene: Scene) -> None:
    scene.commissioner.post(scene.path, {"areas": ["preston"]})
    scene.commissioner.post(scene.path, {"areas": ["preston", "leyland"]})
    assert chosen_areas(session, scene.officer) == frozenset()


@pytest.mark.parametrize("sent", [{}, {"areas": ["nowhere"]}])
def test_none_is_not_all_of_them(
    session: Session, scene: Scene, sent: dict[str, list[str]]
) -> None:
    scene.commissioner.post(scene.path, {"areas": ["preston"]})
    assert scene.commissioner.post(scene.path, sent).status_code == 422
    assert areas(session, scene.officer) == {scene.preston.id}


def test_another_role_leaves_the_areas_as_they_are(session: Session, scene: Scene) -> None:
    scene.commissioner.post(scene.path, {"areas": ["preston"]})
    path = scene.path.removesuffix("/areas")
    assert scene.commissioner.post(path, {"role": "offender_manager"}).status_code == 303
    session.expire_all()
    [changed] = members_of(session, scene.officer.organisation)
    assert changed.role is Role.OFFENDER_MANAGER
    assert areas(session, changed) == {scene.preston.id}


def test_nobody_gives_an_area_that_is_not_theirs_nor_chooses_their_own(
    app: Flask, session: Session, scene: Scene
) -> None:
    """Else whoever is kept to one area would have all again by a colleague, or by themselves."""
    region = scene.commissioner.member.organisation
    kept = logged_in(
        app.test_client(), session, Role.COMMISSIONER, organisation=region,
        areas=[scene.preston], name="Kim Kept",
    )  # fmt: skip
    refused = kept.post(scene.path, {"areas": ["preston"]})
    assert refused.status_code == 422
    assert "only areas in which you work yourself" in refused.text
    own = f"/organisations/{region.public_id}/members/{kept.member.public_id}/areas"
    refused = kept.post(own, {"areas": ["preston", "leyland"]})
    assert refused.status_code == 422
    assert "Nobody chooses their own areas" in refused.text
    sent = {"email": "new@example.org", "role": "commissioner", "areas": ["preston", "leyland"]}
    assert kept.post(f"/organisations/{region.public_id}/invitations/new", sent).status_code == 422
    assert session.scalars(select(Message)).all() == []
    administrator = logged_in(app.test_client(), session, Role.ADMINISTRATOR)
    assert administrator.post(own, {"areas": ["preston", "leyland"]}).status_code == 303
    assert areas(session, kept.member) == {scene.preston.id, scene.leyland.id}


def test_an_invitation_names_the_areas_and_who_accepts_has_these(
    app: Flask, session: Session, scene: Scene
) -> None:
    path = f"/organisations/{scene.officer.organisation.public_id}/invitations/new"
    sent = {"email": "new@example.org", "role": "court_officer", "areas": ["leyland"]}
    assert scene.commissioner.post(path, sent).status_code == 303
    letter = session.scalars(select(Message)).one()
    assert "as court probation officer, for Leyland." in letter.body
    link = next(word for word in letter.body.split() if "/invitations/" in word)
    invited = LoggedIn(app.test_client(), scene.officer, scene.commissioner.visit)
    taken = {"name": "Nia New", "password": "seven paper lanterns drift"}
    assert "You will work for Leyland." in invited.get(link).text
    assert invited.post(link, taken).status_code == 303
    [new] = [
        one
        for one in members_of(session, scene.officer.organisation)
        if one.person.name == "Nia New"
    ]
    assert areas(session, new) == {scene.leyland.id}


def test_a_provider_has_no_areas_to_choose_between(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    administrator = logged_in(client, session, Role.PROVIDER_ADMINISTRATOR)
    organisation = administrator.member.organisation
    with app.app_context():
        editor = make_member(session, Role.LISTING_EDITOR, organisation=organisation)
    path = f"/organisations/{organisation.public_id}/members/{editor.public_id}"
    assert f"{path}/areas" not in administrator.get(path).text
    assert "nothing to choose between" in administrator.get(f"{path}/areas").text
    assert administrator.post(f"{path}/areas", {"areas": ["preston"]}).status_code == 422


def test_a_commissioner_kept_to_an_area_looks_after_what_is_there_alone(
    app: Flask, session: Session, scene: Scene
) -> None:
    provider = make_provider(session, "Serves Leyland")
    make_service(session, areas=[scene.leyland]).provider_id = provider.id
    make_organisation(session, OrganisationKind.PROVIDER, "Serves Leyland", provider_id=provider.id)
    region = scene.commissioner.member.organisation
    with app.app_context():
        other = make_member(session, Role.COMMISSIONER, organisation=region, name="Kim Kept")
    theirs = logged_in_as(app.test_client(), session, other)
    assert "Serves Leyland" in theirs.get("/organisations").text
    path = f"/organisations/{region.public_id}/members/{other.public_id}/areas"
    assert scene.commissioner.post(path, {"areas": ["preston"]}).status_code == 303
    assert "Serves Leyland" not in theirs.get("/organisations").text
