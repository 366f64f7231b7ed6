"""Working out the record from promises and back-tests, and keeping it for pages to read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from commissioning.forecasting.forecast import ENGINE_VERSION
from commissioning.promises.following import census_on, followed_promises
from commissioning.promises.judging import FEWEST_JUDGED, PromiseTally
from commissioning.promises.models import BackTest, Promise, PromiseRecord, PromiseSource
from directory.clock import local_date
from directory.delivery import DeliveryKind

RECORD_DAYS: Final = 730
"""Promises of the last two years make the record."""

PROMISES_KEPT_DAYS: Final = 1095
"""Then only the counts stay, as with the referrals that they point to."""

RECORDS_KEPT_DAYS: Final = 400


Under = tuple[DeliveryKind, bool, int | None]
"""What is counted together: kind, generated or real, and a line or (None) all of the kind."""


@dataclass(slots=True)
class Counted:
    """A tally under way, and the first day it counts."""

    since: dt.date
    tally: PromiseTally = field(default_factory=PromiseTally)

    def add(self, other: Counted) -> None:
        self.since = min(self.since, other.since)
        self.tally.add(other.tally)


def worked_out_record(session: Session, at: dt.datetime) -> list[PromiseRecord]:
    """The rows of the record as at today's census, which `write_record` keeps; only reads."""
    census = census_on(local_date(at))
    return [
        *_rows(
            PromiseSource.PROMISES, _with_kinds(_of_promises(session, census)), as_at=census, at=at
        ),
        *_rows(PromiseSource.BACK_TESTS, _with_kinds(_of_back_tests(session)), as_at=census, at=at),
    ]


def write_record(session: Session, rows: list[PromiseRecord], at: dt.datetime) -> int:
    """Keep the rows in place of those of the same day; returns how many people they count."""
    _drop_old(session, today=local_date(at))
    session.add_all(rows)
    session.flush()
    return sum(row.people for row in rows if row.line_id is None)


def _of_promises(session: Session, census: dt.date) -> dict[Under, Counted]:
    counted: dict[Under, Counted] = {}
    first = census - dt.timedelta(days=RECORD_DAYS)
    for one in followed_promises(session, since=first, census=census):
        under = (one.kind, one.is_generated, one.line_id)
        found = counted.setdefault(under, Counted(one.promised_on))
        found.since = min(found.since, one.promised_on)
        found.tally.count(one.promised, one.followed)
    return counted


def _of_back_tests(session: Session) -> dict[Under, Counted]:
    counted: dict[Under, Counted] = {}
    for row in session.scalars(
        select(BackTest)
        .where(BackTest.engine_version == ENGINE_VERSION, BackTest.people > 0)
        .order_by(BackTest.id)
    ):
        under = (row.delivery_kind, row.is_generated, row.line_id)
        found = counted.setdefault(under, Counted(row.as_of))
        found.add(Counted(row.as_of, PromiseTally.from_stored(row.tally)))
    return counted


def _with_kinds(of_lines: dict[Under, Counted]) -> dict[Under, Counted]:
    """Those of lines, and what they add up to for each kind."""
    of_kinds: dict[Under, Counted] = {}
    for (kind, is_generated, _line_id), one in of_lines.items():
        of_kinds.setdefault((kind, is_generated, None), Counted(one.since)).add(one)
    return of_kinds | of_lines


def _drop_old(session: Session, *, today: dt.date) -> None:
    """What the new record replaces, what is too old, and what nobody reads again.

    A record as at a later day was kept by a clock that was ahead: it would be read as the newest.
    """
    census = census_on(today)
    before = today - dt.timedelta(days=PROMISES_KEPT_DAYS)
    session.execute(delete(Promise).where(Promise.promised_on < before))
    session.execute(delete(BackTest).where(BackTest.as_of < before))
    oldest = today - dt.timedelta(days=RECORDS_KEPT_DAYS)
    replaced = (PromiseRecord.as_at >= census) | PromiseRecord.line_id.is_not(None)
    session.execute(delete(PromiseRecord).where(replaced | (PromiseRecord.as_at < oldest)))


def _rows(
    source: PromiseSource, counted: dict[Under, Counted], *, as_at: dt.date, at: dt.datetime
) -> Iterator[PromiseRecord]:
    """A line with too few judged promises has no record of its own."""
    for (kind, is_generated, line_id), one in counted.items():
        if line_id is not None and one.tally.judged < FEWEST_JUDGED:
            continue
        yield PromiseRecord(
            as_at=as_at,
            source=source,
            delivery_kind=kind,
            line_id=line_id,
            is_generated=is_generated,
            engine_version=ENGINE_VERSION if source is PromiseSource.BACK_TESTS else None,
            since=one.since,
            people=one.tally.people,
            kept=one.tally.kept,
            broken=one.tally.broken,
            tally=one.tally.to_stored(),
            worked_at=at,
        )
