"""A search that found nothing is counted in nobody's way."""

from __future__ import annotations

import datetime as dt
import logging
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from fcntl import LOCK_EX, flock
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import create_engine, func, select, text
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from directory import connections
from directory.base import Base
from directory.search.models import EmptySearch
from directory.search.unmet import UnmetSearch
from portal.access import count_search_without_result
from portal.extensions import db
from tests.databases import new_postgresql_database
from tests.patience import PATIENCE_SECONDS, until
from tests.portal.conftest import MakeShell

UNMET, DAY = UnmetSearch("gambling", "preston"), dt.date(2027, 3, 2)


@contextmanager
def sqlite_written_to(url: str) -> Iterator[None]:
    """By a process that does not queue with the portal's."""
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


@contextmanager
def turn_taken(url: str) -> Iterator[None]:
    """By a writer of the portal's own, as the worker is."""
    with Path(f"{url.removeprefix('sqlite:///')}.writers").open("w") as queue:
        flock(queue, LOCK_EX)
        yield


@contextmanager
def row_held(url: str) -> Iterator[None]:
    with create_engine(url, poolclass=NullPool).connect() as other:
        other.execute(text("LOCK TABLE empty_search IN EXCLUSIVE MODE"))
        yield


def sqlite(folder: Path) -> str:
    (folder / "portal.sqlite3").touch()
    return f"sqlite:///{folder / 'portal.sqlite3'}"


@pytest.mark.parametrize(
    ("database", "held"),
    [
        pytest.param(sqlite, sqlite_written_to),
        pytest.param(sqlite, turn_taken),
        pytest.param(lambda _: new_postgresql_database(), row_held, marks=pytest.mark.postgresql),
    ],
)
def test_a_reader_whose_search_found_nothing_waits_for_no_writer(
    make_shell: MakeShell,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    database: Callable[[Path], str],
    held: Callable[[str], AbstractContextManager[None]],
) -> None:
    """Whoever waits for this writer waits in vain."""
    monkeypatch.setattr(connections, "BUSY_SECONDS", 10 * PATIENCE_SECONDS)
    url = database(tmp_path)
    app = make_shell(SQLALCHEMY_DATABASE_URI=url)

    def count() -> None:
        with app.app_context():
            count_search_without_result(UNMET, day=DAY)

    with app.app_context():
        engine = db.engine
    Base.metadata.create_all(engine)
    with held(url), caplog.at_level(logging.WARNING, logger="portal.access"):
        reader = Thread(target=count, daemon=True)
        reader.start()
        until(lambda: not reader.is_alive(), "the reader is not held up")
    assert caplog.messages == ["a search without a result was not counted"]
    count()
    with Session(engine) as session:
        assert session.scalar(select(func.sum(EmptySearch.count))) == 1
    engine.dispose()
