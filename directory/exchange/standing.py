"""What came after a file and stands on what it wrote: later files by number, and people's acts."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Table, select
from sqlalchemy.orm import Session

from directory.audit.models import AuditRow
from directory.clock import day_in_words, local_date
from directory.exchange.models import ImportedChange, ImportedRows, ImportRun
from directory.people.models import Person, PersonKind

Spans = Mapping[str, Sequence[tuple[int, int]]]
"""Keys of rows by table, from and to."""


def spans_added(session: Session, run: ImportRun) -> Spans:
    """Rows with one key that the file added."""
    spans: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    asked = select(ImportedRows).where(
        ImportedRows.import_id == run.id, ImportedRows.second_key.is_(None)
    )
    for one in session.scalars(asked):
        spans[one.table_name].append((one.first_key, one.last_key))
    return spans


def import_named(run: ImportRun) -> str:
    """As `imports` lists it."""
    return f"import {run.id} ({run.kind}: {run.file})"


def import_that_added(session: Session, table: str, key: Sequence[Any]) -> ImportRun | None:
    """The file that brought a row and was not taken back."""
    first, *second = key
    if not isinstance(first, int):
        return None
    return session.scalar(
        select(ImportRun)
        .join(ImportedRows, ImportedRows.import_id == ImportRun.id)
        .where(
            ImportRun.undone_at.is_(None),
            ImportedRows.table_name == table,
            ImportedRows.first_key <= first,
            ImportedRows.last_key >= first,
            *(ImportedRows.second_key == one for one in second),
        )
        .order_by(ImportRun.id.desc())
        .limit(1)
    )


def import_that_changed(
    session: Session, table: str, key: Sequence[Any], *, since: ImportRun
) -> ImportRun | None:
    """The newest file after `since` that changed a row and was not taken back."""
    for run, change in _later_changes(session, [table], since):
        if list(change.key) == list(key):
            return run
    return None


def changed_by_later_files(
    session: Session, spans: Spans, *, since: ImportRun
) -> Iterator[tuple[ImportRun, ImportedChange]]:
    """Changes that later files made to the rows, those of the newest file first."""
    for run, change in _later_changes(session, spans, since):
        if len(change.key) == 1 and _within(spans[change.table_name], change.key[0]):
            yield run, change


def done_by_people(session: Session, spans: Spans, *, since: dt.datetime) -> Iterator[str]:
    """What people did to the rows after that moment, other than by sending a file."""
    by_file = select(ImportRun.applied_at)
    asked = (
        select(AuditRow, Person.name)
        .join(Person, Person.id == AuditRow.by_id)
        .where(
            Person.kind == PersonKind.STAFF,
            AuditRow.subject_kind.in_(list(spans)),
            AuditRow.happened_at > since,
            AuditRow.happened_at.not_in(by_file),
        )
        .order_by(AuditRow.id.desc())
    )
    for row, name in session.execute(asked):
        if row.subject_id is not None and _within(spans[row.subject_kind], row.subject_id):
            what, _, verb = row.act.partition(":")
            day = day_in_words(local_date(row.happened_at))
            yield f"{name} acted on it on {day} ({what.replace('_', ' ')}: {verb})"


def who_did(session: Session, at: dt.datetime) -> str:
    """Whose file was taken in at that moment, else which member of staff acted; "" for nobody."""
    run = session.scalar(select(ImportRun).where(ImportRun.applied_at == at).limit(1))
    if run is not None:
        return run.source or f"the file {run.file}"
    acted = select(Person.name).join(AuditRow, AuditRow.by_id == Person.id)
    staff = acted.where(AuditRow.happened_at == at, Person.kind == PersonKind.STAFF)
    return session.scalar(staff.order_by(AuditRow.id).limit(1)) or ""


def changed_since(change: ImportedChange, now: Mapping[str, Any]) -> list[str]:
    """Columns that no longer say what the file said; of `said` the fields that it touched."""
    after = change.after or {}
    later = [one for one in after if one not in {"said", "version"} and now[one] != after[one]]
    if "said" in after:
        fields = _fields_said(change)
        later += [one for one in fields if now["said"].get(one) != after["said"].get(one)]
    return list(dict.fromkeys(later))


def _fields_said(change: ImportedChange) -> list[str]:
    """The fields of which the file changed who said them."""
    before, after = change.before["said"], (change.after or {})["said"]
    return sorted(one for one in before | after if before.get(one) != after.get(one))


def said_again(now: Mapping[str, Any], change: ImportedChange) -> dict[str, Any]:
    """Who says each field when the file's own word is taken back."""
    before = change.before["said"]
    fields = _fields_said(change)
    told = {one: by for one, by in now.items() if one not in fields}
    return told | {one: before[one] for one in fields if one in before}


def has_one_key(table: Table) -> bool:
    return len(table.primary_key.columns) == 1


def only_key(table: FromClause) -> ColumnElement[Any]:
    return next(iter(table.primary_key))


def _later_changes(
    session: Session, tables: Collection[str], since: ImportRun
) -> Iterator[tuple[ImportRun, ImportedChange]]:
    asked = (
        select(ImportRun, ImportedChange)
        .join(ImportedChange, ImportedChange.import_id == ImportRun.id)
        .where(
            ImportRun.id > since.id,
            ImportRun.undone_at.is_(None),
            ImportedChange.table_name.in_(list(tables)),
        )
        .order_by(ImportRun.id.desc(), ImportedChange.id)
    )
    yield from session.execute(asked)


def _within(spans: Sequence[tuple[int, int]], key: object) -> bool:
    return isinstance(key, int) and any(first <= key <= last for first, last in spans)
