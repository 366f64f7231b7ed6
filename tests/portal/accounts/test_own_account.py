"""What somebody changes of their own account, and that it asks for the password again."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.accounts.entering import PER_ACCOUNT
from directory.accounts.models import Account
from directory.accounts.second_factor import code_at
from directory.audit.models import AuditRow
from directory.messages.models import Message, Rhythm
from directory.messages.reminding import rhythm_of
from directory.people.roles import Role
from tests.makers.accounts import PASSWORD, LoggedIn, logged_in, logged_in_as
from tests.makers.days import NOW

NEW = "four grey herons wading"


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as travelled:
        yield travelled


@pytest.fixture
def browser(client: FlaskClient, session: Session) -> LoggedIn:
    return logged_in(client, session, Role.LISTING_EDITOR, name="Eve Editor")


def account_of(session: Session, browser: LoggedIn) -> Account:
    session.expire_all()
    return session.scalars(
        select(Account).where(Account.person_id == browser.member.person_id)
    ).one()


def letters(session: Session) -> list[Message]:
    session.expire_all()
    return list(session.scalars(select(Message).order_by(Message.id)))


def test_a_password_is_changed_here_and_ends_the_visits_elsewhere(
    app: Flask, session: Session, browser: LoggedIn
) -> None:
    other = logged_in_as(app.test_client(), session, browser.member)
    sent = {"current": PASSWORD, "password": NEW}
    assert browser.post("/account/password", sent).location == "/account?did=password"
    assert "Your password is changed" in browser.get("/account?did=password").text
    gone = other.get("/account")
    assert gone.status_code == 303
    assert "The password was changed" in other.get(gone.location).text
    assert [message.subject for message in letters(session)] == ["Your account was changed"]


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"current": "not it at all", "password": NEW}, "This is not your password"),
        ({"current": PASSWORD, "password": "short"}, "Use at least 12 characters"),
        ({"current": PASSWORD, "password": "qwertyuiop12"}, "easily guessed"),
        ({"current": PASSWORD, "password": "x" * 201}, "at most 200"),
        ({"current": PASSWORD, "password": "eve.editor@example.org"}, "easily guessed"),
        ({"current": "", "password": NEW}, "Enter the password that you have now"),
    ],
)
def test_a_password_that_will_not_do_is_said_on_its_field(
    session: Session, browser: LoggedIn, sent: dict[str, str], says: str
) -> None:
    before = account_of(session, browser).password_digest
    answer = browser.post("/account/password", sent)
    assert answer.status_code == 422
    assert says in answer.text
    assert account_of(session, browser).password_digest == before
    assert sent["password"] not in answer.text
    assert browser.get("/account").status_code == 200


def test_the_password_asked_again_is_limited_like_a_log_in(browser: LoggedIn) -> None:
    sent = {"current": "wrong", "password": NEW}
    statuses = [browser.post("/account/password", sent).status_code for _ in range(12)]
    assert statuses == [422] * PER_ACCOUNT + [429] * 2


def test_an_address_is_changed_once_the_new_one_has_proved_itself(
    app: Flask, session: Session, browser: LoggedIn
) -> None:
    sent = {"current": PASSWORD, "email": "Eve@New.example.org"}
    assert browser.post("/account/email", sent).status_code == 303
    assert account_of(session, browser).email == "eve.editor@example.org"
    [letter] = letters(session)
    assert letter.to_address.lower() == "eve@new.example.org"
    [link] = re.findall(r"http://localhost:5000(/\S+)", letter.body)
    assert browser.get(link).status_code == 200
    assert account_of(session, browser).email == "eve.editor@example.org"
    assert browser.post(link).status_code == 303
    assert account_of(session, browser).email == "eve@new.example.org"
    assert letters(session)[-1].to_address == "eve.editor@example.org"
    assert browser.get(link).status_code == 410


def test_an_address_of_somebody_else_is_answered_alike_and_not_taken(
    app: Flask, session: Session, browser: LoggedIn
) -> None:
    logged_in(app.test_client(), session, Role.SENTENCER, name="Jude Judge")
    free = browser.post("/account/email", {"current": PASSWORD, "email": "free@example.org"})
    taken = browser.post("/account/email", {"current": PASSWORD, "email": "jude.judge@example.org"})
    assert (free.status_code, free.location) == (taken.status_code, taken.location)
    assert "belongs to an account already" in letters(session)[-1].body
    assert account_of(session, browser).email == "eve.editor@example.org"


@pytest.mark.parametrize(
    ("typed", "kept"), [("01632 960123", "01632 960123"), ("", None), ("1632", "refused")]
)
def test_a_telephone_number_can_be_rung(
    session: Session, browser: LoggedIn, typed: str, kept: str | None
) -> None:
    answer = browser.post("/account/telephone", {"telephone": typed})
    assert answer.status_code == (422 if kept == "refused" else 303)
    assert account_of(session, browser).telephone == (None if kept == "refused" else kept)
    told = " ".join(str(row.after) for row in session.scalars(select(AuditRow)))
    assert "960123" not in told


def test_a_second_factor_is_set_up_replaced_and_its_codes_made_anew(
    session: Session, browser: LoggedIn
) -> None:
    def set_up(current: str = PASSWORD) -> tuple[int, list[str]]:
        page = browser.get("/account/second-factor").text
        secret = re.sub(r"\s", "", re.findall(r'class="in-fours">([^<]+)', page)[0])
        offered = re.findall(r'name="offered" value="([^"]+)"', page)[0]
        sent = {"code": code_at(secret, NOW), "offered": offered, "current": current}
        answer = browser.post("/account/second-factor", sent)
        return answer.status_code, re.findall(r"<li><code>([\w-]+)</code>", answer.text)

    assert set_up("wrong") == (422, [])
    status, first = set_up()
    assert (status, len(first)) == (200, 10)
    assert set_up()[1] != first
    made = browser.post("/account/recovery-codes", {"current": PASSWORD})
    assert len(re.findall(r"<li><code>([\w-]+)</code>", made.text)) == 10
    assert "10 not used yet" in browser.get("/account").text
    told = " ".join(f"{row.after}" for row in session.scalars(select(AuditRow)))
    assert not any(code in told for code in first)


def test_pages_of_an_account_are_kept_by_nobody(browser: LoggedIn) -> None:
    for path in ("/account", "/account/password", "/account/second-factor"):
        assert browser.get(path).headers["Cache-Control"] == "private, no-store"


def test_reminders_are_chosen_on_ones_own_page(session: Session, browser: LoggedIn) -> None:
    assert "Do not remind me" in browser.get("/account").text
    for _ in range(2):
        answer = browser.post("/account/reminders", {"rhythm": "none"})
        assert answer.status_code == 303
    page = browser.get(answer.headers["Location"]).text
    assert "What you chose of reminders is kept." in page
    assert "You are not reminded." in page
    rhythm = rhythm_of(session, person_id=browser.visit.account.person_id, organisation_id=None)
    assert rhythm is Rhythm.NONE
    acts = session.scalars(select(AuditRow.act).where(AuditRow.act == "reminders:choose"))
    assert len(acts.all()) == 1
    assert browser.post("/account/reminders", {"rhythm": "hourly"}).status_code == 400
