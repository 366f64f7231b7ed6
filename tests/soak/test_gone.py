"""The database held by another, gone and back again: told plainly, and over when it is over."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.orm import Session

from directory import connections
from directory.people.models import Person, PersonKind
from portal.access import PUBLIC, allow
from portal.extensions import db
from portal.running.transactions import in_writing
from tests.databases import postgresql_server
from tests.soak.databases import opened
from tests.soak.processes import Portal
from tests.soak.records import COURT

SHORT_SECONDS = 0.3
"""How long SQLite itself lets a writer of this test wait for a stranger."""

PAGES = ("/courts", f"/courts/{COURT}", "/areas")


class Clock:
    """Goes on only by what is slept through, which takes no time."""

    def __init__(self) -> None:
        self.slept = 0.0

    def monotonic(self) -> float:
        return self.slept

    def sleep(self, seconds: float) -> None:
        self.slept += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """By which a writer waits for its turn."""
    clock = Clock()
    monkeypatch.setattr(connections, "time", clock)
    return clock


@pytest.fixture
def changing(
    portal: Portal, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> Iterator[FlaskClient]:
    """A visitor of a portal with a view that writes, whose patience is short."""
    monkeypatch.setattr(connections, "BUSY_SECONDS", SHORT_SECONDS)
    with opened(portal.url, portal.folder) as app:

        @app.post("/planted")
        @allow(PUBLIC, changes=True)
        def planted() -> str:
            db.session.add(Person(code="planted", name="Planted", kind=PersonKind.SYSTEM))
            db.session.commit()
            return "written"

        app.config["WTF_CSRF_ENABLED"] = False
        yield app.test_client()


def refuse_other_than_plain_503(visitor: FlaskClient, path: str, method: str = "GET") -> None:
    answer = visitor.open(path, method=method)
    db.session.remove()
    assert answer.status_code == 503, (path, answer.status_code)
    if path == "/health":
        assert answer.get_json()["database"] == "not reachable"
        return
    assert answer.headers["Retry-After"] == "30"
    if path.startswith("/api/"):
        assert answer.get_json()["error"]["code"] == "not_reachable"
    else:
        says = (
            "cannot reach its records",
            "cannot say that what you sent was saved",
            "What you sent was not saved",
        )
        assert any(one in answer.text for one in says)
        assert "01632" in answer.text


def file_of(portal: Portal) -> Path:
    return Path(make_url(portal.url).database or "")


ON_SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
ON_POSTGRESQL = pytest.mark.parametrize("database", ["postgresql"], indirect=True)


@ON_SQLITE
def test_change_that_waits_too_long_for_its_turn_is_told_to_come_back(
    portal: Portal, changing: FlaskClient, clock: Clock
) -> None:
    """Once behind a writer of ours, once behind a stranger who knows nothing of turns."""
    with opened(portal.url, portal.folder):
        in_writing(lambda session: meanwhile_refused(session, changing))
        assert clock.slept >= SHORT_SECONDS
    stranger = sqlite3.connect(file_of(portal), isolation_level=None)
    stranger.execute("BEGIN IMMEDIATE")
    refuse_other_than_plain_503(changing, "/planted", "POST")
    assert changing.get(f"/courts/{COURT}").status_code == 200, "readers are not locked out"
    db.session.remove()
    stranger.execute("ROLLBACK")
    stranger.close()
    assert changing.post("/planted").text == "written"


def meanwhile_refused(session: Session, visitor: FlaskClient) -> None:
    session.execute(text("UPDATE line_figures SET waiting = waiting"))
    refuse_other_than_plain_503(visitor, "/planted", "POST")


@ON_SQLITE
def test_file_that_is_gone_is_told_and_not_put_in_place_of(portal: Portal, here: Flask) -> None:
    visitor = here.test_client()
    for path in PAGES:
        assert visitor.get(path).status_code == 200
        db.session.remove()
    file = file_of(portal)
    away = file.rename(file.with_suffix(".away"))
    for path in (*PAGES, "/health", f"/api/v1/availability?court={COURT}"):
        refuse_other_than_plain_503(visitor, path)
    assert visitor.get("/").status_code == 200, "the front page asks nothing of the database"
    assert not file.exists(), "no empty database stands in its place"
    away.rename(file)
    refuse_lasting_trouble(visitor)


@ON_POSTGRESQL
def test_server_that_is_gone_is_told(portal: Portal, here: Flask) -> None:
    visitor = here.test_client()
    for path in PAGES:
        assert visitor.get(path).status_code == 200
        db.session.remove()
    with shut_out(portal.url):
        for path in (*PAGES, "/health", f"/api/v1/availability?court={COURT}"):
            refuse_other_than_plain_503(visitor, path)
        assert visitor.get("/").status_code == 200
    refuse_lasting_trouble(visitor)


def refuse_lasting_trouble(visitor: FlaskClient) -> None:
    for path in PAGES:
        assert visitor.get(path).status_code == 200, path
        db.session.remove()
    assert visitor.get("/health").get_json()["database"] == "reachable"
    db.session.remove()


@contextmanager
def shut_out(url: str) -> Iterator[None]:
    """Everybody connected to the database is thrown out, and nobody is let in."""
    name = make_url(url).database
    server = create_engine(postgresql_server(), isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.exec_driver_sql(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        connection.exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,)
        )
        yield
        connection.exec_driver_sql(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    server.dispose()


def test_server_that_never_answers_is_told(scratch: Path) -> None:
    nobody = "postgresql+psycopg://nobody@127.0.0.1:9/none"
    with opened(nobody, scratch) as app:
        for path in (*PAGES, "/health"):
            refuse_other_than_plain_503(app.test_client(), path)
