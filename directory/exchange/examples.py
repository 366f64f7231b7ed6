"""One row of example for each kind of file, marked so that it is never taken for a real one.

Left in as it was it is passed over; changed and still marked it is refused, so that nobody's own
row is lost with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Final

from directory.exchange.cells import tidied
from directory.exchange.columns import EXAMPLE_WORD, Column, Kind
from directory.exchange.forms import Unreadable

LEFT_IN: Final = (
    f"begins with “{EXAMPLE_WORD}”, as the row in the template does: delete the row, or that word"
    " if the row is meant"
)

_CODES: Final = frozenset(
    {
        "agreement", "area", "areas", "code", "court", "external_id", "former_provider",
        "home_area", "hub", "id", "line", "lot", "plan", "plan_region", "prison", "programme",
        "provider", "region", "service", "site", "sites", "transferred_to_line",
    }
)  # fmt: skip
"""Columns of text in which a word stands for a record."""

_TRIED: Final = (
    "16/03/2027", "12", "1", "01632 960123", "help@example.org", "https://www.example.org",
    "SW1A 1AA", "en", "drink_driving",
)  # fmt: skip
_QUOTED: Final = re.compile(r"`([^`]+)`")


@cache
def example_of(kind: Kind) -> Mapping[str, str]:
    """By heading; the first is marked."""
    told = {column.head: _cell(column) for column in kind.columns}
    first = kind.columns[0].head
    return MappingProxyType({**told, first: f"{EXAMPLE_WORD} {told[first]}"})


def is_marked(cell: str) -> bool:
    return tidied(cell).casefold().startswith(EXAMPLE_WORD.casefold())


def is_example(kind: Kind, cells: Sequence[str], places: Sequence[int | None]) -> bool:
    """Whether the row is the template's, as it was: `places` are those of the kind's columns."""
    example = example_of(kind)
    return all(
        place is None or tidied(cells[place]) == tidied(example[column.head])
        for column, place in zip(kind.columns, places, strict=True)
    )


def _cell(column: Column) -> str:
    return next((one for one in _candidates(column) if _reads(column, one)), "")


def _candidates(column: Column) -> Iterator[str]:
    yield from column.form.choices[:1]
    yield from _QUOTED.findall(column.form.words)
    if column.form.longest:
        yield "EX-1" if column.name in _CODES else column.says[: column.form.longest]
    yield from _TRIED
    yield "EX-1"


def _reads(column: Column, cell: str) -> bool:
    try:
        column.form.read(cell)
    except Unreadable:
        return False
    return True
