"""Tables of pages as files for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from flask import Response

from directory.exchange.cells import formula_safe


def csv_text(rows: Iterable[Iterable[object]]) -> str:
    """Rows for a spreadsheet; what would run there as a formula is text."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerows([formula_safe(cell) for cell in row] for row in rows)
    return file.getvalue()


def csv_answer(rows: Iterable[Iterable[object]], name: str) -> Response:
    """The same to be kept under a name, with the mark that Excel wants at its beginning."""
    answer = Response("\ufeff" + csv_text(rows), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f"attachment; filename={name}"
    return answer
