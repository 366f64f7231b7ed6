"""Databases, sessions and clients that tests ask for by name."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, cast

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

from directory.people.models import Person
from directory.people.queries import SystemActor, system_actor
from portal.extensions import db
from portal.running.search_levelling import INDEX
from tests import patience
from tests.databases import (
    KINDS,
    application,
    new_postgresql_database,
    new_sqlite_database,
    scratch_folder,
    shared_by_all,
    stop_postgresql_server,
)

pytest_plugins = ["tests.counting", "tests.postgresql", "tests.scheduling", "tests.warming"]

# Before anything imports them: the bench borrows from the soak tests.
pytest.register_assert_rewrite("tests.soak.killing", "tests.soak.processes")

patience.be_unhurried()

gc.disable()  # while tests are collected, of which nothing is thrown away


def pytest_collection_finish() -> None:
    """What was collected stays: looking through it for garbage took a twelfth of the run."""
    gc.collect()
    gc.freeze()
    gc.enable()
    gc.set_threshold(100_000, 20, 20)


@pytest.hookimpl(wrapper=True)
def pytest_cmdline_main() -> Iterator[None]:
    """Around a run by whoever starts it: to the processes that share in it the folder is named."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        return (yield)
    with shared_by_all():
        return (yield)


@pytest.fixture(scope="session", autouse=True)
def scratch() -> Iterator[Path]:
    folder = scratch_folder()
    os.environ["PORTAL_TEST_FOLDER"] = str(folder)
    runtime = folder / "run"
    runtime.mkdir(mode=0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)
    yield folder
    stop_postgresql_server()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest) -> str:
    """Which database this test runs on: each test that touches a session runs on both."""
    return str(request.param)


@cache
def _application_on(kind: str, folder: Path) -> Flask:
    url = new_sqlite_database(folder) if kind == "sqlite" else new_postgresql_database()
    return application(url, folder)


@pytest.fixture
def app(database: str, scratch: Path) -> Flask:
    """The portal on a migrated, empty database that is left as it was found; what it remembers
    of other tests' records is gone: an undone database looks like a new one."""
    app = _application_on(database, scratch)
    for name in ("search_catalogue", "coverage"):
        app.extensions.pop(name, None)
    shutil.rmtree(scratch / INDEX, ignore_errors=True)
    return app


@pytest.fixture
def connection(app: Flask) -> Iterator[Connection]:
    """One outer transaction around the test; whatever the test commits is undone with it."""
    with app.app_context():
        engine: Engine = db.engine
        with engine.connect() as connection, connection.begin() as transaction:
            yield connection
            transaction.rollback()


@pytest.fixture
def session(connection: Connection) -> Iterator[Session]:
    with Session(connection, join_transaction_mode="create_savepoint") as session:
        yield session


@pytest.fixture
def client(app: Flask, connection: Connection, session: Session) -> Iterator[FlaskClient]:
    """A visitor without an account, who sees what `session` has flushed or committed."""
    with app.app_context():
        engines = cast(dict[str | None, Any], db.engines)
    engine = engines[None]
    engines[None] = connection
    try:
        yield app.test_client()
    finally:
        engines[None] = engine


@pytest.fixture
def importer(session: Session) -> Person:
    return system_actor(session, SystemActor.IMPORT)
