"""Tables with exact totals that are published one after another, and what they tell together.

A year hides what any of its quarters hides: a change within one quarter then moves the year with
it, and no shown cell of the year is the sum of anything but shown cells.

A revision hides what the release before hid, so that no later figure tells an earlier one. Who was
recorded late is a table of its own, the growth; attackers know its totals exactly. Where a total
grew by 1 to k − 1 the revision is held back whole: the figures published before stand.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from commissioning.monitoring.hiding import Cell, Hiding, ProtectedTable, solved

Counts = Sequence[Sequence[int]]


@dataclass(frozen=True, slots=True)
class Release:
    """What was counted, which stays here, and what of it was published."""

    counts: Counts
    published: ProtectedTable


def year_of(quarters: Sequence[Release], k: int) -> Release:
    """The sum of releases of the same shape; withheld where one of them is."""
    counts = [
        [sum(cells) for cells in zip(*rows, strict=True)]
        for rows in zip(*(one.counts for one in quarters), strict=True)
    ]
    hiding = Hiding(counts, k)
    for one in quarters:
        hiding.hidden |= hidden_in(one.published)
    is_withheld = any(one.published.is_withheld for one in quarters)
    return Release(counts, hiding.published(is_withheld=is_withheld))


def revised(earlier: Release, counts: Counts, k: int) -> Release | None:
    """The release that may follow `earlier`; None where what was published must stand."""
    growth = _Growth(earlier, counts, k)
    if growth.tells_by_totals():
        return None
    return Release(counts, growth.hide()) if growth.can_be_hidden() else None


def hidden_in(published: ProtectedTable) -> set[Cell]:
    return {
        (row, column)
        for row, cells in enumerate(published.cells)
        for column, cell in enumerate(cells)
        if cell is None
    }


class _Growth:
    """How many more each cell of a release counts than the one before."""

    def __init__(self, earlier: Release, counts: Counts, k: int) -> None:
        self.k = k
        self.is_first = earlier.published.is_withheld
        self.before = set() if self.is_first else hidden_in(earlier.published)
        self.hiding = Hiding(counts, k)
        self.cells = {
            (row, column): new - old
            for row, (new_row, old_row) in enumerate(zip(counts, earlier.counts, strict=True))
            for column, (new, old) in enumerate(zip(new_row, old_row, strict=True))
        }

    def tells_by_totals(self) -> bool:
        """Of what was withheld no total is known."""
        return not self.is_first and any(0 < abs(total) < self.k for total in self._totals())

    def can_be_hidden(self) -> bool:
        hiding = self.hiding
        hiding.hide_small()
        hiding.hidden |= self.before
        if not self.is_first:
            hiding.hidden |= {cell for cell in self.cells if self._is_few(cell)}
        hiding.hide_partners()
        while hiding.hide_until_unsolvable():
            told = [] if self.is_first else self._told()
            if not told:
                return True
            if not hiding.hide_one_more(told[0]):
                return False
        return False

    def hide(self) -> ProtectedTable:
        return self.hiding.published()

    def _told(self) -> list[Cell]:
        """Few who were added, or a cell that the release before still showed.

        Where fewer are counted than before, attackers are taken to know that none is added.
        """
        hidden = self.hiding.hidden
        added = {cell: max(0, self.cells[cell]) for cell in hidden}
        concerned = [cell for cell in hidden if self._is_few(cell) or cell not in self.before]
        return solved(added, concerned)

    def _is_few(self, cell: Cell) -> bool:
        return 0 < abs(self.cells[cell]) < self.k

    def _totals(self) -> Iterator[int]:
        for line in self.hiding.lines():
            yield sum(self.cells[cell] for cell in line)
