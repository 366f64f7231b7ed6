"""The fictional accounts: one of each role, told by a demonstration and by nothing else."""

from __future__ import annotations

import re

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.orm import Session

from directory.people.roles import Role
from directory.places.models import Prison
from directory.providers.models import Provider
from portal.fictional_accounts import (
    email_of,
    fictional_password,
    make_fictional_accounts,
)
from tests.makers.accounts import csrf_token_in
from tests.makers.days import NOW
from tests.makers.lines import make_line
from tests.makers.places import make_area, make_court


def make_world(session: Session) -> None:
    area = make_area(session, "central-lancashire")
    make_court(session, serves=[area])
    make_line(session, areas=[area])
    session.execute(update(Provider).values(is_fictional=True))
    session.add(Prison(code="PNI", name="HMP Preston", holds_men=True, holds_women=False))
    session.flush()


def test_each_role_has_its_account_that_gets_in(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    make_world(session)
    app.config["DEMONSTRATION"] = True
    try:
        with app.app_context():
            assert make_fictional_accounts(session, at=NOW) == len(Role)
            assert make_fictional_accounts(session, at=NOW) == 0
            password = fictional_password()
        assert password in client.get("/log-in").text
        for role in Role:
            browser = app.test_client()
            data = {"email": email_of(role), "password": password}
            token = {"csrf_token": csrf_token_in(browser)}
            answer = browser.post("/log-in", data=data | token)
            if role.needs_second_factor:
                told = re.findall(r"The code is <code>(\d{6})", browser.get(answer.location).text)
                token = {"csrf_token": csrf_token_in(browser)}
                browser.post("/log-in/code", data={"code": told[0]} | token)
            assert role.words in browser.get("/account").text
    finally:
        app.config["DEMONSTRATION"] = False


def test_without_a_demonstration_nothing_of_them_is_told(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    make_world(session)
    with app.app_context():
        make_fictional_accounts(session, at=NOW)
        password = fictional_password()
    page = client.get("/log-in").text
    assert password not in page
    assert "demonstration.example" not in page
