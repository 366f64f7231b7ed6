"""Writers of a SQLite file have their turn in the order in which they came."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine

from directory import connections
from directory.errors import DatabaseBusy
from tests.patience import WatchedClock, until


@contextmanager
def writers(file: Path, number: int) -> Iterator[list[Engine]]:
    """Each with a connection of its own, as processes have."""
    file.touch()
    engines = [create_engine(f"sqlite:///{file}") for _ in range(number)]
    for engine in engines:
        connections.prepare(engine)
    yield engines
    for engine in engines:
        engine.dispose()


def test_who_came_first_writes_first_and_who_was_just_served_comes_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, served = WatchedClock(), list[int]()
    monkeypatch.setattr(connections, "time", clock)

    def write(number: int) -> None:
        with engines[number].begin():
            served.append(number)

    def come(number: int) -> threading.Thread:
        one = threading.Thread(target=write, args=[number])
        one.start()
        until(lambda: one.ident in clock.asleep, "stands in line")
        return one

    with writers(tmp_path / "portal.sqlite3", 6) as engines:
        for _ in range(3):
            clock.asleep.clear()
            with engines[0].begin():
                waiting = [come(number) for number in (3, 1, 5, 2, 4)]
            write(0)
            for one in waiting:
                one.join()
    assert served == [3, 1, 5, 2, 4, 0] * 3


def test_who_gives_up_leaves_the_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "BUSY_SECONDS", 0.02)
    with writers(tmp_path / "portal.sqlite3", 3) as engines:
        with engines[0].begin(), pytest.raises(DatabaseBusy):
            engines[1].begin().__enter__()
        with engines[2].begin():
            pass
