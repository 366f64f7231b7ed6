"""Records that are dear to make: made once for each kind of database, then put in again as rows.

Each test's transaction is undone, so that a scene would be made anew a hundred times from the
same words. The second time its rows are inserted as they were, keys and all, wherever the
database holds exactly what it held the first time; anywhere else the scene is made again.
"""

from __future__ import annotations

import os
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Connection,
    Engine,
    Row,
    Select,
    Table,
    TextClause,
    bindparam,
    event,
    inspect,
    select,
    text,
)
from sqlalchemy.orm import Session

from directory.base import Base

Named = Mapping[str, Base]
Make = Callable[[Session], Named]
Rows = Mapping[Table, Sequence[Row[Any]]]


@dataclass(slots=True)
class _Kept:
    before: Rows
    added: Rows
    named: Mapping[str, tuple[type[Base], Any]]
    said: list[tuple[str, Any]] = field(default_factory=list)
    """The statements that put the rows in again, as the driver was given them."""
    folder: Path | None = None


_kept: dict[tuple[str, Make], _Kept] = {}


def made_once(session: Session, make: Make) -> Named:
    """What `make` makes, in a session that writes; `make` must depend on the session alone."""
    named, _ = _made(session, make)
    return named


def made_once_with_words(
    session: Session, make: Make, folder: Path, write: Callable[[], object]
) -> Named:
    """The same, and in `folder` what `write` writes of these records: written once, then copied."""
    named, kept = _made(session, make)
    if kept is None:
        write()
    elif kept.folder is None:
        write()
        kept.folder = Path(os.environ["PORTAL_TEST_FOLDER"]) / f"words-{len(_kept)}"
        shutil.copytree(folder, kept.folder)
    else:
        shutil.copytree(kept.folder, folder)
    return named


def _made(session: Session, make: Make) -> tuple[Named, _Kept | None]:
    session.flush()
    key = (_where(session.connection().engine), make)
    before = _rows(session)
    kept = _kept.get(key)
    if kept and kept.before == before:
        return _put_in_again(session, kept), kept
    named = make(session)
    session.flush()
    added = _added(before, _rows(session))
    if kept or added is None:
        return named, None
    keys = {name: (type(one), inspect(one).identity) for name, one in named.items()}
    _kept[key] = _Kept(before, added, keys)
    return named, _kept[key]


def _where(engine: Engine) -> str:
    """Whatever its file: only PostgreSQL counts keys on beside the rows that were given them."""
    return engine.name if engine.name == "sqlite" else str(engine.url)


def _rows(session: Session) -> Rows:
    """Every row of every table that has any, in the order of their keys."""
    tables, are_filled = _asked_of(len(Base.metadata.tables))
    filled = {name for name, is_filled in session.execute(are_filled) if is_filled}
    return {
        table: session.execute(_every_row(table)).all() for table in tables if table.name in filled
    }


@cache
def _asked_of(_known: int) -> tuple[Sequence[Table], TextClause]:
    """All tables, of which more may be known later, in the order in which they can be filled;
    and of each whether it has a row."""
    tables = Base.metadata.sorted_tables
    asked = (f"SELECT '{one.name}', EXISTS (SELECT 1 FROM \"{one.name}\")" for one in tables)
    return tables, text(" UNION ALL ".join(asked))


@cache
def _every_row(table: Table) -> Select[Any]:
    return select(table).order_by(*table.primary_key)


def _added(before: Rows, after: Rows) -> Rows | None:
    """The rows that are new; None where one that was there has changed or gone."""
    if any(set(rows) - set(after.get(table, ())) for table, rows in before.items()):
        return None
    return {
        table: [row for row in rows if row not in before.get(table, ())]
        for table, rows in after.items()
    }


def _put_in_again(session: Session, kept: _Kept) -> Named:
    connection = session.connection()
    if kept.said:
        for statement, parameters in kept.said:
            connection.exec_driver_sql(statement, parameters)
    else:
        with _overheard(connection) as said:
            _insert(connection, kept.added)
        kept.said.extend(said)
    return _found_again(session, kept.named)


@contextmanager
def _overheard(connection: Connection) -> Iterator[list[tuple[str, Any]]]:
    """What is said to the driver meanwhile: said again, nothing is worked out anew."""
    said: list[tuple[str, Any]] = []

    def hear(_c: object, _cursor: object, statement: str, parameters: Any, *_more: object) -> None:
        said.append((statement, parameters))

    event.listen(connection, "before_cursor_execute", hear)
    yield said
    event.remove(connection, "before_cursor_execute", hear)


def _insert(connection: Connection, added: Rows) -> None:
    """Where two tables point at each other, the pointing back is made good afterwards."""
    for table, rows in added.items():
        if rows:
            later = dict.fromkeys(_made_good_later(table))
            connection.execute(table.insert(), [{**row._mapping, **later} for row in rows])
    for table, rows in added.items():
        for name in _made_good_later(table):
            _make_good(connection, table, name, rows)


def _found_again(session: Session, named: Mapping[str, tuple[type[Base], Any]]) -> Named:
    """One question for each kind; what was found is then known to the session."""
    keys = defaultdict(list)
    for kind, key in named.values():
        keys[kind].append(key)
    held = [session.scalars(_of_keys(kind, wanted)).all() for kind, wanted in keys.items()]
    found = {name: session.get_one(kind, key) for name, (kind, key) in named.items()}
    del held  # until here: a session forgets what nobody holds
    return found


def _of_keys(kind: type[Base], wanted: Sequence[Sequence[Any]]) -> Select[Any]:
    (column,) = inspect(kind).primary_key
    return select(kind).where(column.in_([one for (one,) in wanted]))


def _made_good_later(table: Table) -> list[str]:
    return [key.parent.name for key in table.foreign_keys if key.use_alter]


def _make_good(connection: Connection, table: Table, name: str, rows: Sequence[Row[Any]]) -> None:
    (key,) = table.primary_key
    pointing = [
        {"whose": row._mapping[key.name], "whither": row._mapping[name]}
        for row in rows
        if row._mapping[name] is not None
    ]
    if pointing:
        change = table.update().where(key == bindparam("whose"))
        connection.execute(change.values({name: bindparam("whither")}), pointing)
