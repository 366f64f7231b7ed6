"""The rule tables of the field: CSV files that the code reads and `/about/rules` shows."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DIRECTORY_RULES = Path(__file__).parent

Row = dict[str, str]


class RuleTableBroken(ValueError):
    """A rule table on disk does not say what the code needs; found at start-up and in tests."""


@dataclass(frozen=True, slots=True)
class RuleTable:
    """One table as a page shows it: `rows` hold the cells in the order of `columns`."""

    file: str
    title: str
    explanation: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@cache
def rows_of(file: str, *, folder: Path = DIRECTORY_RULES) -> tuple[Row, ...]:
    """The rows of one CSV file, each with every column of its heading."""
    with (folder / file).open(encoding="utf-8", newline="") as lines:
        rows = tuple(csv.DictReader(lines, strict=True))
    for number, row in enumerate(rows, start=2):
        if None in row or None in row.values():
            raise RuleTableBroken(f"{file}, row {number}: not as many cells as headings")
    return rows


@cache
def rule_tables(*, folder: Path = DIRECTORY_RULES) -> tuple[RuleTable, ...]:
    """Every table that `tables.csv` of the folder lists, in its order."""
    return tuple(_table(entry, folder) for entry in rows_of("tables.csv", folder=folder))


def _table(entry: Row, folder: Path) -> RuleTable:
    rows = rows_of(entry["file"], folder=folder)
    titles = {
        row["column"]: row["title"]
        for row in rows_of("columns.csv", folder=folder)
        if row["file"] == entry["file"]
    }
    if not rows or set(titles) != set(rows[0]):
        raise RuleTableBroken(f"columns.csv does not name the columns of {entry['file']}")
    return RuleTable(
        file=entry["file"],
        title=entry["title"],
        explanation=entry["explanation"],
        columns=tuple(titles[column] for column in rows[0]),
        rows=tuple(tuple(row.values()) for row in rows),
    )
