"""What an import found and did."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from directory.exchange.columns import CellError, Kind
from directory.exchange.surveys import Survey
from directory.exchange.taking import Taking

MOST_ERRORS: Final = 10_000
"""Errors of one file that are kept; a file with more is wrong in one way over and over."""


@dataclass(slots=True)
class Report:
    """`outcomes` count rows; nothing was written if it is refused or was a rehearsal.

    `errors` of rows that were set aside do not refuse the others, and what is unusual does
    not where it is accepted. `waiting` are rows that name one refused in an earlier table: no
    mistakes of their own, but not taken either. `remarks` are sentences of the file as a whole;
    `spans` the first and last day of each column of dates; `aside` what was kept although the
    file says otherwise; `changes` what fields that everybody may read said before and say now;
    `speaks_as` whose word the file counts as, "" where that is not remembered; `run_id` the
    number by which the file can be taken back, None where nothing was written; `lasting` why it
    cannot, "" where it can.
    `refused_in_writing` are those of the errors that a verb found.
    """

    kind: Kind
    surveyed: Survey
    is_rehearsal: bool
    taking: Taking
    rows: int = 0
    error_count: int = 0
    errors: list[CellError] = field(default_factory=list)
    unusual_count: int = 0
    unusual: list[CellError] = field(default_factory=list)
    waiting: list[CellError] = field(default_factory=list)
    refused_in_writing: list[CellError] = field(default_factory=list)
    set_aside: set[int] = field(default_factory=set)
    outcomes: Counter[str] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)
    remarks: list[str] = field(default_factory=list)
    spans: dict[str, tuple[dt.date, dt.date]] = field(default_factory=dict)
    aside: list[str] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)
    speaks_as: str = ""
    run_id: int | None = None
    lasting: str = ""
    is_broken: bool = False

    @property
    def path(self) -> Path:
        return self.surveyed.path

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
            if error.waits:
                self.waiting.append(error)
                self.set_aside.add(error.row)
                continue
            self.error_count += 1
            if len(self.errors) < MOST_ERRORS:
                self.errors.append(error)
                self.set_aside.add(error.row)
            else:
                self.is_broken = True

    def forget_columns(self, heads: Collection[str]) -> None:
        """What is wrong with a whole column is told once, of the table."""
        kept = [error for error in self.errors if error.column not in heads]
        if len(kept) < len(self.errors):
            self.errors, self.error_count = kept, len(kept)

    def add_written(self, errors: Iterable[CellError]) -> None:
        """What the verbs refused: by then other rows are written, so the whole file is refused."""
        for error in errors:
            self.is_broken = True
            self.refused_in_writing.append(error)
            self.add((error,))

    def add_unusual(self, oddities: Iterable[CellError]) -> None:
        for oddity in oddities:
            self.unusual_count += 1
            if len(self.unusual) < MOST_ERRORS:
                self.unusual.append(oddity)
