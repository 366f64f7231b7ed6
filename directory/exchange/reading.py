"""Reading a file of a kind: any table of cells becomes columns of values, in chunks."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Final

from directory.exchange.cells import ColumnReader, Wrong, tidied
from directory.exchange.columns import CellError, Chunk, Kind
from directory.exchange.errors import FileRefused
from directory.exchange.examples import LEFT_IN, is_example, is_marked
from directory.exchange.forms import shown
from directory.exchange.headings import ROWS_LOOKED_AT, Headings, headings_of
from directory.exchange.spreadsheets import sheet_names, survey_sheet
from directory.exchange.surveys import Survey, stamp_of, unreadable
from directory.exchange.text_files import survey_text

ROWS_PER_CHUNK: Final = 2_000

_ZIP: Final = b"PK\x03\x04"
_COMPOUND: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""Old spreadsheets, and new ones behind a password."""

A_PICTURE: Final = "is a picture: ask for the table itself, as .xlsx or CSV"
_OTHERS: Final = {
    b"%PDF": "is a PDF: ask for the table itself, as .xlsx or CSV",
    b"\x1f\x8b": "is packed (gzip): unpack it first",
    b"\x89PNG": A_PICTURE,
    b"\xff\xd8\xff": A_PICTURE,
    b"GIF8": A_PICTURE,
    b"II*\x00": A_PICTURE,
    b"MM\x00*": A_PICTURE,
    b"{\\rtf": "is a text document (RTF): save its table as .xlsx or CSV",
}
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_WEB_PAGE: Final = (b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta")


def survey(path: Path, sheet: str = "", kind: str = "") -> Survey:
    """Look a file over, by what it holds and not by what it is called.

    `sheet` names one of a spreadsheet; without it the only one is meant, or the one called as
    the `kind`. Raises `FileRefused`.
    """
    stamp_of(path)
    try:
        with path.open("rb") as file:
            top = file.read(1024)
            _refuse_others(path, top, file.read(1 << 16))
    except OSError as error:
        raise unreadable(path, error) from error
    if top.startswith(_ZIP):
        _refuse_workbook_called_csv(path)
        return survey_sheet(path, sheet, kind)
    if top and path.suffix.lower() in {".xlsx", ".xlsm"}:
        raise FileRefused(
            f"{path.name} is damaged or no spreadsheet: open it in the spreadsheet program, save"
            " it as .xlsx and send that."
        )
    if sheet:
        raise FileRefused(f"{path.name} has no sheets; leave out --sheet {shown(sheet)}.")
    return survey_text(path)


def _refuse_workbook_called_csv(path: Path) -> None:
    """One sheet is read whatever it is called; of a workbook a kind would find its empty sheet."""
    if path.suffix.casefold() == ".csv" and len(sheet_names(path)) > 1:
        raise FileRefused(
            f"{path.name} is a workbook of several sheets, and no CSV: let its name end in .xlsx."
            " A region's workbook is taken in by `import-workbook`."
        )


def _refuse_others(path: Path, top: bytes, more: bytes) -> None:
    if top.startswith(_COMPOUND):
        says = (
            "is locked with a password: save it without one"
            if _ENCRYPTED in top + more
            else "is an old spreadsheet (.xls): open it in the spreadsheet program and save it as"
            " .xlsx"
        )
        raise FileRefused(f"{path.name} {says}.")
    for mark, says in _OTHERS.items():
        if top.startswith(mark):
            raise FileRefused(f"{path.name} {says}.")
    if top.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_WEB_PAGE):
        raise FileRefused(
            f"{path.name} is a web page or XML, whatever it is called: open it in the spreadsheet"
            " program and save it as .xlsx."
        )


class TableReader:
    """Reads a table of a kind, as often as asked; remembers values from pass to pass.

    `left_out` counts rows that could not be read by the kind's `set_aside_by`, pass upon pass;
    `partly` holds those of the stretch read last of which some cells could, the others `Wrong`.

    `as_of` is the day from which dates decades away are odd; None asks about none.
    """

    def __init__(self, surveyed: Survey, kind: Kind, as_of: dt.date | None = None) -> None:
        self.surveyed = surveyed
        self.kind = kind
        self._readers = [ColumnReader(column, as_of) for column in kind.columns]
        self._required = next(
            (at for at, column in enumerate(kind.columns) if column.required), None
        )
        self.others: Sequence[str] = ()
        self.left_out: Counter[Any] = Counter()
        self.partly: Chunk = Chunk((), {})

    def chunks(self) -> Iterator[tuple[Chunk, list[CellError]]]:
        """Rows that can be read, and what is wrong with the others of the same stretch."""
        headings = self.headings()
        self.others = headings.others
        rows = self.surveyed.rows()
        for _ in islice(rows, headings.first_row - 1):
            pass
        first = headings.first_row
        while batch := list(islice(rows, ROWS_PER_CHUNK)):
            yield self._chunk(first, batch, headings)
            first += len(batch)

    def headings(self) -> Headings:
        return headings_of(list(islice(self.surveyed.rows(), ROWS_LOOKED_AT)), self.kind)

    def oddities(self, chunk: Chunk) -> Iterator[CellError]:
        """Of values in the chunk read last: dates decades away, notes that may be of a person."""
        for reader in self._readers:
            yield from reader.oddities(chunk.numbers, chunk[reader.column.name])

    def spans(self) -> Iterator[tuple[str, dt.date, dt.date]]:
        """Each column of dates with the first and last day read in it."""
        for reader in self._readers:
            if reader.first_day is not None and reader.last_day is not None:
                yield reader.column.head, reader.first_day, reader.last_day

    def _chunk(
        self, first: int, batch: list[list[str]], headings: Headings
    ) -> tuple[Chunk, list[CellError]]:
        numbers: Sequence[int] = range(first, first + len(batch))
        width = headings.width
        whole = batch
        errors: list[CellError] = []
        if set(map(len, batch)) != {width}:
            numbers, whole, errors = self._of_width(numbers, batch, width)
        numbers, whole = self._filled(numbers, whole, headings)
        numbers, whole, left_in = self._without_example(numbers, whole, headings)
        errors += left_in
        texts = list(zip(*whole, strict=True)) or [()] * width
        columns = {
            reader.column.name: (
                [None] * len(whole) if place is None else reader.values_of(texts[place])
            )
            for reader, place in zip(self._readers, headings.places, strict=True)
        }
        errors += self._wrong_cells(numbers, columns)
        errors += _without_heading(numbers, texts, headings.nameless)
        self._count_left_out(numbers, columns, errors)
        absent = frozenset(
            reader.column.name
            for reader, place in zip(self._readers, headings.places, strict=True)
            if place is None
        )
        chunk = Chunk(numbers, columns, absent)
        wrong = {error.row for error in errors}
        self.partly = chunk.only(wrong)
        return (chunk.without(wrong) if wrong else chunk), errors

    def _count_left_out(
        self, numbers: Sequence[int], columns: dict[str, list[Any]], errors: Sequence[CellError]
    ) -> None:
        if not errors or not self.kind.set_aside_by:
            return
        wrong = {error.row for error in errors}
        values = zip(numbers, columns[self.kind.set_aside_by], strict=True)
        self.left_out.update(
            value for row, value in values if row in wrong and type(value) is not Wrong
        )

    def _of_width(
        self, numbers: Sequence[int], batch: list[list[str]], width: int
    ) -> tuple[Sequence[int], list[list[str]], list[CellError]]:
        """Rows of the headings' width: blank ones left out, empty cells behind cut or added.

        A sheet has no cells behind the last that is filled; in CSV too few are a lost separator.
        """
        fits: list[tuple[int, list[str]]] = []
        errors = []
        for row, cells in zip(numbers, batch, strict=True):
            missing = width - len(cells)
            if missing and not any(map(tidied, cells)):
                continue
            if missing > 0 and self.surveyed.sheet:
                fits.append((row, cells + [""] * missing))
            elif missing == 0 or (missing < 0 and not any(map(tidied, cells[width:]))):
                fits.append((row, cells[:width]))
            else:
                reason = f"has {width} columns in the heading but {len(cells)} here"
                errors.append(CellError(row, "", reason))
        return [row for row, _ in fits], [cells for _, cells in fits], errors

    def _filled(
        self, numbers: Sequence[int], whole: list[list[str]], headings: Headings
    ) -> tuple[Sequence[int], list[list[str]]]:
        """Without rows of nothing but separators, as spreadsheets leave them behind the last."""
        place = None if self._required is None else headings.places[self._required]
        doubtful = (
            range(len(whole))
            if place is None
            else [at for at, cells in enumerate(whole) if not cells[place].strip()]
        )
        blank = {at for at in doubtful if not any(map(tidied, whole[at]))}
        if not blank:
            return numbers, whole
        kept = [at for at in range(len(whole)) if at not in blank]
        return [numbers[at] for at in kept], [whole[at] for at in kept]

    def _without_example(
        self, numbers: Sequence[int], whole: list[list[str]], headings: Headings
    ) -> tuple[Sequence[int], list[list[str]], list[CellError]]:
        """Without the template's own row, wherever it stands; one that was changed is refused."""
        place = headings.places[0]
        marked = (
            [] if place is None else [n for n, one in enumerate(whole) if is_marked(one[place])]
        )
        if not marked:
            return numbers, whole, []
        same = {n for n in marked if is_example(self.kind, whole[n], headings.places)}
        head = self.kind.columns[0].head
        errors = [CellError(numbers[n], head, LEFT_IN) for n in marked if n not in same]
        kept = [n for n in range(len(whole)) if n not in same]
        return [numbers[n] for n in kept], [whole[n] for n in kept], errors

    def _wrong_cells(
        self, numbers: Sequence[int], columns: dict[str, list[Any]]
    ) -> Iterator[CellError]:
        for reader in self._readers:
            if reader.has_met_wrong:
                for row, value in zip(numbers, columns[reader.column.name], strict=True):
                    if type(value) is Wrong:
                        yield CellError(row, reader.column.head, value.reason)


def _without_heading(
    numbers: Sequence[int], texts: Sequence[Sequence[str]], nameless: Sequence[int]
) -> Iterator[CellError]:
    """A column that has neither heading nor values is no column."""
    for place in nameless:
        for row, cell in zip(numbers, texts[place], strict=True):
            if tidied(cell):
                reason = f"column {place + 1} has no heading but holds something: name or empty it"
                yield CellError(row, "", reason)
