"""Whoever logs in and wanted no page in particular begins with their own work."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.orm import Session

from directory.people.roles import Role
from directory.places.models import Prison
from directory.providers.models import Provider
from portal.fictional_accounts import email_of, fictional_password, make_fictional_accounts
from tests.makers.accounts import csrf_token_in
from tests.makers.days import NOW
from tests.makers.lines import make_line
from tests.makers.places import make_area, make_court

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")

BEGINS_AT = {
    Role.SENTENCER: "/courts",
    Role.COURT_OFFICER: "/courts/preston-magistrates-court",
    Role.OFFENDER_MANAGER: "/areas/north-west/central-lancashire",
    Role.PRISON_OFFICER: "/prisons/PNI",
    Role.LISTING_EDITOR: "/listings",
    Role.PROVIDER_ADMINISTRATOR: "/listings",
    Role.COMMISSIONER: "/desk",
    Role.REGION_HEAD: "/desk",
    Role.ANALYST: "/coverage",
    Role.ADMINISTRATOR: "/organisations",
}


@pytest.fixture
def demonstration(app: Flask, client: FlaskClient, session: Session) -> Flask:
    area = make_area(session, "central-lancashire")
    make_court(session, serves=[area])
    make_line(session, areas=[area])
    session.execute(update(Provider).values(is_fictional=True))
    session.add(Prison(code="PNI", name="HMP Preston", holds_men=True, holds_women=False))
    session.flush()
    with app.app_context():
        make_fictional_accounts(session, at=NOW)
    return app


def logged_in_from(app: Flask, role: Role, wanted: str = "") -> tuple[FlaskClient, str]:
    """The browser, and where it was led."""
    browser = app.test_client()
    with app.app_context():
        sent = {"email": email_of(role), "password": fictional_password(), "next": wanted}
    answer = browser.post("/log-in", data=sent | {"csrf_token": csrf_token_in(browser)})
    if role.needs_second_factor:
        told = re.findall(r"The code is <code>(\d{6})", browser.get(answer.location).text)
        typed = {"code": told[0], "next": wanted, "csrf_token": csrf_token_in(browser)}
        answer = browser.post("/log-in/code", data=typed)
    return browser, answer.location


def test_each_role_begins_with_a_page_of_its_own_that_opens(
    demonstration: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(demonstration.config, "DEMONSTRATION", True)
    for role in Role:
        browser, location = logged_in_from(demonstration, role)
        assert location == BEGINS_AT[role]
        assert browser.get(location).status_code == 200


def test_an_administrator_of_a_provider_finds_the_desk_among_their_own_pages(
    demonstration: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(demonstration.config, "DEMONSTRATION", True)
    browser, location = logged_in_from(demonstration, Role.PROVIDER_ADMINISTRATOR)
    assert '<a class="visit-bar__link" href="/desk">' in browser.get(location).text


def test_many_pages_of_ones_own_stand_in_groups_and_few_in_none(
    demonstration: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(demonstration.config, "DEMONSTRATION", True)
    for role, groups in ((Role.COMMISSIONER, 4), (Role.SENTENCER, 0)):
        browser, location = logged_in_from(demonstration, role)
        page = browser.get(location).text
        assert page.count('class="visit-bar__about"') == groups
        assert page.count('href="/account">Your account</a>') == 1


def test_the_readme_says_where_each_role_begins() -> None:
    """Its table of the accounts of the demonstration, by the heading of each row."""
    row = re.compile(r"^\| \[([^]]+)\]\(docs/screens/role-.*?\| `(/[^`]*)` \|", re.MULTILINE)
    said = dict(row.findall(README))
    assert said["commissioner"] == BEGINS_AT[Role.COMMISSIONER]
    assert said["head of region"] == BEGINS_AT[Role.REGION_HEAD]
    assert said["listing editor"] == BEGINS_AT[Role.LISTING_EDITOR]
    assert said["administrator of a provider"] == BEGINS_AT[Role.PROVIDER_ADMINISTRATOR]


def test_whoever_wanted_a_page_is_led_there(
    demonstration: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(demonstration.config, "DEMONSTRATION", True)
    for role in (Role.SENTENCER, Role.COMMISSIONER):
        assert logged_in_from(demonstration, role, "/account")[1] == "/account"
