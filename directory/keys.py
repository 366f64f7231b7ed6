"""Rows by keys that were just read, for questions that are asked again and again of the same."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, false, literal_column


def is_one_of(column: SQLColumnExpression[Any], keys: Collection[int]) -> ColumnElement[bool]:
    """The keys as plain numbers: bound ones are written out anew each time a question is asked.

    Only for whole numbers of ours; what somebody typed is always bound.
    """
    if not keys:
        return false()
    numbers = ", ".join(str(int(key)) for key in sorted(keys))
    return column.op("IN", is_comparison=True)(literal_column(f"({numbers})"))
