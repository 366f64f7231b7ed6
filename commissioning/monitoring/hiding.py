"""A table of counts with exact totals while its cells are being hidden.

Hiding the small cells and a partner for each is not enough: in about a third of small tables the
rest can still be solved. Whether a hidden cell can be solved is decided exactly. Counts with fixed
totals have another solution that changes one cell if and only if the change can travel round a
closed path of hidden cells, in turn one person more and one fewer (the residual network of a
transport problem).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

HIDDEN: Final = "*"

Cell = tuple[int, int]
"""Row and column, counted from 0."""


@dataclass(frozen=True, slots=True)
class ProtectedTable:
    """A table as it may be published; None is hidden.

    When `is_withheld` nothing may be published, totals included. `one_class_rows` are
    rows in which all people fall in one cell, which tells everybody's class even in
    large numbers. `small_rows` and `small_columns` have a total of 1 to k − 1, which
    stands there exactly: join them with a neighbour before publishing.
    """

    cells: tuple[tuple[int | None, ...], ...]
    row_totals: tuple[int, ...] | None
    column_totals: tuple[int, ...] | None
    total: int | None
    is_withheld: bool = False
    one_class_rows: tuple[int, ...] = ()
    small_rows: tuple[int, ...] = ()
    small_columns: tuple[int, ...] = ()

    def shown(self) -> list[list[str]]:
        """The cells as words, `*` for a hidden one."""
        return [[HIDDEN if cell is None else str(cell) for cell in row] for row in self.cells]


class Hiding:
    """A table while its cells are being hidden."""

    def __init__(self, table: Sequence[Sequence[int]], k: int) -> None:
        self.counts = [list(row) for row in table]
        self.k = k
        self.rows = range(len(self.counts))
        self.columns = range(len(self.counts[0]) if self.counts else 0)
        self.hidden: set[Cell] = set()
        if k < 2 or not self.columns or any(len(row) != len(self.columns) for row in self.counts):
            raise ValueError("a table needs full rows of counts and k of 2 or more")
        if any(count < 0 for row in self.counts for count in row):
            raise ValueError("a count of people cannot be negative")

    def lines(self) -> list[list[Cell]]:
        rows = [[(row, column) for column in self.columns] for row in self.rows]
        return rows + [[(row, column) for row in self.rows] for column in self.columns]

    def count(self, cell: Cell) -> int:
        return self.counts[cell[0]][cell[1]]

    def hide_small(self) -> None:
        for line in self.lines()[: len(self.rows)]:
            self.hidden |= {cell for cell in line if 0 < self.count(cell) < self.k}

    def hide_partners(self) -> None:
        """A line with one hidden cell, or a hidden sum below k, hides its smallest other."""
        found = True
        while found:
            found = False
            for line in self.lines():
                hidden = [cell for cell in line if cell in self.hidden]
                others = [cell for cell in line if cell not in self.hidden and self.count(cell)]
                total = sum(self.count(cell) for cell in hidden)
                if hidden and others and (len(hidden) == 1 or total < self.k):
                    self.hidden.add(min(others, key=lambda cell: (self.count(cell), cell)))
                    found = True

    def hide_until_unsolvable(self) -> bool:
        """Hide one more cell at a time, zeros too; False when all are hidden in vain."""
        while solvable := self.solvable(self.hidden):
            if not self.hide_one_more(solvable[0]):
                return False
        return True

    def hide_one_more(self, solvable: Cell) -> bool:
        """For the sake of one that can be solved; False where nothing is left to hide."""
        candidates = self._candidates(solvable)
        if candidates:
            self.hidden.add(min(candidates, key=self._cost_of_hiding))
            self.hide_partners()
        return bool(candidates)

    def solvable(self, hidden: set[Cell]) -> list[Cell]:
        """Hidden cells whose value follows from the totals and the cells shown."""
        return solved({cell: self.count(cell) for cell in hidden})

    def published(self, *, is_withheld: bool = False) -> ProtectedTable:
        row_totals = tuple(sum(row) for row in self.counts)
        column_totals = tuple(sum(column) for column in zip(*self.counts, strict=True))
        return ProtectedTable(
            cells=tuple(
                tuple(
                    None if is_withheld or (row, column) in self.hidden else count
                    for column, count in enumerate(counts)
                )
                for row, counts in enumerate(self.counts)
            ),
            row_totals=None if is_withheld else row_totals,
            column_totals=None if is_withheld else column_totals,
            total=None if is_withheld else sum(row_totals),
            is_withheld=is_withheld,
            one_class_rows=tuple(
                row for row in self.rows if sum(count > 0 for count in self.counts[row]) == 1
            ),
            small_rows=tuple(row for row in self.rows if 0 < row_totals[row] < self.k),
            small_columns=tuple(
                column for column in self.columns if 0 < column_totals[column] < self.k
            ),
        )

    def _candidates(self, cell: Cell) -> list[Cell]:
        shown = [
            (row, column)
            for row in self.rows
            for column in self.columns
            if (row, column) not in self.hidden
        ]
        near = [one for one in shown if one[0] == cell[0] or one[1] == cell[1]]
        return near or shown

    def _cost_of_hiding(self, cell: Cell) -> tuple[int, bool, int, Cell]:
        """First what leaves least to solve, then the smallest count, zeros last."""
        left = len(self.solvable(self.hidden | {cell}))
        return left, self.count(cell) == 0, self.count(cell), cell


def solved(hidden: Mapping[Cell, int], concerned: Iterable[Cell] | None = None) -> list[Cell]:
    """Those of the hidden (or of the `concerned`) that only their own count can fill."""
    paths = ChangePaths(hidden)
    asked = hidden if concerned is None else concerned
    return sorted(cell for cell in asked if not paths.can_change(cell))


class ChangePaths:
    """How a change of one person can travel over hidden cells with all totals kept.

    A step from a row to a column adds a person to their cell; a step from a column to
    a row takes one away, which an empty cell does not allow.
    """

    def __init__(self, hidden: Mapping[Cell, int]) -> None:
        self.hidden = hidden
        self.steps: dict[tuple[str, int], list[tuple[str, int]]] = defaultdict(list)
        for (row, column), count in hidden.items():
            self.steps["row", row].append(("column", column))
            if count:
                self.steps["column", column].append(("row", row))

    def can_change(self, cell: Cell) -> bool:
        row, column = ("row", cell[0]), ("column", cell[1])
        one_more = self._leads_to(column, row)
        return one_more or (self.hidden[cell] > 0 and self._leads_to(row, column))

    def _leads_to(self, start: tuple[str, int], goal: tuple[str, int]) -> bool:
        """Without the cell of start and goal itself, which would undo the change."""
        seen = {start}
        waiting = [start]
        while waiting:
            line = waiting.pop()
            for reached in self.steps[line]:
                if reached == goal and line != start:
                    return True
                if reached not in seen and reached != goal:
                    seen.add(reached)
                    waiting.append(reached)
        return False
