"""Several kinds of one region taken in together: a workbook's sheets, or a folder of files.

Each is checked against what those before it wrote, in one change of the database: all of them
or nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy.orm import Session

from directory.exchange.as_meant import AsMeant
from directory.exchange.cells import Wrong
from directory.exchange.columns import CellError
from directory.exchange.errors import FileRefused
from directory.exchange.reading import TableReader
from directory.exchange.report import Report
from directory.exchange.runner import Progress, run_import
from directory.exchange.runs import keep_as_one
from directory.exchange.surveys import Survey
from directory.exchange.tables import CALLED_BY, Table, Together
from directory.exchange.taking import Taking
from directory.people.models import Person

MOST_ROUNDS: Final = 5
"""How often a table is written again without rows that its verbs refused."""


@dataclass(frozen=True, slots=True)
class _Without(Survey):
    """A table without some of its rows; the others keep their numbers."""

    whole: Survey
    left_out: frozenset[int]

    @classmethod
    def of(cls, whole: Survey, left_out: Iterable[int]) -> _Without:
        told = (whole.path, whole.digest, whole.lines, whole.remarks, whole.sheet)
        left = frozenset(left_out)
        return cls(*told, whole=whole, left_out=left, saved_on=whole.saved_on)

    def rows(self) -> Iterator[list[str]]:
        for row, cells in enumerate(self.whole.rows(), start=1):
            yield [] if row in self.left_out else cells


def run_together(
    session: Session,
    tables: Sequence[Table],
    together: Together,
    *,
    by: Person,
    at: dt.datetime,
    taking: Taking,
    is_rehearsal: bool = False,
    progress: Progress = bool,
    before_end: Callable[[], object] = bool,
) -> None:
    """Take in the tables, all of them or nothing; a rehearsal does all and undoes it.

    `before_end` is called while everything that will or would be written stands.

    A table's sound rows stand while the later ones are checked, even where others of it are
    refused, so that as much as can be is told at once. A row that names one of the refused
    waits for it. A table that cannot be written at all leaves those after it unchecked.
    """
    as_a_trial = replace(taking, accepts_unusual=True, sets_aside=True)
    savepoint = session.begin_nested()
    try:
        for place, table in enumerate(tables):
            told = replace(
                as_a_trial,
                refused=frozenset(together.refused),
                unread=frozenset(together.unread),
            )
            if not _stands(session, table, together, by, at, told, progress):
                together.unchecked += [later.kind.name for later in tables[place + 1 :]]
                break
        before_end()
    except BaseException:
        savepoint.rollback()
        raise
    for report in together.reports:
        report.taking, report.is_rehearsal = taking, is_rehearsal
    if together.is_refused or is_rehearsal:
        savepoint.rollback()
    else:
        keep_as_one(session, together.run_ids)
        savepoint.commit()


def _stands(
    session: Session,
    table: Table,
    together: Together,
    by: Person,
    at: dt.datetime,
    taking: Taking,
    progress: Progress,
) -> bool:
    """Whether the table's sound rows are written, so that later tables can be checked."""
    if not table.kind.confirms:
        taking = replace(taking, confirmed=None)

    def run(surveyed: Survey) -> Report:
        return run_import(
            session, table.kind, surveyed.path, by=by, at=at, taking=taking, surveyed=surveyed,
            progress=progress,
        )  # fmt: skip

    try:
        report = _with_what_verbs_refuse(table.surveyed, run)
    except FileRefused as refusal:
        together.refusals[table.kind.name] = str(refusal)
        return False
    together.reports.append(report)
    if isinstance(table.surveyed, AsMeant):
        report.forget_columns(table.surveyed.missing)
    if report.set_aside:
        for what, name in _names_of(table, report.set_aside):
            if name is None:
                together.unread.add(what)
            else:
                together.refused.add((what, name))
    return not report.is_refused


def _with_what_verbs_refuse(surveyed: Survey, run: Callable[[Survey], Report]) -> Report:
    """Rows that a verb refused half way are left out and the others written again: all that is
    wrong is told at once, and the tables after it can be checked."""
    refused: list[CellError] = []
    report = run(surveyed)
    for _ in range(MOST_ROUNDS):
        if not report.refused_in_writing:
            break
        refused += report.refused_in_writing
        report = run(_Without.of(surveyed, {error.row for error in refused}))
    report.surveyed = surveyed
    report.rows += len({error.row for error in refused})
    report.add(refused)
    return report


def _names_of(table: Table, rows: set[int]) -> Iterator[tuple[str, str | None]]:
    """What the rows would have been called, with the sort of thing; None: it cannot be read."""
    reader = TableReader(table.surveyed, table.kind)
    for chunk, _ in reader.chunks():
        for part in (chunk.only(rows), reader.partly.only(rows)):
            for _, row in part.rows():
                for what, column in CALLED_BY.get(table.kind.name, ()):
                    name = row.get(column)
                    if isinstance(name, str):
                        yield what, name
                    elif type(name) is Wrong:
                        yield what, None
