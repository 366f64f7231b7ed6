"""What an import found and did, to be told or sent back."""

from __future__ import annotations

import csv
import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TextIO

from directory.exchange.columns import OWN_COLUMNS, CellError, Kind
from directory.exchange.reading import FileRefused, TableReader
from directory.exchange.taking import Taking

MOST_ERRORS: Final = 10_000
"""Errors of one file that are kept; a file with more is wrong in one way over and over."""

_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")


@dataclass(slots=True)
class Report:
    """`outcomes` count rows; nothing was written if it is refused or was a rehearsal.

    `errors` of rows that were set aside do not refuse the others, and what is unusual does
    not where it is accepted.
    """

    kind: Kind
    path: Path
    digest: str
    is_rehearsal: bool
    taking: Taking
    sheet: str = ""
    rows: int = 0
    error_count: int = 0
    errors: list[CellError] = field(default_factory=list)
    unusual_count: int = 0
    unusual: list[CellError] = field(default_factory=list)
    set_aside: set[int] = field(default_factory=set)
    outcomes: Counter[str] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)

    is_broken: bool = False

    @property
    def is_refused(self) -> bool:
        if self.is_broken or (self.unusual_count and not self.taking.accepts_unusual):
            return True
        return self.error_count > 0 and not self.taking.sets_aside

    @property
    def changed(self) -> int:
        """Rows that brought something new."""
        return self.outcomes["added"] + self.outcomes["revised"]

    def add(self, errors: Iterable[CellError]) -> None:
        """What is wrong with rows; as the taking says they are set aside, or refuse the file."""
        for error in errors:
            self.error_count += 1
            if len(self.errors) < MOST_ERRORS:
                self.errors.append(error)
                self.set_aside.add(error.row)
            else:
                self.is_broken = True

    def add_written(self, errors: Iterable[CellError]) -> None:
        """What the verbs refused: by then other rows are written, so the whole file is refused."""
        for error in errors:
            self.is_broken = True
            self.add((error,))

    def add_unusual(self, oddities: Iterable[CellError]) -> None:
        for oddity in oddities:
            self.unusual_count += 1
            if len(self.unusual) < MOST_ERRORS:
                self.unusual.append(oddity)


def write_error_file(report: Report) -> Path:
    """The whole file again with the reasons beside each refused row, to be mended and sent anew.

    Nothing of it was written, so all rows must come back. Cells that a spreadsheet
    would take for a formula get an apostrophe, which reading takes off again.
    """
    path = report.path.with_name(f"{report.path.stem}.errors.csv")
    reasons: dict[int, list[str]] = {}
    for error in report.errors:
        reasons.setdefault(error.row, []).append(
            f"{error.column}: {error.reason}" if error.column else error.reason
        )
    rows = TableReader(report.path, report.kind).texts()
    try:
        with _for_owner_only(path) as file:
            writer = csv.writer(file)
            _, heading = next(rows)
            heads = [head.strip().casefold() for head in heading]
            kept = [at for at, head in enumerate(heads) if head not in OWN_COLUMNS]
            writer.writerow([*(heading[at] for at in kept), *OWN_COLUMNS])
            for row, cells in rows:
                told = "; ".join(reasons.get(row, []))
                ours = [cells[at] for at in kept if at < len(cells)]
                beyond = cells[len(heading) :]
                blank = [""] * (len(kept) - len(ours))
                told_row = (*ours, *blank, row, told, *beyond)
                writer.writerow([formula_safe(cell) for cell in told_row])
    except OSError as error:
        raise FileRefused(f"{path} cannot be written: {error.strerror}") from error
    return path


def _for_owner_only(path: Path) -> TextIO:
    opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    return os.fdopen(opened, "w", encoding="utf-8-sig", newline="")


def formula_safe(cell: object) -> object:
    """Text that a spreadsheet would take for a formula gets an apostrophe in front."""
    if isinstance(cell, str) and cell.startswith(_FORMULA_STARTS):
        return f"'{cell}"
    return cell
