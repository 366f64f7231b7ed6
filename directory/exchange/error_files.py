"""A refused file sent back: its rows again, each with what is wrong, to be mended and sent anew."""

from __future__ import annotations

import csv
import io
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Any, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill

from directory.exchange.cells import formula_safe, person_in, tidied
from directory.exchange.columns import OWN_COLUMNS, About, CellError, Kind
from directory.exchange.errors import FileRefused
from directory.exchange.headings import Headings, plain_heading
from directory.exchange.reading import TableReader
from directory.exchange.report import Report

_WRONG: Final = PatternFill("solid", start_color="F6D7D2")
_ODD: Final = PatternFill("solid", start_color="FFF2CC")
_BOLD: Final = Font(bold=True)
_ILLEGAL: Final = {code: None for code in range(32) if chr(code) not in "\t\n\r"}
"""Characters that a cell of a spreadsheet cannot hold."""

LEFT_OUT: Final = "what leads to this place is left out here: take it from your own file"
LONGEST_CELL: Final = 32_767


@dataclass(frozen=True, slots=True)
class _Line:
    """A row as it is sent back; `marks` are reasons by place, "" for the row as a whole."""

    row: int
    cells: Sequence[str]
    marks: Mapping[int, str]
    reasons: str
    is_wrong: bool


def write_error_file(report: Report) -> Path:
    """The file again with the reasons beside each refused row; where rows were set aside, those.

    A spreadsheet comes back as one, its wrong cells coloured and with the reason as a comment.
    Nothing in it is a formula, and cells that tell who a person is are blank. Raises
    `FileRefused` where it cannot be written.
    """
    is_sheet = bool(report.surveyed.sheet)
    suffix = ".errors.xlsx" if is_sheet else ".errors.csv"
    path = report.path.with_name(report.path.stem + suffix)
    lines = _Lines(report)
    try:
        with _for_owner_only(path) as file:
            if is_sheet:
                _write_sheet(file, lines, report.surveyed.sheet)
            else:
                _write_csv(file, lines)
    except OSError as error:
        raise FileRefused(f"{path} cannot be written: {error.strerror}") from error
    return path


def write_error_workbook(reports: Sequence[Report]) -> Path:
    """The sheets of one workbook in which something is wrong or odd, marked alike, in one copy."""
    path = reports[0].path.with_name(reports[0].path.stem + ".errors.xlsx")
    workbook = Workbook(write_only=True)
    for report in reports:
        _add_sheet(workbook, _Lines(report), report.surveyed.sheet)
    try:
        with _for_owner_only(path) as file:
            workbook.save(file)
    except OSError as error:
        raise FileRefused(f"{path} cannot be written: {error.strerror}") from error
    return path


@contextmanager
def _for_owner_only(path: Path) -> Iterator[IO[bytes]]:
    opened = os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(opened, "w+b") as file:
        yield file


class _Lines:
    """The rows of a report's file, one by one, with what is wrong or odd in each."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._headings: Headings = TableReader(report.surveyed, report.kind).headings()
        self._heads = heads = [plain_heading(head) for head in self._headings.texts]
        self._kept = [at for at, head in enumerate(heads) if head not in OWN_COLUMNS]
        self._holds = _holds_by_place(report.kind, heads)
        self._place_of = {
            column.head: self._kept.index(place)
            for column, place in zip(report.kind.columns, self._headings.places, strict=True)
            if place is not None
        }
        self._wrong = _by_row(report.errors)
        self._odd = _by_row(report.unusual)

    @property
    def heading(self) -> list[str]:
        return [*(self._headings.texts[at] for at in self._kept), *OWN_COLUMNS]

    def __iter__(self) -> Iterator[_Line]:
        first = self._headings.first_row
        rows = islice(self._report.surveyed.rows(), first - 1, None)
        for row, cells in enumerate(rows, start=first):
            if any(map(tidied, cells)) and (not self._told or row in self._told):
                yield self._line(row, cells)

    @property
    def _told(self) -> set[int]:
        """The rows to send back: where the others were taken in, those that were not."""
        return set() if self._report.is_refused else self._report.set_aside

    def _line(self, row: int, cells: Sequence[str]) -> _Line:
        wrong, odd = self._wrong.get(row, ()), self._odd.get(row, ())
        withheld = self._report.kind.withheld(dict(zip(self._heads, cells, strict=False)))
        marks: defaultdict[int, list[str]] = defaultdict(list)
        for error in (*wrong, *odd):
            place = self._place_of.get(error.column, -1)
            marks[place].append(error.reason)
        reasons = [_told_of(error) for error in wrong]
        reasons += [f"unusual: {_told_of(error)}" for error in odd]
        if withheld:
            reasons.append(LEFT_OUT)
            places = zip(self._heads, cells, strict=False)
            cells = ["" if head in withheld else cell for head, cell in places]
        beyond = cells[self._headings.width :]
        ours = [
            "" if at >= len(cells) or self._is_of_a_person(at, cells[at]) else cells[at]
            for at in self._kept
        ]
        safe = ["" if self._is_of_a_person(-1, cell) else cell for cell in beyond]
        told = {place: "; ".join(reasons) for place, reasons in marks.items()}
        return _Line(row, [*ours, *safe], told, "; ".join(reasons), bool(wrong))

    def _is_of_a_person(self, place: int, cell: str) -> bool:
        holds, head = self._holds.get(place, (About.FACT, ""))
        return holds is About.PERSON or person_in(tidied(cell), holds, head) is not None

    @property
    def width(self) -> int:
        return len(self._kept)


def _holds_by_place(kind: Kind, heads: Sequence[str]) -> dict[int, tuple[About, str]]:
    """Of every column of the file; those that are not the kind's are searched as facts are."""
    holds = {plain_heading(column.head): column.holds for column in kind.columns}
    return {at: (holds.get(head, About.FACT), head) for at, head in enumerate(heads)}


def _by_row(errors: Iterable[CellError]) -> dict[int, list[CellError]]:
    rows: defaultdict[int, list[CellError]] = defaultdict(list)
    for error in errors:
        rows[error.row].append(error)
    return rows


def _told_of(error: CellError) -> str:
    return f"{error.column}: {error.reason}" if error.column else error.reason


def _write_csv(file: IO[bytes], lines: _Lines) -> None:
    with io.TextIOWrapper(file, encoding="utf-8-sig", newline="") as text:
        writer = csv.writer(text)
        writer.writerow(map(formula_safe, lines.heading))
        for line in lines:
            ours, beyond = line.cells[: lines.width], line.cells[lines.width :]
            told = (*ours, line.row, line.reasons, *beyond)
            writer.writerow([formula_safe(cell) for cell in told])


def _write_sheet(file: IO[bytes], lines: _Lines, title: str) -> None:
    workbook = Workbook(write_only=True)
    _add_sheet(workbook, lines, title)
    workbook.save(file)


def _add_sheet(workbook: Workbook, lines: _Lines, title: str) -> None:
    sheet = workbook.create_sheet(title)
    sheet.freeze_panes = "A2"
    heading = [_text_cell(sheet, head) for head in lines.heading]
    for cell in heading:
        cell.font = _BOLD
    sheet.append(heading)
    for line in lines:
        cells = [_text_cell(sheet, cell) for cell in line.cells[: lines.width]]
        for place, reason in line.marks.items():
            if place >= 0:
                cells[place].fill = _WRONG if line.is_wrong else _ODD
                cells[place].comment = Comment(reason, "")
        sheet.append([*cells, line.row, _text_cell(sheet, line.reasons)])


def _text_cell(sheet: Any, text: str) -> Any:
    """A text whatever it looks like, so that no digit is lost when somebody mends the cell."""
    cell = WriteOnlyCell(sheet, text.translate(_ILLEGAL)[:LONGEST_CELL])
    cell.data_type = "s"
    cell.number_format = "@"
    return cell
