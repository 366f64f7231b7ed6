"""The one runner of imports: everything is read and checked before anything is written."""

from __future__ import annotations

import datetime as dt
import gc
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm import Session

from directory.acts import Act
from directory.audit.recording import record_act
from directory.clock import local_date
from directory.constraints import broken_by
from directory.exchange.cells import Wrong
from directory.exchange.columns import AsksOfOlder, CellError, ChecksPartly, Chunk, Kind, Work
from directory.exchange.errors import FileChanged, FileRefused
from directory.exchange.reading import TableReader, survey
from directory.exchange.report import Report
from directory.exchange.runs import keep_run
from directory.exchange.surveys import Survey
from directory.exchange.taking import Taking
from directory.journal import finish, journal_kept
from directory.people.models import Person

Progress = Callable[[int], object]
"""Told of rows as they are done; each row is done twice, once read and once written."""

SET_ASIDE = "set aside"

MOST_ROWS_KEPT = 100_000
"""Rows kept between reading and writing (about 400 bytes each); longer files are read twice."""


def run_import(
    session: Session,
    kind: Kind,
    path: Path,
    *,
    by: Person,
    at: dt.datetime,
    taking: Taking | None = None,
    sheet: str = "",
    is_rehearsal: bool = False,
    surveyed: Survey | None = None,
    progress: Progress = bool,
) -> Report:
    """Take in a file, all of it or nothing; a rehearsal does all and undoes it.

    Without `taking` the file speaks of the day of `at`, and whatever is unusual refuses it.
    Memory holds the rows of a short file or one chunk of a long one, the errors kept
    and the file's keys (about 100 bytes a row). Raises `FileRefused` where not even its
    rows can be told apart.
    """
    taking = taking or Taking(local_date(at))
    report = Report(kind, surveyed or survey(path, sheet, kind.name), is_rehearsal, taking)
    savepoint = session.begin_nested()
    try:
        with _collecting_seldom():
            _run(session, report, by=by, at=at, progress=progress)
        if report.is_refused or is_rehearsal:
            savepoint.rollback()
        else:
            savepoint.commit()
    except (IntegrityError, DataError) as error:
        savepoint.rollback()
        broken = broken_by(error) if isinstance(error, IntegrityError) else None
        told = "The database refuses these rows beside what it holds; nothing was written."
        raise FileRefused(told if broken is None else f"{told} {broken.sentence}") from error
    except BaseException:
        savepoint.rollback()
        raise
    return report


@contextmanager
def _collecting_seldom() -> Iterator[None]:
    """Look for circular garbage once in a hundred thousand: a file makes none, and rows are many.

    With Python's own threshold the looking took a quarter of an import's time.
    """
    before = gc.get_threshold()
    gc.set_threshold(100_000, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _run(
    session: Session, report: Report, *, by: Person, at: dt.datetime, progress: Progress
) -> None:
    """With a journal of everything that is written, from which the file can be taken back."""
    with journal_kept(session) as journal:
        _read_and_write(session, report, by=by, at=at, progress=progress)
        finish(session, journal)
    if (report.changed or report.taking.confirmed) and not report.is_refused:
        report.run_id = keep_run(session, report, journal, by=by, at=at).id
        _record(session, report, by=by, at=at)


def _read_and_write(
    session: Session, report: Report, *, by: Person, at: dt.datetime, progress: Progress
) -> None:
    reader = TableReader(report.surveyed, report.kind, report.taking.as_of)
    taking = replace(report.taking, saved_on=report.surveyed.saved_on or report.taking.saved_on)
    work = report.kind.begin(session, by, at, taking)
    keys = _Keys(report.kind)
    kept: list[Chunk] = []
    aside = _Aside(report.kind)
    for chunk, errors in reader.chunks():
        report.rows += len(chunk) + len({error.row for error in errors})
        report.add(errors)
        sound = _checked(report, work, keys, chunk, reader)
        aside.look_at(chunk, sound)
        progress(len(chunk))
        if report.rows <= MOST_ROWS_KEPT:
            kept.append(sound)
        else:
            kept.clear()
    report.spans = {head: (first, last) for head, first, last in reader.spans()}
    report.remarks += report.surveyed.remarks
    if reader.others:
        report.remarks.append(f"Columns not taken in: {', '.join(reader.others)}.")
    if report.is_refused:
        _hear_the_verbs(session, report, work, kept)
        return
    aside.rows.update(reader.left_out)
    refused = work.write(_again(reader, kept, report, progress))
    if report.taking.sets_aside and report.kind.set_aside_by:
        report.add(refused)
    else:
        report.add_written(refused)
    session.flush()
    if isinstance(work, AsksOfOlder):
        report.add_unusual(work.older)
    work.count_set_aside(aside.rows)
    report.outcomes, report.notes = work.outcomes, work.notes
    report.speaks_as = work.speaks_as
    report.aside, report.changes = work.aside, work.changes
    if report.set_aside:
        report.outcomes[SET_ASIDE] += len(report.set_aside)


def _hear_the_verbs(session: Session, report: Report, work: Work, kept: list[Chunk]) -> None:
    """What the verbs refuse of the sound rows of a file that is refused already: told in the same
    run, and undone with it. A long file of which no row leans on another is spared that."""
    if report.kind.set_aside_by or report.rows > MOST_ROWS_KEPT:
        return
    with suppress(IntegrityError, DataError), session.begin_nested():
        report.add_written(work.write(kept))
        session.flush()


def _checked(report: Report, work: Work, keys: _Keys, chunk: Chunk, reader: TableReader) -> Chunk:
    """The chunk's sound rows; what is wrong or unusual in it goes to the report, and what else
    is wrong with the rows of which a cell could not be read."""
    wrong = [*keys.twice(chunk, reader.partly), *work.check(chunk)]
    report.add(wrong)
    if len(reader.partly) and isinstance(work, ChecksPartly):
        report.add(work.check_partly(reader.partly))
    sound = chunk.without(error.row for error in wrong) if wrong else chunk
    report.add_unusual(reader.oddities(sound))
    report.add_unusual(work.unusual(sound))
    return sound


def _again(
    reader: TableReader, kept: list[Chunk], report: Report, progress: Progress
) -> Iterator[Chunk]:
    """The sound rows once more: from memory where all are there, else from the file."""
    if report.rows <= MOST_ROWS_KEPT:
        for chunk in kept:
            yield chunk
            progress(len(chunk))
        return
    for chunk, errors in reader.chunks():
        if any(error.row not in report.set_aside for error in errors):
            raise FileChanged
        yield chunk.without(report.set_aside) if report.set_aside else chunk
        progress(len(chunk))


def _record(session: Session, report: Report, *, by: Person, at: dt.datetime) -> None:
    after = {
        "kind": report.kind.name,
        "layout": report.kind.layout,
        "file": report.path.name,
        "sheet": report.surveyed.sheet,
        "sha256": report.surveyed.digest,
        "rows": report.rows,
        "as_of": report.taking.as_of.isoformat(),
        "outcomes": dict(report.outcomes),
        "import": report.run_id,
    }
    if confirmed := report.taking.confirmed:
        after |= {"confirmed_on": confirmed.on.isoformat(), "confirmed_by": confirmed.by}
    record_act(session, Act.IMPORT_APPLY, "import", by=by, at=at, after=after)
    session.flush()


class _Aside:
    """Rows that are not written, by the column of the kind that counts them."""

    def __init__(self, kind: Kind) -> None:
        self._by = kind.set_aside_by
        self.rows: Counter[Any] = Counter()

    def look_at(self, chunk: Chunk, sound: Chunk) -> None:
        if not self._by:
            return
        for value in set(chunk[self._by]):
            self.rows[value] += 0
        if len(sound) < len(chunk):
            self.rows.update(Counter(chunk[self._by]) - Counter(sound[self._by]))


class _Keys:
    """The keys met so far, to find a row that stands in the file twice; an empty key is none."""

    def __init__(self, kind: Kind) -> None:
        self._names = kind.key
        self._heads = ", ".join(
            column.head for name in kind.key for column in kind.columns if column.name == name
        )
        self._seen: dict[object, int] = {}
        self._empty: object = None if len(kind.key) == 1 else (None,) * len(kind.key)

    def twice(self, chunk: Chunk, partly: Chunk) -> list[CellError]:
        """Of the sound rows and those read in part; a key not read is like no other."""
        keys = self._keys_of(chunk)
        if len(partly):
            keys = [*keys, *self._keys_of(partly)]
            numbers = [*chunk.numbers, *partly.numbers]
            in_order = sorted(range(len(numbers)), key=numbers.__getitem__)
            return self._named([keys[at] for at in in_order], [numbers[at] for at in in_order])
        fresh = dict(zip(keys, chunk.numbers, strict=True))
        if len(fresh) == len(keys) and self._seen.keys().isdisjoint(fresh):
            fresh.pop(self._empty, None)
            self._seen.update(fresh)
            return []
        return self._named(keys, chunk.numbers)

    def _is_unread(self, key: object) -> bool:
        parts = key if len(self._names) > 1 and isinstance(key, tuple) else (key,)
        return any(type(part) is Wrong for part in parts)

    def _keys_of(self, chunk: Chunk) -> Sequence[object]:
        if len(self._names) == 1:
            return chunk[self._names[0]]
        return list(zip(*(chunk[name] for name in self._names), strict=True))

    def _named(self, keys: Sequence[object], numbers: Sequence[int]) -> list[CellError]:
        errors = []
        for key, row in zip(keys, numbers, strict=True):
            if key == self._empty or self._is_unread(key):
                continue
            first = self._seen.setdefault(key, row)
            if first != row:
                reason = f"stands in this file already, in row {first}"
                errors.append(CellError(row, self._heads, reason))
        return errors
