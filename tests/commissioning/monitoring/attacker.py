"""What somebody can work out of all that was published: bounds of every count, by linear programs.

It knows nothing of how tables are hidden: only that counts are 0 or more, and what stands there.
Its bounds are whole numbers, for the published totals leave a transport problem of each table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from commissioning.monitoring.disclosure import ProtectedTable

Unknown = tuple[str, int, int]
"""Of which table, row and column."""


@dataclass(slots=True)
class Attacker:
    """Equations over the unknowns; each says that some of them add up to a number."""

    unknowns: dict[Unknown, int] = field(default_factory=dict)
    sums: list[tuple[dict[int, float], float]] = field(default_factory=list)

    def number(self, one: Unknown) -> int:
        return self.unknowns.setdefault(one, len(self.unknowns))

    def learns(self, cells: Iterable[Unknown], total: float) -> None:
        self.sums.append((dict.fromkeys(map(self.number, cells), 1.0), total))

    def reads(self, tables: Iterable[str], published: ProtectedTable) -> None:
        """That the named tables add up to what is published."""
        assert published.row_totals is not None
        assert published.column_totals is not None
        names, width, height = list(tables), len(published.cells[0]), len(published.cells)
        for row, cells in enumerate(published.cells):
            for column, count in enumerate(cells):
                if count is not None:
                    self.learns([(name, row, column) for name in names], count)
        for row, total in enumerate(published.row_totals):
            self.learns([(name, row, at) for name in names for at in range(width)], total)
        for column, total in enumerate(published.column_totals):
            self.learns([(name, at, column) for name in names for at in range(height)], total)

    def solves(self, asked: Iterable[tuple[Unknown, ...]]) -> list[tuple[Unknown, ...]]:
        """Of the sums asked for those that can have one value alone."""
        left = [(one, self._weights(one)) for one in asked]
        seen: list[NDArray[np.float64]] = []
        solved = []
        for one, weights in left:
            known = {round(float(weights @ point)) for point in seen}
            for sign in (1.0, -1.0):
                if len(known) < 2:
                    point = self._best(sign * weights)
                    seen.append(point)
                    known.add(round(float(weights @ point)))
            if len(known) < 2:
                solved.append(one)
        return solved

    def _weights(self, cells: Iterable[Unknown]) -> NDArray[np.float64]:
        weights = np.zeros(len(self.unknowns))
        for one in cells:
            weights[self.unknowns[one]] = 1.0
        return weights

    def _best(self, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        equations = np.zeros((len(self.sums), len(self.unknowns)))
        for row, (terms, _) in enumerate(self.sums):
            for column, weight in terms.items():
                equations[row, column] = weight
        totals = np.array([total for _, total in self.sums])
        found = linprog(weights, A_eq=equations, b_eq=totals, bounds=(0, None), method="highs")
        assert found.success, found.message
        return np.asarray(found.x)


def hidden_cells(name: str, published: ProtectedTable) -> list[tuple[Unknown, ...]]:
    return [
        ((name, row, column),)
        for row, cells in enumerate(published.cells)
        for column, count in enumerate(cells)
        if count is None
    ]


def together(
    names: Mapping[str, ProtectedTable], year: ProtectedTable | None
) -> list[tuple[Unknown, ...]]:
    """Hidden cells of the quarters and of their year that all that is published tells."""
    attacker = Attacker()
    for name, published in names.items():
        attacker.reads([name], published)
    asked = [one for name, published in names.items() for one in hidden_cells(name, published)]
    if year is not None:
        attacker.reads(names, year)
        asked += [
            tuple((name, row, column) for name in names)
            for [(_, row, column)] in hidden_cells("year", year)
        ]
    return attacker.solves(asked)
