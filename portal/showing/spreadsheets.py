"""A table as a spreadsheet to calculate on: numbers and days as such, text never as a formula."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from flask import Response
from openpyxl import Workbook
from openpyxl.cell import Cell as OwnCell
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDEST = 40

Cell = str | int | float | Decimal | dt.date | None


def workbook_answer(
    title: str, headings: Sequence[str], rows: Iterable[Sequence[Cell]], *, name: str
) -> Response:
    """To be kept under that name."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "B2"
    for number, heading in enumerate(headings, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = min(WIDEST, len(heading) + 4)
    sheet.append([_heading(sheet, heading) for heading in headings])
    for row in rows:
        sheet.append(list(_cells(sheet, row)))
    file = io.BytesIO()
    book.save(file)
    answer = Response(file.getvalue(), mimetype=KIND)
    answer.headers["Content-Disposition"] = f"attachment; filename={name}.xlsx"
    return answer


def _heading(sheet: WriteOnlyWorksheet, heading: str) -> OwnCell:
    cell = WriteOnlyCell(sheet, heading)
    cell.font = Font(bold=True)
    return cell


def _cells(sheet: WriteOnlyWorksheet, row: Sequence[Cell]) -> Iterator[OwnCell | None]:
    for value in row:
        if value is None:
            yield None
            continue
        cell: OwnCell = WriteOnlyCell(sheet, value)  # type: ignore[arg-type]  # it takes days too
        if isinstance(value, str):
            cell.data_type = "s"  # whatever it begins with, it is text
        yield cell
