"""The attacker here sees the published table and tries every table that it allows."""

import itertools
import random
from collections.abc import Iterator

import pytest

from commissioning.monitoring.disclosure import ProtectedTable, protect

K = 5


def possible_tables(published: ProtectedTable) -> Iterator[tuple[tuple[int, ...], ...]]:
    """Every table of counts that agrees with what is published, by trying them all."""
    assert published.row_totals is not None
    assert published.column_totals is not None
    rows = [
        list(_rows_that_add_up(row, total))
        for row, total in zip(published.cells, published.row_totals, strict=True)
    ]
    yield from _tables(rows, list(published.column_totals))


def _tables(
    rows: list[list[tuple[int, ...]]], left: list[int]
) -> Iterator[tuple[tuple[int, ...], ...]]:
    if not rows:
        if not any(left):
            yield ()
        return
    for row in rows[0]:
        after = [total - count for total, count in zip(left, row, strict=True)]
        if min(after) >= 0:
            for rest in _tables(rows[1:], after):
                yield (row, *rest)


def _rows_that_add_up(row: tuple[int | None, ...], total: int) -> Iterator[tuple[int, ...]]:
    choices = [range(total + 1) if cell is None else [cell] for cell in row]
    for counts in itertools.product(*choices):
        if sum(counts) == total:
            yield counts


def told_cells(published: ProtectedTable) -> list[tuple[int, int]]:
    """Hidden cells that have the same count in every possible table."""
    tables = list(possible_tables(published))
    return [
        (row, column)
        for row, cells in enumerate(published.cells)
        for column, cell in enumerate(cells)
        if cell is None and len({table[row][column] for table in tables}) == 1
    ]


def random_tables() -> Iterator[list[list[int]]]:
    chance = random.Random(20261122)
    for _ in range(150):
        height, width = chance.choice([(2, 2), (2, 3), (3, 2), (3, 3)])
        yield [[chance.choice([0, 0, 1, 2, 3, 6, 9]) for _ in range(width)] for _ in range(height)]


def test_no_hidden_cell_can_be_solved_and_no_small_one_is_shown() -> None:
    kept = 0
    for table in random_tables():
        published = protect(table, K)
        assert not any(cell in range(1, K) for row in published.cells for cell in row), table
        if not published.is_withheld:
            kept += 1
            assert told_cells(published) == [], table
    assert kept > 75  # withholding everything would be safe and useless


def test_what_is_shown_is_exact() -> None:
    table = [[20, 3, 9], [14, 8, 2], [30, 12, 11]]
    published = protect(table, K)
    for shown, counts in zip(published.cells, table, strict=True):
        assert all(cell in (None, count) for cell, count in zip(shown, counts, strict=True))
    assert published.row_totals == (32, 24, 53)
    assert published.column_totals == (64, 23, 22)
    assert published.total == 109


def test_one_small_cell_takes_three_others_with_it() -> None:
    assert protect([[3, 20, 30], [9, 40, 50], [60, 70, 80]], K).shown() == [
        ["*", "*", "30"],
        ["*", "*", "50"],
        ["60", "70", "80"],
    ]


def test_a_hidden_sum_below_k_hides_one_more() -> None:
    published = protect([[1, 2, 20, 30], [9, 8, 40, 50], [9, 9, 9, 9]], K)
    hidden_in_first_row = [cell for cell in published.cells[0] if cell is None]
    assert len(hidden_in_first_row) == 3


def test_a_table_without_small_cells_is_untouched() -> None:
    published = protect([[5, 0], [0, 9]], K)
    assert published.shown() == [["5", "0"], ["0", "9"]]
    assert published.one_class_rows == (0, 1)


def test_zeros_are_hidden_where_nothing_else_is_left() -> None:
    published = protect([[3, 0], [0, 9]], K)
    assert not published.is_withheld
    assert published.shown() == [["*", "*"], ["*", "*"]]
    assert told_cells(published) == []
    assert published.small_rows == (0,)
    assert published.small_columns == (0,)


@pytest.mark.parametrize("table", [[[3, 9, 20]], [[3], [9]], [[3, 0], [0, 0]]])
def test_a_table_that_cannot_be_kept_secret_is_withheld_whole(table: list[list[int]]) -> None:
    published = protect(table, K)
    assert published.is_withheld
    assert published.total is None
    assert published.row_totals is None
    assert all(cell is None for row in published.cells for cell in row)


@pytest.mark.parametrize(("table", "k"), [([], 5), ([[]], 5), ([[1], [1, 2]], 5), ([[9]], 1)])
def test_a_table_that_is_none_is_refused(table: list[list[int]], k: int) -> None:
    with pytest.raises(ValueError, match="full rows"):
        protect(table, k)
