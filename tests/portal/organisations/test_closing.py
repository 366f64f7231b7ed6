"""Closing an organisation, what dies with it and what stays, and opening it again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.accounts.closing import MEMBERS_COME_BACK
from directory.accounts.inviting import invite, open_invitations
from directory.accounts.joining import members_of
from directory.accounts.models import Organisation
from directory.accounts.tokens import make_token, tokens_of
from directory.acts import Act
from directory.audit.models import AuditRow
from directory.messages.models import Message
from directory.people.roles import OrganisationKind, Role
from tests.makers.accounts import LoggedIn, logged_in, logged_in_as, make_organisation
from tests.makers.days import NOW
from tests.makers.people import actor
from tests.makers.places import make_area, make_region
from tests.makers.services import make_provider, make_service


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as travelled:
        yield travelled


@dataclass
class Scene:
    administrator: LoggedIn
    commissioner: LoggedIn
    program: dict[str, str]
    listing: str

    @property
    def organisation(self) -> Organisation:
        return self.administrator.member.organisation

    @property
    def path(self) -> str:
        return f"/organisations/{self.organisation.public_id}"


@pytest.fixture
def scene(app: Flask, client: FlaskClient, session: Session) -> Scene:
    area, provider = make_area(session), make_provider(session, "Charity Y")
    charity = make_organisation(
        session, OrganisationKind.PROVIDER, "Charity Y", provider_id=provider.id
    )
    service = make_service(session, "Walking group", areas=[area])
    service.provider_id = provider.id
    administrator = logged_in(
        client, session, Role.PROVIDER_ADMINISTRATOR, organisation=charity, name="Ada Charity"
    )
    _, word = make_token(session, administrator.member, "Ours", [Act.LISTING_EDIT], at=NOW)
    invite(
        session, charity, Role.LISTING_EDITOR, email="new@example.org", by=actor(session), at=NOW
    )
    session.flush()
    return Scene(
        administrator,
        logged_in(app.test_client(), session, Role.COMMISSIONER, name="Cleo Commissioner"),
        {"Authorization": f"Bearer {word}"},
        f"/services/{service.public_id}",
    )


def close(scene: Scene) -> None:
    """The last administrator does not keep it open."""
    assert scene.commissioner.post(f"{scene.path}/close").status_code == 303


def letters(session: Session, subject: str) -> list[Message]:
    rows = session.scalars(select(Message).where(Message.subject.contains(subject)))
    return list(rows.all())


def test_its_members_and_tokens_enter_no_more_and_its_listings_stay(
    app: Flask, session: Session, scene: Scene
) -> None:
    program = app.test_client()
    assert program.get("/listings", headers=scene.program).status_code == 200
    page = scene.commissioner.get(f"{scene.path}/close").text
    assert "Its 1 listing stays" in page
    close(scene)
    session.expire_all()
    assert scene.administrator.get("/listings").status_code == 303
    assert program.get("/listings", headers=scene.program).status_code == 401
    assert tokens_of(session, scene.organisation) == []
    assert open_invitations(session, scene.organisation) == []
    assert app.test_client().get(scene.listing).status_code == 200
    again = logged_in_as(app.test_client(), session, scene.administrator.member)
    assert again.get("/listings").status_code == 303
    [row] = session.scalars(
        select(AuditRow).where(AuditRow.act == Act.ORGANISATION_CLOSE.value)
    ).all()
    assert row.by_id == scene.commissioner.member.person_id


def test_members_are_told_and_whoever_decides_on_what_stays(session: Session, scene: Scene) -> None:
    close(scene)
    [told] = letters(session, "Your organisation was closed")
    assert told.to_address == "ada.charity@example.org"
    [left] = letters(session, "its listings stay")
    assert left.to_address == "cleo.commissioner@example.org"
    assert "Walking group" in left.body
    close_again = scene.commissioner.post(f"{scene.path}/close")
    assert close_again.status_code == 404  # it is not among those that are open


@pytest.mark.parametrize(("days", "comes_back"), [(0, True), (89, True), (90, False), (365, False)])
def test_opened_again_within_its_time_its_members_come_back(
    app: Flask,
    session: Session,
    scene: Scene,
    clock: time_machine.Traveller,
    days: int,
    comes_back: bool,
) -> None:
    assert MEMBERS_COME_BACK.days == 90
    close(scene)
    clock.move_to(NOW + dt.timedelta(days=days))
    commissioner = logged_in_as(app.test_client(), session, scene.commissioner.member)
    assert "Open again" in commissioner.get("/organisations").text
    assert commissioner.post(f"{scene.path}/reopen").status_code == 303
    assert commissioner.post(f"{scene.path}/reopen").status_code == 404
    session.expire_all()
    assert bool(members_of(session, scene.organisation)) == comes_back
    assert bool(letters(session, "is open again")) == comes_back
    assert commissioner.get(f"{scene.path}/members").status_code == 200


def test_nobody_closes_their_own(session: Session, scene: Scene) -> None:
    own = f"/organisations/{scene.commissioner.member.organisation.public_id}/close"
    refused = scene.commissioner.post(own)
    assert refused.status_code == 422
    assert "nobody closes their own" in refused.text
    assert scene.administrator.get(f"{scene.path}/close").status_code == 403


def test_another_regions_commissioner_closes_and_opens_nothing(
    app: Flask, session: Session, scene: Scene
) -> None:
    wales = make_organisation(
        session, OrganisationKind.PROBATION_REGION, "Wales",
        region_id=make_region(session, "wales").id,
    )  # fmt: skip
    other = logged_in(app.test_client(), session, Role.COMMISSIONER, organisation=wales)
    assert other.post(f"{scene.path}/close").status_code == 404
    close(scene)
    assert other.post(f"{scene.path}/reopen").status_code == 404
    assert "Charity Y" not in other.get("/organisations").text
