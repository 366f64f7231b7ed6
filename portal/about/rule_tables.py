"""The tables of rules that the code reads, shown so that a lawyer can check them."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources


@dataclass(frozen=True, slots=True)
class RuleTable:
    """A CSV in a package, and the words that introduce it.

    `titles` maps a column of the file to its heading on the page, in the order
    shown; empty shows every column under its own name.
    """

    slug: str
    title: str
    explanation: str
    package: str
    path: str
    titles: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ShownTable:
    """A rule table as read: headings and rows of text."""

    slug: str
    title: str
    explanation: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]


class RuleTableMismatch(Exception):
    """A registered rule table has no such column: the page would show an empty one."""


RULE_TABLES: tuple[RuleTable, ...] = ()
"""One entry for each CSV of rules in `directory` and `commissioning`, in reading order."""


def read(table: RuleTable) -> ShownTable:
    """The table from its package, in the file's own order of rows."""
    file = resources.files(table.package).joinpath(table.path)
    with file.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        columns = list(table.titles) or list(reader.fieldnames or ())
        if missing := set(columns) - set(reader.fieldnames or ()):
            raise RuleTableMismatch(f"{table.package}/{table.path} lacks {sorted(missing)}")
        rows = [[row[column] or "" for column in columns] for row in reader]
    headings = [table.titles.get(column, column.replace("_", " ")) for column in columns]
    return ShownTable(table.slug, table.title, table.explanation, headings, rows)
