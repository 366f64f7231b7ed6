"""Spreadsheets (.xlsx): which sheet is meant, and its cells as text.

A sheet is parsed once, in bounded memory; its rows are kept packed to be read again.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import marshal
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final

from openpyxl.reader.excel import ExcelReader

from directory.exchange.cells import UNWORKED
from directory.exchange.errors import FileChanged, FileRefused, NothingInIt
from directory.exchange.forms import shown
from directory.exchange.packages import (
    MOST_CELLS,
    Contents,
    contents_of,
    damage_told,
    open_package,
    saved_on_told,
)
from directory.exchange.surveys import MOST_COLUMNS, Survey, stamp_of, too_wide, unreadable

LAST_ROW: Final = 1_048_576
DIGITS_KEPT: Final = 15
"""Of a number; a spreadsheet turns those behind into noughts."""

_ROWS_PACKED: Final = 1_000
_NAMES_TOLD: Final = 12

Cells = list[str]


@dataclass(frozen=True, slots=True)
class SheetSurvey(Survey):
    packed: tuple[bytes, ...]

    def rows(self) -> Iterator[Cells]:
        for block in self.packed:
            yield from marshal.loads(zlib.decompress(block))  # noqa: S302  packed below


def survey_sheet(path: Path, sheet: str = "", kind: str = "") -> SheetSurvey:
    """The sheet named; without a name the only one, or the one called as the kind.

    Raises `FileRefused` for whatever cannot be read as a table of cells.
    """
    stamp = stamp_of(path)
    with open_package(path) as package, damage_told(path):
        title = _title_of(package, sheet, kind)
        contents = contents_of(package, title)
        saved_on = saved_on_told(package.archive)
        rows = list(_packed(_rows_of(package, title, contents.unworked)))
        if contents.merged:
            _refuse_merged(contents.merged, (cells for block in rows for cells in _unpacked(block)))
    digest = _digest_of(path)
    if stamp_of(path) != stamp:
        raise FileChanged
    lines = sum(len(_unpacked(block)) for block in rows)
    if not lines:
        raise NothingInIt(f"The sheet {shown(title)} is empty.")
    return SheetSurvey(
        path, digest, lines, _remarks(contents), title, tuple(rows), saved_on=saved_on
    )


def sheet_names(path: Path) -> tuple[str, ...]:
    """Of the sheets that are shown, in their order."""
    with open_package(path) as package, damage_told(path):
        return tuple(sheet.title for sheet in package.wb.worksheets if _is_shown(sheet))


def _is_shown(sheet: Any) -> bool:
    return bool(sheet.sheet_state == "visible")


def _title_of(package: ExcelReader, sheet: str, kind: str) -> str:
    titles = [one.title for one in package.wb.worksheets]
    if sheet:
        named = [title for title in titles if title.casefold() == sheet.strip().casefold()]
        if not named:
            raise FileRefused(f"There is no sheet {shown(sheet)}; there are {_listed(titles)}.")
        return named[0]
    filled = [one.title for one in package.wb.worksheets if _is_shown(one) and _has_cells(one)]
    if not filled:
        raise FileRefused("The file is empty.")
    called = [title for title in filled if title.strip().casefold() == kind.casefold()]
    if len(filled) > 1 and not called:
        raise FileRefused(
            f"There are several sheets: {_listed(filled)}. Say which one with --sheet NAME."
        )
    return (called or filled)[0]


def _has_cells(sheet: Any) -> bool:
    sheet.reset_dimensions()
    return any(any(cell is not None for cell in row) for row in sheet.iter_rows(values_only=True))


def _listed(titles: Sequence[str]) -> str:
    told = ", ".join(shown(title) for title in titles[:_NAMES_TOLD])
    return f"{told} and {len(titles) - _NAMES_TOLD} more" if len(titles) > _NAMES_TOLD else told


def _rows_of(
    package: ExcelReader, title: str, unworked: frozenset[tuple[int, int]]
) -> Iterator[Cells]:
    """Cells as texts without the empty ones behind; how large the sheet claims to be is nothing.

    A formula that nobody has worked out is a mistake of its cell alone.
    """
    rows_unworked = {row for row, _ in unworked}
    sheet = package.wb[title]
    sheet.reset_dimensions()
    met = 0
    for row, values in enumerate(sheet.iter_rows(values_only=True), start=1):
        if row > LAST_ROW:
            raise FileRefused(f"has a number beyond the last row of a spreadsheet, {LAST_ROW:,}")
        cells = [_text(value) for value in values]
        if row in rows_unworked:
            cells = [
                UNWORKED if (row, at) in unworked else cell for at, cell in enumerate(cells, 1)
            ]
        while cells and not cells[-1]:
            cells.pop()
        met += len(cells)
        if len(cells) > MOST_COLUMNS:
            raise too_wide(len(cells), row)
        if met > MOST_CELLS:
            raise FileRefused(f"The sheet has more than {MOST_CELLS:,} cells; save it as CSV.")
        yield cells


def _text(value: Any) -> str:
    """As somebody would type what the cell shows."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, dt.datetime):
        is_day = value.time() == dt.time()
        return value.date().isoformat() if is_day else value.isoformat(" ", "minutes")
    return str(value)


def _number(value: float) -> str:
    """Whole numbers without .0; what has lost digits is shown as spreadsheets shorten it."""
    if abs(value) >= 10**DIGITS_KEPT:
        return f"{value:.2E}"
    if value == int(value):
        return str(int(value))
    return f"{value:.6f}".rstrip("0")


def _packed(rows: Iterator[Cells]) -> Iterator[bytes]:
    """Blocks of rows; blank rows behind the last are left out."""
    blank: list[Cells] = []

    def without_end() -> Iterator[Cells]:
        for cells in rows:
            if any(map(str.strip, cells)):
                yield from blank
                blank.clear()
                yield cells
            else:
                blank.append([])

    told = without_end()
    while block := list(islice(told, _ROWS_PACKED)):
        yield zlib.compress(marshal.dumps(block), level=1)


def _unpacked(block: bytes) -> list[Cells]:
    rows: list[Cells] = marshal.loads(zlib.decompress(block))  # noqa: S302  packed above
    return rows


def _refuse_merged(merged: Sequence[tuple[str, int, int]], rows: Iterable[Cells]) -> None:
    """A title or a help across columns is one cell in one row; others hide what rows say."""
    alone = {row for row, cells in enumerate(rows, start=1) if sum(map(bool, cells)) <= 1}
    hiding = [ref for ref, first, last in merged if first != last or first not in alone]
    if hiding:
        raise FileRefused(
            f"The cells {_listed(hiding)} are merged, and only the first of them says something:"
            " unmerge them and give each row its own value."
        )


def _remarks(contents: Contents) -> tuple[str, ...]:
    remarks = []
    if contents.formulas:
        remarks.append(
            f"{contents.formulas:,} cells hold formulas: the value kept beside each was read."
        )
    if contents.has_external_links:
        remarks.append("The workbook has links to other files: they were not followed.")
    return tuple(remarks)


def _digest_of(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise unreadable(path, error) from error
