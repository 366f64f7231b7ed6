"""The portal without records: for pages that must stand when the database does not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path
from typing import Any, cast

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from portal import create_app
from portal.extensions import db
from tests.templates import compiled_once

MakeShell = Callable[..., Flask]


@pytest.fixture
def make_shell(tmp_path: Path) -> MakeShell:
    """Build the portal on an empty database in memory, with other settings where given.

    Building it takes as long as ten pages: what only asks takes `shell`."""
    return partial(_built, DATA_DIR=tmp_path)


def _built(**settings: object) -> Flask:
    return compiled_once(
        create_app(
            {
                "TESTING": True,
                "PORTAL_ENV": "testing",
                "SQLALCHEMY_DATABASE_URI": "sqlite://",
                **settings,
            }
        )
    )


@cache
def _shell(folder: Path) -> Flask:
    folder.mkdir()
    return _built(DATA_DIR=folder)


@pytest.fixture
def shell(scratch: Path) -> Flask:
    """The same for every test of a process: what is planted in one, or counted from nothing,
    asks for `make_shell`."""
    return _shell(scratch / "shell")


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
