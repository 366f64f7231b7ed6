"""A file checked: the runner's own rehearsal, by the rights of whoever sends it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy.orm import Session

from commissioning.exchange.known_rows import FILLED_BY_KEY
from commissioning.exchange.undoing import why_lasting
from commissioning.uploads.errors import NotTakenFrom, TooLong
from commissioning.uploads.telling import UploadTold, digest_of, told_of
from commissioning.uploads.uploaders import Uploader
from commissioning.uploads.watching import CASES, Watch, watched
from directory.exchange.columns import Kind
from directory.exchange.error_files import write_error_file, write_error_workbook
from directory.exchange.errors import FileRefused
from directory.exchange.headings import ROWS_LOOKED_AT
from directory.exchange.reading import TableReader, survey
from directory.exchange.report import Report
from directory.exchange.runner import Progress
from directory.exchange.several import run_together
from directory.exchange.tables import Table, Together, tables_in
from directory.exchange.taking import Taking

WORKBOOK: Final = "workbook"
"""The kind of a file with a sheet for each kind."""

MOST_LINES: Final = 5_000
MOST_CASES: Final = 100_000
"""Referrals are written together and shown as counts, everything else row by row."""

AT_ONCE: Final = 200
"""Rows that are checked while somebody waits: the worker takes what is longer."""

_IN_THE_BROWSER: Final = {
    "Say which one with --sheet NAME.": "Leave one of them, or give it the name of the kind.",
}
"""What the command line would have somebody do, and what is done here."""


@dataclass(frozen=True, slots=True)
class Checked:
    """`lasting`: why nothing would take it back as one once it is applied; "" where it may be."""

    together: Together
    watches: Sequence[Watch]
    lasting: str = ""

    @property
    def is_refused(self) -> bool:
        return self.together.is_refused

    @property
    def told(self) -> UploadTold:
        return told_of(self.together, self.watches, self.lasting)

    @property
    def digest(self) -> str:
        return digest_of(self.together, self.watches)


def tables_of(
    path: Path, kind: str, layout: str, uploader: Uploader
) -> tuple[list[Table], Together]:
    """Raises `FileRefused`, `NotTakenFrom`, `TooLong`."""
    together = Together()
    try:
        tables = _tables(path, kind, layout, uploader, together)
    except FileRefused as refusal:
        raise FileRefused(_said_here(refusal.reason), refusal.row) from refusal
    most = MOST_CASES if all(table.kind.name == CASES for table in tables) else MOST_LINES
    lines = lines_of(tables)
    if lines > most + ROWS_LOOKED_AT * len(tables):  # titles, headings and a blank end are no rows
        raise TooLong(lines, most)
    return tables, together


def _tables(
    path: Path, kind: str, layout: str, uploader: Uploader, together: Together
) -> list[Table]:
    if kind == WORKBOOK and len(uploader.sheets) > 1:
        return tables_in(path, uploader.sheets, together, filled_by_key=FILLED_BY_KEY)
    one = _kind_of(uploader, kind, layout)
    return [Table(one, survey(path, "", one.name))]


def _kind_of(uploader: Uploader, name: str, layout: str) -> Kind:
    for kind in uploader.kinds:
        if (kind.name, kind.layout) == (name, layout):
            return kind
    raise NotTakenFrom(name)


def lines_of(tables: Sequence[Table]) -> int:
    return sum(table.surveyed.lines for table in tables)


def _said_here(reason: str) -> str:
    for words, ours in _IN_THE_BROWSER.items():
        reason = reason.replace(words, ours)
    return reason


def run(
    session: Session,
    tables: Sequence[Table],
    together: Together,
    uploader: Uploader,
    taking: Taking,
    *,
    at: dt.datetime,
    is_rehearsal: bool,
    progress: Progress = bool,
) -> Checked:
    """All of it or nothing; what is unusual is told, and is for the sender to look at."""
    watches = [Watch(uploader) for _ in tables]
    seen = [
        Table(watched(table.kind, watch), table.surveyed)
        for table, watch in zip(tables, watches, strict=True)
    ]
    lasting: list[str] = []

    def ask() -> None:
        lasting.extend(filter(None, (why_lasting(session, one) for one in together.run_ids)))

    run_together(
        session, seen, together, by=uploader.person, at=at, taking=taking,
        is_rehearsal=is_rehearsal, progress=progress, before_end=ask,
    )  # fmt: skip
    return Checked(together, watches, next(iter(lasting), ""))


def read_over(
    tables: Sequence[Table], together: Together, taking: Taking, uploader: Uploader
) -> Checked:
    """What is wrong with the cells alone, without a look at what is known: before a long file is
    kept for the worker no cell of it may tell who somebody is."""
    for table in tables:
        report = Report(table.kind, table.surveyed, True, taking)
        try:
            for chunk, errors in TableReader(table.surveyed, table.kind, taking.as_of).chunks():
                report.rows += len(chunk) + len({error.row for error in errors})
                report.add(errors)
        except FileRefused as refusal:
            together.refusals[table.kind.name] = str(refusal)
            continue
        together.reports.append(report)
    return Checked(together, [Watch(uploader) for _ in together.reports])


def error_file_of(together: Together) -> tuple[str, bytes] | None:
    """Its ending and content; None where no cell of it can be marked."""
    troubled = [one for one in together.reports if one.errors or one.unusual]
    if not troubled or not together.is_refused:
        return None
    if len(troubled) == 1 and not troubled[0].surveyed.sheet:
        path = write_error_file(troubled[0])
    else:
        path = write_error_workbook(troubled)
    content = path.read_bytes()
    path.unlink()
    return path.suffix, content
