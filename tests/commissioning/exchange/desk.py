"""A person states something on Friday; on Monday a file comes, with and without that column."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy.orm import Session

from commissioning.exchange.kinds import kind_called
from directory.exchange.report import Report
from directory.exchange.runner import run_import
from directory.exchange.taking import Taking
from directory.people.models import Person

THURSDAY = dt.datetime(2027, 3, 4, 9, tzinfo=dt.UTC)
FRIDAY = dt.datetime(2027, 3, 5, 9, tzinfo=dt.UTC)
MONDAY = dt.datetime(2027, 3, 8, 9, tzinfo=dt.UTC)

OLD, HERS, THEIRS = "01632 960101", "01632 960102", "01632 960103"

STATES, SILENT = True, False

CASES: Final = [
    # a person on Friday, the file's telephone on Monday -> what stands, who says it, kept?
    (STATES, None, HERS, "Jane Smith", False),
    (STATES, THEIRS, HERS, "Jane Smith", True),
    (SILENT, None, OLD, "import", False),
    (SILENT, THEIRS, THEIRS, "import", False),
    (STATES, HERS, HERS, "Jane Smith", False),
    (STATES, "", HERS, "Jane Smith", True),
    (SILENT, "", None, None, False),
]
"""None: the file has no column for it; "": it has, and leaves the cell empty."""


def changes_told(of: str, before: str | None, after: str | None) -> list[str]:
    """What the report says of a telephone that everybody may read."""
    if before == after:
        return []
    return [f"{of}: Telephone {before or 'nothing'} → {after or 'nothing'}"]


@dataclass
class Desk:
    """Files that come, each from a source on a day."""

    session: Session
    by: Person
    folder: Path

    def take_in(self, kind: str, text: str, *, at: dt.datetime, **said: Any) -> Report:
        report = self.hand_in(kind, text, at=at, **said)
        assert not report.is_refused, report.errors
        return report

    def hand_in(
        self,
        kind: str,
        text: str,
        *,
        at: dt.datetime,
        source: str | None = None,
        as_of: dt.date | None = None,
        is_rehearsal: bool = False,
    ) -> Report:
        """It may be refused."""
        path = self.folder / f"{kind}.csv"
        path.write_text(text, "utf-8")
        return run_import(
            self.session,
            kind_called(kind, ""),
            path,
            by=self.by,
            at=at,
            taking=Taking(as_of or at.date(), accepts_unusual=True, source=source),
            is_rehearsal=is_rehearsal,
        )
