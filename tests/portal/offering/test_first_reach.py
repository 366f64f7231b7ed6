"""The first listing of a confidential service may say whom to ring, and no page shows it."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.listings.models import ListingDraft
from directory.messages.models import Message
from directory.people.roles import Role
from directory.services.models import ListingRevision
from tests.makers.accounts import logged_in
from tests.portal.listings.keeping import hidden
from tests.portal.offering.test_first_listing import Beginner

NUMBER, OTHER = "01632 960444", "01632 960555"
REASON = {"why": "decide"}


@pytest.fixture
def new(app: Flask, session: Session, client: FlaskClient) -> Beginner:
    made = Beginner(app, session)
    made.editor = logged_in(
        app.test_client(), session, Role.PROVIDER_ADMINISTRATOR,
        organisation=made.organisation, name="Ada Head",
    )  # fmt: skip
    return made


def drafted(new: Beginner) -> str | None:
    new.session.expire_all()
    found: str | None = new.session.scalars(select(ListingDraft)).one().changes.get("telephone")
    return found


def test_it_is_given_once_and_shown_on_no_page(new: Beginner) -> None:
    path = new.begin("confidential")
    assert 'name="telephone"' in new.editor.get(f"{path}/draft").text
    new.write(path, telephone=NUMBER)
    assert drafted(new) == NUMBER
    for below in ("/draft", "/preview", "/offer"):
        assert NUMBER not in new.editor.get(path + below).text, below
    assert "Given already, and not shown" in new.editor.get(f"{path}/draft").text
    new.write(path, telephone="", summary="Said anew.")
    assert drafted(new) == NUMBER
    new.write(path, telephone=OTHER)
    assert drafted(new) == OTHER


def test_a_number_without_all_its_digits_is_asked_about(new: Beginner) -> None:
    path = new.begin("confidential")
    new.session.commit()
    page = new.editor.get(f"{path}/draft").text
    seen = {name: hidden(page, name) for name in ("based_on", "draft_version")}
    refused = new.editor.post(f"{path}/draft", {"telephone": "01632 96044", **seen})
    assert refused.status_code == 422
    assert "one digit is missing" in refused.text
    assert refused.headers["Cache-Control"] == "no-store"


def test_a_second_person_has_to_look_at_it(new: Beginner, client: FlaskClient) -> None:
    carla = new.member(Role.COMMISSIONER, "Carla Vine")
    path = new.begin("confidential")
    new.write(path, telephone=NUMBER)
    assert new.submit(path) == 303
    [waits] = re.findall(r'href="(/approving/[^"]+)"', carla.get("/approving").text)
    assert NUMBER not in carla.get(waits).text
    assert new.decide(carla, offered="confidential") == 422
    shown = carla.post(f"{waits}/reach", REASON)
    assert NUMBER in shown.text
    assert new.decide(carla, offered="confidential") == 303
    revision = new.session.get_one(ListingRevision, new.service().published_revision_id)
    assert revision.telephone == NUMBER
    assert NUMBER not in client.get(path.replace("/listings/", "/services/")).text
    assert NUMBER not in new.editor.get(path).text
    assert not any(NUMBER in one.body for one in new.session.scalars(select(Message)))


def test_an_editor_reads_who_gives_it(new: Beginner) -> None:
    new.editor = new.member(Role.LISTING_EDITOR, "Jane Writer")
    page = new.editor.get(f"{new.begin('confidential')}/draft").text
    assert 'name="telephone"' not in page
    assert "an administrator of your organisation gives them" in page
