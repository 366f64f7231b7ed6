"""Two who ask the same of a provider at one moment: it is one request."""

from __future__ import annotations

import datetime as dt
import importlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session

from commissioning.desk.rehearsing import PlacesChanged
from commissioning.lines.models import Line
from commissioning.places_asked.asking import ask_for_places, withdraw_request
from commissioning.places_asked.errors import AskedAlready
from commissioning.places_asked.models import PlacesRequest
from directory.base import Base
from directory.connections import bring_into_being, prepare
from tests.databases import new_postgresql_database, new_sqlite_database
from tests.makers.days import NOW, day
from tests.makers.lines import make_bare_line
from tests.makers.people import actor

importlib.import_module("portal.starting.all_models")


def ask(session: Session, line: Line, from_date: dt.date) -> PlacesRequest:
    return ask_for_places(
        session, line, PlacesChanged(from_date, 12), says="12 places", told=(), asked_for="A team",
        by=actor(session), at=NOW,
    )  # fmt: skip


def test_the_same_asked_twice_at_once_is_one_request(database: str, scratch: Path) -> None:
    url = new_sqlite_database(scratch) if database == "sqlite" else new_postgresql_database()
    engine = create_engine(url, pool_size=2)
    prepare(engine)
    bring_into_being(engine)
    Base.metadata.create_all(engine)
    with Session(engine) as session, session.begin():
        line_id = make_bare_line(session).id
        actor(session)

    def send(_: int) -> int:
        try:
            with Session(engine) as session, session.begin():
                ask(session, session.get_one(Line, line_id), day(30))
        except AskedAlready:
            return 1
        return 0

    with ThreadPoolExecutor(2) as pool:
        refused = sum(pool.map(send, range(2)))
    with Session(engine) as session:
        asked = session.scalar(select(func.count()).select_from(PlacesRequest))
    engine.dispose()
    assert (refused, asked) == (1, 1)


def test_another_day_or_an_answered_one_is_a_new_request(session: Session) -> None:
    line = make_bare_line(session)
    first = ask(session, line, day(30))
    assert ask(session, line, day(31)).id != first.id
    withdraw_request(session, first, by=actor(session), at=NOW)
    assert ask(session, line, day(30)).id != first.id
