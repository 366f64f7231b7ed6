"""The rows of a file as they are kept for a day: the columns of its kind alone, as texts.

Where a layout carries numbers of people, their keyed digests stand in the place of the numbers.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any, Final

from sqlalchemy.orm import Session

from commissioning.exchange.kinds import kind_called
from commissioning.exchange.rm_performance import RmPerformanceWork
from commissioning.referrals.digests import settled_key
from directory.errors import DirectoryError
from directory.exchange.cells import TAKEN_OUT, person_in, tidied
from directory.exchange.columns import HELP_WORD, About, Column, Kind
from directory.exchange.forms import Form, Unreadable
from directory.exchange.headings import (
    ROWS_LOOKED_AT,
    Headings,
    headings_of,
    is_help,
    plain_heading,
)
from directory.exchange.surveys import Survey
from directory.exchange.tables import Table

CALLED: Final = frozenset({"name"})
"""What a place is called is kept as of a file that is right: it does not lead there."""


@dataclass(frozen=True, slots=True)
class RowAnswer:
    """Of a row, in the table of this place: what a cell should say; None: the row is left out."""

    table: int
    row: int
    column: str = ""
    value: str | None = None


@dataclass(frozen=True, slots=True)
class KeptRows(Survey):
    """A table of which the file is gone."""

    kept: Sequence[list[str]]

    def rows(self) -> Iterator[list[str]]:
        yield from self.kept


def packed(
    session: Session,
    tables: Sequence[Table],
    key: bytes | None,
    *,
    at: dt.datetime,
    is_refused: bool = False,
) -> bytes:
    """The rows of the tables. Raises what `settled_key` raises, where numbers of people stand.

    Of a file that `is_refused` each cell that tells who somebody is, or where a place is that is
    told to nobody, is taken out; that it was stays wrong.
    """
    told = [
        {
            "kind": table.kind.name,
            "layout": table.kind.layout,
            "path": table.surveyed.path.name,
            "digest": table.surveyed.digest,
            "sheet": table.surveyed.sheet,
            "saved_on": table.surveyed.saved_on and table.surveyed.saved_on.isoformat(),
            "rows": _rows(table, _hiding(table.kind, session, key, at, is_refused=is_refused)),
        }
        for table in tables
    ]
    return zlib.compress(json.dumps(told).encode())


def answered(content: bytes, answers: Sequence[RowAnswer]) -> bytes:
    """The same rows with what somebody answered; they keep their numbers."""
    told = json.loads(zlib.decompress(content))
    for answer in answers:
        table = told[answer.table]
        rows, kind = table["rows"], kind_called(table["kind"], table["layout"])
        row = rows[answer.row - 1]
        if answer.value is None:
            row.clear()
        elif row:
            row[_place_of(rows, kind, answer.column)] = answer.value
    for table in told:
        table["digest"] = hashlib.sha256(json.dumps(table["rows"]).encode()).hexdigest()
    return zlib.compress(json.dumps(told).encode())


def _place_of(rows: list[list[str]], kind: Kind, column: str) -> int:
    """Where the column stands in each row; behind the others, empty, where the file has none."""
    headings = headings_of(rows[:ROWS_LOOKED_AT], kind)
    heads = [one.head for one in kind.columns]
    place = headings.places[heads.index(column)]
    if place is not None:
        return place
    width, heading = headings.width, next(at for at, row in enumerate(rows) if row)
    for at, row in enumerate(rows):
        if row:
            filled = [""] * (width - len(row))
            row.extend([*filled, column if at == heading else ""])
    return width


def unpacked(content: bytes, folder: Path) -> list[Table]:
    """What is written beside the file, such as its mistakes, is written in the folder."""
    return [_table(told, folder) for told in json.loads(zlib.decompress(content))]


def _table(told: Mapping[str, Any], folder: Path) -> Table:
    kind, rows = kind_called(told["kind"], told["layout"]), told["rows"]
    path = folder / Path(told["path"]).name
    saved_on = told["saved_on"] and dt.date.fromisoformat(told["saved_on"])
    kept = KeptRows(
        path, told["digest"], len(rows), (), told["sheet"], saved_on=saved_on, kept=rows
    )
    return Table(of_digests(kind) if _of_people(kind) else kind, kept)


def _rows(table: Table, hide: _HidingPeople) -> list[list[str]]:
    """Under the numbers that they had in the file."""
    headings = headings_of(list(islice(table.surveyed.rows(), ROWS_LOOKED_AT)), table.kind)
    columns = [
        (column, place)
        for column, place in zip(table.kind.columns, headings.places, strict=True)
        if place is not None
    ]
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
    return hide.row([column for column, _ in columns], told)


@dataclass(slots=True)
class _HidingPeople:
    """The key is asked for once a number of a person is met, not before."""

    session: Session
    key: bytes | None
    at: dt.datetime

    def row(self, columns: Sequence[Column], cells: Sequence[str]) -> list[str]:
        return [self(column, cell) for column, cell in zip(columns, cells, strict=True)]

    def __call__(self, column: Column, cell: str) -> str:
        if column.holds is not About.PERSON or not tidied(cell):
            return cell
        number = column.form.read(tidied(cell))
        return settled_key(self.session, self.key, at=self.at).digest_of(number)


@dataclass(slots=True)
class _TakingOut(_HidingPeople):
    withheld: Callable[[Mapping[str, str]], frozenset[str]]

    def row(self, columns: Sequence[Column], cells: Sequence[str]) -> list[str]:
        heads = [plain_heading(column.head) for column in columns]
        withheld = self.withheld(dict(zip(heads, cells, strict=True))) - CALLED
        told = _HidingPeople.row(self, columns, cells)
        return [
            TAKEN_OUT if head in withheld and _may_tell_where(column, cell) else cell
            for column, head, cell in zip(columns, heads, told, strict=True)
        ]

    def __call__(self, column: Column, cell: str) -> str:
        if column.holds is not About.PERSON:
            return TAKEN_OUT if person_in(tidied(cell), column.holds, column.head) else cell
        with suppress(DirectoryError, ValueError):
            return _HidingPeople.__call__(self, column, cell)
        return TAKEN_OUT


def _may_tell_where(column: Column, cell: str) -> bool:
    """Not where nothing stands, nor one of the words between which the column chooses."""
    return bool(tidied(cell)) and tidied(cell).casefold() not in column.form.choices


def _hiding(
    kind: Kind, session: Session, key: bytes | None, at: dt.datetime, *, is_refused: bool
) -> _HidingPeople:
    if is_refused:
        return _TakingOut(session, key, at, kind.withheld)
    return _HidingPeople(session, key, at)


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
