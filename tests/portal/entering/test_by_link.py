"""Invitations and new passwords: what their links open, for whom, how long and how often."""

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
from werkzeug.test import TestResponse

from directory.accounts.entering import LETTERS_PER_ACCOUNT
from directory.accounts.joining import disable_account, members_of
from directory.accounts.models import Account, Invitation, OneTimeLink
from directory.audit.models import AuditRow
from directory.messages.models import Message
from directory.people.roles import OrganisationKind, Role
from tests.makers.accounts import (
    PASSWORD,
    LoggedIn,
    csrf_token_in,
    logged_in,
    make_member,
    make_organisation,
)
from tests.makers.days import NOW
from tests.makers.people import actor

NEW = "four grey herons wading"


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as travelled:
        yield travelled


@pytest.fixture
def administrator(client: FlaskClient, session: Session) -> LoggedIn:
    return logged_in(client, session, Role.PROVIDER_ADMINISTRATOR, name="Alma Administrator")


def send(client: FlaskClient, path: str, **data: str) -> TestResponse:
    return client.post(path, data={"csrf_token": csrf_token_in(client), **data})


def members_path(browser: LoggedIn) -> str:
    return f"/organisations/{browser.member.organisation.public_id}"


def invite(browser: LoggedIn, email: str = "New.Editor@example.org") -> TestResponse:
    data = {"email": email, "role": "listing_editor"}
    return browser.post(f"{members_path(browser)}/invitations/new", data)


def messages(session: Session) -> list[Message]:
    session.expire_all()
    return list(session.scalars(select(Message).order_by(Message.id)))


def link_in(message: Message) -> str:
    [link] = re.findall(r"http://localhost:5000(/\S+)", message.body)
    return str(link)


def test_somebody_is_invited_accepts_and_logs_in(
    app: Flask, session: Session, administrator: LoggedIn
) -> None:
    assert invite(administrator).status_code == 303
    [message] = messages(session)
    assert message.to_address.lower() == "new.editor@example.org"
    assert "Alma Administrator" in message.body
    assert "Alma" not in message.subject
    guest, link = app.test_client(), link_in(message)
    page = guest.get(link)
    assert page.status_code == 200
    assert "Alma Administrator invites you" in page.text
    assert send(guest, link, name="Nia New", password="short").status_code == 422
    assert send(guest, link, name="Nia New", password="password1234").status_code == 422
    assert send(guest, link, name="", password=NEW).status_code == 422
    joined = send(guest, link, name="Nia New", password=NEW)
    assert joined.status_code == 303
    assert "Your account is made" in guest.get(joined.location).text
    entered = send(guest, "/log-in", email="new.editor@example.org", password=NEW)
    assert entered.location == "/listings"
    assert "Listing editor" in guest.get("/account").text
    again = guest.get(link)
    assert again.status_code == 410
    assert "accepted already" in again.text
    assert "to send you another" not in again.text
    assert '<a class="govuk-link" href="/log-in">log in</a>' in again.text


def test_an_expired_invitation_says_whom_to_ask_stays_listed_and_is_sent_again(
    app: Flask, session: Session, administrator: LoggedIn, clock: time_machine.Traveller
) -> None:
    invite(administrator)
    clock.shift(dt.timedelta(days=7))
    guest, first = app.test_client(), link_in(messages(session)[0])
    gone = guest.get(first)
    assert gone.status_code == 410
    assert "Ask Alma Administrator of “An organisation (provider)”" in gone.text
    assert send(guest, first, name="Nia New", password=NEW).status_code == 410
    later = logged_in(
        app.test_client(),
        session,
        Role.PROVIDER_ADMINISTRATOR,
        organisation=administrator.member.organisation,
        name="Bea Administrator",
    )
    listed = later.get(f"{members_path(later)}/members").text
    assert "new.editor@example.org" in listed
    assert "expired" in listed
    [path] = re.findall(r'action="([^"]+/again)"', listed)
    assert later.post(path).status_code == 303
    second = link_in(messages(session)[1])
    assert second != first
    assert "Bea Administrator invites you" in guest.get(second).text
    assert guest.get(first).status_code == 404


def test_a_withdrawn_invitation_opens_nothing(
    app: Flask, session: Session, administrator: LoggedIn
) -> None:
    invite(administrator)
    listed = administrator.get(f"{members_path(administrator)}/members").text
    [path] = re.findall(r'action="([^"]+/withdraw)"', listed)
    administrator.post(path)
    answer = app.test_client().get(link_in(messages(session)[0]))
    assert answer.status_code == 410
    assert "withdrawn" in answer.text


def test_an_unknown_link_is_not_there(client: FlaskClient, session: Session) -> None:
    assert client.get("/invitations/nothing").status_code == 404
    assert client.get("/password-reset/nothing").status_code == 410
    assert client.get("/email-change/nothing").status_code == 410


def test_whoever_has_an_account_accepts_with_it_and_nobody_else_can(
    app: Flask, session: Session, administrator: LoggedIn
) -> None:
    with app.app_context():
        judge = make_member(session, Role.SENTENCER, name="Jude Judge")
    invite(administrator, "jude.judge@example.org")
    link = link_in(messages(session)[0])
    guest = app.test_client()
    assert "Log in with it to accept" in guest.get(link).text
    assert send(guest, link, name="Not Jude", password=NEW).status_code == 401
    stranger = logged_in(app.test_client(), session, Role.ANALYST)
    assert stranger.post(link).status_code == 401
    send(guest, "/log-in", email="jude.judge@example.org", password=PASSWORD)
    assert send(guest, link).location == "/log-in/role"
    roles = {
        one.role
        for one in members_of(session, administrator.member.organisation)
        if one.person_id == judge.person_id
    }
    assert roles == {Role.LISTING_EDITOR}


@pytest.mark.parametrize(
    ("email", "role", "says"),
    [
        ("not an address", "listing_editor", "Enter an e-mail address"),
        ("new@example.org", "court_officer", "Not a valid choice"),
        ("new@example.org", "", "Choose what they may do"),
        ("alma.administrator@example.org", "provider_administrator", "has this role at"),
    ],
)
def test_an_invitation_that_cannot_be_is_said_on_its_field(
    session: Session, administrator: LoggedIn, email: str, role: str, says: str
) -> None:
    data = {"email": email, "role": role}
    answer = administrator.post(f"{members_path(administrator)}/invitations/new", data)
    assert answer.status_code == 422
    assert says in answer.text
    assert messages(session) == []


def test_what_is_sent_stands_in_no_audit(session: Session, administrator: LoggedIn) -> None:
    invite(administrator)
    word = link_in(messages(session)[0]).rsplit("/", 1)[-1]
    told = " ".join(f"{row.before} {row.after}" for row in session.scalars(select(AuditRow)))
    assert word not in told
    assert "new.editor" not in told
    digests = list(session.scalars(select(Invitation.token_digest)))
    assert word not in digests


# ------------------------------------------------------------------------ new passwords


@pytest.fixture
def editor(app: Flask, session: Session, client: FlaskClient) -> Account:
    with app.app_context():
        member = make_member(session, Role.LISTING_EDITOR, name="Eve Editor")
        return session.scalars(select(Account).where(Account.person_id == member.person_id)).one()


def test_a_forgotten_password_is_set_anew_once_and_ends_every_visit(
    app: Flask, client: FlaskClient, session: Session, editor: Account
) -> None:
    inside = app.test_client()
    send(inside, "/log-in", email=editor.email, password=PASSWORD)
    assert send(client, "/password-reset", email=editor.email).location == "/password-reset/sent"
    link = link_in(messages(session)[0])
    assert client.get(link).status_code == 200
    assert client.get(link).status_code == 200  # looking changes nothing
    assert send(client, link, password="too short").status_code == 422
    assert send(client, link, password=NEW).status_code == 303
    assert send(client, link, password=NEW + " again").status_code == 410
    assert inside.get("/account").status_code == 303
    assert send(client, "/log-in", email=editor.email, password=PASSWORD).status_code == 422
    assert send(client, "/log-in", email=editor.email, password=NEW).status_code == 303
    assert messages(session)[-1].subject == "Your account was changed"


def test_a_password_set_by_the_link_opens_at_once_and_its_network_address_stays_limited(
    client: FlaskClient, session: Session, editor: Account
) -> None:
    tried = [send(client, "/log-in", email=editor.email, password="wrong") for _ in range(11)]
    assert [one.status_code for one in tried] == [422] * 10 + [429]
    send(client, "/password-reset", email=editor.email)
    send(client, link_in(messages(session)[0]), password=NEW)
    assert send(client, "/log-in", email=editor.email, password=NEW).status_code == 303
    others = [send(client, "/log-in", email=f"{n}@example.org", password=NEW) for n in range(51)]
    assert [one.status_code for one in others] == [422] * 50 + [429]


def test_only_the_newest_link_opens_and_for_an_hour(
    client: FlaskClient, session: Session, editor: Account, clock: time_machine.Traveller
) -> None:
    for _ in range(2):
        send(client, "/password-reset", email=editor.email)
    first, second = (link_in(message) for message in messages(session))
    assert client.get(first).status_code == 410
    assert client.get(second).status_code == 200
    clock.shift(dt.timedelta(hours=1))
    assert client.get(second).status_code == 410


def test_asking_for_a_new_password_tells_nobody_who_has_an_account(
    client: FlaskClient, session: Session, editor: Account
) -> None:
    with client.application.app_context():
        disabled = make_member(session, Role.LISTING_EDITOR, name="Dee Disabled")
    account = session.scalars(select(Account).where(Account.person_id == disabled.person_id)).one()
    disable_account(session, account, by=actor(session), at=NOW)
    answers = [
        send(client, "/password-reset", email=email)
        for email in (editor.email, "nobody@example.org", account.email)
    ]
    assert {(one.status_code, one.location) for one in answers} == {(303, "/password-reset/sent")}
    bodies = [message.body for message in messages(session)]
    assert ["/password-reset/" in body for body in bodies] == [True, False, False]
    assert len(list(session.scalars(select(OneTimeLink)))) == 1


@pytest.mark.parametrize("email", ["eve.editor@example.org", "nobody@example.org"])
def test_letters_are_limited(client: FlaskClient, editor: Account, email: str) -> None:
    statuses = [send(client, "/password-reset", email=email).status_code for _ in range(6)]
    assert statuses == [303] * LETTERS_PER_ACCOUNT + [429] * (6 - LETTERS_PER_ACCOUNT)


def test_organisations_give_only_their_own_roles(app: Flask, session: Session) -> None:
    kinds = {kind: set(kind.roles) for kind in OrganisationKind}
    officers = {kind for kind, roles in kinds.items() if Role.COURT_OFFICER in roles}
    assert officers == {OrganisationKind.PROBATION_REGION, OrganisationKind.COURT_TEAM}
    assert make_organisation(session, OrganisationKind.NATIONAL).kind.roles == (
        Role.ANALYST,
        Role.ADMINISTRATOR,
    )
