"""One small demonstration for each database, made once for all tests that only look at it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from commissioning.demonstration.making import Made, Making
from commissioning.demonstration.wish import Wish
from portal.dates.passes import Answering
from portal.extensions import db
from portal.running.transactions import in_writing
from tests.databases import application, new_postgresql_database, new_sqlite_database

SMALL = Wish(services=40, referrals=3000, at=dt.datetime(2027, 3, 2, 9, 30, tzinfo=dt.UTC))


@dataclass(frozen=True, slots=True)
class World:
    """A finished small demonstration."""

    app: Flask
    made: Made


@cache
def make_world(kind: str, folder: Path, turn: int = 1) -> World:
    """Another `turn` makes it anew, in a database of its own."""
    url = new_sqlite_database(folder) if kind == "sqlite" else new_postgresql_database()
    app = application(url, folder / f"{kind}-{turn}")
    with app.app_context():
        making = Making(SMALL, in_writing)
        making.ground()
        for _ in making.services():
            pass
        Answering(lambda: SMALL.at).until_nothing_is_due()
    return World(app, making.made)


@pytest.fixture
def world(database: str, scratch: Path) -> World:
    return make_world(database, scratch)


@pytest.fixture
def looking(world: World) -> Iterator[Session]:
    """A session that looks at the small world and leaves it as it is."""
    with world.app.app_context(), Session(db.engine) as session:
        yield session
        session.rollback()
