"""Databases of a test's own, for tests that need several connections: copies of a template."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from flask import Flask
from sqlalchemy import make_url

from portal import create_app
from portal.extensions import db
from tests.databases import (
    COMPILED_ONCE,
    application,
    drop_postgresql_database,
    new_postgresql_database,
    new_sqlite_database,
)
from tests.soak.records import make_lines
from tests.templates import compiled_once


@cache
def template(kind: str, folder: Path) -> str:
    """A migrated database with twelve lines, to which nobody is connected any more."""
    url = new_sqlite_database(folder) if kind == "sqlite" else new_postgresql_database()
    app = application(url, folder)
    with app.app_context():
        make_lines(db.session(), at=dt.datetime.now(dt.UTC))
        db.session.commit()
        db.session.remove()
        engine = db.engine
    engine.dispose()
    return url


@contextmanager
def copied(kind: str, folder: Path) -> Iterator[str]:
    """The URL of a copy that goes away afterwards."""
    source = make_url(template(kind, folder)).database or ""
    if kind == "sqlite":
        yield new_sqlite_database(folder, Path(source))
        return
    url = new_postgresql_database(source)
    yield url
    drop_postgresql_database(url)


@contextmanager
def opened(url: str, folder: Path) -> Iterator[Flask]:
    """The portal of this process on that database, within its context."""
    app = compiled_once(
        create_app(
            {
                "TESTING": True,
                "PORTAL_ENV": "testing",
                "DATA_DIR": folder,
                "SQLALCHEMY_DATABASE_URI": url,
                "SECRET_KEY": "tests only, not a secret of anything",
                "SQLALCHEMY_ENGINE_OPTIONS": COMPILED_ONCE,
            }
        )
    )
    with app.app_context():
        engine = db.engine
    try:
        with app.app_context():
            yield app
            db.session.remove()
    finally:
        engine.dispose()
