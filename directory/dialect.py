"""The only place that asks which database it is talking to.

SQLite is the embedded default, PostgreSQL the other; everything else in the three
packages is one SQL for both.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import Connection, Engine, Table, event, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DisconnectionError, IntegrityError
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from directory.errors import BrokenReferences, DatabaseBusy
from directory.patience import Patience, patient_options

READS_ONLY: Final = "reads_only"
"""The execution option of a connection whose transactions must not write."""

BUSY_SECONDS: Final = 10.0
"""How long a writer waits for its turn before the person is asked to try again."""

CACHE_KIBIBYTES: Final = 24 * 1024
"""Of each SQLite connection. A court page touches more than SQLite's usual 2 MB and read it
all again each time (a fifth of its time); four threads with this stay below 200 MB."""

_FEW_ROWS: Final = 100
"""Up to here a temporary table costs PostgreSQL more than it saves."""

_SHEAF: Final = 50

_TURN_CHECK_SECONDS: Final = 0.004
_LOCK: Final = "writers_turn"
_FILE: Final = "file"


def is_sqlite(bind: Engine | Connection) -> bool:
    return bind.dialect.name == "sqlite"


def connection_options(url: str) -> dict[str, Any]:
    """What an engine is made with, so that it finds out soon that its server is gone, or back."""
    asked = make_url(url)
    return {} if asked.get_backend_name() == "sqlite" else patient_options(asked.query)


def prepare(engine: Engine) -> None:
    """Give an engine's connections honest transactions: readers read only, writers take turns.

    A SQLite writer says so with BEGIN IMMEDIATE, behind a lock file that queues
    writers of all processes: with SQLite's own busy handler alone one of eight
    writers starved. A connection not marked `READS_ONLY` is a writer.
    """
    if not is_sqlite(engine):
        event.listen(engine, "begin", _begin_postgresql)
        event.listen(engine, "do_connect", Patience().connect)
        return
    file = _file_of(engine)
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
    file = _file_of(engine)
    if file is not None:
        file.touch(mode=0o600)


def _file_of(engine: Engine) -> Path | None:
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
    if connection.get_execution_options().get(READS_ONLY):
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")


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
    reads_only = bool(connection.get_execution_options().get(READS_ONLY))
    connection.exec_driver_sql(f"PRAGMA query_only = {'ON' if reads_only else 'OFF'}")
    if reads_only:
        connection.exec_driver_sql("BEGIN")
        return
    if lock_path is not None:
        _take_turn(connection.info, lock_path)
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _take_turn(info: dict[Any, Any], lock_path: Path) -> None:
    """Wait in the queue of writers; raises `DatabaseBusy` after `BUSY_SECONDS`."""
    if _LOCK not in info:
        info[_LOCK] = os.open(lock_path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    give_up_at = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            fcntl.flock(info[_LOCK], fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > give_up_at:
                raise DatabaseBusy from None
            time.sleep(_TURN_CHECK_SECONDS)
        else:
            return


def _give_up_turn(_raw: PoolProxiedConnection | None, record: ConnectionPoolEntry) -> None:
    """The connection goes back to the pool: its transaction is over either way."""
    if _LOCK in record.info:
        fcntl.flock(record.info[_LOCK], fcntl.LOCK_UN)


def _close_lock(_raw: Any, record: ConnectionPoolEntry) -> None:
    if _LOCK in record.info:
        with suppress(OSError):
            os.close(record.info.pop(_LOCK))


@contextmanager
def foreign_keys_off(connection: Connection) -> Iterator[None]:
    """Leave references unchecked while a SQLite table is rebuilt, then check them all.

    The pragma works only outside a transaction, hence the raw connection.
    """
    if not is_sqlite(connection):
        yield
        return
    raw: Any = connection.connection.dbapi_connection
    raw.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
        broken = raw.execute("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise BrokenReferences(len(broken))
    finally:
        raw.execute("PRAGMA foreign_keys = ON")


def insert_or_replace(
    connection: Connection,
    table: Table,
    rows: Sequence[Mapping[str, Any]],
    *,
    key: Sequence[str],
    add: Sequence[str] = (),
    replace: Sequence[str] = (),
) -> None:
    """Insert rows; where the key exists, add to some columns and replace others."""
    if not rows:
        return
    insert = sqlite.insert if is_sqlite(connection) else postgresql.insert
    statement = insert(table)
    changes = {name: table.c[name] + statement.excluded[name] for name in add}
    changes |= {name: statement.excluded[name] for name in replace}
    connection.execute(
        statement.on_conflict_do_update(index_elements=list(key), set_=changes), list(rows)
    )


def reserve_keys(connection: Connection, table: str, count: int) -> Sequence[int]:
    """Keys for so many new rows of a table whose key is `id`; nobody else will use them.

    On SQLite the writer's turn keeps others out; PostgreSQL hands them out itself.
    """
    if is_sqlite(connection):
        highest = connection.exec_driver_sql(f"SELECT max(id) FROM {table}").scalar()  # noqa: S608
        return range((highest or 0) + 1, (highest or 0) + 1 + count)
    rows = connection.exec_driver_sql(
        "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
        (table, count),
    )
    return [key for (key,) in rows]


def instant_text(at: dt.datetime) -> str:
    """An aware instant as `append_rows` needs it: the text that SQLite keeps for it."""
    return at.astimezone(dt.UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


def append_rows(
    connection: Connection,
    table: str,
    columns: Sequence[str],
    rows: list[tuple[Any, ...]],
    *,
    same: Mapping[str, Any] = MappingProxyType({}),
) -> None:
    """Append rows of plain values, dates and instants as ISO text; the fastest way there is.

    Text, numbers and None only: no column type of ours converts anything on this way.
    `same` are further columns, with the one value that all the rows have there.
    """
    if not rows:
        return
    names = _quoted([*same, *columns])
    shared = tuple(same.values())
    if is_sqlite(connection):
        _insert_in_sheaves(connection, f"INSERT INTO {table} ({names}) VALUES", rows, shared)
        return
    statement = f"COPY {table} ({names}) FROM STDIN"
    raw: Any = connection.connection.dbapi_connection
    try:
        with raw.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(shared + row)
    except connection.dialect.loaded_dbapi.IntegrityError as refused:
        raise IntegrityError(statement, None, refused) from refused


def _insert_in_sheaves(
    connection: Connection, insert: str, rows: list[tuple[Any, ...]], shared: tuple[Any, ...]
) -> None:
    """Many rows to a statement: half the time of a statement to a row.

    What the rows share is handed over once a statement, which spares another fifth.
    """
    whole = len(rows) - len(rows) % _SHEAF
    sheaves = [
        (*shared, *chain.from_iterable(rows[first : first + _SHEAF]))
        for first in range(0, whole, _SHEAF)
    ]
    width = len(rows[0])
    if sheaves:
        places = _places(_SHEAF, width, len(shared))
        connection.exec_driver_sql(f"{insert} {places}", sheaves)
    if rows[whole:]:
        places = _places(1, width, len(shared))
        connection.exec_driver_sql(f"{insert} {places}", [shared + row for row in rows[whole:]])


def _places(rows: int, width: int, shared: int) -> str:
    """Numbered places of so many rows; each row begins with those that all share."""
    places = []
    for first in range(shared + 1, shared + 1 + rows * width, width):
        numbers = [*range(1, shared + 1), *range(first, first + width)]
        places.append(f"({', '.join(f'?{number}' for number in numbers)})")
    return ", ".join(places)


def add_up_rows(
    connection: Connection,
    table: str,
    *,
    key: Sequence[str],
    add: Sequence[str],
    rows: list[tuple[Any, ...]],
) -> None:
    """Append rows of plain values (first the key); where a key exists, add the rest to it.

    The keys must differ from one another.
    """
    if not rows:
        return
    names = [*key, *add]
    columns = _quoted(names)
    sums = ", ".join(f'"{name}" = {table}."{name}" + excluded."{name}"' for name in add)
    merged = f"ON CONFLICT ({', '.join(key)}) DO UPDATE SET {sums}"
    if is_sqlite(connection) or len(rows) <= _FEW_ROWS:
        places = ", ".join(["?" if is_sqlite(connection) else "%s"] * len(names))
        insert = f"INSERT INTO {table} ({columns}) VALUES ({places}) {merged}"  # noqa: S608
        connection.exec_driver_sql(insert, rows)
        return
    connection.exec_driver_sql(f"CREATE TEMPORARY TABLE to_add (LIKE {table})")
    append_rows(connection, "to_add", names, rows)
    connection.exec_driver_sql(
        f"INSERT INTO {table} ({columns}) SELECT {columns} FROM to_add {merged}"  # noqa: S608
    )
    connection.exec_driver_sql("DROP TABLE to_add")


def keys_by(
    connection: Connection, table: str, column: str, values: Sequence[str]
) -> dict[str, int]:
    """The `id` of each row whose unique text column holds one of the values."""
    if is_sqlite(connection):
        places = ", ".join("?" * len(values))
        where = f"IN ({places})"
        given: tuple[Any, ...] = tuple(values)
    else:
        where = "= ANY(%s)"
        given = (list(values),)
    rows = connection.exec_driver_sql(
        f"SELECT {column}, id FROM {table} WHERE {column} {where}",  # noqa: S608
        given,
    )
    return {row[0]: row[1] for row in rows}


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)
