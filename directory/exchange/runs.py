"""Files that were taken in: kept with all that they wrote, and listed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from directory.errors import NotKnown
from directory.exchange.models import ImportedChange, ImportedRows, ImportRun
from directory.exchange.report import Report
from directory.journal import Journal, RowKey, spans_of
from directory.kept_journals import forget_in_journals
from directory.people.models import Person
from directory.places.models import Site
from directory.places.site_fields import ADDRESSED, POSITION
from directory.services.sight import is_secret_site

STAYS: Final = frozenset({"audit_row", "person"})
"""What an import leaves behind for good."""

TWO: Final = 2


def keep_run(
    session: Session, report: Report, journal: Journal, *, by: Person, at: dt.datetime
) -> ImportRun:
    """The file's row, and what it wrote beside it."""
    run = ImportRun(
        kind=report.kind.name,
        layout=report.kind.layout,
        file=report.surveyed.name,
        sha256=report.surveyed.digest,
        source=report.taking.source or "",
        as_of=report.taking.as_of,
        rows=report.rows,
        outcomes={name: count for name, count in report.outcomes.items() if count},
        past=sorted(list(one) for one in journal.past),
        applied_at=at,
        applied_by_id=by.id,
    )
    session.add(run)
    session.flush()
    _insert(session, ImportedRows, run, _rows(journal))
    _insert(session, ImportedChange, run, _changes(journal))
    forget_secret_sites(session, run)
    return run


def forget_secret_sites(session: Session, run: ImportRun) -> None:
    """Where a site is that is confidential now stays in no journal, also of the file itself."""
    told = select(ImportedChange.key).where(
        ImportedChange.import_id == run.id, ImportedChange.table_name == Site.__tablename__
    )
    keys = {key[0] for key in session.scalars(told)}
    secret = select(Site.id).where(is_secret_site())
    found = [key for key in session.scalars(secret) if key in keys] if keys else []
    forget_in_journals(session, Site.__tablename__, found, ADDRESSED | POSITION)


def import_runs(session: Session) -> list[ImportRun]:
    """Newest first."""
    return list(session.scalars(select(ImportRun).order_by(ImportRun.id.desc())))


def import_run(session: Session, number: int) -> ImportRun:
    found = session.get(ImportRun, number)
    if found is None:
        raise NotKnown("import", number)
    return found


def keep_as_one(session: Session, numbers: Sequence[int]) -> None:
    """What was taken in together is called by its first part."""
    for number in numbers if len(numbers) > 1 else ():
        import_run(session, number).part_of = numbers[0]
    session.flush()


def taken_in_as(session: Session, number: int) -> list[ImportRun]:
    """The import of this number, or all parts where it is a whole's number, the last one first."""
    first = import_run(session, number)
    if first.part_of != number:
        return [first]
    parts = select(ImportRun).where(ImportRun.part_of == number)
    return list(session.scalars(parts.order_by(ImportRun.id.desc())))


def _insert(
    session: Session,
    model: type[ImportedRows | ImportedChange],
    run: ImportRun,
    rows: Iterable[dict[str, Any]],
) -> None:
    told = [{"import_id": run.id, **row} for row in rows]
    if told:
        session.execute(insert(model), told)


def _rows(journal: Journal) -> Iterator[dict[str, Any]]:
    for name, keys in journal.added.items():
        if name in STAYS:
            continue
        told = {"table_name": name, "second_key": None}
        for first, last in spans_of(sorted({key[0] for key in keys if len(key) == 1})):
            yield told | {"first_key": first, "last_key": last}
        for first, second in sorted({key for key in keys if len(key) == TWO}):
            yield told | {"first_key": first, "last_key": first, "second_key": second}
    for name, spans in journal.spans.items():
        told = {"table_name": name, "second_key": None}
        yield from (told | {"first_key": first, "last_key": last} for first, last in spans)


def _changes(journal: Journal) -> Iterator[dict[str, Any]]:
    added = {(name, key) for name, keys in journal.added.items() for key in keys}
    for name, key in journal.before.keys() | journal.removed.keys():
        if (name, key) in added:
            continue
        yield _change(name, key, journal)


def _change(name: str, key: RowKey, journal: Journal) -> dict[str, Any]:
    is_removed = (name, key) in journal.removed
    return {
        "table_name": name,
        "key": list(key),
        "before": journal.removed[name, key] if is_removed else journal.before[name, key],
        "after": None if is_removed else journal.after.get((name, key)),
    }
