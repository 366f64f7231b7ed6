"""What counts as a database that is gone, and that it is told once."""

from __future__ import annotations

import datetime as dt
import sqlite3

import psycopg
import pytest
from sqlalchemy.exc import (
    DatabaseError,
    DBAPIError,
    InterfaceError,
    OperationalError,
    ProgrammingError,
)

from portal.copies.outage import Outage, is_gone
from tests.makers.days import NOW


def on_sqlite(name: str, kind: type[DBAPIError] = OperationalError) -> DBAPIError:
    driver = sqlite3.DatabaseError("words of the driver")
    driver.sqlite_errorname = name
    return kind("SELECT 1", {}, driver)


def on_postgresql(driver: Exception, kind: type[DBAPIError] = OperationalError) -> DBAPIError:
    return kind("SELECT 1", {}, driver)


@pytest.mark.parametrize(
    "error",
    [
        on_sqlite("SQLITE_CANTOPEN"),
        on_sqlite("SQLITE_IOERR_READ"),
        on_sqlite("SQLITE_NOTADB", DatabaseError),
        on_sqlite("SQLITE_CORRUPT", DatabaseError),
        on_postgresql(psycopg.OperationalError("connection refused")),
        on_postgresql(psycopg.errors.ConnectionTimeout("timed out")),
        on_postgresql(psycopg.errors.TooManyConnections("full")),
        on_postgresql(psycopg.errors.AdminShutdown("going down")),
        on_postgresql(psycopg.errors.CannotConnectNow("starting up")),
        on_postgresql(psycopg.InterfaceError("the connection is closed"), InterfaceError),
    ],
    ids=lambda error: str(error.orig),
)
def test_gone(error: DBAPIError) -> None:
    assert is_gone(error)


@pytest.mark.parametrize(
    "error",
    [
        on_sqlite("SQLITE_BUSY"),
        on_sqlite("SQLITE_BUSY_SNAPSHOT"),
        on_sqlite("SQLITE_LOCKED"),
        on_sqlite("SQLITE_ERROR"),  # a statement of ours
        on_sqlite("SQLITE_READONLY"),
        on_postgresql(psycopg.errors.DeadlockDetected("deadlock")),
        on_postgresql(psycopg.errors.LockNotAvailable("lock")),
        on_postgresql(psycopg.errors.QueryCanceled("took too long")),
        on_postgresql(psycopg.errors.UndefinedTable("no such table"), ProgrammingError),
        on_postgresql(psycopg.errors.DivisionByZero("a sum"), DatabaseError),
    ],
    ids=lambda error: str(error.orig),
)
def test_busy_or_our_own_mistake_is_not_gone(error: DBAPIError) -> None:
    assert not is_gone(error)


def test_log_says_once_that_it_is_gone_and_once_that_it_is_back(
    caplog: pytest.LogCaptureFixture,
) -> None:
    outage = Outage()
    for minute in range(3):
        outage.noticed(on_sqlite("SQLITE_CANTOPEN"), NOW + dt.timedelta(minutes=minute))
    for _ in range(2):
        outage.is_over(NOW + dt.timedelta(minutes=5))
    assert [record.getMessage() for record in caplog.records] == [
        "the database is gone: pages are answered from copies",
        "the database is back after 300 s",
    ]
