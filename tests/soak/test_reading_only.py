"""A GET changes nothing: each route of the portal on a real database, and a planted fault."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from typing import Any

from flask import Flask
from sqlalchemy import Engine, event, func, select
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from commissioning.bulletins.models import CourtBulletin
from commissioning.bulletins.reading import iso_week
from commissioning.bulletins.writing import write_bulletins
from commissioning.sheets.document import SheetQuestion
from commissioning.sheets.making import make_sheet
from commissioning.sheets.models import CourtSheet
from commissioning.sheets.reference import in_groups
from directory.connections import READS_ONLY
from directory.people.models import Person, PersonKind
from directory.people.queries import SystemActor, system_actor
from directory.places.models import Prison
from directory.places.queries import court_by_slug
from directory.providers.models import Provider
from directory.services.models import Service
from portal.access import PUBLIC, allow, permission_of
from portal.extensions import db
from portal.running.transactions import in_reading, in_writing
from tests.soak.records import COURT

READING = (
    "SELECT",
    "WITH",
    "PRAGMA",
    "BEGIN",
    "SET TRANSACTION",
    "SAVEPOINT",
    "RELEASE",
    "ROLLBACK",
)
"""What a statement may begin with that changes no row."""


PRISON = "PNI"


def add_sheet_and_bulletin(session: Session) -> None:
    at = dt.datetime.now(dt.UTC)
    write_bulletins(session, at)
    court, by = court_by_slug(session, COURT), system_actor(session, SystemActor.VISITOR)
    make_sheet(session, court, SheetQuestion(), by=by, at=at)


class Statements:
    """Every statement of an engine, and how its transactions were begun."""

    def __init__(self, engine: Engine) -> None:
        self.seen: list[str] = []
        self.transactions: list[bool] = []
        event.listen(engine, "before_cursor_execute", self._executes)
        event.listen(engine, "begin", self._begins)

    def _executes(self, _connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        self.seen.append(statement.strip())

    def _begins(self, connection: Any) -> None:
        self.transactions.append(bool(connection.get_execution_options().get(READS_ONLY)))

    @property
    def changing(self) -> list[str]:
        return [words for words in self.seen if not words.upper().startswith(READING)]


def sample_arguments(session: Session) -> dict[str, Any]:
    """A value for each name that a route may carry. All exist but what partners keep: of them the
    addresses in `OTHERWISE` are asked as not found, and their lists as they are."""
    return {
        "slug": COURT,
        "court": COURT,
        "region": "north-west",
        "ldu": "preston",
        "service_id": session.scalars(select(Service.public_id).order_by(Service.id)).first(),
        "provider_id": session.scalars(select(Provider.public_id).order_by(Provider.id)).first(),
        "code": PRISON,
        "filename": "portal.css",
        "table": "requirements",
        "token": "nothing",
        "sealed": "nothing",
        "plan_code": "nothing",
        "action_id": NOBODYS,
        "partner_id": NOBODYS,
        "protocol_id": NOBODYS,
        "evaluation_id": NOBODYS,
        "area": "preston",
        "scheme": "nothing",
        "reference": in_groups(session.scalars(select(CourtSheet.reference)).one()),
        "week": iso_week(session.scalars(select(CourtBulletin.week).distinct()).one()),
    }


def addresses(app: Flask, arguments: dict[str, Any]) -> dict[str, int]:
    """Each GET route once, with the status that nobody in particular is answered.

    A route that is open to everybody and whose names have no sample here fails the test.
    """
    found = {}
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if "GET" in (rule.methods or ()):
                granted = permission_of(app.view_functions[rule.endpoint])
                is_open = granted is not None and granted.asks is PUBLIC
                missing = rule.arguments - arguments.keys()
                assert not (is_open and missing), f"add a sample for {missing} of {rule.rule}"
                own: dict[str, Any] = {
                    name: arguments.get(name) or first_of(rule, name) or GUARDED.get(name, NOBODYS)
                    for name in rule.arguments
                }
                path = app.url_for(rule.endpoint, **own)
                found[path] = (
                    OTHERWISE.get(path, OTHERWISE.get(rule.rule, 200)) if is_open else refused(path)
                )
    return found


def first_of(rule: Rule, name: str) -> str | None:
    """Of a part of the address that is one of several words."""
    words = re.search(rf"<any\(([^)]*)\):{name}>", rule.rule)
    return words and words[1].split(",")[0].strip("' ")


def refused(path: str) -> int:
    """Software is told that it needs a token, anybody else where to log in."""
    return 401 if path.startswith("/api/") else 303


def add_prison(session: Session) -> None:
    session.add(Prison(code=PRISON, name="Preston", holds_men=True, holds_women=False))


NOBODYS = uuid.UUID(int=7)
"""For what is guarded: who asks is led to the log-in before it is looked for."""

GUARDED = {"form": "csv"}

OTHERWISE = {
    "/answers/<reference>": 422,  # a sheet's is none of a question
    **{
        f"{of}{form}": 404
        for of in ("/schemes/<area>/<scheme>", "/evaluations/<uuid:evaluation_id>")
        for form in ("", ".csv", ".json")
    },
    "/statistics.csv": 404,  # nothing is published
    "/statistics.json": 404,
    "/statistics/fairness.csv": 404,
    "/health": 503,  # no worker has ever looked at these lines
    "/demonstration/932-of-800": 404,
    "/feedback/problem": 404,  # of no page
    "/log-in/code": 303,
    "/log-in/role": 303,
    "/log-in/second-factor": 303,
    "/log-in/elsewhere": 404,
    "/log-in/elsewhere/back": 404,
    "/invitations/nothing": 404,
    "/password-reset/nothing": 410,
    "/email-change/nothing": 410,
    "/confirm/nothing": 404,
    "/bench-feedback/nothing": 410,
    "/partners/areas/<slug>": 404,  # a court is no area
    "/plans/nothing": 404,
    "/plans/nothing.csv": 404,
    "/plans/nothing.json": 404,
    f"/plans/nothing/actions/{NOBODYS}": 404,
    f"/partners/{NOBODYS}": 404,
    f"/protocols/{NOBODYS}": 404,
}


def test_no_page_that_is_read_writes(here: Flask) -> None:
    in_writing(add_prison)
    in_writing(add_sheet_and_bulletin)
    arguments = in_reading(sample_arguments)
    statements = Statements(db.engine)
    visitor = here.test_client()
    for path, status in addresses(here, arguments).items():
        query = {"court": COURT} if path == "/api/v1/availability" else {}
        for method in ("GET", "HEAD"):
            answer = visitor.open(path, method=method, query_string=query)
            assert answer.status_code == status, (method, path, answer.status_code)
            db.session.remove()
    assert len(statements.seen) > 50
    assert statements.changing == []
    assert set(statements.transactions) == {True}


def test_a_view_that_writes_while_it_is_read_is_refused(here: Flask) -> None:
    here.config["PROPAGATE_EXCEPTIONS"] = False

    @here.get("/planted")
    @allow(PUBLIC)
    def planted() -> str:
        db.session.add(Person(code="planted", name="Planted", kind=PersonKind.SYSTEM))
        db.session.commit()
        return "written"

    assert here.test_client().get("/planted").status_code == 500
    db.session.remove()
    found = select(func.count()).where(Person.code == "planted")
    assert in_reading(lambda session: session.scalar(found)) == 0


def test_the_instrument_sees_a_write(here: Flask) -> None:
    statements = Statements(db.engine)
    db.session.add(Person(code="planted", name="Planted", kind=PersonKind.SYSTEM))
    db.session.commit()
    assert [words.split()[0] for words in statements.changing] == ["INSERT"]
    assert statements.transactions == [False]
