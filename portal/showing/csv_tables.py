"""A table of a page as a file for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from flask import Response

from directory.exchange.cells import formula_safe

MARK = "\ufeff"
"""Without it Excel takes the file for one of another alphabet."""


def csv_text(rows: Iterable[Iterable[object]]) -> str:
    """Rows for a spreadsheet; what would run there as a formula is text."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerows([formula_safe(cell) for cell in row] for row in rows)
    return file.getvalue()


def csv_answer(rows: Iterable[Iterable[object]], name: str) -> Response:
    """To be kept under that name."""
    answer = Response(MARK + csv_text(rows), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f"attachment; filename={name}.csv"
    return answer
