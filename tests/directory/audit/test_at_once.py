"""Workers that seal at once while others record: each row has one seal, in one chain."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import Engine, create_engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from directory.acts import Act
from directory.audit.recording import record_act
from directory.audit.sealing import head_of, keep_links, links_for_unsealed
from directory.audit.verifying import verify
from directory.base import Base
from directory.connections import READS_ONLY, bring_into_being, prepare
from tests.databases import new_postgresql_database, new_sqlite_database
from tests.directory.audit.chains import KEY
from tests.makers.days import NOW
from tests.makers.people import actor

import_module("portal.starting.all_models")  # every table has to be known to make them

WRITERS, SEALERS, ROWS = 2, 2, 60

KINDS = [
    pytest.param("sqlite", marks=pytest.mark.sqlite),
    pytest.param("postgresql", marks=pytest.mark.postgresql),
]


@pytest.fixture
def engine(request: pytest.FixtureRequest, scratch: Path) -> Iterator[Engine]:
    url = new_sqlite_database(scratch) if request.param == "sqlite" else new_postgresql_database()
    engine = create_engine(url, pool_size=WRITERS + SEALERS)
    prepare(engine)
    bring_into_being(engine)
    Base.metadata.create_all(engine)
    with Session(engine) as session, session.begin():
        actor(session)
    yield engine
    engine.dispose()


def write(engine: Engine, number: int) -> None:
    """Some give up at the end, so that numbers are missing."""
    rng = Random(number)
    for _ in range(ROWS):
        with Session(engine) as session:
            record_act(session, Act.PROVIDER_EDIT, "provider", by=actor(session), at=NOW)
            session.flush()
            if rng.random() < 0.8:
                session.commit()


def seal(engine: Engine, at: dt.datetime) -> bool:
    """As the worker does: one transaction that reads, one that writes; true while there is more."""
    with Session(engine.execution_options(**{READS_ONLY: True})) as session:
        links = links_for_unsealed(session, KEY, at=at, limit=9)
    try:
        with Session(engine) as session, session.begin():
            if links:
                keep_links(session, KEY, links, at=at)
    except IntegrityError:  # the other was quicker
        return True
    return bool(links)


@pytest.mark.parametrize("engine", KINDS, indirect=True)
def test_sealers_and_writers_at_once_make_one_chain(engine: Engine) -> None:
    with ThreadPoolExecutor(WRITERS + SEALERS) as pool:
        writing = [pool.submit(write, engine, number) for number in range(WRITERS)]

        def until_all_is_written() -> None:
            while not all(one.done() for one in writing):
                seal(engine, NOW)

        sealing = [pool.submit(until_all_is_written) for _ in range(SEALERS)]
        for one in (*writing, *sealing):
            one.result()
    while seal(engine, NOW):
        pass
    with Session(engine) as session:
        head = head_of(session)
        assert head is not None
        found = verify(session, KEY, heads={head.position: head.mac}, at=NOW)
    assert (found.unsealed, found.fault) == (0, None)
    assert found.sealed > ROWS
