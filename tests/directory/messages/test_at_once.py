"""Several workers at one box, each with a connection of its own."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session

from directory.base import Base
from directory.connections import bring_into_being, prepare
from directory.messages.sending import claim_next
from directory.messages.writing import MessageKind, Words, write_message
from tests.databases import new_postgresql_database, new_sqlite_database
from tests.makers.days import NOW

import_module("portal.starting.all_models")  # every table has to be known to make them

WORKERS = 4
MESSAGES = 20

SQLITE = pytest.param("sqlite", marks=pytest.mark.sqlite)
POSTGRESQL = pytest.param("postgresql", marks=pytest.mark.postgresql)


@pytest.fixture
def engine(kind: str, scratch: Path) -> Iterator[Engine]:
    """A database of its own, with twenty messages that are due."""
    url = new_sqlite_database(scratch) if kind == "sqlite" else new_postgresql_database()
    engine = create_engine(url, pool_size=WORKERS)
    prepare(engine)
    bring_into_being(engine)
    Base.metadata.create_all(engine)
    with Session(engine) as session, session.begin():
        for number in range(MESSAGES):
            words, to = Words("You are invited", "Text"), f"kim{number}@example.org"
            write_message(session, to=to, words=words, kind=MessageKind.INVITATION, at=NOW)
    yield engine
    engine.dispose()


def claim(engine: Engine) -> str | None:
    with Session(engine) as session, session.begin():
        letter = claim_next(session, at=NOW)
        return None if letter is None else letter.to


@pytest.mark.parametrize("kind", [SQLITE, POSTGRESQL])
def test_four_workers_share_the_box_and_none_has_a_message_of_another(engine: Engine) -> None:
    def until_empty(_: int) -> list[str]:
        taken = []
        while (to := claim(engine)) is not None:
            taken.append(to)
        return taken

    with ThreadPoolExecutor(WORKERS) as pool:
        shares = list(pool.map(until_empty, range(WORKERS)))
    taken = [to for share in shares for to in share]
    while (to := claim(engine)) is not None:  # what all had passed over in the same moment
        taken.append(to)
    assert sorted(taken) == sorted(f"kim{number}@example.org" for number in range(MESSAGES))


@pytest.mark.parametrize("kind", [POSTGRESQL])
def test_a_message_in_another_worker_s_hands_is_passed_over(engine: Engine) -> None:
    """Without waiting for whoever is at it."""
    with Session(engine) as first, Session(engine) as second:
        one, other = claim_next(first, at=NOW), claim_next(second, at=NOW)
        assert one is not None
        assert other is not None
        assert one.message_id != other.message_id
