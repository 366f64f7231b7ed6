"""A column of references read at one look is read as cell by cell, whatever stands in it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissioning.exchange.referral_columns import REFERRAL_COLUMNS
from directory.exchange.cells import ColumnReader, Wrong
from directory.identifiers import any_may_tell_of_a_person, may_tell_of_a_person

[REFERENCE] = [column for column in REFERRAL_COLUMNS if column.name == "reference"]
BY_CELL: Final = replace(REFERENCE, form=replace(REFERENCE.form, plain=None))

PLAIN = ["IMPORT-0000123", "R1", "a/1", "D12-001-00042", f"A1{'x' * 38}"]
TELLING = ["A1234BC", "X123456", "Smith-1985-04-03", "AB123456C", "PR1-2LL", "R-SW1A1AA"]
ODD = ["", " R1", "R1 ", "R&amp;1", "'R1", '"R1"', "R1\n", "R1\nR2", "R\xa01", "Ŕ1", "R１", "=R1"]
OTHERS = ["preston", "A-B", "1E5", "2026-01-05", "1.2.2026", "7", "-1", "#N/A", f"A1{'x' * 39}"]


def told(value: Any) -> Any:
    return value.reason if isinstance(value, Wrong) else value


def at_one_look(cells: list[str]) -> list[Any]:
    return list(map(told, ColumnReader(REFERENCE).values_of(cells)))


def cell_by_cell(cells: list[str]) -> list[Any]:
    reader = ColumnReader(BY_CELL)
    return [told(reader[cell]) for cell in cells]


@given(
    st.lists(
        st.sampled_from(PLAIN)
        | st.sampled_from([*PLAIN, *TELLING, *ODD, *OTHERS])
        | st.text("AZaz019._/- ", max_size=12),
        min_size=1,
        max_size=6,
    )
)
def test_both_ways_come_to_the_same(cells: list[str]) -> None:
    assert at_one_look(cells) == cell_by_cell(cells)


@pytest.mark.parametrize("cell", [*TELLING, *ODD, *OTHERS])
def test_one_that_is_not_plain_among_plain_ones(cell: str) -> None:
    cells = [*PLAIN, cell, *PLAIN]
    assert at_one_look(cells) == cell_by_cell(cells)


def test_plain_references_are_read_as_they_stand() -> None:
    assert at_one_look(PLAIN) == PLAIN


@given(st.lists(st.sampled_from([*PLAIN, *TELLING, *OTHERS])))
def test_many_may_tell_where_one_may(texts: list[str]) -> None:
    assert any_may_tell_of_a_person(texts) == any(map(may_tell_of_a_person, texts))
