"""The tables of rules that the code reads, shown so that a lawyer can check them."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Final

from portal.formatting import short

ISO_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d")
CODES: Final = re.compile(r"[a-z0-9_]+(\|[a-z0-9_]+)*")


@dataclass(frozen=True, slots=True, eq=False)
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


RULE_TABLES: tuple[RuleTable, ...] = (
    RuleTable(
        "requirements",
        "Requirements a court may impose, and when",
        "Each row is one requirement under one Act. Dates are those of the offence, the "
        "conviction and the sentence between which it may be imposed; an empty date sets no limit.",
        "directory",
        "rules/requirements.csv",
        {
            "name": "Requirement",
            "statute": "Act",
            "reference": "Provision",
            "offence_from": "Offence from",
            "offence_until": "Offence until",
            "convicted_from": "Convicted from",
            "convicted_until": "Convicted until",
            "sentenced_from": "Sentenced from",
            "everywhere_from": "Everywhere from",
            "sentenced_until": "Sentenced until",
            "turns_on": "What decides",
            "below_age": "Below the age of",
            "commencement_verified": "Commencement verified",
            "not_verified": "What is not verified",
            "restrictions": "Limits",
            "local_test": "What must exist locally",
            "at_once": "Takes effect at once",
            "source": "Source",
        },
    ),
    RuleTable(
        "starts",
        "What counts as the start",
        "The day on which a requirement or programme has begun, and whether sessions before the "
        "group count.",
        "directory",
        "rules/starts.csv",
    ),
    RuleTable(
        "delivery-kinds",
        "Ways in which services are delivered",
        "How people start decides whether there is a queue, and how a start date is worked out.",
        "directory",
        "rules/delivery_kinds.csv",
    ),
    RuleTable(
        "eligibility",
        "How a service may say who it is for",
        "What is not known about a person never counts as a no: the answer is then to ask.",
        "directory",
        "rules/eligibility_attributes.csv",
    ),
    RuleTable(
        "pathways",
        "Pathways out of offending",
        "The needs that services meet, and the requirements they most often stand behind.",
        "directory",
        "rules/pathways.csv",
    ),
    RuleTable(
        "shelf-lives",
        "How long a fact is good for",
        "After so many days without confirmation a fact is shown as “last confirmed”, with "
        "somebody to ring, and no longer as current.",
        "directory",
        "rules/shelf_lives.csv",
    ),
)
"""One entry for each CSV of rules in `directory` and `commissioning`, in reading order."""


@cache
def read(table: RuleTable) -> ShownTable:
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
    return ShownTable(table.slug, table.title, table.explanation, headings, rows)


def shown(cell: str) -> str:
    """A cell for people: codes lose their underscores and bars, dates are in words."""
    if ISO_DATE.fullmatch(cell):
        return short(dt.date.fromisoformat(cell))
    return cell.replace("_", " ").replace("|", ", ") if CODES.fullmatch(cell) else cell
