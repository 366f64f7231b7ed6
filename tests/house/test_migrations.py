"""The one history goes up and down on both databases, with data in the tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from commissioning.lines.models import Line, LineFigures
from directory.base import Base
from portal.extensions import db
from tests.databases import (
    application,
    drop_postgresql_database,
    new_postgresql_database,
    new_sqlite_database,
)
from tests.makers.lines import make_line
from tests.makers.places import make_area, make_court

BOOKKEEPING = {"alembic_version"}


@pytest.fixture
def own_app(database: str, scratch: Path) -> Iterator[Flask]:
    """The portal on a database that this test may take down."""
    url = new_sqlite_database(scratch) if database == "sqlite" else new_postgresql_database()
    app = application(url, scratch)
    yield app
    with app.app_context():
        db.engine.dispose()
    if database == "postgresql":
        drop_postgresql_database(url)


def fill() -> int:
    with Session(db.engine) as session:
        area = make_area(session)
        make_court(session, serves=[area])
        line = make_line(session, areas=[area])
        session.commit()
        return line.id


def tables() -> set[str]:
    return set(inspect(db.engine).get_table_names()) - BOOKKEEPING


def test_the_models_and_the_history_agree(own_app: Flask) -> None:
    with own_app.app_context():
        flask_migrate.check()
        assert tables() == set(Base.metadata.tables)


def test_down_and_up_again_with_data(own_app: Flask) -> None:
    with own_app.app_context():
        fill()
        flask_migrate.downgrade(revision="base")
        assert tables() == set()
        flask_migrate.upgrade()
        assert fill() > 0


def test_running_the_newest_revision_again_keeps_the_data(own_app: Flask) -> None:
    with own_app.app_context():
        line_id = fill()
        flask_migrate.upgrade()
        with Session(db.engine) as session:
            assert session.get_one(Line, line_id).name == "Everybody here"
            figures = session.scalars(select(LineFigures)).one()
            assert figures.changed_at == dt.datetime(2027, 3, 2, 9, 30, tzinfo=dt.UTC)
