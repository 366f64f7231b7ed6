"""Logging in at an issuer of OpenID Connect: what is believed of its word, and what is not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from joserfc.jwk import RSAKey
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from directory.accounts.joining import disable_account
from directory.accounts.models import Account, OutsideIdentity
from directory.people.roles import Role
from portal.config import ConfigurationError, settings_from
from portal.entering.elsewhere import CLIENT
from portal.issuer_settings import IssuerSettings
from tests.makers.accounts import make_member
from tests.makers.days import NOW
from tests.makers.people import actor
from tests.portal.entering.issuer import CLIENT_ID, CLIENT_SECRET, Issuer, running_issuer


@pytest.fixture(scope="module")
def server() -> Iterator[Issuer]:
    with running_issuer() as issuer:
        yield issuer


@pytest.fixture
def issuer(app: Flask, client: FlaskClient, server: Issuer) -> Iterator[Issuer]:
    server.lies, server.signs_with = {}, None
    server.subject, server.email = "subject-1", "eve.editor@example.org"
    app.config["ISSUER"] = IssuerSettings(server.url, CLIENT_ID, CLIENT_SECRET, "a test account")
    yield server
    app.config["ISSUER"] = None
    app.extensions.pop(CLIENT, None)


@pytest.fixture
def editor(app: Flask, session: Session, issuer: Issuer) -> Account:
    with app.app_context():
        member = make_member(session, Role.LISTING_EDITOR, name="Eve Editor")
        return session.scalars(select(Account).where(Account.person_id == member.person_id)).one()


def go_there(client: FlaskClient) -> dict[str, str]:
    answer = client.get("/log-in/elsewhere?next=/account/password")
    assert answer.status_code == 302
    return dict(parse_qsl(urlsplit(answer.location).query))


def come_back(client: FlaskClient, issuer: Issuer, **changed: str) -> TestResponse:
    query = go_there(client)
    assert query["code_challenge_method"] == "S256"
    sent = {"code": issuer.authorize(query), "state": query["state"], **changed}
    return client.get("/log-in/elsewhere/back", query_string=sent)


def test_somebody_is_let_in_by_the_issuer_and_known_by_its_subject_from_then_on(
    app: Flask, client: FlaskClient, session: Session, issuer: Issuer, editor: Account
) -> None:
    assert "Log in with a test account" in client.get("/log-in").text
    answer = come_back(client, issuer)
    assert (answer.status_code, answer.location) == (303, "/account/password")
    assert "Eve Editor" in client.get("/account").text
    assert session.scalars(select(OutsideIdentity)).one().subject == "subject-1"
    issuer.email = "married.name@example.org"
    later = app.test_client()
    assert come_back(later, issuer).status_code == 303
    assert "Eve Editor" in later.get("/account").text


@pytest.mark.parametrize(
    "lies",
    [
        {"iss": "https://another.example"},
        {"iss": None},
        {"aud": "another-portal"},
        {"aud": None},
        {"nonce": "of another visit"},
        {"nonce": None},
        {"exp": -3600},
        {"exp": None},
        {"sub": None},
        {"iat": 3600},
    ],
    ids=str,
)
def test_a_token_that_does_not_hold_lets_nobody_in(
    client: FlaskClient, issuer: Issuer, editor: Account, lies: dict[str, Any]
) -> None:
    now = int(dt.datetime.now(dt.UTC).timestamp())
    issuer.lies = {
        name: now + told if isinstance(told, int) else told for name, told in lies.items()
    }
    answer = come_back(client, issuer)
    assert answer.status_code == 422
    assert "did not work" in answer.text
    assert client.get("/account").status_code == 303


def test_a_token_signed_by_another_lets_nobody_in(
    client: FlaskClient, issuer: Issuer, editor: Account
) -> None:
    issuer.signs_with = RSAKey.generate_key(2048, {"kid": "one"})
    assert come_back(client, issuer).status_code == 422


def test_what_another_browser_began_is_not_finished_here(
    app: Flask, client: FlaskClient, issuer: Issuer, editor: Account
) -> None:
    query = go_there(app.test_client())
    sent = {"code": issuer.authorize(query), "state": query["state"]}
    assert client.get("/log-in/elsewhere/back", query_string=sent).status_code == 422
    assert come_back(client, issuer, state="invented").status_code == 422
    assert come_back(client, issuer, code="invented").status_code == 422


def test_a_code_is_taken_once(client: FlaskClient, issuer: Issuer, editor: Account) -> None:
    query = go_there(client)
    sent = {"code": issuer.authorize(query), "state": query["state"]}
    assert client.get("/log-in/elsewhere/back", query_string=sent).status_code == 303
    assert client.get("/log-in/elsewhere/back", query_string=sent).status_code == 422


@pytest.mark.parametrize("lies", [{"email_verified": False}, {"email": "stranger@example.org"}])
def test_whoever_has_no_account_here_is_told_so(
    client: FlaskClient, issuer: Issuer, editor: Account, lies: dict[str, Any]
) -> None:
    issuer.lies = lies
    answer = come_back(client, issuer)
    assert answer.status_code == 422
    assert "no account here" in answer.text


def test_a_disabled_account_is_not_entered_from_elsewhere(
    client: FlaskClient, session: Session, issuer: Issuer, editor: Account
) -> None:
    disable_account(session, editor, by=actor(session), at=NOW)
    assert come_back(client, issuer).status_code == 422


def test_our_second_factor_is_asked_all_the_same(
    app: Flask, client: FlaskClient, session: Session, issuer: Issuer
) -> None:
    with app.app_context():
        make_member(session, Role.COMMISSIONER, name="Cleo Commissioner")
    issuer.email = "cleo.commissioner@example.org"
    assert come_back(client, issuer).location.startswith("/log-in/second-factor")


def test_without_an_issuer_there_is_no_such_page(client: FlaskClient) -> None:
    assert client.get("/log-in/elsewhere").status_code == 404
    assert client.get("/log-in/elsewhere/back").status_code == 404
    assert "Log in with" not in client.get("/log-in").text


def test_an_issuer_that_cannot_be_reached_is_a_sentence(
    app: Flask, client: FlaskClient, issuer: Issuer
) -> None:
    app.config["ISSUER"] = IssuerSettings("http://127.0.0.1:9", CLIENT_ID, CLIENT_SECRET, "x")
    answer = client.get("/log-in/elsewhere")
    assert answer.status_code == 422
    assert "did not work" in answer.text


@pytest.mark.parametrize(
    "environ",
    [
        {"PORTAL_OIDC_ISSUER": "http://issuer.example"},
        {"PORTAL_OIDC_ISSUER": "https://issuer.example"},
        {"PORTAL_OIDC_ISSUER": "https://issuer.example", "PORTAL_OIDC_CLIENT_ID": "x"},
    ],
)
def test_settings_that_cannot_be_are_named(environ: dict[str, str]) -> None:
    with pytest.raises(ConfigurationError, match="PORTAL_OIDC_"):
        settings_from(environ)
