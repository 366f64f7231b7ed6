"""What a check found, as a page is told of it: plain values, and a digest of what would change."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Final, Self

from commissioning.uploads.watching import Difference, Watch
from commissioning.uploads.wordings import notes_for
from directory.exchange.columns import CellError
from directory.exchange.report import Report
from directory.exchange.tables import Together

MOST_TOLD: Final = 2_000
"""Cells of a table that a page lists; all of them count for the digest."""

MOST_REASONS: Final = 500
MOST_ALIKE: Final = 50
"""Mistakes that differ in more than their row, most often first."""

ROWS_NAMED: Final = 5


@dataclass(frozen=True, slots=True)
class Reason:
    row: int
    column: str
    reason: str


@dataclass(frozen=True, slots=True)
class MistakeRepeated:
    """The same reason in the same column; `rows` are the first of them."""

    column: str
    reason: str
    count: int
    rows: list[int]


@dataclass(frozen=True, slots=True)
class TableTold:
    """One table of a file. `outcomes` count rows."""

    kind: str
    layout: str
    sheet: str
    rows: int
    outcomes: dict[str, int] = field(default_factory=dict)
    notes: dict[str, int] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    aside: list[str] = field(default_factory=list)
    errors: list[Reason] = field(default_factory=list)
    error_count: int = 0
    repeated: list[MistakeRepeated] = field(default_factory=list)
    unusual: list[Reason] = field(default_factory=list)
    unusual_count: int = 0
    differences: list[Difference] = field(default_factory=list)
    difference_count: int = 0
    speaks_as: str = ""


@dataclass(frozen=True, slots=True)
class UploadTold:
    """`refusals` are of whole tables, by name; `lasting`: why it could not be taken back."""

    tables: list[TableTold] = field(default_factory=list)
    refusals: dict[str, str] = field(default_factory=dict)
    unchecked: list[str] = field(default_factory=list)
    not_filled: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    lasting: str = ""

    @property
    def mistakes(self) -> int:
        return len(self.refusals) + sum(table.error_count for table in self.tables)

    @property
    def oddities(self) -> int:
        return sum(table.unusual_count for table in self.tables)

    @property
    def changed_rows(self) -> int:
        return sum(
            table.outcomes.get("added", 0) + table.outcomes.get("revised", 0)
            for table in self.tables
        )

    def as_json(self) -> bytes:
        return json.dumps(asdict(self)).encode()

    @classmethod
    def of_json(cls, content: bytes) -> Self:
        told = json.loads(content)
        tables = [_table_of(one) for one in told.pop("tables")]
        return cls(tables=tables, **told)


def told_of(together: Together, watches: Sequence[Watch], lasting: str = "") -> UploadTold:
    """The watches stand in the order of the reports."""
    tables = [
        _told(report, watch) for report, watch in zip(together.reports, watches, strict=False)
    ]
    return UploadTold(
        tables,
        dict(together.refusals),
        list(together.unchecked),
        list(together.not_filled),
        list(together.others),
        lasting,
    )


def digest_of(together: Together, watches: Sequence[Watch]) -> str:
    """The same where the same rows would change the same cells in the same way."""
    told = [
        [
            report.kind.name,
            report.kind.layout,
            report.surveyed.digest,
            sorted((name, count) for name, count in report.outcomes.items() if count),
            [[one.row, one.column, one.before, one.after] for one in watch.differences],
            report.aside,
        ]
        for report, watch in zip(together.reports, watches, strict=False)
    ]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def _told(report: Report, watch: Watch) -> TableTold:
    differences = watch.differences
    notes = {name: count for name, count in report.notes.items() if count}
    return TableTold(
        report.kind.name,
        report.kind.layout,
        report.surveyed.sheet,
        report.rows,
        outcomes={name: count for name, count in report.outcomes.items() if count},
        notes=notes_for(watch.uploader, notes),
        remarks=list(report.remarks),
        aside=report.aside[:MOST_REASONS],
        errors=_reasons(report.errors),
        error_count=report.error_count,
        repeated=_repeated(report.errors),
        unusual=_reasons(report.unusual),
        unusual_count=report.unusual_count,
        differences=list(differences[:MOST_TOLD]),
        difference_count=len(differences),
        speaks_as=report.speaks_as,
    )


def _reasons(errors: Iterable[CellError]) -> list[Reason]:
    in_order = sorted(errors, key=lambda error: error.row)
    return [Reason(one.row, one.column, one.reason) for one in in_order[:MOST_REASONS]]


def _repeated(errors: Iterable[CellError]) -> list[MistakeRepeated]:
    rows: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for error in sorted(errors, key=lambda error: error.row):
        rows[error.column, error.reason].append(error.row)
    often = sorted(rows.items(), key=lambda item: -len(item[1]))
    return [
        MistakeRepeated(*what, len(found), found[:ROWS_NAMED]) for what, found in often[:MOST_ALIKE]
    ]


def _table_of(told: dict[str, Any]) -> TableTold:
    reasons = {name: [Reason(**one) for one in told[name]] for name in ("errors", "unusual")}
    differences = [Difference(**one) for one in told["differences"]]
    repeated = [MistakeRepeated(**one) for one in told["repeated"]]
    return TableTold(**{**told, **reasons, "differences": differences, "repeated": repeated})
