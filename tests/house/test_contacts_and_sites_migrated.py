"""Revision 0016 with data: who said what a contact and a site say, and keys that stay unused."""

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

from directory.places.court_teams import team_at
from directory.places.models import Court, CourtTeam, Site
from directory.places.stated_contacts import edit_contact, hear_contact
from portal.extensions import db
from tests.databases import (
    application,
    drop_postgresql_database,
    new_postgresql_database,
    new_sqlite_database,
)
from tests.makers.days import NOW, TODAY
from tests.makers.people import actor
from tests.makers.places import make_area, make_court
from tests.makers.services import make_service

pytestmark = pytest.mark.soak  # a revision that stands does not change

BEFORE = "0015"
TOLD = {"name": "Court Team", "telephone": "01632 960001"}


@pytest.fixture
def old_app(database: str, scratch: Path) -> Iterator[Flask]:
    """The portal on a database with data, taken back to the revision before and up again."""
    url = new_sqlite_database(scratch) if database == "sqlite" else new_postgresql_database()
    app = application(url, scratch)
    with app.app_context():
        with Session(db.engine) as session, session.begin():
            make_service(session, areas=[make_area(session)])
            said: dict[str, Any] = {"stated_by": "Region", "stated_on": TODAY, "at": NOW}
            court = team_at(make_court(session))
            hear_contact(session, court, TOLD, source="tests", by=actor(session), **said)
        flask_migrate.downgrade(revision=BEFORE)
        flask_migrate.upgrade()
        yield app
        db.engine.dispose()
    if database == "postgresql":
        drop_postgresql_database(url)


@pytest.mark.usefixtures("old_app")
def test_what_contacts_and_sites_say_was_said_by_their_files() -> None:
    with Session(db.engine) as session:
        [team, site] = session.query(CourtTeam).one(), session.query(Site).one()
        assert team.said == {key: {"by": "import", "on": TODAY.isoformat()} for key in TOLD}
        assert {"name", "exposure", "local_delivery_unit_id"} <= site.said.keys()
        assert "telephone" not in site.said
        assert site.said["name"] == {"by": "import", "on": "2000-01-01"}
        assert site.version == 1


@pytest.mark.usefixtures("old_app")
def test_a_contact_that_was_taken_back_leaves_its_key_unused() -> None:
    with Session(db.engine) as session, session.begin():
        first = session.query(CourtTeam).one()
        key = first.id
        session.delete(first)
        session.flush()
        court = team_at(session.query(Court).one())
        facts: dict[str, Any] = {"stated_by": "Region", "based_on": 0, "by": actor(session)}
        assert edit_contact(session, court, TOLD, at=NOW, **facts).id > key


@pytest.mark.usefixtures("old_app")
def test_the_checks_of_a_site_hold() -> None:
    with pytest.raises(IntegrityError), db.engine.begin() as connection:
        connection.execute(
            text("UPDATE site SET exposure = 'confidential', telephone = '01632 960001'")
        )
