"""The number of a person is refused in every column of every file, and is never repeated."""

from __future__ import annotations

from typing import Final

import pytest

from commissioning.exchange.kinds import KINDS
from directory.exchange.cells import ColumnReader, Wrong
from directory.exchange.columns import About, Column, Kind
from directory.exchange.local_statements import EVIDENCE

CELLS: Final = (
    "Case of X123456 A1234BC",
    "shut for X 123456",
    "C6-X123456",
    "07700 900123 X123456",
)
NAMED: Final = "Smith John 3 April 1988"
COLUMNS: Final = [
    pytest.param(column, id=f"{kind.name}-{kind.layout or 'own'}-{column.name}")
    for kind in KINDS
    for column in kind.columns
    if column.holds is not About.PERSON  # its layout carries one, and the work hides it
]


def refused(column: Column, cell: str) -> str:
    value = ColumnReader(column)[cell]
    assert isinstance(value, Wrong), f"{column.name} took it"
    return value.reason


@pytest.mark.parametrize("column", COLUMNS)
def test_a_number_in_any_column_is_refused_without_its_value(column: Column) -> None:
    for cell in CELLS:
        reason = refused(column, cell)
        assert reason.startswith("holds a "), reason
        assert "123456" not in reason
        assert "A1234BC" not in reason


@pytest.mark.parametrize("column", COLUMNS)
def test_so_is_a_name_with_a_birth_date_except_where_a_publication_is_cited(
    column: Column,
) -> None:
    if column.holds is About.PUBLISHED:
        return
    reason = refused(column, NAMED)
    assert reason.startswith("holds a name with a date of birth")
    assert "Smith" not in reason


def test_what_was_published_is_cited_with_its_day() -> None:
    [source] = _columns(EVIDENCE, "source")
    cell = "Home Office, 12 March 2003"
    assert ColumnReader(source)[cell] == cell


def _columns(kind: Kind, name: str) -> list[Column]:
    return [column for column in kind.columns if column.name == name]
