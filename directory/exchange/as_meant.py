"""A table whose headings are refused, read as far as they can be told: what else is wrong in it is
found in the same run, and what later tables name of it is known. Nothing of it is ever kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Self

from directory.exchange.cells import tidied
from directory.exchange.columns import Kind
from directory.exchange.headings import (
    ROWS_LOOKED_AT,
    allowed_heads,
    heads_meant,
    likely_heading_row,
    plain_heading,
)
from directory.exchange.surveys import Survey


@dataclass(frozen=True, slots=True)
class AsMeant(Survey):
    """`row` is that of the headings, `heads` what they are taken for; columns of which that cannot
    be said are blank, and those `missing` stand empty behind the others."""

    whole: Survey
    row: int
    heads: tuple[str, ...]
    missing: tuple[str, ...]

    @classmethod
    def of(cls, whole: Survey, kind: Kind) -> Self | None:
        """None where there is no row of headings at all."""
        top = list(islice(whole.rows(), ROWS_LOOKED_AT))
        row = likely_heading_row(top, kind)
        if row is None:
            return None
        heads = tuple(_heads_of(top[row - 1], kind))
        there = set(map(plain_heading, heads))
        missing = tuple(
            column.head
            for column in kind.columns
            if column.required and plain_heading(column.head) not in there
        )
        told = (whole.path, whole.digest, whole.lines, whole.remarks, whole.sheet)
        return cls(*told, whole=whole, row=row, heads=heads, missing=missing)

    def rows(self) -> Iterator[list[str]]:
        for row, cells in enumerate(self.whole.rows(), start=1):
            if row < self.row or not any(map(tidied, cells)):
                yield []
            elif row == self.row:
                yield [*self.heads, *self.missing]
            else:
                yield self._told(cells)

    def _told(self, cells: Sequence[str]) -> list[str]:
        width = len(self.heads)
        filled = [*cells, *[""] * (width - len(cells))] if self.sheet else list(cells)
        named = [cell if at >= width or self.heads[at] else "" for at, cell in enumerate(filled)]
        return [*named[:width], *[""] * len(self.missing), *named[width:]]


def _heads_of(cells: Sequence[str], kind: Kind) -> Iterator[str]:
    """Each heading once, as it is meant; "" where that cannot be said."""
    heads = [plain_heading(cell) for cell in cells]
    meant, allowed = heads_meant(heads, kind), allowed_heads(kind)
    met: set[str] = set()
    for head in heads:
        told = head if head in allowed or kind.names_others else meant.get(head, "")
        yield "" if told in met else told
        met.add(told)
