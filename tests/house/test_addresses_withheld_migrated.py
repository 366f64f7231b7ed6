"""Revision 0018 with data: addresses of sites leave the audit, and nothing else does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from directory.acts import Act
from directory.audit.recording import record_act
from portal.extensions import db
from tests.databases import (
    application,
    drop_postgresql_database,
    new_postgresql_database,
    new_sqlite_database,
)
from tests.makers.days import NOW
from tests.makers.people import actor

pytestmark = pytest.mark.soak  # a revision that stands does not change

BEFORE, SINCE = "0015", "0018"
SITE = {"name": "A house", "address": "12 Winckley Square", "postcode": None, "latitude": 53.75}


@pytest.fixture
def old_app(database: str, scratch: Path) -> Iterator[Flask]:
    """The portal on a database of the revision before, where a site's row holds its address."""
    url = new_sqlite_database(scratch) if database == "sqlite" else new_postgresql_database()
    app = application(url, scratch)
    with app.app_context():
        with Session(db.engine) as session, session.begin():
            by = actor(session)
            told = {"name": "Anawim", "telephone": "01772 555 555"}
            record_act(session, Act.PROVIDER_ADD, "provider", by=by, at=NOW, after=told)
            record_act(session, Act.SITE_ADD, "provider", by=by, at=NOW, before=SITE, after=SITE)
        flask_migrate.downgrade(revision=BEFORE)
        with db.engine.begin() as connection:
            connection.execute(
                text("UPDATE audit_row SET subject_kind = 'site' WHERE act = 'site:add'")
            )
        yield app
        db.engine.dispose()
    if database == "postgresql":
        drop_postgresql_database(url)


def told_of(kind: str) -> Any:
    asked = text("SELECT after FROM audit_row WHERE subject_kind = :kind")
    with db.engine.connect() as connection:
        found = connection.execute(asked, {"kind": kind}).scalar_one()
    return json.loads(found) if isinstance(found, str) else found


@pytest.mark.usefixtures("old_app")
def test_an_upgrade_withholds_addresses_and_locks_the_rows() -> None:
    assert told_of("site") == SITE
    flask_migrate.upgrade(revision=SINCE)
    hidden = {"withheld": True}
    assert told_of("site") == {**SITE, "address": hidden, "latitude": hidden}
    assert told_of("provider") == {"name": "Anawim", "telephone": "01772 555 555"}
    with pytest.raises(IntegrityError, match="only ever added to"), db.engine.begin() as connection:
        connection.execute(text("DELETE FROM audit_row"))


@pytest.mark.usefixtures("old_app")
def test_going_back_opens_the_rows_again() -> None:
    flask_migrate.upgrade(revision=SINCE)
    flask_migrate.downgrade(revision=BEFORE)
    with db.engine.begin() as connection:
        connection.execute(text("DELETE FROM audit_row"))
