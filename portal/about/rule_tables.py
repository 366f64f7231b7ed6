"""The tables of rules that the code reads, shown so that a lawyer can check them."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Final

from directory.requirements import requirements_open_on
from directory.rules import tables as directory_rules
from portal.about.rule_pages import ELSEWHERE, RulePage
from portal.formatting import in_words, short

LAW: Final = "requirements"
"""The slug of the table that a lawyer reads first."""

ISO_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d")
CODES: Final = re.compile(r"[a-z0-9_]+(\|[a-z0-9_]+)*")


@dataclass(frozen=True, slots=True)
class ShownRuleTable:
    """A rule table as read: headings and rows of text; `file` is what its CSV holds."""

    slug: str
    title: str
    explanation: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    file: Traversable


@dataclass(frozen=True, slots=True)
class RowsTogether:
    """Rows of a table under one heading; empty where the table has one part alone."""

    heading: str
    rows: Sequence[Sequence[str]]


class RuleTableMismatch(Exception):
    """A registered rule table has no such column: the page would show an empty one."""


@cache
def shown_tables() -> Mapping[str, ShownRuleTable]:
    """Every table of rules by its slug, those of the directory first: the law leads."""
    tables = [*map(_of_directory, directory_rules.rule_tables()), *map(read, ELSEWHERE)]
    return {table.slug: table for table in tables}


def in_parts(table: ShownRuleTable, today: dt.date) -> Sequence[RowsTogether]:
    """The table of requirements by what the law lets a court impose today; others in one part."""
    if table.slug != LAW:
        return [RowsTogether("", table.rows)]
    open_today = {
        (one.code, one.rule.statute.value)
        for one in requirements_open_on(today)
        if not one.needs_commencement_check
    }
    today_rows: list[Sequence[str]] = []
    others: list[Sequence[str]] = []
    for cells, row in zip(directory_rules.rows_of(f"{LAW}.csv"), table.rows, strict=True):
        is_open = (cells["code"], cells["statute"]) in open_today
        (today_rows if is_open else others).append(row)
    return [
        RowsTogether(f"On somebody convicted and sentenced on {in_words(today)}", today_rows),
        RowsTogether("Under other dates, or where its commencement is to be checked", others),
    ]


def _of_directory(table: directory_rules.RuleTable) -> ShownRuleTable:
    rows = [[shown(cell) for cell in row] for row in table.rows]
    slug = table.file.removesuffix(".csv").replace("_", "-")
    file = directory_rules.DIRECTORY_RULES / table.file
    return ShownRuleTable(slug, table.title, table.explanation, table.columns, rows, file)


@cache
def read(table: RulePage) -> ShownRuleTable:
    """The table from its package, in the file's own order of rows."""
    file = resources.files(table.package).joinpath(table.path)
    with file.open(encoding="utf-8") as lines:
        reader = csv.DictReader(lines)
        columns = list(table.titles) or list(reader.fieldnames or ())
        if missing := set(columns) - set(reader.fieldnames or ()):
            raise RuleTableMismatch(f"{table.package}/{table.path} lacks {sorted(missing)}")
        rows = [[shown(row[column] or "") for column in columns] for row in reader]
    headings = [
        table.titles.get(column, column.replace("_", " ").capitalize()) for column in columns
    ]
    return ShownRuleTable(table.slug, table.title, table.explanation, headings, rows, file)


def shown(cell: str) -> str:
    """A cell for people: codes lose their underscores and bars, dates are in words."""
    if ISO_DATE.fullmatch(cell):
        return short(dt.date.fromisoformat(cell))
    return cell.replace("_", " ").replace("|", ", ") if CODES.fullmatch(cell) else cell
