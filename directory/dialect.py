"""Statements that differ by database: with `connections`, the only place that asks which it is.

SQLite is the embedded default, PostgreSQL the other; everything else in the three
packages is one SQL for both.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import chain
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import Connection, Engine, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from directory.errors import BrokenReferences

_FEW_ROWS: Final = 100
"""Up to here a temporary table costs PostgreSQL more than it saves."""

_SHEAVES: Final = (400, 20, 1)
"""Rows to a statement, the most first. Within a savepoint each statement makes SQLite walk through
all the pages that the savepoint keeps: with 50 rows each that was a fifth of an import."""


def is_sqlite(bind: Engine | Connection) -> bool:
    return bind.dialect.name == "sqlite"


def kind_of(bind: Engine | Connection) -> str:
    """For telling and comparing only: what differs by database stands in this module."""
    return bind.dialect.name


def data_version(connection: Connection) -> tuple[int, int] | None:
    """What differs between two of its transactions once anybody changed anything in between.

    On SQLite the version that moves with each commit of another connection
    (https://sqlite.org/pragma.html#pragma_data_version), and how many rows this one changed
    itself. None on PostgreSQL: a snapshot's own words are exact only where no standby answers.
    """
    if not is_sqlite(connection):
        return None
    raw: Any = connection.connection.dbapi_connection
    return raw.execute("PRAGMA data_version").fetchone()[0], raw.total_changes


@dataclass(frozen=True, slots=True)
class Violation:
    """What the database says of a refused change: the constraint's name, or table and columns."""

    constraint: str = ""
    table: str = ""
    columns: tuple[str, ...] = ()


def violation_of(error: IntegrityError) -> Violation:
    """PostgreSQL names the constraint; SQLite names a check, but of a unique key its columns."""
    diagnosis = getattr(error.orig, "diag", None)
    if diagnosis is not None:
        return Violation(constraint=diagnosis.constraint_name or "")
    what, _, named = str(error.orig).partition(" constraint failed: ")
    if what == "CHECK":
        return Violation(constraint=named)
    columns = [one.rpartition(".") for one in named.split(", ")] if what == "UNIQUE" else []
    if not columns:
        return Violation()
    return Violation(table=columns[0][0], columns=tuple(name for _, _, name in columns))


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


def keep_as_written(connection: Connection, table: str) -> None:
    """Let the database itself refuse to change or delete rows of a table, whoever asks.

    A SQLite table that a migration builds anew loses this, and is to be told again.
    """
    for statement in _refusing(connection, table):
        connection.exec_driver_sql(statement)


def let_be_changed(connection: Connection, table: str) -> None:
    """Take back `keep_as_written`."""
    if is_sqlite(connection):
        for act in (*_REFUSED, "REPLACE"):
            connection.exec_driver_sql(f"DROP TRIGGER {table}_refuses_{act.lower()}")
        return
    for act in (*_REFUSED, "TRUNCATE"):
        connection.exec_driver_sql(f"DROP TRIGGER {table}_refuses_{act.lower()} ON {table}")
    connection.exec_driver_sql(f"DROP FUNCTION {table}_stays()")


_REFUSED: Final = ("UPDATE", "DELETE")


def _refusing(connection: Connection, table: str) -> Iterator[str]:
    says = f"{table} is only ever added to"
    if is_sqlite(connection):
        for act in _REFUSED:
            yield (
                f"CREATE TRIGGER {table}_refuses_{act.lower()} BEFORE {act} ON {table}"
                f" BEGIN SELECT RAISE(ABORT, '{says}'); END"
            )
        # INSERT OR REPLACE deletes a row without the trigger above.
        known = f"SELECT 1 FROM {table} WHERE rowid = NEW.rowid"  # noqa: S608  our own words
        yield (
            f"CREATE TRIGGER {table}_refuses_replace BEFORE INSERT ON {table}"
            f" WHEN EXISTS ({known}) BEGIN SELECT RAISE(ABORT, '{says}'); END"
        )
        return
    yield (
        f"CREATE FUNCTION {table}_stays() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN RAISE EXCEPTION '{says}' USING ERRCODE = 'restrict_violation'; END $$"
    )
    for act, each in (*((one, "ROW") for one in _REFUSED), ("TRUNCATE", "STATEMENT")):
        yield (
            f"CREATE TRIGGER {table}_refuses_{act.lower()} BEFORE {act} ON {table}"
            f" FOR EACH {each} EXECUTE FUNCTION {table}_stays()"
        )


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
        _insert_in_sheaves(connection, f"INSERT INTO {table} ({names})", rows, shared)
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
    connection: Connection,
    insert: str,
    rows: list[tuple[Any, ...]],
    shared: tuple[Any, ...] = (),
    merged: str = "",
) -> None:
    """Many rows to a statement; what they share is handed over once a statement."""
    done = 0
    for size in _SHEAVES:
        upto = len(rows) - (len(rows) - done) % size
        sheaves = [
            (*shared, *chain.from_iterable(rows[first : first + size]))
            for first in range(done, upto, size)
        ]
        if sheaves:
            places = _places(size, len(rows[0]), len(shared))
            connection.exec_driver_sql(f"{insert} VALUES {places} {merged}", sheaves)
        done = upto


@cache
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
    if is_sqlite(connection):
        _insert_in_sheaves(connection, f"INSERT INTO {table} ({columns})", rows, merged=merged)
        return
    if len(rows) <= _FEW_ROWS:
        places = ", ".join(["%s"] * len(names))
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
