"""A table as a file: CSV for any program, a spreadsheet where people calculate on."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Final

from flask import Response
from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from directory.exchange.cells import formula_safe

Value = str | int | float | Decimal | dt.date | None
SPREADSHEET: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def csv_answer(rows: Iterable[Sequence[Value]], *, name: str) -> Response:
    """With the mark that Excel wants; what would run there as a formula is text."""
    file = io.StringIO()
    csv.writer(file).writerows([formula_safe(cell) for cell in row] for row in rows)
    return _kept(Response("\ufeff" + file.getvalue(), mimetype="text/csv"), f"{name}.csv")


def spreadsheet_answer(rows: Iterable[Sequence[Value]], *, name: str) -> Response:
    """Days and numbers as such, text never as a formula; the headings stay in sight."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(name)
    sheet.freeze_panes = "B2"
    for row in rows:
        sheet.append(list(_cells(sheet, row)))
    file = io.BytesIO()
    book.save(file)
    return _kept(Response(file.getvalue(), mimetype=SPREADSHEET), f"{name}.xlsx")


def _cells(sheet: WriteOnlyWorksheet, row: Sequence[Value]) -> Iterator[Cell | None]:
    for value in row:
        if value is None:
            yield None
            continue
        cell: Cell = WriteOnlyCell(sheet, value)  # type: ignore[arg-type]  # it takes days too
        if isinstance(value, str):
            cell.data_type = "s"
        yield cell


def _kept(answer: Response, name: str) -> Response:
    answer.headers["Content-Disposition"] = f"attachment; filename={name}"
    return answer
