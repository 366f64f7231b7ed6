"""Whatever is sent in a field of any form: a plain page, nothing of it runs, nothing unfit is kept.

The forms are those that the pages show to whoever reads them, so that a new one is tried unasked;
which are met by none of them is said at the end. What each attempt kept is taken back after it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, event, select
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from directory.accounts.inviting import invite
from directory.accounts.models import Organisation
from directory.people.roles import Role
from portal.extensions import db
from tests.counting import DID
from tests.makers.accounts import RAW_CSRF, csrf_token_in
from tests.makers.days import NOW
from tests.makers.people import actor
from tests.portal.hostile.forms_of_pages import CSRF, FormOfPage, forms_of
from tests.portal.sight.addresses import every_page
from tests.portal.sight.installations import NOBODY, NOTHING
from tests.portal.sight.making import World, fill
from tests.portal.test_ledger import in_ledger
from tests.thoroughness import THOROUGH

WHO: Final = (
    "own editor", "own provider", "own commissioner", "own head", "health commissioner",
    "court officer", "administrator", NOBODY,
)  # fmt: skip
"""Between them they are shown every form."""

NUMBER: Final = "A1234BC"
"""A prison number, as it stands in notes."""
RUNS: Final = '<script>hostile()</script>"onfocus="hostile()'
ALWAYS: Final = {
    "markup and a formula": f"=cmd|{RUNS}",
    "10,000 figures": "9" * 10_000,
    "somebody's number": f"Ask for {NUMBER}",
    "control characters": "a\x07b\x1b[31mc\x85",
}
MORE: Final = {
    "NUL": "plain\x00words",
    "40 figures": "9" * 40,
    "ends of lines": "x\r\nSet-Cookie: hostile=1",
    "nothing": "",
}
HOSTILE: Final = ALWAYS | MORE if THOROUGH else ALWAYS
KEPT_OF_NOBODY: Final = ("\x00", "\x07", "\x1b", "\\u0000", "\\u0007", "\\u001b", NUMBER)


@dataclass
class Walk:
    """Which fields of which routes were tried, how often, and what was wrong."""

    app: Flask
    connection: Connection
    tried: set[tuple[str, str]] = field(default_factory=set)
    sent: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def page(self, browser: FlaskClient, who: str, path: str) -> None:
        answer = browser.get(path)
        if answer.status_code != 200 or answer.mimetype != "text/html":
            return
        for form in forms_of(answer.get_data(as_text=True), path):
            self.form(browser, who, form)

    def form(self, browser: FlaskClient, who: str, form: FormOfPage) -> None:
        rule = self.rule_of(form.action)
        for name in sorted(form.fields.keys() - {CSRF}):
            if (rule, name) in self.tried:
                continue
            self.tried.add((rule, name))
            for kind, hostile in HOSTILE.items():
                self.sent[rule] += 1
                for fault in faults(self.connection, browser, form, name, hostile):
                    self.wrong.append(f"{who}: {rule}: {name}: {kind}: {fault}")

    def rule_of(self, action: str) -> str:
        """An address that takes no form is a fault of the page."""
        urls = self.app.url_map.bind("localhost")
        try:
            rule, _ = urls.match(urlsplit(action).path, method="POST", return_rule=True)
        except HTTPException:
            self.wrong.append(f"no form is taken at {action}")
            return action
        return str(rule.rule)


@pytest.fixture
def world(session: Session, tmp_path: Path) -> Iterator[World]:
    with time_machine.travel(NOW, tick=False):
        made = World(tmp_path / "none")
        fill(session, made)
        own = session.scalars(select(Organisation).where(Organisation.name == "The forge")).one()
        _, made.words["link"] = invite(
            session, own, Role.LISTING_EDITOR, email="by.link@example.org", by=actor(session),
            at=NOW,
        )  # fmt: skip
        session.commit()
        yield made


def browser_of(app: Flask, world: World, who: str) -> FlaskClient:
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["csrf_token"] = RAW_CSRF
        if who != NOBODY:
            cookie["_user_id"], cookie["_fresh"] = world.tokens[who], True
    return client


@pytest.mark.usefixtures("client")
def test_nothing_that_is_typed_breaks_a_page(
    app: Flask, connection: Connection, world: World,
    record_property: Callable[[str, object], None],
) -> None:  # fmt: skip
    walk = Walk(app, connection)
    for who in WHO:
        browser = browser_of(app, world, who)
        for path in paths_for(who):
            walk.page(browser, who, path.format(**world.words, nothing=NOTHING))
    fields, sent = len(walk.tried), sum(walk.sent.values())
    record_property(DID, {"Hostile forms, fields:": fields, "Hostile forms, sent:": sent})
    assert walk.wrong == []
    posted = {rule for rule, methods, _ in in_ledger() if "POST" in methods}
    assert sorted(posted - set(walk.sent)) == sorted((*BUTTONS, *NOT_MET))


def paths_for(who: str) -> Iterator[str]:
    """What anybody may read is read by nobody in particular, the rest by who is logged in."""
    asks = {rule: asked for rule, _, asked in in_ledger()}
    for rule, paths in every_page().items():
        if (asks[rule] == "public") == (who == NOBODY):
            yield from paths
    if who == NOBODY:
        yield "/invitations/{link}"


MEMBER: Final = "/organisations/<uuid:organisation_id>/members/<uuid:member_id>"
INVITED: Final = "/organisations/<uuid:organisation_id>/invitations/<uuid:invitation_id>"
BUTTONS: Final = (
    "/account/visits/<uuid:visit_id>/end",
    "/listings/<uuid:service_id>/draft/<any('submit', 'take-back', 'leave'):what>",
    "/log-out",
    "/organisations/<uuid:organisation_id>/deputies/<uuid:deputy_id>/withdraw",
    *(f"{INVITED}/{what}" for what in ("again", "withdraw")),
    *(f"{MEMBER}/{what}" for what in ("disable", "enable", "remove", "second-factor")),
    "/tokens/<uuid:token_id>/revoke",
    "/uploads/<uuid:upload_id>/undo",
)
"""Of a form that is a button alone there is no field."""

NOT_MET: Final = (
    "/confirm/<sealed>", "/email-change/<token>", "/log-in/code", "/log-in/role",
    "/log-in/second-factor", "/password-reset/<token>", "/provision/proposals/<uuid:proposal_id>",
    "/uploads/<uuid:upload_id>/apply",
)  # fmt: skip
"""Shown only half way in, by a link as it was sent, or once somebody proposed: each room tries
its own."""


@contextmanager
def taken_back(connection: Connection, browser: FlaskClient) -> Iterator[list[str]]:
    """What is kept meanwhile is told by its statement, and is there no more afterwards."""
    with browser.session_transaction() as cookie:
        before = dict(cookie)
    kept: list[str] = []

    def listen(_1: Any, _2: Any, statement: str, values: Any, _3: Any, _4: Any) -> None:
        if statement.lstrip()[:6].upper() in {"INSERT", "UPDATE"}:
            text = " ".join(texts(values))
            kept.extend(f"{one!r}: {statement[:60]}" for one in KEPT_OF_NOBODY if one in text)

    db.session.remove()
    savepoint = connection.begin_nested()
    event.listen(connection, "before_cursor_execute", listen)
    try:
        yield kept
    finally:
        event.remove(connection, "before_cursor_execute", listen)
        db.session.remove()
        savepoint.rollback()
        with browser.session_transaction() as cookie:
            cookie.clear()
            cookie.update(before)


def texts(values: Any) -> Iterator[str]:
    """The strings among a statement's values, of one row or of many."""
    if isinstance(values, str):
        yield values
    elif isinstance(values, dict):
        yield from texts(list(values.values()))
    elif isinstance(values, list | tuple):
        for one in values:
            yield from texts(one)


def faults(
    connection: Connection, browser: FlaskClient, form: FormOfPage, name: str, hostile: str
) -> Iterator[str]:
    fields = form.sent_with(name, hostile) | {CSRF: csrf_token_in(browser)}
    with taken_back(connection, browser) as kept:
        try:
            answer = browser.post(form.action, data=fields)
            yield from faults_of(answer)
            if answer.status_code == 303:
                yield from faults_of(browser.get(answer.location))
        except Exception as fault:  # noqa: BLE001  whatever it is, the walk goes on and tells it
            yield f"{type(fault).__name__}: {str(fault)[:300]}"
    yield from dict.fromkeys(f"keeps {one}" for one in kept)


def faults_of(answer: TestResponse) -> Iterator[str]:
    if answer.status_code >= 500:
        yield f"{answer.status_code}"
    body = answer.get_data(as_text=True)
    if "<script>hostile" in body or '"onfocus="hostile' in body:
        yield "is not escaped"
    if any(name == "Set-Cookie" and value.startswith("hostile") for name, value in answer.headers):
        yield "sets a header"
