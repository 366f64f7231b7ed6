"""What is asked of a refused file: of each wrong row its cells, or whether it is left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from commissioning.exchange.kinds import kind_called
from commissioning.uploads.telling import TableTold, UploadTold
from directory.exchange.columns import Column

LONGEST_ANSWER: Final = 2000


@dataclass(frozen=True, slots=True)
class CellAsked:
    """`name`: of its input; `empties` of the box that leaves the cell empty, "" where it must say
    something."""

    name: str
    empties: str
    column: str
    reason: str


@dataclass(frozen=True, slots=True)
class RowAsked:
    """`reasons` are of the row as a whole; `leaves_out` is the name of the box that does."""

    table: int
    row: int
    title: str
    reasons: Sequence[str]
    cells: Sequence[CellAsked]
    leaves_out: str


def rows_asked(told: UploadTold) -> list[RowAsked]:
    """By table and row."""
    return [row for place, table in enumerate(told.tables) for row in _of_table(place, table)]


def _cell(where: str, column: Column, reason: str) -> CellAsked:
    empties = "" if column.required else f"empty-{where}"
    return CellAsked(f"cell-{where}", empties, column.head, reason)


def _of_table(place: int, table: TableTold) -> Iterator[RowAsked]:
    columns = {one.head: one for one in kind_called(table.kind, table.layout).columns}
    heads = list(columns)
    for number in sorted({one.row for one in table.errors}):
        wrong: dict[str, str] = {}
        for one in table.errors:
            if one.row == number:
                told = wrong.get(one.column)
                wrong[one.column] = f"{told}; {one.reason}" if told else one.reason
        yield RowAsked(
            place,
            number,
            f"{table.sheet}, row {number}" if table.sheet else f"Row {number}",
            [f"{head}: {why}" if head else why for head, why in wrong.items() if head not in heads],
            [
                _cell(f"{place}-{number}-{heads.index(head)}", columns[head], why)
                for head, why in wrong.items()
                if head in heads
            ],
            f"out-{place}-{number}",
        )
