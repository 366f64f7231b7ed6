"""The portal without records: for pages that must stand when the database does not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
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
    """Build the portal on an empty database in memory, with other settings where given."""

    def make(**settings: object) -> Flask:
        return compiled_once(
            create_app(
                {
                    "TESTING": True,
                    "PORTAL_ENV": "testing",
                    "DATA_DIR": tmp_path,
                    "SQLALCHEMY_DATABASE_URI": "sqlite://",
                    **settings,
                }
            )
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
