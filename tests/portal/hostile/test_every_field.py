"""Whatever is sent in a field of a form: a plain page, nothing of it run, nothing unshowable kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, event
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException

from portal.extensions import db
from tests.makers.accounts import RAW_CSRF, csrf_token_in
from tests.makers.days import NOW
from tests.portal.hostile.forms_of_pages import CSRF, FormOfPage, forms_of
from tests.portal.sight.addresses import every_page
from tests.portal.sight.installations import NOBODY, NOTHING
from tests.portal.sight.making import World, _fill
from tests.portal.test_ledger import in_ledger

WHO: Final = (
    "own editor", "own provider", "own commissioner", "own head", "health commissioner",
    "court officer", "administrator", NOBODY,
)  # fmt: skip
"""Between them they are shown every form."""

RUN: Final = '<script>hostile()</script>"onfocus="hostile()'
HOSTILE: Final = {
    "markup and a formula": f"=cmd|{RUN}",
    "NUL": "plain\x00words",
    "control characters": "a\x07b\x1b[31mc\x85",
    "10,000 letters": "x" * 10_000,
    "40 figures": "9" * 40,
    "line ends": "x\r\nSet-Cookie: hostile=1",
}
UNSHOWABLE: Final = ("\x00", "\x07", "\x1b", "\\u0000", "\\u0007", "\\u001b")


class Wire:
    """What is written to the database meanwhile."""

    def __init__(self) -> None:
        self.kept: list[str] = []

    def listen(self, _1: Any, _2: Any, statement: str, values: Any, _3: Any, _4: Any) -> None:
        if statement.lstrip()[:6].upper() in {"INSERT", "UPDATE"}:
            text = str(values)
            self.kept += [statement[:80] for one in UNSHOWABLE if repr(one)[1:-1] in text]


@pytest.fixture
def world(session: Session, tmp_path: Path) -> Iterator[World]:
    with time_machine.travel(NOW, tick=False):
        made = World(tmp_path / "none")
        _fill(session, made)
        session.commit()
        yield made


def browser_of(app: Flask, world: World, who: str) -> FlaskClient:
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["csrf_token"] = RAW_CSRF
        if who != NOBODY:
            cookie["_user_id"], cookie["_fresh"] = world.tokens[who], True
    return client


def test_nothing_that_is_typed_breaks_a_page(
    app: Flask, client: FlaskClient, connection: Connection, world: World,
    record_property: Callable[[str, object], None],
) -> None:  # fmt: skip
    sent: Counter[str] = Counter()
    wrong: list[str] = []
    tried: set[tuple[str, str]] = set()
    for who in WHO:
        browser = browser_of(app, world, who)
        for path in [one for some in every_page().values() for one in some]:
            where = path.format(**world.words, nothing=NOTHING)
            answer = browser.get(where)
            if answer.status_code != 200 or answer.mimetype != "text/html":
                continue
            for form in forms_of(answer.get_data(as_text=True), where):
                rule = rule_of(app, form.action)
                for name in sorted(form.fields.keys() - {CSRF}):
                    if (rule, name) in tried:
                        continue
                    tried.add((rule, name))
                    for kind, hostile in HOSTILE.items():
                        sent[rule] += 1
                        for fault in faults(browser, connection, form, name, hostile):
                            wrong.append(f"{who}: {rule}: {name}: {kind}: {fault}")
    import sys

    print(len(tried), sum(sent.values()), file=sys.stderr)
    posted = {rule for rule, methods, _ in in_ledger() if "POST" in methods}
    print("unreached", sorted(posted - set(sent)), file=sys.stderr)
    assert wrong == []


def rule_of(app: Flask, action: str) -> str:
    try:
        rule, _ = app.url_map.bind("localhost").match(
            action.partition("?")[0], method="POST", return_rule=True
        )
    except HTTPException:
        return f"none: {action}"
    return str(rule.rule)


def faults(
    browser: FlaskClient, connection: Connection, form: FormOfPage, name: str, hostile: str
) -> Iterator[str]:
    """Sent, looked at where it leads to, and taken back."""
    with browser.session_transaction() as cookie:
        before = dict(cookie)
    fields = form.sent_with(name, hostile) | {CSRF: csrf_token_in(browser)}
    db.session.remove()
    savepoint, wire = connection.begin_nested(), Wire()
    event.listen(connection, "before_cursor_execute", wire.listen)
    try:
        answer = browser.post(form.action, data=fields)
        yield from faults_of(answer)
        if answer.status_code in {302, 303}:
            yield from faults_of(browser.get(answer.location))
        yield from (f"keeps it: {one}" for one in dict.fromkeys(wire.kept))
    except Exception as failure:
        yield f"{type(failure).__name__}: {str(failure)[:200]}"
    finally:
        event.remove(connection, "before_cursor_execute", wire.listen)
        db.session.remove()
        savepoint.rollback()
        with browser.session_transaction() as cookie:
            cookie.clear()
            cookie.update(before)


def faults_of(answer: Any) -> Iterator[str]:
    if answer.status_code >= 500:
        yield f"{answer.status_code}"
    body = answer.get_data(as_text=True)
    if "<script>hostile" in body or '"onfocus="hostile' in body:
        yield "is not escaped"
    if answer.headers.get("Set-Cookie", "").startswith("hostile"):
        yield "sets a header"
