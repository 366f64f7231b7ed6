"""A server that keeps its callers waiting is not asked by each of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from directory import patience
from directory.connections import connection_options
from directory.patience import NOT_ASKED_AGAIN_FOR_SECONDS, Patience


class Server:
    """Stands in for a dialect; each call takes some seconds of a clock that the test moves."""

    loaded_dbapi = sqlite3

    def __init__(self) -> None:
        self.now = 100.0
        self.takes = 0.0
        self.is_there = False
        self.asked = 0

    def connect(self) -> str:
        self.asked += 1
        self.now += self.takes
        if not self.is_there:
            raise sqlite3.OperationalError("no answer")
        return "connected"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Server:
    server = Server()
    clock = SimpleNamespace(monotonic=lambda: server.now)
    monkeypatch.setattr(patience, "time", clock)
    return server


@pytest.fixture
def connect(server: Server) -> Callable[[], Any]:
    waiting = Patience()
    return lambda: waiting.connect(server, None, (), {})


def test_one_that_refuses_at_once_is_asked_each_time(
    server: Server, connect: Callable[[], Any]
) -> None:
    for _ in range(3):
        with pytest.raises(sqlite3.OperationalError):
            connect()
    assert server.asked == 3
    server.is_there = True
    assert connect() == "connected"


def test_one_that_does_not_answer_is_asked_again_only_later(
    server: Server, connect: Callable[[], Any]
) -> None:
    server.takes = 3.0
    for _ in range(3):
        with pytest.raises(sqlite3.OperationalError, match="no answer"):
            connect()
    assert server.asked == 1
    server.now += NOT_ASKED_AGAIN_FOR_SECONDS
    server.is_there = True
    assert connect() == "connected"
    assert connect() == "connected"
    assert server.asked == 3


def test_url_has_the_last_word_and_sqlite_none() -> None:
    assert connection_options("sqlite:///portal.sqlite3") == {}
    own = connection_options("postgresql+psycopg://db/portal?connect_timeout=20")
    assert "connect_timeout" not in own["connect_args"]
    assert own["pool_pre_ping"]
    usual = connection_options("postgresql+psycopg://db/portal")
    assert usual["connect_args"]["connect_timeout"] == 3
