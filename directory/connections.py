"""How each kind of database is connected to: readers read only, writers take turns."""

from __future__ import annotations

import fcntl
import os
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, event, make_url
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from directory.dialect import is_sqlite
from directory.errors import DatabaseBusy
from directory.patience import Patience, patient_options

READS_ONLY: Final = "reads_only"
"""The execution option of a connection whose transactions must not write."""

WAITS_FOR_NOBODY: Final = "waits_for_nobody"
"""The execution option of a writer who would rather not write than wait for another."""

BUSY_SECONDS: Final = 10.0
"""How long a writer waits for its turn before the person is asked to try again."""

CACHE_KIBIBYTES: Final = 24 * 1024
"""Of each SQLite connection. A court page touches more than SQLite's usual 2 MB and read it
all again each time (a fifth of its time); four threads with this stay below 200 MB."""

_FIRST_CHECKS_SECONDS: Final = 0.001
_OTHERS_CHECK_SECONDS: Final = 0.004
"""How often whoever is next looks whether the turn is free; and others, whether they are next."""

_BYTE: Final = struct.Struct("hhqqi4x")
"""Of Linux: type, whence, start, length, process (https://man7.org/linux/man-pages/man2/fcntl.2.html)."""

_LOCK: Final = "writers_turn"
_FILE: Final = "file"
_QUERY_ONLY: Final = "query_only"
"""How a SQLite connection was last told to stand: it stays so from one transaction to the next."""


def connection_options(url: str) -> dict[str, Any]:
    """What an engine is made with, so that it finds out soon that its server is gone, or back."""
    asked = make_url(url)
    return {} if asked.get_backend_name() == "sqlite" else patient_options(asked.query)


def prepare(engine: Engine) -> None:
    """Give an engine's connections honest transactions: readers read only, writers take turns.

    A SQLite writer says so with BEGIN IMMEDIATE, behind a lock file that queues
    writers of all processes in the order in which they came: with SQLite's own busy
    handler alone one of eight writers starved, and with a lock that whoever looks first
    takes, one waited for ten seconds. A connection not marked `READS_ONLY` is a writer.
    """
    if not is_sqlite(engine):
        event.listen(engine, "begin", _begin_postgresql)
        event.listen(engine, "do_connect", Patience().connect)
        return
    file = file_of(engine)
    lock_path = None if file is None else Path(f"{file}.writers")
    if file is not None:
        event.listen(engine, "do_connect", partial(_open_existing, file))
        event.listen(engine, "connect", partial(_remember_file, file))
        event.listen(engine, "checkout", partial(_refuse_other_file, file))
    event.listen(engine, "connect", _connect_sqlite)
    event.listen(engine, "begin", partial(_begin_sqlite, lock_path=lock_path))
    event.listen(engine, "checkin", _give_up_turn)
    event.listen(engine, "close", _close_lock)


def bring_into_being(engine: Engine) -> None:
    """Make an empty database file where there is none; only migrations start from nothing."""
    file = file_of(engine)
    if file is not None:
        file.touch(mode=0o600)


def file_of(engine: Engine) -> Path | None:
    """The file of a SQLite database, unless it lives in memory."""
    file = engine.url.database
    return Path(file).absolute() if is_sqlite(engine) and file and file != ":memory:" else None


def _open_existing(
    file: Path, _dialect: Any, _record: Any, given: list[Any], options: dict[str, Any]
) -> None:
    """A database that is gone is an error, not an empty new one."""
    given[0] = f"{file.as_uri()}?mode=rw"
    options["uri"] = True


def _identity(file: Path) -> tuple[int, int] | None:
    with suppress(OSError):
        found = file.stat()
        return found.st_dev, found.st_ino
    return None


def _remember_file(file: Path, _raw: Any, record: ConnectionPoolEntry) -> None:
    record.info[_FILE] = _identity(file)


def _refuse_other_file(file: Path, _raw: Any, record: ConnectionPoolEntry, _proxy: Any) -> None:
    """A kept connection would go on reading a file that was deleted or replaced."""
    if record.info.get(_FILE) != _identity(file):
        raise DisconnectionError


def _begin_postgresql(connection: Connection) -> None:
    """A reader's questions all see one moment, as they do on SQLite."""
    options = connection.get_execution_options()
    if options.get(READS_ONLY):
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
    if options.get(WAITS_FOR_NOBODY):
        connection.exec_driver_sql("SET LOCAL lock_timeout = '1ms'")


def _connect_sqlite(raw: Any, _record: ConnectionPoolEntry) -> None:
    """`isolation_level = None` keeps the driver from opening transactions of its own."""
    raw.isolation_level = None
    for pragma in (
        "foreign_keys = ON",
        "journal_mode = WAL",
        "synchronous = FULL",
        f"busy_timeout = {int(BUSY_SECONDS * 1000)}",
        "temp_store = MEMORY",
        f"cache_size = -{CACHE_KIBIBYTES}",
    ):
        raw.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection, *, lock_path: Path | None) -> None:
    options = connection.get_execution_options()
    reads_only = bool(options.get(READS_ONLY))
    if connection.info.get(_QUERY_ONLY) is not reads_only:
        raw: Any = connection.connection.dbapi_connection
        raw.execute(f"PRAGMA query_only = {'ON' if reads_only else 'OFF'}")
        connection.info[_QUERY_ONLY] = reads_only
    if reads_only:
        connection.exec_driver_sql("BEGIN")
        return
    seconds = 0.0 if options.get(WAITS_FOR_NOBODY) else BUSY_SECONDS
    if lock_path is not None:
        _take_turn(connection.info, lock_path, seconds)
    with _patience_of(connection, seconds):
        connection.exec_driver_sql("BEGIN IMMEDIATE")


@contextmanager
def _patience_of(connection: Connection, seconds: float) -> Iterator[None]:
    """SQLite's own wait, for somebody who writes past the queue; nobody waits once it has begun."""
    if seconds == BUSY_SECONDS:
        yield
        return
    connection.exec_driver_sql(f"PRAGMA busy_timeout = {int(seconds * 1000)}")
    try:
        yield
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {int(BUSY_SECONDS * 1000)}")


def _take_turn(info: dict[Any, Any], lock_path: Path, seconds: float) -> None:
    """Wait in the queue of writers; raises `DatabaseBusy` after so many seconds."""
    if _LOCK not in info:
        info[_LOCK] = os.open(lock_path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    file, came_at = info[_LOCK], time.monotonic()
    with _standing_in_line(file, came_at) as is_first:
        while not (first := is_first()) or not _has_turn(file):
            if time.monotonic() >= came_at + seconds:
                raise DatabaseBusy
            time.sleep(_FIRST_CHECKS_SECONDS if first else _OTHERS_CHECK_SECONDS)


def _has_turn(file: int) -> bool:
    with suppress(BlockingIOError):
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    return False


@contextmanager
def _standing_in_line(file: int, came_at: float) -> Iterator[Callable[[], bool]]:
    """Whether nobody who came before still waits. A place in the line is a byte of the file, locked
    (not written) at the moment of coming; whoever dies leaves the line by that."""
    place = int(came_at * 1e9)

    def is_first() -> bool:
        asked = _BYTE.pack(fcntl.F_WRLCK, os.SEEK_SET, 0, place, 0) if place else None
        told = None if asked is None else fcntl.fcntl(file, fcntl.F_OFD_GETLK, asked)
        return told is None or _BYTE.unpack(told)[0] == fcntl.F_UNLCK

    def lock(kind: int) -> None:
        fcntl.fcntl(file, fcntl.F_OFD_SETLK, _BYTE.pack(kind, os.SEEK_SET, place, 1, 0))

    with suppress(BlockingIOError):  # in the very same nanosecond: both are next
        lock(fcntl.F_WRLCK)
    try:
        yield is_first
    finally:
        lock(fcntl.F_UNLCK)


def _give_up_turn(_raw: PoolProxiedConnection | None, record: ConnectionPoolEntry) -> None:
    """The connection goes back to the pool: its transaction is over either way."""
    if _LOCK in record.info:
        fcntl.flock(record.info[_LOCK], fcntl.LOCK_UN)


def _close_lock(_raw: Any, record: ConnectionPoolEntry) -> None:
    if _LOCK in record.info:
        with suppress(OSError):
            os.close(record.info.pop(_LOCK))
