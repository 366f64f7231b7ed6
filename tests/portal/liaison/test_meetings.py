"""The region plans and records meetings; anybody reads them with the court."""

from __future__ import annotations

import re
import uuid

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.partnership.liaison.meetings import plan_meeting
from directory.people.roles import Role
from directory.places.models import Court
from tests.makers.accounts import LoggedIn, logged_in
from tests.makers.days import day, moment
from tests.makers.people import actor
from tests.makers.scene import COURT
from tests.portal.finding.conftest import text_of
from tests.portal.liaison.test_questions import organisation_of

HELD = {
    "state": "held", "day-day": "1", "day-month": "3", "day-year": "2027", "courts": COURT,
    "present": ["bench_chair", "commissioner"],
}  # fmt: skip
PLANNED = {"state": "planned", "day-day": "1", "day-month": "4", "day-year": "2027"}


@pytest.fixture
def ada(app: Flask, visitor: FlaskClient, session: Session) -> LoggedIn:
    own = organisation_of(session)
    return logged_in(app.test_client(), session, Role.COMMISSIONER, organisation=own)


def test_planned_held_noted_and_read_with_the_court(visitor: FlaskClient, ada: LoggedIn) -> None:
    assert "No meeting is recorded yet." in ada.get("/liaison/meetings").text
    form = ada.get("/liaison/meetings/new").text
    number = re.search(r'name="request" value="(\w{32})"', form)
    assert number is not None
    sent = PLANNED | {"courts": COURT, "request": number[1]}
    path = ada.post("/liaison/meetings/new", sent).location
    assert ada.post("/liaison/meetings/new", sent).location == path
    read = f"/courts/{COURT}/liaison"
    assert "1 April 2027 : planned" in text_of(visitor.get(read).text)
    for _ in range(2):
        assert ada.post(f"{path}/hold", HELD).location == path
    said = {"question": "Who rings in Preston?", "what_changed": "A rota."}
    assert ada.post(f"{path}/points", said).status_code == 303
    shown = text_of(visitor.get(read).text)
    assert "Present: Chair of the bench, Commissioner" in shown
    assert "Who rings in Preston? What changed: A rota." in shown
    taking = re.search(rf'action="({path}/points/[\w-]+/take-out)"', ada.get(path).text)
    assert taking is not None
    assert ada.post(taking[1]).status_code == 303
    assert "Who rings" not in visitor.get(read).text
    assert "1 March 2027" in text_of(ada.get("/liaison/meetings").text)


def test_one_whose_day_has_passed_is_asked_about_and_said(
    visitor: FlaskClient, ada: LoggedIn, session: Session
) -> None:
    court = session.scalars(select(Court).where(Court.slug == COURT)).one()
    past = plan_meeting(
        session, region_id=court.region_id or 0, court_ids=[court.id], on=day(-1),
        request_id=uuid.UUID(int=3), by=actor(session), at=moment(-5),
    )  # fmt: skip
    path = f"/liaison/meetings/{past.public_id}"
    session.commit()
    ahead = ada.post("/liaison/meetings/new", PLANNED | {"courts": COURT}).location
    for one in ("/liaison", "/liaison/meetings", path):
        assert ada.get(one).text.count("as it held?") == 1
    assert "as it held?" not in ada.get(ahead).text
    read = text_of(visitor.get(f"/courts/{COURT}/liaison").text)
    assert "A meeting was planned for 1 March 2027, with" in read
    assert "what was said is not recorded yet." in read
    assert ada.post(f"{path}/hold", HELD).status_code == 303
    assert "as it held?" not in ada.get("/liaison").text


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"day-day": "3"}, "A meeting that was held was today or before"),
        ({"day-day": ""}, "Day of the meeting"),
        ({"courts": ""}, "Choose at least one court"),
        ({"courts": "nowhere"}, "Choose at least one court"),
        ({"present": ""}, "Choose who was present from the list"),
        ({"state": ""}, "Say whether it is planned or was held"),
    ],
)
def test_a_refusal_says_what_to_enter(ada: LoggedIn, more: dict[str, str], says: str) -> None:
    refused = ada.post("/liaison/meetings/new", HELD | more)
    assert refused.status_code == 422
    assert says in text_of(refused.text)
    assert "No meeting is recorded yet." in ada.get("/liaison/meetings").text


def test_what_was_called_off_is_read_by_nobody_else(visitor: FlaskClient, ada: LoggedIn) -> None:
    path = ada.post("/liaison/meetings/new", PLANNED | {"courts": COURT}).location
    assert ada.post(f"{path}/points", {"question": "Why?"}).status_code == 422
    assert ada.post(f"{path}/cancel").status_code == 303
    assert ada.post(f"{path}/cancel").location == path  # a second click
    held = ada.post(f"{path}/hold", HELD)
    assert (held.status_code, "This meeting was called off" in held.text) == (422, True)
    assert "No meeting is recorded here yet." in visitor.get(f"/courts/{COURT}/liaison").text


def test_another_region_keeps_nothing_of_it(app: Flask, ada: LoggedIn, session: Session) -> None:
    path = ada.post("/liaison/meetings/new", HELD).location
    wales = organisation_of(session, "wales")
    bob = logged_in(
        app.test_client(), session, Role.COMMISSIONER, organisation=wales, name="Bob of Wales"
    )
    assert bob.get(path).status_code == 404
    for what in ("hold", "cancel", "points"):
        assert bob.post(f"{path}/{what}", {"question": "Mine?"}).status_code == 404
    assert bob.post("/liaison/meetings/new", HELD).status_code == 422  # no court of theirs
