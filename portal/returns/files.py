"""Figures sent as a file, and the table that is offered for it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from flask import Response, make_response, request
from openpyxl import Workbook
from werkzeug.utils import secure_filename

from commissioning.returns.errors import FiguresUnfit
from directory.exchange.cells import formula_safe
from directory.exchange.errors import FileRefused
from directory.exchange.reading import survey

LARGEST_FILE: Final = 2_000_000
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Rows = Sequence[Sequence[str | float]]


@contextmanager
def rows_sent() -> Iterator[Iterator[list[str]]]:
    """Of the file in the request. Raises `FiguresUnfit`."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise FiguresUnfit({"file": "Choose a file, CSV or .xlsx"})
    with TemporaryDirectory() as folder:
        path = Path(folder) / (secure_filename(sent.filename) or "figures")
        sent.save(path)
        try:
            yield survey(path).rows()
        except FileRefused as refusal:
            raise FiguresUnfit({"file": str(refusal)}) from refusal


def offered(rows: Rows, name: str, form: str) -> Response:
    """The table to be filled in, as CSV or as a spreadsheet."""
    body = _workbook(rows) if form == "xlsx" else _csv(rows)
    answer = make_response(body)
    answer.headers["Content-Type"] = XLSX if form == "xlsx" else "text/csv; charset=utf-8"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return answer


def _csv(rows: Rows) -> bytes:
    written = io.StringIO()
    csv.writer(written).writerows([formula_safe(cell) for cell in row] for row in rows)
    return written.getvalue().encode("utf-8-sig")


def _workbook(rows: Rows) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("figures")
    for row in rows:
        sheet.append([formula_safe(cell) for cell in row])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()
