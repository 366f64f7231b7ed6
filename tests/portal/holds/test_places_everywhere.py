"""What is left of a group is told alike by every format, and what is taken to some alone."""

from __future__ import annotations

import csv
import io
import re
import uuid
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from commissioning.referrals.models import Referral, ReferralCase, ReferralSending
from directory.people.roles import Role
from directory.places.models import Exposure
from directory.services.models import Service
from tests.makers.accounts import LoggedIn, logged_in
from tests.makers.bookings import book, make_group, wait_for
from tests.makers.days import NOW
from tests.makers.lines import make_line
from tests.makers.places import make_area, make_court
from tests.makers.start_dates import answer_everything
from tests.portal.holds.conftest import GroupAtPreston
from tests.portal.holds.test_hold_pages import HEARING, request_in

COURT = "/courts/preston-magistrates-court"
JSON = "/api/v1/availability?court=preston-magistrates-court"
CODE = "rehabilitation_activity"
LEFT = "Places left, without those held"
SHORT = f"{LEFT}: none in the group of 30 March 2027, 10 in the group of 27 April 2027."
TAKEN = "Group of 27 April 2027: 10 of 12 places left, 1 booked, 1 held before sentence, 0 offered."


@pytest.fixture
def asked(preston: GroupAtPreston, officer: LoggedIn) -> GroupAtPreston:
    return arranged(preston, officer)


def arranged(
    preston: GroupAtPreston, officer: LoggedIn, exposure: Exposure = Exposure.OPEN
) -> GroupAtPreston:
    """By hand: two places booked of two in March; of twelve in April one booked and one held."""
    session = preston.session
    session.get_one(Service, preston.line.service_id).exposure = exposure
    make_court(session, serves=[preston.area])
    april = make_group(session, preston.line, places=12, start=56)
    cases = [preston.waits(f"CASE-{number:04}", since=-number) for number in (30, 40, 50)]
    for case in cases[:0:-1]:
        book(session, preston.group, case)
    book(session, april, cases[0])
    answer_everything(session)
    session.commit()
    held = officer.post(f"/places/{april.public_id}/hold", HEARING)
    assert held.status_code == 303, held.text
    return preston


def rows_of(browser: FlaskClient | LoggedIn) -> list[dict[str, Any]]:
    answer = browser.get(JSON).json
    assert answer is not None
    assert "requirements" in answer, answer
    [rows] = [found["rows"] for found in answer["requirements"] if found["code"] == CODE]
    return list(rows)


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_page_json_file_and_sheet_tell_the_same(app: Flask, asked: GroupAtPreston) -> None:
    anybody = app.test_client()
    [row] = rows_of(anybody)
    left = {one["planned_start"]: one["left"] for one in row["places"]}
    assert left == {"2027-03-30": 0, "2027-04-27": 10}
    assert SHORT in words(anybody.get(COURT).text)
    facts = f"{LEFT} 30 March 2027: none; 27 April 2027: 10"
    service = f"/services/{row['service_id']}"
    for page in (f"{COURT}?requirement={CODE}", service):
        assert facts in words(anybody.get(page).text), page
    [told] = csv.DictReader(io.StringIO(anybody.get("/services.csv").text.lstrip("\ufeff")))
    assert told["Places left"] == SHORT
    sheet = anybody.post(f"{COURT}/sheets", data=sheet_form(anybody)).location
    assert SHORT in words(anybody.get(sheet).text)
    kept = anybody.get(f"{sheet}.json").json
    assert kept is not None
    [kept_row] = [
        row for one in kept["answer"]["requirements"] if one["code"] == CODE for row in one["rows"]
    ]
    assert [(one["starts_on"], one["left"]) for one in kept_row["places"]] == list(left.items())


def sheet_form(browser: FlaskClient) -> dict[str, str]:
    found = re.search(r'name="csrf_token" value="([^"]+)"', browser.get(COURT).text)
    return {"csrf_token": found[1]} if found else {}


def test_what_is_taken_is_told_to_officers_and_to_nobody_else(
    app: Flask, preston: GroupAtPreston, officer: LoggedIn
) -> None:
    sentencer = logged_in(app.test_client(), preston.session, Role.SENTENCER, name="Su")
    asked = arranged(preston, officer)
    service = f"/services/{asked.session.get_one(Service, asked.line.service_id).public_id}"
    for page in (COURT, f"{COURT}?requirement={CODE}", service):
        assert TAKEN in words(officer.get(page).text), page
        for other in (app.test_client(), sentencer):
            told = other.get(page).text
            assert "held before sentence" not in told
            assert "/places/" not in told
    for other in (app.test_client(), sentencer):
        [row] = rows_of(other)
        assert {one[name] for one in row["places"] for name in TAKEN_NAMES} == {None}
    [row] = rows_of(officer)
    assert [tuple(one[name] for name in TAKEN_NAMES) for one in row["places"]] == [
        (2, 2, 0, 0),
        (12, 1, 1, 0),
    ]
    made = officer.post(f"{COURT}/sheets").location
    assert "held before sentence" not in app.test_client().get(made).text
    assert '"booked"' not in app.test_client().get(f"{made}.json").text
    assert '"taken":{' not in app.test_client().get(f"{made}.json").text


TAKEN_NAMES = ("of", "booked", "held", "offered")


def test_of_a_restricted_group_nothing_is_told_but_to_officers(
    app: Flask, preston: GroupAtPreston, officer: LoggedIn
) -> None:
    arranged(preston, officer, Exposure.RESTRICTED)
    anybody = app.test_client()
    [row] = rows_of(anybody)
    assert row["places"] is None
    assert "Places left" not in anybody.get(COURT).text
    assert TAKEN in words(officer.get(COURT).text)


def test_silence_is_not_known(app: Flask, preston: GroupAtPreston, officer: LoggedIn) -> None:
    make_court(preston.session, serves=[preston.area])
    answer_everything(preston.session)
    preston.session.commit()
    anybody = app.test_client()
    [row] = rows_of(anybody)
    assert [one["left"] for one in row["places"]] == [None]
    page = words(anybody.get(f"{COURT}?requirement={CODE}").text)
    assert "Places left not known to this portal" in page
    assert "Places left" not in anybody.get(COURT).text


def test_an_officer_holds_from_the_court_page_and_comes_back_to_it(
    app: Flask, preston: GroupAtPreston, officer: LoggedIn
) -> None:
    manager = logged_in(app.test_client(), preston.session, Role.OFFENDER_MANAGER)
    arranged(preston, officer)
    alone = f"{COURT}?requirement={CODE}"
    home = f"{COURT}?area=preston"
    for page, back in (
        (COURT, f"{home}#{CODE}"),
        (alone, f"{home}&amp;requirement={CODE}#{CODE}"),
    ):
        path = asks(officer.get(page).text, "Hold a place", "27 April")[0]
        form = officer.get(path).text
        assert f'href="{back}">Back to the court’s page' in form
        [action] = re.findall(r'action="(/places/[^"]+/hold[^"]*)"', form)
        sent = officer.post(
            action.replace("&amp;", "&"), {**HEARING, "request_id": request_in(form)}
        )
        assert sent.status_code == 303, sent.text
        after = officer.get(sent.location).text
        assert "One place is held." in after
        assert f'href="{back}">Back to the court’s page' in after
        assert asks(manager.get(page).text, "Book a place", "27 April")
    service = officer.get(f"/services/{rows_of(officer)[0]['service_id']}").text
    [path] = asks(service, "Hold a place", "27 April")
    assert "Back to the service" in officer.get(path).text


def asks(page: str, words_of_link: str, day: str) -> list[str]:
    found = re.findall(
        rf'href="(/places/[^"]+)">{words_of_link}<[^>]*> in the group of {day}', page
    )
    return [one.replace("&amp;", "&") for one in found]


@pytest.mark.parametrize(
    "back",
    ["https://example.com/", "//example.com", "/courts/../log-out", "/holds", "/courts/a?next=/b",
     "/courts/a\n", "javascript:alert(1)"],
)  # fmt: skip
def test_nobody_is_led_elsewhere(officer: LoggedIn, preston: GroupAtPreston, back: str) -> None:
    page = officer.get(preston.path, query_string={"back": back}).text
    assert "Back to" not in page
    assert "example.com" not in page


def sent_from_elsewhere(preston: GroupAtPreston, officer: LoggedIn, *, by_them: bool) -> Referral:
    """Somebody of Lancaster, the second referral of CASE-0009: the first is to another queue."""
    session, home = preston.session, make_area(preston.session, "lancaster", latitude=54.05)
    wait_for(session, make_line(session, areas=[home]), reference="CASE-0009")
    referral = wait_for(session, preston.line, since=-90, reference="CASE-0009/2")
    referral.home_local_delivery_unit_id = home.id
    for one in session.scalars(select(Referral).where(Referral.reference.startswith("CASE-0009"))):
        session.add(ReferralCase(referral_id=one.id, reference="CASE-0009"))
        if by_them:
            session.add(
                ReferralSending(
                    referral_id=one.id, request_id=uuid.uuid4(), team="Preston court team",
                    organisation_id=officer.member.organisation_id, published_number="01772 000001",
                    sent_by_id=officer.member.person_id, sent_at=NOW,
                )
            )  # fmt: skip
    session.commit()
    return referral


def test_a_team_gives_a_place_to_whom_it_sent_wherever_they_live(
    officer: LoggedIn, preston: GroupAtPreston
) -> None:
    sent_from_elsewhere(preston, officer, by_them=True)
    booked = officer.post(f"{preston.path}/book", {"reference": "CASE-0009"})
    assert booked.status_code == 303, booked.text
    place = booked.location.partition("?")[0]
    assert "Give the place up" in officer.get(place).text
    why = officer.post(place, {"reference": "CASE-0009"})
    assert "This case was given the place." in why.text


def test_whom_another_team_sent_from_elsewhere_is_nobodys(
    officer: LoggedIn, preston: GroupAtPreston
) -> None:
    sent_from_elsewhere(preston, officer, by_them=False)
    refused = officer.post(f"{preston.path}/book", {"reference": "CASE-0009"})
    assert refused.status_code == 422
    assert "No referral with this reference" in refused.text
