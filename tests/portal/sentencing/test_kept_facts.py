"""A page keeps facts while nothing changes: what somebody else writes stands on the next page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, event, text
from sqlalchemy.orm import Session

from commissioning.availability.provision import state_provision
from commissioning.availability.statuses import Provision
from directory.base import Base
from directory.connections import bring_into_being, prepare
from directory.people.queries import SystemActor, system_actor
from directory.places.queries import area_by_slug
from portal import create_app
from portal.extensions import db
from tests.makers.lines import make_line
from tests.makers.places import make_area, make_court
from tests.templates import compiled_once

COURT = "/courts/preston-magistrates-court"
ANSWER = "/api/v1/availability?court=preston-magistrates-court&requirement=curfew"


@pytest.fixture
def portal(tmp_path: Path) -> Flask:
    """On a file that other processes may write to: a court, its area, and another area."""
    file = tmp_path / "portal.sqlite3"
    settings = {"DATA_DIR": tmp_path, "SQLALCHEMY_DATABASE_URI": f"sqlite:///{file}"}
    app = compiled_once(create_app({"TESTING": True, "PORTAL_ENV": "testing", **settings}))
    with app.app_context():
        bring_into_being(db.engine)
        Base.metadata.create_all(db.engine)
    with elsewhere(app) as session:
        make_court(session, serves=[make_area(session)])
        make_area(session, "lancaster", latitude=54.05)
    return app


@contextmanager
def elsewhere(app: Flask) -> Iterator[Session]:
    """As another process writes: with connections of its own."""
    engine = create_engine(app.config["SQLALCHEMY_DATABASE_URI"])
    prepare(engine)
    with Session(engine) as session:
        yield session
        session.commit()
    engine.dispose()


def say_of_lancaster(app: Flask, said: Provision) -> None:
    with elsewhere(app) as session:
        by = system_actor(session, SystemActor.VISITOR)
        area, at = area_by_slug(session, "lancaster"), dt.datetime.now(dt.UTC)
        told = {"requirement": "curfew", "said": said, "stated_by": "The area's head"}
        state_provision(session, area, **told, by=by, at=at)  # type: ignore[arg-type]


def test_what_another_process_wrote_stands_on_the_next_page(portal: Flask) -> None:
    visitor = portal.test_client()
    assert "Preston area" in visitor.get(COURT).text
    with elsewhere(portal) as session:
        session.execute(text("UPDATE local_delivery_unit SET name = 'Ribble' WHERE id = 1"))
        session.execute(text("UPDATE court SET name = 'Ribble Crown Court'"))
    html = visitor.get(COURT).text
    assert "Ribble area" in html
    assert "Ribble Crown Court" in html
    assert "Preston" not in html


REHABILITATION = f"{COURT}?requirement=rehabilitation_activity"


@pytest.mark.parametrize(
    ("change", "before", "after"),
    [
        ("UPDATE listing_revision SET title = 'Ribble Steps'", "Thinking Ahead", "Ribble Steps"),
        ("UPDATE listing_revision SET telephone = '01772 000000'", "preston", "01772 000000"),
        ("UPDATE provider SET telephone = '01772 111111'", "preston", "01772 111111"),
        ("UPDATE service SET state = 'withdrawn'", "Thinking Ahead", "Nobody has told this portal"),
        ("DELETE FROM line_area", "Thinking Ahead", "Nobody has told this portal"),
        ("UPDATE line_terms SET closed_on = '2026-11-01'", "Thinking Ahead", "has closed"),
    ],
)
def test_what_was_changed_of_a_line_stands_on_the_next_page(
    portal: Flask, change: str, before: str, after: str
) -> None:
    visitor = portal.test_client()
    with elsewhere(portal) as session:
        make_line(session, areas=[area_by_slug(session, "preston")])
    html = [visitor.get(path).text for path in (COURT, REHABILITATION)][-1]
    assert before in html
    assert after not in html
    with elsewhere(portal) as session:
        session.execute(text(change))
    assert after in visitor.get(REHABILITATION).text


def test_the_nearest_elsewhere_comes_and_goes_with_what_is_said_there(portal: Flask) -> None:
    visitor = portal.test_client()
    assert "lancaster" not in visitor.get(ANSWER).text
    say_of_lancaster(portal, Provision.ARRANGEMENTS_EXIST)
    assert "lancaster" in visitor.get(ANSWER).text
    assert "lancaster" in visitor.get(ANSWER).text
    say_of_lancaster(portal, Provision.NOT_KNOWN)
    assert "lancaster" not in visitor.get(ANSWER).text


def test_a_second_visit_reads_less(portal: Flask) -> None:
    visitor = portal.test_client()
    first, second = (statements_of(portal, visitor) for _ in range(2))
    assert not any("FROM court" in one for one in second)
    assert len(second) < len(first) - 5


def statements_of(portal: Flask, visitor: FlaskClient) -> list[str]:
    found: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        found.append(statement)

    with portal.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    assert visitor.get(COURT).status_code == 200
    event.remove(engine, "before_cursor_execute", note)
    return found
