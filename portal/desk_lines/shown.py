"""A table and a chart of the page of a line, and the table as figures to calculate on."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from portal.desk_lines.charts import Drawn
from portal.showing.spreadsheets import Cell

Cells = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownTable:
    """`name` is that of its file."""

    name: str
    title: str
    headings: Cells
    rows: tuple[Cells, ...]
    numeric: tuple[int, ...] = ()

    @property
    def to_calculate(self) -> tuple[tuple[Cell, ...], ...]:
        """Numbers as numbers; what is told in words stays words."""
        return tuple(
            tuple(_number(cell) if at in self.numeric else cell for at, cell in enumerate(row))
            for row in self.rows
        )


def _number(cell: str) -> Cell:
    try:
        return float(cell.replace(",", ""))
    except ValueError:
        return cell


@dataclass(frozen=True, slots=True)
class ShownChart:
    """`says` are sentences; `drawn` None where no chart is made of so few points."""

    title: str
    says: Cells
    drawn: Drawn | None
    table: ShownTable


def month_column(day: dt.date) -> str:
    return f"{day:%b %Y}"
