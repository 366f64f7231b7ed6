"""Routes × roles × methods, made from the ledger and the table of permissions: the exact status.

What a refusal answers follows from the tables alone. What somebody is answered who may is the
status that a page has without any record behind it, stated once for each route.
"""

from __future__ import annotations

import re
import uuid

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from directory.acts import Act
from directory.people.permissions import may
from directory.people.roles import Role
from portal.access import PUBLIC, allow
from tests.makers.accounts import LoggedIn, csrf_token_in, logged_in
from tests.portal.test_ledger import in_ledger

GUARDED = [row for row in in_ledger() if row[2] != PUBLIC.value]
OPEN = [row for row in in_ledger() if row[2] == PUBLIC.value and row[0].startswith("/log-")]
"""Of what is open to everybody the steps of logging in are walked here."""

METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE")
READS = {"GET", "HEAD"}

ANSWERS: dict[tuple[str, str], int] = {
    ("GET", "/account"): 200,
    ("POST", "/account/visits/<uuid:visit_id>/end"): 404,
    ("GET", "/account/password"): 200,
    ("POST", "/account/password"): 422,
    ("GET", "/account/email"): 200,
    ("POST", "/account/email"): 422,
    ("GET", "/account/telephone"): 200,
    ("POST", "/account/telephone"): 303,
    ("GET", "/account/second-factor"): 200,
    ("POST", "/account/second-factor"): 422,
    ("GET", "/account/recovery-codes"): 200,
    ("POST", "/account/recovery-codes"): 422,
    ("GET", "/organisations"): 200,
    ("GET", "/organisations/new"): 200,
    ("POST", "/organisations/new"): 422,
    ("GET", "/tokens"): 200,
    ("GET", "/tokens/new"): 200,
    ("POST", "/tokens/new"): 422,
    ("POST", "/tokens/<uuid:token_id>/revoke"): 404,
    ("GET", "/approving"): 200,
    ("GET", "/listings"): 200,
    ("GET", "/provision"): 200,
    ("GET", "/provision/<requirement>"): 404,
    ("POST", "/provision/<requirement>"): 404,
    ("POST", "/provision/proposals/<uuid:proposal_id>"): 404,
} | {
    (method, rule): 404
    for rule, methods, _ in GUARDED
    if rule.startswith(("/approving/", "/listings/"))
    for method in methods.split()
}
"""What somebody is answered who may, at an address of nothing that there is."""


def example_of(rule: str) -> str:
    """An address of the rule, of a record that nobody has."""
    one_of = re.sub(r"<any\('([\w-]+)'[^<>]*>", r"\1", rule)
    numbered = re.sub(r"<int:\w+>", "7", re.sub(r"<\w+>", "nothing", one_of))
    return re.sub(r"<uuid:\w+>", str(uuid.UUID(int=7)), numbered)


def methods_of(rule: str) -> set[str]:
    found = {method for one, methods, _ in in_ledger() if one == rule for method in methods.split()}
    return found | {"OPTIONS"} | ({"HEAD"} if "GET" in found else set())


def expected(rule: str, method: str, act: Act, role: Role | None) -> int:
    if method not in methods_of(rule):
        return 405
    if role is None:
        return 303 if method in READS else 401
    if not may(role, act):
        return 403
    if method == "OPTIONS":
        return 200
    method = "GET" if method == "HEAD" else method
    if rule == "/organisations" and role is Role.PROVIDER_ADMINISTRATOR:
        return 303  # there is one alone
    return 404 if "<uuid:organisation_id>" in rule else ANSWERS[method, rule]


def acts_at(rule: str, method: str) -> Act:
    """OPTIONS asks whatever the first route of the rule asks."""
    rows = [row for row in GUARDED if row[0] == rule]
    asked = "GET" if method in {"HEAD", "OPTIONS"} else method
    return Act(next((row for row in rows if asked in row[1].split()), rows[0])[2])


def answered(app: Flask, browser: FlaskClient, rule: str, method: str) -> int:
    token = {"csrf_token": csrf_token_in(browser)} if method == "POST" else {}
    return browser.open(example_of(rule), method=method, data=token).status_code


@pytest.fixture(params=[None, *Role], ids=lambda role: "nobody" if role is None else role.value)
def browser(
    request: pytest.FixtureRequest, client: FlaskClient, session: Session
) -> LoggedIn | FlaskClient:
    role = request.param
    return client if role is None else logged_in(client, session, role)


def found_wrong(app: Flask, role: Role | None, client: FlaskClient) -> list[str]:
    wrong = []
    for rule in dict.fromkeys(rule for rule, _, _ in GUARDED):
        for method in METHODS:
            wanted = expected(rule, method, acts_at(rule, method), role)
            status = answered(app, client, rule, method)
            if status != wanted:
                wrong.append(f"{method} {rule}: {status}, not {wanted}")
    return wrong


def test_each_cell_of_the_table(app: Flask, browser: LoggedIn | FlaskClient) -> None:
    if isinstance(browser, LoggedIn):
        assert found_wrong(app, browser.member.role, browser.client) == []
    else:
        assert found_wrong(app, None, browser) == []


def test_a_planted_open_route_fails_the_matrix(app: Flask, client: FlaskClient) -> None:
    was = app.view_functions["accounts.account"]
    app.view_functions["accounts.account"] = allow(PUBLIC)(lambda: "seen")
    try:
        wrong = found_wrong(app, None, client)
    finally:
        app.view_functions["accounts.account"] = was
    assert wrong == [
        "GET /account: 200, not 303",
        "HEAD /account: 200, not 303",
        "OPTIONS /account: 200, not 401",
    ]


@pytest.mark.parametrize(("rule", "methods"), [(rule, methods) for rule, methods, _ in OPEN])
def test_steps_of_logging_in_ask_for_the_password_first(
    client: FlaskClient, rule: str, methods: str
) -> None:
    if "GET" in methods:
        elsewhere = "/log-in/elsewhere" in rule  # of an issuer that is not configured
        wanted = {"/log-in": 200}.get(rule, 404 if elsewhere else 303)
        assert client.get(rule).status_code == wanted
    else:
        assert client.post(rule).status_code == 400  # its token is missing
        answer = client.post(rule, data={"csrf_token": csrf_token_in(client)})
        assert answer.status_code == {"/log-in": 422, "/log-out": 303}.get(rule, 401)
