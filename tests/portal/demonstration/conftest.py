"""One small demonstration, made once for all tests that only look at it (`world`, `looking`).

It is made in parts and interrupted on the way, as on a machine that is switched off. What looks at
it stands in `TOGETHER` of tests/scheduling.py: else another process makes it again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from commissioning.demonstration.making import Made, Making
from commissioning.demonstration.parts import RegionalPart
from commissioning.demonstration.wish import Wish
from portal.dates.passes import Answering
from portal.extensions import db
from portal.running.transactions import in_reading, in_writing
from tests.databases import application, new_postgresql_database, new_sqlite_database

SMALL = Wish(services=42, referrals=3000, at=dt.datetime(2027, 3, 2, 9, 30, tzinfo=dt.UTC))


@dataclass(frozen=True, slots=True)
class World:
    """A finished small demonstration."""

    app: Flask
    made: Made


@cache
def make_world(kind: str, folder: Path, *, at_once: bool = False) -> World:
    """Either way in a database of its own."""
    url = new_sqlite_database(folder) if kind == "sqlite" else new_postgresql_database()
    app = application(url, folder / f"{kind}-{'at-once' if at_once else 'in-parts'}")
    with app.app_context():
        making = _made_at_once() if at_once else _made_in_parts()
        Answering(lambda: SMALL.at).until_nothing_is_due()
    return World(app, making.made)


def _made_at_once() -> Making:
    """In the order of the plan, whatever the region."""
    making = Making(SMALL, in_writing)
    making.ground()
    making.parts = [RegionalPart("all", "Everything", tuple(in_reading(making.plan)))]
    for _ in making.services():
        pass
    return making


def _made_in_parts() -> Making:
    stopped = Making(SMALL, in_writing)
    stopped.ground()
    next(stopped.services())
    making = Making(SMALL, in_writing, replace(stopped.made))
    in_reading(making.plan)
    for _ in making.services():
        pass
    return making


@pytest.fixture
def world(database: str, scratch: Path) -> World:
    return make_world(database, scratch)


@pytest.fixture
def looking(world: World) -> Iterator[Session]:
    """A session that looks at the small world and leaves it as it is."""
    with world.app.app_context(), Session(db.engine) as session:
        yield session
        session.rollback()
