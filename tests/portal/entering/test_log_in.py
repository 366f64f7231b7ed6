"""Logging in and out: who gets in, who does not, and when a visit is over."""

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

from directory.accounts.entering import PER_ACCOUNT
from directory.accounts.joining import add_member, change_role, disable_account, remove_member
from directory.accounts.models import Account, Visit, VisitEnd
from directory.accounts.second_factor import code_at, set_second_factor
from directory.accounts.visiting import digest_of
from directory.audit.models import AuditRow
from directory.people.roles import OrganisationKind, Role
from portal.secrecy import sealed_secret
from tests.makers.accounts import (
    PASSWORD,
    csrf_token_in,
    logged_in,
    make_account,
    make_member,
    make_organisation,
)
from tests.makers.days import NOW
from tests.makers.people import actor

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as travelled:
        yield travelled


@pytest.fixture
def editor(app: Flask, session: Session, client: FlaskClient) -> Account:
    """Somebody whose role needs no second factor."""
    with app.app_context():
        member = make_member(session, Role.LISTING_EDITOR, name="Eve Editor")
        return session.scalars(select(Account).where(Account.person_id == member.person_id)).one()


def enter(client: FlaskClient, email: str, password: str = PASSWORD, **more: str) -> TestResponse:
    data = {"email": email, "password": password, "csrf_token": csrf_token_in(client), **more}
    return client.post("/log-in", data=data)


def token_of(client: FlaskClient) -> str:
    with client.session_transaction() as cookie:
        return str(cookie.get("_user_id", ""))


def test_somebody_logs_in_sees_their_account_and_logs_out(
    client: FlaskClient, editor: Account
) -> None:
    assert client.get("/account").location == "/log-in?next=%2Faccount"
    answer = enter(client, editor.email.upper(), next="/account")
    assert (answer.status_code, answer.location) == (303, "/account")
    page = client.get("/account")
    assert page.status_code == 200
    assert "Eve Editor" in page.text
    assert page.headers["Cache-Control"] == "private, no-store"
    out = client.post("/log-out", data={"csrf_token": csrf_token_in(client)})
    assert out.status_code == 303
    assert "You have logged out." in client.get(out.location).text
    assert client.get("/account").status_code == 303


def test_a_token_is_kept_as_a_digest_and_is_another_after_each_log_in(
    client: FlaskClient, session: Session, editor: Account
) -> None:
    enter(client, editor.email)
    first = token_of(client)
    assert len(first) >= 43
    visit = session.scalars(select(Visit)).one()
    assert visit.token_digest == digest_of(first) != first
    enter(client, editor.email)
    assert token_of(client) != first
    session.expire_all()
    assert [one.ended_why for one in session.scalars(select(Visit).order_by(Visit.id))] == [
        VisitEnd.LOGGED_OUT,
        None,
    ]


def words_of(answer: TestResponse) -> str:
    """The page but for what is another's at every request."""
    text = re.sub(r'name="csrf_token" value="[^"]*"|nonce="[^"]*"', "", answer.text)
    return re.sub(r'value="[^"]*@[^"]*"', "", text)


def test_nobody_learns_who_has_an_account(
    app: Flask, client: FlaskClient, session: Session, editor: Account
) -> None:
    wrong = enter(client, editor.email, "not the password at all")
    unknown = enter(app.test_client(), "nobody.here@example.org", "not the password at all")
    disable_account(session, editor, by=actor(session), at=NOW)
    closed = enter(app.test_client(), editor.email)
    assert {wrong.status_code, unknown.status_code, closed.status_code} == {422}
    assert words_of(wrong) == words_of(unknown) == words_of(closed)
    assert "do not belong together" in wrong.text


def test_a_password_is_judged_where_there_is_no_account_too(
    client: FlaskClient, editor: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As many digests, so that the clock tells nothing."""
    judged: list[str] = []

    class Counting:
        def verify(self, digest: str, password: str) -> bool:
            judged.append(digest)
            return False

        def hash(self, password: str) -> str:
            return "a stand-in"

    monkeypatch.setattr("portal.entering.views.hasher", Counting)
    enter(client, editor.email, "wrong")
    enter(client, "nobody.here@example.org", "wrong")
    assert judged == [editor.password_digest, "a stand-in"]


def test_twenty_five_wrong_passwords_are_limited(
    client: FlaskClient, editor: Account, clock: time_machine.Traveller
) -> None:
    statuses = [enter(client, editor.email, f"wrong {number}").status_code for number in range(25)]
    assert statuses == [422] * PER_ACCOUNT + [429] * (25 - PER_ACCOUNT)
    right = enter(client, editor.email)
    assert right.status_code == 429
    assert right.headers["Retry-After"] == "900"
    assert "Wait 15 minutes" in right.text
    clock.shift(dt.timedelta(minutes=15, seconds=1))
    assert enter(client, editor.email).status_code == 303


def test_who_is_limited_reads_one_time_and_a_link_to_a_new_password(
    client: FlaskClient, editor: Account, clock: time_machine.Traveller
) -> None:
    for _ in range(PER_ACCOUNT):
        enter(client, editor.email, "wrong")
    for minutes, words in (
        (0, "Wait 15 minutes "),
        (12, "Wait 3 minutes "),
        (2, "1 minute "),
    ):
        clock.shift(dt.timedelta(minutes=minutes))
        page = enter(client, editor.email).text
        assert words in page
        assert page.count("Wait ") == 1
        assert '<a class="govuk-link" href="/password-reset">set a new password</a>' in page


def test_unknown_addresses_are_limited_alike(client: FlaskClient, editor: Account) -> None:
    statuses = [enter(client, "nobody@example.org", "wrong").status_code for _ in range(25)]
    assert statuses == [422] * PER_ACCOUNT + [429] * (25 - PER_ACCOUNT)
    assert enter(client, editor.email).status_code == 303


def test_one_address_that_tries_many_accounts_is_limited(
    client: FlaskClient, editor: Account
) -> None:
    statuses = [enter(client, f"no{n}@example.org", "wrong").status_code for n in range(65)]
    assert statuses == [422] * 60 + [429] * 5
    refused = enter(client, editor.email)
    assert refused.status_code == 429
    assert "/password-reset" not in refused.text  # a new one would not help


def test_the_form_to_log_in_needs_its_token(client: FlaskClient, editor: Account) -> None:
    answer = client.post("/log-in", data={"email": editor.email, "password": PASSWORD})
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:1", "", "/log-out"],
)
def test_no_address_leads_on_to_another_site(
    client: FlaskClient, editor: Account, elsewhere: str
) -> None:
    assert enter(client, editor.email, next=elsewhere).location == "/listings"


@pytest.mark.parametrize(
    ("after", "says"),
    [
        (dt.timedelta(minutes=29), None),
        (dt.timedelta(minutes=31), "Nothing was asked for 30 minutes"),
        (dt.timedelta(hours=12, minutes=1), "12 hours at most"),
    ],
)
def test_a_visit_is_over_by_the_clock(
    client: FlaskClient,
    editor: Account,
    clock: time_machine.Traveller,
    after: dt.timedelta,
    says: str | None,
) -> None:
    enter(client, editor.email)
    clock.shift(after)
    answer = client.get("/account")
    assert answer.status_code == (200 if says is None else 303)
    if says:
        assert says in client.get(answer.location).text


def test_whoever_goes_on_is_not_idle_but_has_twelve_hours_at_most(
    client: FlaskClient, editor: Account, clock: time_machine.Traveller
) -> None:
    enter(client, editor.email)
    for _ in range(12 * 60 // 20 - 1):
        clock.shift(dt.timedelta(minutes=20))
        assert client.get("/account").status_code == 200
    clock.shift(dt.timedelta(minutes=20))
    assert client.get("/account").status_code == 303


def test_every_page_says_until_when_one_is_logged_in(client: FlaskClient, editor: Account) -> None:
    enter(client, editor.email)
    assert "You are logged out at 10am" in client.get("/about").text


def test_a_visit_is_dead_on_the_next_request_after_disabling(
    client: FlaskClient, session: Session, editor: Account
) -> None:
    enter(client, editor.email)
    disable_account(session, editor, by=actor(session), at=NOW)
    answer = client.get("/account")
    assert answer.status_code == 303
    assert "disabled" in client.get(answer.location).text


def test_a_disabled_account_is_out_although_nobody_ended_its_visits(
    client: FlaskClient, session: Session, editor: Account
) -> None:
    enter(client, editor.email)
    editor.disabled_at = NOW
    session.flush()
    assert client.get("/account").status_code == 303


@pytest.mark.parametrize("act", ["change", "remove"])
def test_a_visit_is_dead_on_the_next_request_after_a_role_was_changed(
    client: FlaskClient, session: Session, act: str
) -> None:
    browser = logged_in(client, session, Role.LISTING_EDITOR)
    assert browser.get("/account").status_code == 200
    if act == "change":
        change_role(session, browser.member, Role.PROVIDER_ADMINISTRATOR, by=actor(session), at=NOW)
    else:
        remove_member(session, browser.member, by=actor(session), at=NOW)
    answer = browser.get("/account")
    assert answer.status_code == 303
    assert "has been changed" in browser.get(answer.location).text


def test_a_copied_cookie_is_dead_after_logging_out(
    app: Flask, client: FlaskClient, editor: Account
) -> None:
    enter(client, editor.email)
    thief = app.test_client()
    with thief.session_transaction() as cookie:
        cookie["_user_id"] = token_of(client)
    assert thief.get("/account").status_code == 200
    client.post("/log-out", data={"csrf_token": csrf_token_in(client)})
    assert thief.get("/account").status_code == 303


# ------------------------------------------------------------------- second factor, roles


def with_factor(session: Session, account: Account) -> None:
    at = NOW - dt.timedelta(days=1)
    set_second_factor(session, account, SECRET, sealed_secret(SECRET), code_at(SECRET, at), at=at)


def send(client: FlaskClient, path: str, **data: str) -> TestResponse:
    return client.post(path, data={"csrf_token": csrf_token_in(client), **data})


def test_a_code_is_asked_after_the_password_and_taken_once(
    app: Flask, client: FlaskClient, session: Session, editor: Account
) -> None:
    with app.app_context():
        with_factor(session, editor)
    answer = enter(client, editor.email, next="/account")
    assert answer.location == "/log-in/code?next=%2Faccount"
    assert client.get("/account").location == "/log-in/code?next=%2Faccount"
    assert send(client, "/log-in/code", code="000000").status_code == 422
    before = token_of(client)
    entered = send(client, "/log-in/code", code=code_at(SECRET, NOW), next="/account")
    assert (entered.status_code, entered.location) == (303, "/account")
    assert token_of(client) != before
    assert client.get("/account").status_code == 200
    other = app.test_client()
    enter(other, editor.email)
    assert send(other, "/log-in/code", code=code_at(SECRET, NOW)).status_code == 422


def test_codes_are_limited(
    app: Flask, client: FlaskClient, session: Session, editor: Account
) -> None:
    with app.app_context():
        with_factor(session, editor)
    enter(client, editor.email)
    statuses = [send(client, "/log-in/code", code=f"{n:06}").status_code for n in range(25)]
    assert statuses == [422] * PER_ACCOUNT + [429] * (25 - PER_ACCOUNT)


def test_a_role_that_needs_a_second_factor_has_it_set_up_first(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    with app.app_context():
        make_member(session, Role.COMMISSIONER, name="Cleo Commissioner")
    enter(client, "cleo.commissioner@example.org")
    step = client.get("/account").location
    assert step == "/log-in/second-factor?next=%2Faccount"
    page = client.get(step).text
    assert "<svg" in page
    assert "style=" not in page
    secret = re.sub(r"\s", "", re.findall(r'class="in-fours">([^<]+)', page)[0])
    offered = re.findall(r'name="offered" value="([^"]+)"', page)[0]
    wrong = send(client, "/log-in/second-factor", code="000000", offered=offered)
    assert wrong.status_code == 422
    assert secret in re.sub(r"\s", "", wrong.text)
    code = code_at(secret, NOW)
    done = send(client, "/log-in/second-factor", code=code, offered=offered, next="/account")
    assert done.status_code == 200
    codes = re.findall(r"<li><code>([\w-]+)</code>", done.text)
    assert len(set(codes)) == 10
    assert client.get("/account").status_code == 200
    other = app.test_client()
    enter(other, "cleo.commissioner@example.org")
    assert send(other, "/log-in/code", code=codes[3].upper()).status_code == 303
    assert other.get("/account").status_code == 200
    third = app.test_client()
    enter(third, "cleo.commissioner@example.org")
    assert send(third, "/log-in/code", code=codes[3]).status_code == 422


def test_a_factor_offered_to_another_is_not_taken(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    with app.app_context():
        make_member(session, Role.COMMISSIONER, name="Cleo Commissioner")
        make_member(session, Role.REGION_HEAD, name="Hal Head")
    enter(client, "cleo.commissioner@example.org")
    page = client.get("/log-in/second-factor").text
    offered = re.findall(r'name="offered" value="([^"]+)"', page)[0]
    secret = re.sub(r"\s", "", re.findall(r'class="in-fours">([^<]+)', page)[0])
    other = app.test_client()
    enter(other, "hal.head@example.org")
    code = code_at(secret, NOW)
    assert send(other, "/log-in/second-factor", code=code, offered=offered).status_code == 422


def test_somebody_with_two_roles_picks_one_and_may_pick_again(
    app: Flask, client: FlaskClient, session: Session, editor: Account
) -> None:
    courts = make_organisation(session, OrganisationKind.JUDICIARY)
    add_member(session, editor.person, courts, Role.SENTENCER, by=actor(session), at=NOW)
    enter(client, editor.email)
    page = client.get(client.get("/account").location).text
    choices = {
        words: value
        for value, words in re.findall(
            r'name="membership" type="radio" value="([^"]+)".*?<label[^>]*>([^<]+)', page, re.DOTALL
        )
    }
    assert sorted(choices) == [
        "Listing editor, An organisation (provider)",
        "Magistrate or judge, An organisation (judiciary)",
    ]
    before = token_of(client)
    judge = choices["Magistrate or judge, An organisation (judiciary)"]
    assert send(client, "/log-in/role", membership=judge).status_code == 303
    assert token_of(client) != before
    assert "Magistrate or judge" in client.get("/account").text
    other = choices["Listing editor, An organisation (provider)"]
    send(client, "/log-in/role", membership=other)
    assert "Listing editor, An org" in client.get("/account").text
    assert send(client, "/log-in/role", membership="0").status_code == 422


def test_an_account_without_an_organisation_is_told_so(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    with app.app_context():
        make_account(session, "Lone Account")
    enter(client, "lone.account@example.org")
    page = client.get(client.get("/account").location)
    assert "belongs to no organisation" in page.text


# ------------------------------------------------------------------------------ visits


def test_a_visit_is_ended_from_another_browser_and_anothers_is_not_there(
    app: Flask, client: FlaskClient, session: Session, editor: Account
) -> None:
    enter(client, editor.email)
    other = app.test_client()
    enter(other, editor.email)
    stranger = logged_in(app.test_client(), session, Role.SENTENCER)
    ids = re.findall(r"/account/visits/([0-9a-f-]+)/end", client.get("/account").text)
    assert len(ids) == 1
    assert stranger.post(f"/account/visits/{ids[0]}/end").status_code == 404
    assert other.get("/account").status_code == 200
    assert send(client, f"/account/visits/{ids[0]}/end").status_code == 303
    answer = other.get("/account")
    assert answer.status_code == 303
    assert "ended from another browser" in other.get(answer.location).text
    assert client.get("/account").status_code == 200


def test_what_is_done_to_enter_is_in_the_audit_without_secrets(
    client: FlaskClient, session: Session, editor: Account
) -> None:
    enter(client, editor.email)
    rows = session.scalars(select(AuditRow).where(AuditRow.by_id == editor.person_id)).all()
    assert [row.act for row in rows] == ["visit:begin"]
    told = " ".join(f"{row.before} {row.after}" for row in session.scalars(select(AuditRow)))
    assert PASSWORD not in told
    assert editor.email not in told
    assert token_of(client) not in told


def test_a_post_after_the_visit_is_over_says_so(
    client: FlaskClient, session: Session, clock: time_machine.Traveller
) -> None:
    browser = logged_in(client, session, Role.LISTING_EDITOR)
    clock.shift(dt.timedelta(minutes=31))
    answer = browser.post(f"/account/visits/{browser.visit.public_id}/end")
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("path", ["/", "/about", "/courts", "/services"])
def test_public_pages_touch_no_session_unless_a_cookie_is_sent(
    client: FlaskClient, session: Session, path: str
) -> None:
    answer = client.get(path)
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")
    browser = logged_in(client, session, Role.LISTING_EDITOR)
    known = browser.get(path)
    assert known.headers["Cache-Control"] == "private, no-store"
    assert "Cookie" in known.headers["Vary"]
    assert "Log out" in known.text
    assert "Log out" not in answer.text


# ----------------------------------------------------------- what was typed is not lost


def kept_in(answer: TestResponse) -> str:
    return str((re.findall(r'name="kept" value="([^"]+)"', answer.text) or [""])[0])


def test_what_was_typed_when_a_visit_was_over_is_sent_after_logging_in(
    client: FlaskClient, session: Session, clock: time_machine.Traveller
) -> None:
    browser = logged_in(client, session, Role.LISTING_EDITOR, name="Eve Editor")
    clock.shift(dt.timedelta(minutes=31))
    over = browser.post("/account/telephone", {"telephone": "01632 960123", "password": "secret"})
    assert over.status_code == 401
    assert "not lost" in over.text
    assert "960123" not in over.text
    page = enter(client, "eve.editor@example.org", kept=kept_in(over))
    assert page.status_code == 200
    assert 'action="/account/telephone"' in page.text
    assert 'name="telephone" value="01632 960123"' in page.text
    assert "secret" not in page.text
    token = re.findall(r'name="csrf_token" value="([^"]+)"', page.text)[-1]
    sent = {"telephone": "01632 960123", "csrf_token": token}
    assert client.post("/account/telephone", data=sent).status_code == 303
    assert "01632 960123" in client.get("/account").text


def test_a_code_in_between_loses_nothing(
    app: Flask, client: FlaskClient, session: Session, clock: time_machine.Traveller
) -> None:
    browser = logged_in(client, session, Role.LISTING_EDITOR, name="Eve Editor")
    with app.app_context():
        with_factor(session, browser.visit.account)
    clock.shift(dt.timedelta(minutes=31))
    kept = kept_in(browser.post("/account/telephone", {"telephone": "01632 960123"}))
    asked = enter(client, "eve.editor@example.org", kept=kept)
    assert "Enter your code" in asked.text
    at = NOW + dt.timedelta(minutes=31)
    page = send(client, "/log-in/code", code=code_at(SECRET, at), kept=kept_in(asked))
    assert 'name="telephone" value="01632 960123"' in page.text


def test_nobody_else_who_logs_in_is_given_what_was_typed(
    app: Flask, client: FlaskClient, session: Session, clock: time_machine.Traveller
) -> None:
    browser = logged_in(client, session, Role.LISTING_EDITOR, name="Eve Editor")
    with app.app_context():
        make_member(session, Role.LISTING_EDITOR, name="Una Other")
    clock.shift(dt.timedelta(minutes=31))
    kept = kept_in(browser.post("/account/telephone", {"telephone": "01632 960123"}))
    assert kept
    assert enter(client, "una.other@example.org", kept=kept).location == "/listings"
    assert enter(client, "eve.editor@example.org", kept=kept[:-4]).location == "/listings"


def test_of_somebody_who_was_never_in_nothing_is_kept(client: FlaskClient) -> None:
    answer = send(client, "/account/telephone", telephone="01632 960123")
    assert answer.status_code == 401
    assert kept_in(answer) == ""
