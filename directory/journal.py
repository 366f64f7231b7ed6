"""What is written while a journal is kept, row by row, so that all of it can be taken back.

Objects are followed through the session's flushes. Statements that change rows past them are
noted by table and columns: whoever takes back must know how to work those out again.
"""

from __future__ import annotations

import datetime as dt
import enum
import re
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import (
    Column,
    Date,
    DateTime,
    Table,
    TypeDecorator,
    Uuid,
    event,
    inspect,
    select,
    tuple_,
)
from sqlalchemy.orm import Session

from directory.base import Base

CHANGED: Final = "*"
"""In place of a column: whatever was changed, it is kept nowhere."""

RowKey = tuple[Any, ...]
"""The primary key of a row, in the order of its columns."""

ABOUT_JOURNALS: Final = frozenset({"imported_change"})
"""What earlier files wrote is forgotten, where it became a secret: nothing that is taken back."""

_KEPT: Final = "journal"
_WRITES: Final = re.compile(
    r"\s*(INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+\"?(\w+)\"?(?:\s+SET\s+)?", re.IGNORECASE
)
_WHERE: Final = re.compile(r"\sWHERE\s", re.IGNORECASE)
_SET: Final = re.compile(r"(?:^|,)\s*\"?(\w+)\"?\s*=")
_AT_ONCE: Final = 300


@dataclass(slots=True)
class Journal:
    """`before` and `after` hold the columns that changed, as JSON keeps them.

    `spans` are the keys of rows appended in bulk, from and to. `past`: table and columns of
    statements past the objects, "" for whole rows.
    """

    added: defaultdict[str, list[RowKey]] = field(default_factory=lambda: defaultdict(list))
    spans: defaultdict[str, list[tuple[int, int]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    before: dict[tuple[str, RowKey], dict[str, Any]] = field(default_factory=dict)
    after: dict[tuple[str, RowKey], dict[str, Any]] = field(default_factory=dict)
    removed: dict[tuple[str, RowKey], dict[str, Any]] = field(default_factory=dict)
    past: set[tuple[str, str]] = field(default_factory=set)
    is_flushing: bool = False


@contextmanager
def journal_kept(session: Session) -> Iterator[Journal]:
    """Follow what is written meanwhile; `after` is filled when `finish` is called."""
    journal = Journal()
    session.info[_KEPT] = journal
    connection = session.connection()
    listening = (
        (session, "before_flush", _before_flush),
        (session, "after_flush", _after_flush),
        (session, "after_soft_rollback", _after_rollback),
        (connection, "before_cursor_execute", _past_the_objects(journal)),
    )
    for target, name, listener in listening:
        event.listen(target, name, listener)
    try:
        yield journal
    finally:
        for target, name, listener in listening:
            event.remove(target, name, listener)
        del session.info[_KEPT]


def finish(session: Session, journal: Journal) -> None:
    """Read what the changed rows say now, and forget those that say what they said before."""
    session.flush()
    alike: defaultdict[tuple[str, tuple[str, ...]], list[RowKey]] = defaultdict(list)
    for (name, key), before in journal.before.items():
        alike[name, tuple(before)].append(key)
    for (name, columns), keys in alike.items():
        now = values_of(session, Base.metadata.tables[name], keys, columns)
        for key in keys:
            _compare(journal, name, key, now.get(key))
    for row, told in journal.removed.items():
        journal.removed[row] = told | journal.before.pop(row, {})


def _compare(journal: Journal, name: str, key: RowKey, now: dict[str, Any] | None) -> None:
    """A row that is gone stands among those removed."""
    if now is None:
        return
    before = journal.before[name, key]
    changed = [column for column, value in before.items() if now[column] != value]
    if not changed:
        del journal.before[name, key]
        return
    journal.before[name, key] = {column: before[column] for column in changed}
    journal.after[name, key] = {column: now[column] for column in changed}


def note_appended(session: Session, name: str, keys: Sequence[int]) -> None:
    """Rows of a table were appended past the objects, under these keys."""
    journal: Journal | None = session.info.get(_KEPT)
    if journal is not None:
        journal.spans[name] += spans_of(sorted(keys))


def note_past(session: Session, name: str) -> None:
    """Rows of a table that were there before were changed past the objects."""
    journal: Journal | None = session.info.get(_KEPT)
    if journal is not None:
        journal.past.add((name, CHANGED))


def spans_of(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """First and last of each unbroken series of ascending numbers."""
    if not numbers:
        return []
    if numbers[-1] - numbers[0] + 1 == len(numbers):
        return [(numbers[0], numbers[-1])]
    ends = [at for at, number in enumerate(numbers[:-1]) if numbers[at + 1] != number + 1]
    firsts = [0, *(at + 1 for at in ends)]
    return [
        (numbers[first], numbers[last])
        for first, last in zip(firsts, [*ends, len(numbers) - 1], strict=True)
    ]


def note_before(
    session: Session, name: str, keys: Collection[RowKey], columns: Collection[str]
) -> None:
    """Keep what rows say, for a statement past the objects that is about to change them."""
    journal: Journal | None = session.info.get(_KEPT)
    if journal is None:
        return
    table = Base.metadata.tables[name]
    for key, told in values_of(session, table, list(keys), columns).items():
        known = journal.before.setdefault((name, key), {})
        journal.before[name, key] = told | known


def values_of(
    session: Session, table: Table, keys: Sequence[RowKey], columns: Collection[str]
) -> dict[RowKey, dict[str, Any]]:
    """Columns of some rows as they stand in the database, in the form of JSON."""
    own = list(table.primary_key.columns)
    wanted = [table.c[name] for name in columns]
    told: dict[RowKey, dict[str, Any]] = {}
    connection = session.connection()
    for first in range(0, len(keys), _AT_ONCE):
        some = keys[first : first + _AT_ONCE]
        is_one_of = (
            own[0].in_([key[0] for key in some]) if len(own) == 1 else tuple_(*own).in_(some)
        )
        for row in connection.execute(select(*own, *wanted).where(is_one_of)):
            key = tuple(frozen(value) for value in row[: len(own)])
            told[key] = {
                column.name: frozen(value)
                for column, value in zip(wanted, row[len(own) :], strict=True)
            }
    return told


def frozen(value: Any) -> Any:
    """As JSON keeps it."""
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    return str(value) if isinstance(value, uuid.UUID) else value


def thawed(column: Column[Any], value: Any) -> Any:
    """As the column takes it."""
    if value is None:
        return None
    kind = getattr(column.type, "enum_class", None)
    if kind is not None:
        return kind(value)
    stored = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
    if isinstance(stored, DateTime):
        return dt.datetime.fromisoformat(value)
    if isinstance(stored, Date):
        return dt.date.fromisoformat(value)
    return uuid.UUID(value) if isinstance(stored, Uuid) else value


def _before_flush(session: Session, _context: Any, _instances: Any) -> None:
    journal: Journal = session.info[_KEPT]
    with session.no_autoflush:
        _note_changed(session, journal, [one for one in session.dirty if session.is_modified(one)])
        for thing in session.deleted:
            _note_removed(session, journal, thing)
    journal.is_flushing = True


def _note_changed(session: Session, journal: Journal, things: Sequence[Any]) -> None:
    """Those that change the same columns are asked for together."""
    alike: defaultdict[tuple[str, tuple[str, ...]], list[RowKey]] = defaultdict(list)
    for thing in things:
        state = inspect(thing)
        name, key = thing.__tablename__, tuple(frozen(part) for part in state.identity)
        known = journal.before.get((name, key), {})
        changed = tuple(
            column
            for one in state.mapper.column_attrs
            if state.attrs[one.key].history.has_changes()
            and (column := one.columns[0].name) not in known
        )
        if changed:
            alike[name, changed].append(key)
    for (name, columns), keys in alike.items():
        note_before(session, name, keys, columns)


def _note_removed(session: Session, journal: Journal, thing: Any) -> None:
    table = thing.__table__
    key = tuple(frozen(part) for part in inspect(thing).identity)
    told = values_of(session, table, [key], table.c.keys()).get(key)
    if told is not None:
        journal.removed[table.name, key] = told | journal.before.get((table.name, key), {})


def _after_flush(session: Session, _context: Any) -> None:
    journal: Journal = session.info[_KEPT]
    journal.is_flushing = False
    for thing in session.new:
        key = inspect(thing).mapper.primary_key_from_instance(thing)
        journal.added[thing.__table__.name].append(tuple(frozen(part) for part in key))


def _after_rollback(session: Session, _previous: Any) -> None:
    if _KEPT in session.info:
        session.info[_KEPT].is_flushing = False


def _past_the_objects(journal: Journal) -> Any:
    def note(
        _connection: Any, _cursor: Any, statement: str, _given: Any, _context: Any, _many: bool
    ) -> None:
        if journal.is_flushing:
            return
        found = _WRITES.match(statement)
        if found is None or found.group(2) in ABOUT_JOURNALS:
            return
        columns = [""]
        if found.group(1).upper() == "UPDATE":
            columns = _SET.findall(_WHERE.split(statement[found.end() :])[0])
        journal.past.update((found.group(2), column) for column in columns)

    return note
