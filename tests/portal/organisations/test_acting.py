"""An infrastructure body acts for a small provider that has named it: for its listings alone."""

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

from commissioning.listings.facts import facts_of
from directory.accounts.acting import ACTS_FOR_ANOTHER
from directory.acts import Act
from directory.audit.models import AuditRow
from directory.audit.reading import acts_on
from directory.histories import history_of
from directory.listings.history import life_of
from directory.listings.models import ListingDraft
from directory.messages.models import Message
from directory.people.permissions import acts_permitted
from directory.people.roles import OrganisationKind, Role
from directory.places.models import Exposure, LocalDeliveryUnit
from directory.services.models import Service
from tests.makers.accounts import LoggedIn, logged_in, make_organisation
from tests.makers.days import NOW, TODAY
from tests.makers.lines import make_line
from tests.makers.listings import make_listed, number_of, says
from tests.makers.places import make_area
from tests.makers.services import make_provider, make_service

BOTH = "Cora Council, Council X for Charity Y"


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as travelled:
        yield travelled


@dataclass
class Scene:
    charity: LoggedIn
    council: LoggedIn
    service: Service
    area: LocalDeliveryUnit

    @property
    def path(self) -> str:
        return f"/listings/{self.service.public_id}"

    @property
    def naming(self) -> str:
        return f"/organisations/{self.charity.member.organisation.public_id}/acting"

    def name(self) -> int:
        chosen = {"body": str(self.council.member.organisation.public_id)}
        return self.charity.post(self.naming, chosen).status_code

    def withdraw(self, session: Session) -> int:
        page = self.charity.get(self.naming).text
        path = page.split(f'action="{self.naming}/')[1].split('"')[0]
        return self.charity.post(f"{self.naming}/{path}").status_code


@pytest.fixture
def scene(app: Flask, client: FlaskClient, session: Session) -> Scene:
    area, provider = make_area(session), make_provider(session, "Charity Y")
    charity = make_organisation(
        session, OrganisationKind.PROVIDER, "Charity Y", provider_id=provider.id
    )
    council = make_organisation(
        session, OrganisationKind.INFRASTRUCTURE_BODY, "Council X", local_delivery_unit_id=area.id
    )
    service = make_listed(session, title="Walking group")
    service.provider_id = provider.id
    session.flush()
    return Scene(
        logged_in(
            client, session, Role.PROVIDER_ADMINISTRATOR, organisation=charity, name="Ada Charity"
        ),
        logged_in(
            app.test_client(), session, Role.LISTING_EDITOR, organisation=council,
            name="Cora Council",
        ),
        service,
        area,
    )  # fmt: skip


def test_nobody_acts_before_they_are_named_nor_after_they_are_withdrawn(
    session: Session, scene: Scene
) -> None:
    assert scene.council.get(scene.path).status_code == 404
    assert scene.name() == 303
    assert scene.name() == 303  # a second click names nobody twice
    assert scene.council.get(scene.path).status_code == 200
    assert "for Charity Y" in scene.council.get("/listings").text
    assert "Council X" in scene.charity.get(scene.naming).text
    assert scene.withdraw(session) == 303
    assert scene.council.get(scene.path).status_code == 404
    assert "Walking group" not in scene.council.get("/listings").text
    sent = {"telephone": "01632 960 999", "based_on": str(number_of(session, scene.service))}
    assert scene.council.post(f"{scene.path}/reach", sent).status_code == 404
    acts = [row.act for row in session.scalars(select(AuditRow).order_by(AuditRow.id))]
    assert acts.count(Act.ACTING_BODY_NAME.value) == 1
    assert acts[-1] == Act.ACTING_BODY_WITHDRAW.value


def test_what_changes_at_once_says_both(session: Session, scene: Scene) -> None:
    scene.name()
    sent = {"telephone": "01632 960 999", "based_on": str(number_of(session, scene.service))}
    assert scene.council.post(f"{scene.path}/reach", sent).status_code == 303
    assert says(session, scene.service)["telephone"] == "01632 960 999"
    recorded = acts_on(session, "service", scene.service.id)
    assert recorded[-1].after["acting"] == "Council X for Charity Y"
    told = history_of(session, "service", scene.service.id)[-1]
    assert "Acting: Council X for Charity Y" in [one.sentence for one in told.changes]
    assert life_of(session, scene.service)[0].by == BOTH
    assert BOTH in scene.charity.get(f"{scene.path}/history").text
    assert session.get_one(Service, scene.service.id).said["telephone"]["by"] == BOTH
    letters = session.scalars(select(Message).where(Message.kind == "telephone_changed")).all()
    assert letters
    assert all(BOTH in one.body for one in letters)


def test_a_draft_says_both_to_whoever_decides(
    session: Session, scene: Scene, clock: time_machine.Traveller
) -> None:
    scene.name()
    sent = {
        "title": "Walking group", "summary": "Said by the council.", "draft_version": "0",
        "based_on": str(number_of(session, scene.service)),
    }  # fmt: skip
    assert scene.council.post(f"{scene.path}/draft", sent).status_code == 303
    clock.shift(dt.timedelta(minutes=1))
    assert scene.council.post(f"{scene.path}/draft/submit", {"draft_version": "1"}).status_code
    draft = session.scalars(select(ListingDraft)).one()
    assert draft.submitted_at is not None
    assert draft.author_in_words == f"{BOTH},"
    assert life_of(session, scene.service)[0].by == BOTH


def test_a_confirmation_says_both(session: Session, scene: Scene) -> None:
    scene.name()
    sent = {"fact": "telephone", "seen": str(number_of(session, scene.service))}
    assert scene.council.post(f"{scene.path}/confirm", sent).status_code == 303
    row = acts_on(session, "service", scene.service.id)[-1]
    assert row.act == Act.LISTING_CONFIRM.value
    assert row.after["confirmed_by"] == BOTH


def test_what_the_provider_does_itself_names_nobody_else(session: Session, scene: Scene) -> None:
    scene.name()
    sent = {"telephone": "01632 960 999", "based_on": str(number_of(session, scene.service))}
    scene.council.post(f"{scene.path}/reach", sent)
    session.expire_all()
    sent = {"telephone": "01632 960 777", "based_on": str(number_of(session, scene.service))}
    assert scene.charity.post(f"{scene.path}/reach", sent).status_code == 303
    assert "acting" not in acts_on(session, "service", scene.service.id)[-1].after


@pytest.mark.parametrize("exposure", [Exposure.RESTRICTED, Exposure.CONFIDENTIAL])
def test_what_is_not_open_stays_with_the_provider(
    session: Session, scene: Scene, exposure: Exposure
) -> None:
    kept = make_service(
        session, "Another", areas=[make_area(session, "leyland")], exposure=exposure
    )
    kept.provider_id = scene.service.provider_id
    session.flush()
    scene.name()
    assert scene.charity.get(f"/listings/{kept.public_id}").status_code == 200
    for page in ("", "/draft", "/confirm", "/history", "/preview"):
        assert scene.council.get(f"/listings/{kept.public_id}{page}").status_code == 404
    assert "Another" not in scene.council.get("/listings").text


def test_listings_and_nothing_else(session: Session, scene: Scene) -> None:
    """Every act that has a row is named here as one that they may or may not do for another."""
    scene.name()
    assert {act.thing for act in ACTS_FOR_ANOTHER} == {"listing", "problem"}
    assert acts_permitted() >= ACTS_FOR_ANOTHER
    page = scene.council.get(scene.path).text
    assert "You act as Council X for Charity Y" in page
    assert f"{scene.path}/lines/" not in page
    assert "Starts, places" not in page
    line = make_line(session, service=scene.service, areas=[scene.area])
    session.flush()
    facts = facts_of(session, scene.service, today=TODAY)
    start = next(one.name for one in facts if one.line is not None)
    for page in ("", "/confirm"):
        assert line.name not in scene.council.get(f"{scene.path}{page}").text
    sent = {"fact": start, "seen": str(number_of(session, scene.service))}
    assert scene.council.post(f"{scene.path}/confirm", sent).status_code == 422
    nothing = "00000000-0000-0000-0000-000000000007"
    assert scene.council.post(f"{scene.path}/lines/{nothing}/places").status_code == 404
    organisation = f"/organisations/{scene.charity.member.organisation.public_id}"
    for path in (f"{organisation}/members", scene.naming, "/tokens", "/uploads"):
        assert scene.council.get(path).status_code == 403, path
    assert scene.council.post(scene.naming).status_code == 403


def test_only_such_a_body_can_be_named_and_only_by_the_provider(
    app: Flask, session: Session, scene: Scene
) -> None:
    other = make_organisation(
        session, OrganisationKind.PROVIDER, "Another",
        provider_id=make_provider(session, "Another").id,
    )  # fmt: skip
    sent = {"body": str(other.public_id)}
    assert scene.charity.post(scene.naming, sent).status_code == 422
    refused = scene.charity.post(scene.naming, {"body": ""})
    assert "Choose the body" in refused.text
    theirs = logged_in(
        app.test_client(), session, Role.PROVIDER_ADMINISTRATOR, organisation=other, name="Ned"
    )
    body = {"body": str(scene.council.member.organisation.public_id)}
    assert theirs.post(scene.naming, body).status_code == 404


def test_a_body_that_is_closed_acts_no_more(session: Session, scene: Scene) -> None:
    scene.name()
    scene.charity.member.organisation.closed_at = NOW
    session.flush()
    assert scene.council.get(scene.path).status_code == 404
