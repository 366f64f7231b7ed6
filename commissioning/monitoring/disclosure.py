"""Small numbers: what may be said about people below the national level.

The usual rule (`suppress`, `banded`, `percentage`) rounds what is shown. A published
table with exact totals goes through `protect` instead. Counts of providers and
contracts, commissioned volumes and published prices are not about people and need
neither.

In such a table, hiding the small cells and a partner for each is not enough: in about a
third of small tables the rest can still be solved. Whether a hidden cell can be solved
is decided exactly. Counts with fixed totals have another solution that changes one cell
if and only if the change can travel round a closed path of hidden cells, in turn one
person more and one fewer (the residual network of a transport problem).
"""

from __future__ import annotations

import enum
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

SMALLEST_SHOWN = 8
"""NHS Digital, 2018: counts of 1 to 7 are not shown, others rounded to the nearest 5."""

SMALLEST_DENOMINATOR = 25
HIDDEN = "*"

Cell = tuple[int, int]
"""Row and column, counted from 0."""


class Band(enum.StrEnum):
    NONE = "none"
    FEWER_THAN_8 = "fewer than 8"
    ABOUT = "about"


@dataclass(frozen=True, slots=True)
class Banded:
    """A count of people as an open page says it; `about` is set for `Band.ABOUT` only."""

    band: Band
    about: int | None = None

    def __str__(self) -> str:
        return self.band.value if self.about is None else f"{self.band.value} {self.about}"


def banded(count: int) -> Banded:
    """None, fewer than 8, or about 10, 15, 20…; negative counts are refused."""
    _refuse_negative(count)
    if count == 0:
        return Banded(Band.NONE)
    if count < SMALLEST_SHOWN:
        return Banded(Band.FEWER_THAN_8)
    return Banded(Band.ABOUT, nearest_five(count))


def suppress(counts: Sequence[int]) -> list[str]:
    """Each count as it may be published: 0, `*` for 1 to 7, else to the nearest 5.

    A total is summed from the exact counts first and then given to this function,
    never summed from what is shown.
    """
    return [_suppressed(count) for count in counts]


def nearest_five(count: int) -> int:
    return (count + 2) // 5 * 5


def may_show_distribution(people: int) -> bool:
    """Whether medians, percentiles and curves of so many people may be shown."""
    return people >= SMALLEST_SHOWN


def percentage(part: int, whole: int) -> float | None:
    """Per cent, from the rounded numbers; None if either may not be said.

    The whole must be 25 or more; a part of 1 to 7 would be told by its percentage.
    """
    _refuse_negative(part)
    if part > whole:
        raise ValueError(f"{part} is not a part of {whole}")
    if whole < SMALLEST_DENOMINATOR or 0 < part < SMALLEST_SHOWN:
        return None
    rounded = nearest_five(part) if part else 0
    return 100 * rounded / nearest_five(whole)


def share_in_tens(used: int, commissioned: int) -> int | None:
    """Used of commissioned in whole tens of a per cent (932 of 800 is 120).

    None when nothing was commissioned; a half goes up.
    """
    _refuse_negative(used)
    if commissioned <= 0:
        return None
    return (20 * used + commissioned) // (2 * commissioned) * 10


def _suppressed(count: int) -> str:
    _refuse_negative(count)
    if 0 < count < SMALLEST_SHOWN:
        return HIDDEN
    return str(nearest_five(count)) if count else "0"


def _refuse_negative(count: int) -> None:
    if count < 0:
        raise ValueError(f"{count} is not a count of people")


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


def protect(
    table: Sequence[Sequence[int]], k: int, *, earlier: ProtectedTable | None = None
) -> ProtectedTable:
    """Hide every cell of 1 to k − 1 and as many others as keep it hidden.

    `earlier` is the release before, of the same shape: a cell whose growth since then
    is 1 to k − 1 is hidden as well, because the difference would tell it. Totals stay
    exact, so differences of totals remain for the publisher to judge.
    """
    hiding = _Hiding(table, k)
    hiding.hide_small(earlier)
    hiding.hide_partners()
    is_safe = hiding.hide_until_unsolvable()
    return hiding.published(is_withheld=not is_safe)


def reveals_by_difference(
    earlier: ProtectedTable, later: ProtectedTable, k: int
) -> tuple[Cell, ...]:
    """Cells shown in both releases whose difference is 1 to k − 1, by row and column."""
    return tuple(
        (row, column)
        for row, (before, after) in enumerate(zip(earlier.cells, later.cells, strict=True))
        for column, (old, new) in enumerate(zip(before, after, strict=True))
        if old is not None and new is not None and 0 < abs(new - old) < k
    )


class _Hiding:
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

    def hide_small(self, earlier: ProtectedTable | None) -> None:
        for line in self.lines()[: len(self.rows)]:
            self.hidden |= {cell for cell in line if 0 < self.count(cell) < self.k}
        if earlier is not None:
            self.hidden |= set(reveals_by_difference(earlier, self.published(), self.k))

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
            candidates = self._candidates(solvable[0])
            if not candidates:
                return False
            self.hidden.add(min(candidates, key=self._cost_of_hiding))
            self.hide_partners()
        return True

    def solvable(self, hidden: set[Cell]) -> list[Cell]:
        """Hidden cells whose value follows from the totals and the cells shown."""
        paths = _ChangePaths({cell: self.count(cell) for cell in hidden})
        return sorted(cell for cell in hidden if not paths.can_change(cell))

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


class _ChangePaths:
    """How a change of one person can travel over hidden cells with all totals kept.

    A step from a row to a column adds a person to their cell; a step from a column to
    a row takes one away, which an empty cell does not allow.
    """

    def __init__(self, hidden: dict[Cell, int]) -> None:
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
