"""The rows of a file as they are kept for a day: the columns of its kind alone, as texts.

Where a layout carries numbers of people, their keyed digests stand in the place of the numbers.
"""

from __future__ import annotations

import datetime as dt
import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any, Final

from sqlalchemy.orm import Session

from commissioning.exchange.kinds import kind_called
from commissioning.exchange.rm_performance import RmPerformanceWork
from commissioning.referrals.digests import settled_key
from directory.exchange.cells import tidied
from directory.exchange.columns import HELP_WORD, About, Column, Kind
from directory.exchange.forms import Form, Unreadable
from directory.exchange.headings import ROWS_LOOKED_AT, Headings, headings_of, is_help
from directory.exchange.surveys import Survey
from directory.exchange.tables import Table


@dataclass(frozen=True, slots=True)
class KeptRows(Survey):
    """A table of which the file is gone."""

    kept: Sequence[list[str]]

    def rows(self) -> Iterator[list[str]]:
        yield from self.kept


def packed(
    session: Session, tables: Sequence[Table], key: bytes | None, *, at: dt.datetime
) -> bytes:
    """The rows of the tables. Raises what `settled_key` raises, where numbers of people stand."""
    told = [
        {
            "kind": table.kind.name,
            "layout": table.kind.layout,
            "path": table.surveyed.path.name,
            "digest": table.surveyed.digest,
            "sheet": table.surveyed.sheet,
            "rows": _rows(session, table, key, at=at),
        }
        for table in tables
    ]
    return zlib.compress(json.dumps(told).encode())


def unpacked(content: bytes, folder: Path) -> list[Table]:
    """What is written beside the file, such as its mistakes, is written in the folder."""
    return [_table(told, folder) for told in json.loads(zlib.decompress(content))]


def _table(told: Mapping[str, Any], folder: Path) -> Table:
    kind, rows = kind_called(told["kind"], told["layout"]), told["rows"]
    path = folder / Path(told["path"]).name
    kept = KeptRows(path, told["digest"], len(rows), (), told["sheet"], kept=rows)
    return Table(of_digests(kind) if _of_people(kind) else kind, kept)


def _rows(session: Session, table: Table, key: bytes | None, *, at: dt.datetime) -> list[list[str]]:
    """Under the numbers that they had in the file."""
    headings = headings_of(list(islice(table.surveyed.rows(), ROWS_LOOKED_AT)), table.kind)
    columns = [
        (column, place)
        for column, place in zip(table.kind.columns, headings.places, strict=True)
        if place is not None
    ]
    hide = _HidingPeople(session, key, at)
    return [
        _row(row, cells, headings, columns, hide)
        for row, cells in enumerate(table.surveyed.rows(), start=1)
    ]


def _row(
    row: int,
    cells: Sequence[str],
    headings: Headings,
    columns: Sequence[tuple[Column, int]],
    hide: _HidingPeople,
) -> list[str]:
    if not any(map(tidied, cells)):
        return []
    if row < headings.first_row:
        help_row = [HELP_WORD, *[""] * (len(columns) - 1)]
        return help_row if is_help(cells) else [column.head for column, _ in columns]
    told = [cells[place] if place < len(cells) else "" for _, place in columns]
    return [hide(column, cell) for (column, _), cell in zip(columns, told, strict=True)]


@dataclass(slots=True)
class _HidingPeople:
    """The key is asked for once a number of a person is met, not before."""

    session: Session
    key: bytes | None
    at: dt.datetime

    def __call__(self, column: Column, cell: str) -> str:
        if column.holds is not About.PERSON or not tidied(cell):
            return cell
        number = column.form.read(tidied(cell))
        return settled_key(self.session, self.key, at=self.at).digest_of(number)


def _of_people(kind: Kind) -> bool:
    return any(column.holds is About.PERSON for column in kind.columns)


class _AlreadyDigests:
    """In the place of the key: what stands in the column is a digest already."""

    def digest_of(self, digest: str) -> str:
        return digest


class DigestedPerformance(RmPerformanceWork):
    """The report of which numbers of people have been turned into digests."""

    key = _AlreadyDigests()  # type: ignore[assignment]


DIGEST_LENGTH: Final = 32


def _read_digest(cell: str) -> str:
    if len(cell) != DIGEST_LENGTH or not cell.isalnum():
        raise Unreadable("is no digest")
    return cell


def of_digests(kind: Kind) -> Kind:
    """The layout with digests where it has numbers of people."""
    form = Form("a keyed digest", _read_digest)
    columns = tuple(
        replace(column, form=form) if column.holds is About.PERSON else column
        for column in kind.columns
    )
    return replace(kind, columns=columns, begin=DigestedPerformance)
