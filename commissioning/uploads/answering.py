"""A refused file answered row by row in the browser: what a cell should say, or that the row is
left out."""

from __future__ import annotations

from typing import Final

from commissioning.uploads.telling import TableTold, UploadTold

MOST_ROWS: Final = 50
"""Rows with mistakes that are asked about one by one; a file with more is mended where it is."""


def can_be_answered(told: UploadTold) -> bool:
    """Each mistake is one of a row, and few enough to be answered by hand."""
    if told.refusals or told.unchecked or not told.mistakes:
        return False
    return sum(map(_rows_with_mistakes, told.tables)) <= MOST_ROWS


def _rows_with_mistakes(table: TableTold) -> int:
    if table.error_count > len(table.errors):
        return MOST_ROWS + 1
    return len({one.row for one in table.errors})
