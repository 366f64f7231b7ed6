"""Names that people use and no rule can derive: Hull, Brum, the Old Bailey, Caerdydd."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from directory.naming import name_key
from directory.places.reference_tables import one_of, rows_from

NamedKind = Literal["place", "authority", "county", "area", "region", "court", "prison"]
NAMED_KINDS: tuple[NamedKind, ...] = (
    "place", "authority", "county", "area", "region", "court", "prison",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class EverydayNameRow:
    """`means` is the name of a thing of that kind, as its own table has it; a court's slug, a
    prison's code."""

    name: str
    kind: NamedKind
    means: str
    source: str


@cache
def everyday_names() -> tuple[EverydayNameRow, ...]:
    text = files("directory.places").joinpath("reference", "everyday_names.csv").read_text("utf-8")
    return rows_from(
        "everyday_names",
        text,
        lambda c: EverydayNameRow(
            c["name"], one_of(c["kind"], NAMED_KINDS), c["means"], c["source"]
        ),
        key=lambda row: (name_key(row.name), row.kind, row.means),
    )


@cache
def everyday_names_of(kind: NamedKind) -> Mapping[str, tuple[str, ...]]:
    """What people say, by the key of what it means (a court by its slug, a prison by its code)."""
    found: dict[str, tuple[str, ...]] = {}
    for row in everyday_names():
        if row.kind == kind:
            key = row.means if kind in ("court", "prison") else name_key(row.means)
            found[key] = (*found.get(key, ()), row.name)
    return found
