"""Revision 0010 with data: who said what stood already, and what acts were called."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from directory.providers.editing import add_provider
from directory.providers.models import Provider
from directory.services.models import Service
from portal.extensions import db
from tests.databases import (
    application,
    drop_postgresql_database,
    new_postgresql_database,
    new_sqlite_database,
)
from tests.makers.days import NOW
from tests.makers.people import actor
from tests.makers.services import make_service

pytestmark = pytest.mark.soak  # a revision that stands does not change

BEFORE, SINCE = "0009", "0010"


@pytest.fixture
def old_app(database: str, scratch: Path) -> Iterator[Flask]:
    """The portal on a database with data, taken back to the revision before."""
    url = new_sqlite_database(scratch) if database == "sqlite" else new_postgresql_database()
    app = application(url, scratch)
    with app.app_context():
        with Session(db.engine) as session, session.begin():
            make_service(session)
            add_provider(session, {"name": "Anawim"}, by=actor(session), at=NOW)
        flask_migrate.downgrade(revision=BEFORE)
        yield app
        db.engine.dispose()
    if database == "postgresql":
        drop_postgresql_database(url)


def rows(asked: str) -> list[Any]:
    with db.engine.connect() as connection:
        return list(connection.execute(text(asked)).scalars())


def acts() -> set[str]:
    return set(rows("SELECT subject_kind || ' ' || act FROM audit_row"))


@pytest.mark.usefixtures("old_app")
def test_acts_are_called_as_they_were_and_as_they_are() -> None:
    assert acts() == {"provider added", "service published_listing"}
    flask_migrate.upgrade(revision=SINCE)
    assert acts() == {"provider provider:add", "service listing:publish"}


@pytest.mark.usefixtures("old_app")
def test_what_stood_was_said_by_its_source_on_its_day() -> None:
    flask_migrate.upgrade()
    with Session(db.engine) as session:
        provider = session.query(Provider).filter_by(name="Example Forge Trust").one()
        service = session.query(Service).one()
        told = {"by": "tests", "on": NOW.date().isoformat()}
        assert provider.said == dict.fromkeys(("name", "telephone", "is_fictional"), told)
        assert {"title", "summary", "requirements", "provider_id"} <= service.said.keys()
        assert "telephone" not in service.said
        assert (provider.version, service.version) == (1, 1)


@pytest.mark.usefixtures("old_app")
def test_a_record_without_an_identifier_gets_one_on_the_way_back() -> None:
    [key] = rows("SELECT external_id FROM provider WHERE name = 'Anawim'")
    assert len(str(key)) >= 32


@pytest.mark.usefixtures("old_app")
def test_the_checks_of_rebuilt_tables_hold() -> None:
    for revision in (None, SINCE):
        if revision:
            flask_migrate.upgrade(revision=revision)
        for wrong in ("provider SET sector = 'none'", "service SET state = 'none'"):
            with pytest.raises(IntegrityError), db.engine.begin() as connection:
                connection.execute(text(f"UPDATE {wrong}"))
