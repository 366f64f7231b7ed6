"""What is in a database, told shortly enough to hold two of them against each other."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, MetaData, Table, select

LEFT_OUT: Final = frozenset({"sealing_key"})
"""Whoever holds a copy must not be able to open the addresses in an old log."""

_AT_ONCE: Final = 2_000


@dataclass(frozen=True, slots=True)
class TableFingerprint:
    """How many rows, and SHA-256 over all their values in the order of the primary key."""

    rows: int
    sha256: str


Fingerprint = Mapping[str, TableFingerprint]


def fingerprint_of(connection: Connection) -> Fingerprint:
    """By the name of each table that the database has, whichever release made it.

    Reads every row once, about 150,000 a second; memory holds a few thousand of them.
    """
    there = MetaData()
    there.reflect(connection)
    names = sorted(there.tables.keys() - LEFT_OUT)
    return {name: _of_table(connection, there.tables[name]) for name in names}


def _of_table(connection: Connection, table: Table) -> TableFingerprint:
    digest = hashlib.sha256()
    rows = 0
    for line in _lines(connection, table):
        digest.update(line)
        rows += 1
    return TableFingerprint(rows, digest.hexdigest())


def _lines(connection: Connection, table: Table) -> Iterator[bytes]:
    """A row as JSON; the columns by name, since a rebuilt table may have them in another order."""
    columns = sorted(table.columns, key=lambda column: column.name)
    everything = select(*columns).order_by(*table.primary_key.columns)
    reading = connection.execution_options(yield_per=_AT_ONCE)
    with reading.execute(everything) as found:
        for row in found:
            yield json.dumps(list(row), default=str, sort_keys=True).encode() + b"\n"


def differences(kept: Fingerprint, found: Fingerprint) -> list[str]:
    """A sentence for each table that is not in both alike; none where all are the same."""
    names = sorted(kept.keys() | found.keys())
    return [_told(name, kept.get(name), found.get(name)) for name in names
            if kept.get(name) != found.get(name)]  # fmt: skip


def _told(name: str, kept: TableFingerprint | None, found: TableFingerprint | None) -> str:
    if kept is None or found is None:
        return f"{name} stands only in the {'database' if kept is None else 'copy'}"
    if kept.rows == found.rows:
        return f"{name} has as many rows in both ({kept.rows:,}), not all of them the same"
    return f"{name} has {kept.rows:,} rows in the copy and {found.rows:,} in the database"
