"""What a row of a file would change, cell by cell: heard while the row is written.

A cell says what its field said before and what it says then. Of what is appended (terms of a
line, a wording) the newest of the same counts as before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Table, event, inspect, select
from sqlalchemy.orm import Session

from commissioning.exchange.undoing import TABLES
from directory.base import Base
from directory.journal import RowKey, values_of
from directory.places.models import Exposure
from directory.services.sight import reaches_by_page

NEWEST_OF: Final[Mapping[str, tuple[str, ...]]] = {
    **TABLES.newest_of,
    "listing_revision": ("service_id",),
}

LISTED_IN: Final[Mapping[str, tuple[str, str]]] = {
    "service_area": ("areas", "local_delivery_unit_id"),
    "service_site": ("sites", "site_id"),
    "line_area": ("areas", "local_delivery_unit_id"),
}
"""Rows that are one of several values of a cell: of which column, and which of theirs tells it."""

ALSO_CALLED: Final[Mapping[str, str]] = {
    "local_delivery_unit_id": "area",
    "referral_hub_id": "hub",
    "external_id": "external_id",
    "words": "action",
    "target_words": "target_text",
    "lead_words": "lead_and_partners",
    "remarks": "notes",
}

CONFIDENTIAL: Final = "confidential_address"

Values = dict[str, Any]


@dataclass(slots=True)
class HeardOfRow:
    """What the database is told while one row is written: before and after by column of a record,
    records appended, and rows of a list added and taken away."""

    before: dict[tuple[str, RowKey], Values] = field(default_factory=dict)
    added: list[tuple[str, RowKey]] = field(default_factory=list)
    removed: list[tuple[str, Values]] = field(default_factory=list)


@contextmanager
def hearing(session: Session) -> Iterator[HeardOfRow]:
    """Follow what is flushed meanwhile; all of it is flushed at the end."""
    heard = HeardOfRow()

    def before_flush(_session: Session, _context: Any, _instances: Any) -> None:
        with session.no_autoflush:
            for thing in session.dirty:
                _note_changed(session, heard, thing)
            for thing in session.deleted:
                table = thing.__table__
                key = tuple(inspect(thing).identity)
                told = values_of(session, table, [key], table.c.keys()).get(key)
                heard.removed.append((table.name, told or {}))

    def after_flush(_session: Session, _context: Any) -> None:
        for thing in session.new:
            key = tuple(inspect(thing).mapper.primary_key_from_instance(thing))
            heard.added.append((thing.__table__.name, key))

    listening = (("before_flush", before_flush), ("after_flush", after_flush))
    for name, listener in listening:
        event.listen(session, name, listener)
    try:
        yield heard
        session.flush()
    finally:
        for name, listener in listening:
            event.remove(session, name, listener)


def _note_changed(session: Session, heard: HeardOfRow, thing: Any) -> None:
    state = inspect(thing)
    names = [
        attribute.columns[0].name
        for attribute in state.mapper.column_attrs
        if state.attrs[attribute.key].history.has_changes()
    ]
    if not names:
        return
    record = (thing.__tablename__, tuple(state.identity))
    told = values_of(session, thing.__table__, [record[1]], names)
    known = heard.before.setdefault(record, {})
    heard.before[record] = next(iter(told.values()), {}) | known


@dataclass(frozen=True, slots=True)
class CellChange:
    """By the column of a table; `before` is None where nothing was there."""

    column: str
    before: Any
    after: Any


@dataclass(slots=True)
class RowChanges:
    """`is_hushed`: a confidential place is touched, of which no values are told."""

    cells: list[CellChange] = field(default_factory=list)
    is_hushed: bool = False


def changes_of(session: Session, heard: HeardOfRow) -> RowChanges:
    """What the row changed of records that were there, or appended to them."""
    changes = RowChanges(is_hushed=_touches_confidential(session, heard))
    for (name, key), before in heard.before.items():
        _tell(session, changes, Base.metadata.tables[name], key, before)
    for name, key in heard.added:
        table = Base.metadata.tables[name]
        if name in NEWEST_OF:
            _tell(session, changes, table, key, _newest_before(session, table, key))
        elif name in LISTED_IN:
            changes.cells.append(_listed(session, name, _row(session, table, key), is_added=True))
    for name, told in heard.removed:
        if name in LISTED_IN and told:
            changes.cells.append(_listed(session, name, told, is_added=False))
    return changes


def _listed(session: Session, name: str, row: Values, *, is_added: bool) -> CellChange:
    column, tells = LISTED_IN[name]
    value = called(session, Base.metadata.tables[name], tells, row[tells])
    return CellChange(column, None, value) if is_added else CellChange(column, value, None)


def _tell(session: Session, changes: RowChanges, table: Table, key: RowKey, before: Values) -> None:
    now = _row(session, table, key)
    for name in before or now:
        was, becomes = before.get(name), now.get(name)
        if was != becomes:
            told = (called(session, table, name, one) for one in (was, becomes))
            changes.cells.append(CellChange(column_of(name), *told))


def column_of(name: str) -> str:
    """What a file would call a column of a table."""
    return ALSO_CALLED.get(name, name.removesuffix("_id"))


def _newest_before(session: Session, table: Table, key: RowKey) -> Values:
    now = _row(session, table, key)
    alike = [table.c[name].is_not_distinct_from(now[name]) for name in NEWEST_OF[table.name]]
    own = next(iter(table.primary_key.columns))
    asked = select(own).where(*alike, own != key[0]).order_by(own.desc()).limit(1)
    found = session.scalar(asked)
    return {} if found is None else _row(session, table, (found,))


def _row(session: Session, table: Table, key: RowKey) -> Values:
    return next(iter(values_of(session, table, [key], table.c.keys()).values()), {})


def called(session: Session, table: Table, column: str, value: Any) -> Any:
    """A record that a column points at, as files call it; any other value as it is."""
    pointing = list(table.c[column].foreign_keys)
    if value is None or not pointing:
        return value
    other = pointing[0].column.table
    for name in ("slug", "external_id", "name"):
        if name in other.c:
            told = session.scalar(select(other.c[name]).where(pointing[0].column == value))
            return value if told is None else told
    return value


def _touches_confidential(session: Session, heard: HeardOfRow) -> bool:
    """A confidential site or service, or what hangs on one."""
    keys: Sequence[tuple[str, RowKey]] = [*heard.before, *heard.added]
    return any(name == CONFIDENTIAL or _is_confidential(session, name, key) for name, key in keys)


def _is_confidential(session: Session, name: str, key: RowKey) -> bool:
    row = _row(session, Base.metadata.tables[name], key)
    if row.get("exposure") is None and row.get("service_id") is not None:
        row = _row(session, Base.metadata.tables["service"], (row["service_id"],))
    exposure = row.get("exposure")
    return exposure is not None and not reaches_by_page(Exposure(exposure))
