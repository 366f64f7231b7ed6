"""The portal without records: for pages that must stand when the database does not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, cast

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from portal import create_app
from portal.extensions import db

MakeShell = Callable[..., Flask]

HERE: Final = Path(__file__).parent
WRITING: Final = ("copies", "dates", "exchange", "promises", "test_jobs.py")
"""Rooms of jobs and commands, whose own transactions are tested on both databases."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Pages on SQLite; on PostgreSQL by `make soak`. What a page asks is asked on both by the tests
    of the rooms that answer it, and `tests/agreement` reads the pages themselves on both."""
    for item in items:
        if HERE in item.path.parents and item.path.relative_to(HERE).parts[0] not in WRITING:
            callspec = getattr(item, "callspec", None)
            if callspec and callspec.params.get("database") == "postgresql":
                item.add_marker(pytest.mark.soak)


@pytest.fixture
def make_shell(tmp_path: Path) -> MakeShell:
    """Build the portal on an empty database in memory, with other settings where given."""

    def make(**settings: object) -> Flask:
        return create_app(
            {
                "TESTING": True,
                "PORTAL_ENV": "testing",
                "DATA_DIR": tmp_path,
                "SQLALCHEMY_DATABASE_URI": "sqlite://",
                **settings,
            }
        )

    return make


@pytest.fixture
def shell(make_shell: MakeShell) -> Flask:
    return make_shell()


@pytest.fixture
def visitor(shell: Flask) -> FlaskClient:
    return shell.test_client()


@pytest.fixture
def at_work(app: Flask, connection: Connection, session: Session) -> Iterator[None]:
    """What jobs and commands do in this test happens beside `session`, and is undone with it."""
    with app.app_context():
        engines = cast(dict[str | None, Any], db.engines)
        engine, engines[None] = engines[None], connection
        try:
            yield
        finally:
            db.session.remove()
            engines[None] = engine
