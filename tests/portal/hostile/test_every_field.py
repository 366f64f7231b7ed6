"""Whatever is sent in a field of any form: a plain page, nothing of it runs, nothing unfit is kept.

The forms are those that the pages show to whoever reads them, so that a new one is tried unasked;
what only shows at a particular moment is not. What each attempt kept is taken back after it.
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
from sqlalchemy import Connection, event
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from portal.extensions import db
from tests.counting import DID
from tests.makers.accounts import RAW_CSRF, csrf_token_in
from tests.makers.days import NOW
from tests.portal.hostile.forms_of_pages import CSRF, FormOfPage, forms_of
from tests.portal.sight.addresses import every_page
from tests.portal.sight.installations import NOBODY, NOTHING
from tests.portal.sight.making import World, fill
from tests.portal.test_ledger import in_ledger
from tests.thoroughness import THOROUGH, in_share

WHO: Final = (
    "own editor", "own provider", "own commissioner", "own head", "health commissioner",
    "court officer", "administrator", NOBODY,
)  # fmt: skip
"""Between them they are shown every form; an ordinary run asks as three of them."""
FEW: Final = ("own provider", "own commissioner", NOBODY)

NUMBER: Final = "A1234BC"
"""A prison number, as it stands in notes."""
RUNS: Final = '<script>hostile()</script>"onfocus="hostile()'
OFTEN: Final = {
    "markup and a formula": f"=cmd|{RUNS}",
    "10,000 figures": "9" * 10_000,
}
SELDOM: Final = {
    "somebody's number": f"Ask for {NUMBER}",
    "control characters": "a\x07b\x1b[31mc\x85",
    "NUL": "plain\x00words",
    "40 figures": "9" * 40,
    "ends of lines": "x\r\nSet-Cookie: hostile=1",
    "nothing": "",
}
HOSTILE: Final = OFTEN | SELDOM
EVERY_THIRD: Final = 3
"""In an ordinary run every third field is sent markup, and a third of those figures without end."""
KEPT_OF_NOBODY: Final = ("\x00", "\x07", "\x1b", "\\u0000", "\\u0007", "\\u001b", NUMBER)
FEWEST_FIELDS: Final = 180 if THOROUGH else 60
"""Forms that only a button of a particular moment shows are met by no walk."""


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
            if (rule, name) in self.tried or not in_share(f"{rule} {name}", one_in=3):
                continue
            self.tried.add((rule, name))
            for kind, hostile in sent_to(len(self.tried)).items():
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


def sent_to(number: int) -> dict[str, str]:
    """To the so-and-so-manieth field."""
    if THOROUGH:
        return HOSTILE
    return dict(list(OFTEN.items())[: None if number % EVERY_THIRD == 0 else 1])


@pytest.fixture
def world(session: Session, tmp_path: Path) -> Iterator[World]:
    with time_machine.travel(NOW, tick=False):
        made = World(tmp_path / "none")
        fill(session, made)
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
    for who in WHO if THOROUGH else FEW:
        browser = browser_of(app, world, who)
        for path in paths_for(who):
            walk.page(browser, who, path.format(**world.words, nothing=NOTHING))
    fields, sent = len(walk.tried), sum(walk.sent.values())
    record_property(DID, {"Hostile forms, fields:": fields, "Hostile forms, sent:": sent})
    assert walk.wrong == []
    assert fields >= FEWEST_FIELDS


def paths_for(who: str) -> Iterator[str]:
    """What anybody may read is read by nobody in particular, the rest by who is logged in."""
    asks = {rule: asked for rule, _, asked in in_ledger()}
    for rule, paths in every_page().items():
        if (asks[rule] == "public") == (who == NOBODY):
            yield from paths


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
