"""Tokens for software: shown once, good for what was chosen, dead when they should be."""

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

from directory.accounts.joining import disable_account, remove_member
from directory.accounts.models import SoftwareToken
from directory.accounts.tokens import FOR_SOFTWARE
from directory.acts import Act
from directory.audit.models import AuditRow
from directory.people.roles import OrganisationKind, Role
from directory.sight import Looker
from portal.access import PUBLIC, allow
from portal.asking.onlooker import sight_of_reader
from portal.tokens.words import FOR_A_PROGRAM
from tests.makers.accounts import LoggedIn, logged_in, make_organisation
from tests.makers.days import NOW
from tests.makers.people import actor
from tests.makers.services import make_provider

STATES, READS = "capacity:state", "restricted_service:read"


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as travelled:
        yield travelled


@pytest.fixture
def browser(client: FlaskClient, session: Session) -> LoggedIn:
    return logged_in(client, session, Role.PROVIDER_ADMINISTRATOR, name="Alma Administrator")


@pytest.fixture
def planted(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """In place of two pages: one that changes something, one that tells as whom it is read."""
    done: list[str] = []

    def state(token_id: object) -> str:
        done.append("stated")
        return "stated"

    change = allow(Act.CAPACITY_STATE, changes=True)(state)
    told = allow(PUBLIC)(lambda: sight_of_reader().looker.value)
    monkeypatch.setitem(app.view_functions, "tokens.revoke", change)
    monkeypatch.setitem(app.view_functions, "about.privacy", told)
    return done


CHANGE = "/tokens/00000000-0000-0000-0000-000000000007/revoke"


def make(browser: LoggedIn, *acts: str) -> str:
    answer = browser.post("/tokens/new", {"name": "Our case system", "acts": list(acts)})
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    [word] = re.findall(r'class="in-fours">([^<]+)', answer.text)
    return str(word)


def test_pressed_twice_it_is_one_token_and_the_one_that_was_shown_last(
    app: Flask, session: Session, browser: LoggedIn, planted: list[str]
) -> None:
    first, second = make(browser, STATES), make(browser, STATES)
    assert browser.get("/tokens").text.count("Our case system") == 1
    program = app.test_client()
    assert program.post(CHANGE, headers=bearer(first)).status_code == 401
    assert program.post(CHANGE, headers=bearer(second)).status_code == 200


def bearer(word: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {word}"}


def test_a_program_does_what_was_chosen_and_no_more(
    app: Flask, session: Session, browser: LoggedIn, planted: list[str]
) -> None:
    word, program = make(browser, STATES), app.test_client()
    assert program.post(CHANGE, headers=bearer(word)).status_code == 200
    assert planted == ["stated"]
    for path in ("/account", "/organisations", "/tokens"):
        refused = program.get(path, headers=bearer(word))
        assert refused.status_code == 403
        assert refused.json is not None
    assert "Set-Cookie" not in program.get("/about", headers=bearer(word)).headers


def test_it_is_read_as_its_member_only_where_that_was_chosen(
    app: Flask, session: Session, browser: LoggedIn, planted: list[str]
) -> None:
    program = app.test_client()
    blind, seeing = make(browser, STATES), make(browser, STATES, READS)
    looks = [program.get("/about/privacy", headers=bearer(word)) for word in (blind, seeing)]
    assert [answer.text for answer in looks] == [Looker.ANYBODY, Looker.PROVIDER]
    assert looks[1].headers["Cache-Control"] == "private, no-store"
    assert program.get("/about/privacy").text == Looker.ANYBODY


def test_the_list_says_what_it_does_and_when_it_was_last_used_and_never_the_token(
    app: Flask, session: Session, browser: LoggedIn, clock: time_machine.Traveller
) -> None:
    word = make(browser, STATES)
    page = browser.get("/tokens").text
    assert "not used yet" in page
    assert "State places, groups and closures" in page
    clock.shift(dt.timedelta(minutes=5))
    app.test_client().get("/about", headers=bearer(word))
    page = browser.get("/tokens").text
    assert "last used on 2 March 2027 at 9:35am" in page
    assert word not in page
    digests = list(session.scalars(select(SoftwareToken.token_digest)))
    told = " ".join(f"{row.before} {row.after}" for row in session.scalars(select(AuditRow)))
    assert word not in digests
    assert word not in told


@pytest.mark.parametrize("how", ["revoked", "expired", "removed", "disabled", "invented"])
def test_a_token_that_holds_no_more_is_refused_even_where_nobody_needs_one(
    app: Flask, session: Session, browser: LoggedIn, clock: time_machine.Traveller, how: str
) -> None:
    word, program = make(browser, STATES), app.test_client()
    assert program.get("/about", headers=bearer(word)).status_code == 200
    logged_in(app.test_client(), session, Role.PROVIDER_ADMINISTRATOR, name="Bea Administrator",
              organisation=browser.member.organisation)  # fmt: skip
    match how:
        case "revoked":
            [path] = re.findall(r'action="(/tokens/[^"]+)"', browser.get("/tokens").text)
            assert browser.post(path).status_code == 303
        case "expired":
            clock.shift(dt.timedelta(days=366))
        case "removed":
            remove_member(session, browser.member, by=actor(session), at=NOW)
        case "disabled":
            disable_account(session, browser.visit.account, by=actor(session), at=NOW)
        case _:
            word += "x"
    answer = program.get("/about", headers=bearer(word))
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_another_organisations_token_is_not_there(
    app: Flask, session: Session, browser: LoggedIn
) -> None:
    make(browser, STATES)
    [path] = re.findall(r'action="(/tokens/[^"]+)"', browser.get("/tokens").text)
    provider_id = make_provider(session, "Another").id
    other = make_organisation(
        session, OrganisationKind.PROVIDER, "Another", provider_id=provider_id
    )
    stranger = logged_in(
        app.test_client(), session, Role.PROVIDER_ADMINISTRATOR, organisation=other
    )
    assert "Our case system" not in stranger.get("/tokens").text
    assert stranger.post(path).status_code == 404


def test_nobody_hands_on_what_they_may_not_do_themselves(browser: LoggedIn) -> None:
    sent = {"name": "x", "acts": ["provision:state"]}
    assert browser.post("/tokens/new", sent).status_code == 422
    assert browser.post("/tokens/new", {"name": "x", "acts": ["member:invite"]}).status_code == 422
    assert browser.post("/tokens/new", {"name": "x"}).status_code == 422


def test_each_act_for_software_has_words_for_whoever_makes_it() -> None:
    assert set(FOR_A_PROGRAM) == set(FOR_SOFTWARE)
    assert not any(";" in words for words in FOR_A_PROGRAM.values())
