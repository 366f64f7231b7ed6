"""A region's workbook made of what is known and read back: what becomes of each row."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from sqlalchemy.orm import Session

from commissioning.exchange.kinds import KINDS
from commissioning.exchange.known_rows import FILLED_BY_KEY, FilledRegion
from commissioning.exchange.workbook import write_workbook
from directory.clock import local_date
from directory.exchange.several import run_together
from directory.exchange.tables import Together, tables_in
from directory.exchange.taking import Taking
from directory.people.models import Person
from directory.places.queries import region_by_slug

SHEETS = tuple(kind for kind in KINDS if not kind.layout)


def write_known(session: Session, slug: str, path: Path, *, on: dt.date) -> None:
    """What is known of a region, as its workbook; to read it back takes longer than to write it."""
    write_workbook(FilledRegion(session, region_by_slug(session, slug), on), SHEETS, path)


def round_trip(session: Session, slug: str, path: Path, *, by: Person, at: dt.datetime) -> Together:
    """Written to the path and taken in from there."""
    on = local_date(at)
    write_known(session, slug, path, on=on)
    together = Together()
    tables = tables_in(path, SHEETS, together, filled_by_key=FILLED_BY_KEY)
    run_together(session, tables, together, by=by, at=at, taking=Taking(on))
    return together


def not_unchanged(together: Together) -> list[str]:
    """Whatever a file that changes nothing must not bring, in words."""
    told = [f"{name}: {reason}" for name, reason in together.refusals.items()]
    for report in together.reports:
        name = report.kind.name
        told += [f"{name}, {one}" for one in (*report.errors, *report.waiting, *report.unusual)]
        told += [f"{name}: {sentence}" for sentence in report.aside]
        if report.outcomes["unchanged"] != report.rows:
            told.append(f"{name}: {dict(report.outcomes)} of {report.rows} rows")
    return told
