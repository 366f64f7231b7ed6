"""How long the answers of a line are kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, delete, select
from sqlalchemy.orm import Session

from commissioning.dates.models import LineForecast
from directory.base import Base
from directory.keeping import batches

KEPT_DAYS = 90


def thin_history(session: Session, at: dt.datetime) -> int:
    """Drop answers made more than `KEPT_DAYS` ago that nothing refers to; returns how many.

    A line speaks by its current answers, a sheet or a promise by the one it was given:
    whatever another table points to stays. The last answer of each calendar month stays
    as well, so that the one that stood when the `KEPT_DAYS` began is always there.
    """
    before = at - dt.timedelta(days=KEPT_DAYS)
    kept = _last_of_each_month(session, before)
    for column in columns_that_refer():
        kept |= set(session.scalars(select(column).where(column.is_not(None)).distinct()))
    old = session.scalars(select(LineForecast.id).where(LineForecast.made_at < before))
    return _drop(session, [forecast_id for forecast_id in old if forecast_id not in kept])


def drop_said_after(session: Session, line_id: int, day: dt.date) -> int:
    """Drop what a wrong clock said of a line as of a later day, but for what is referred to.

    Nobody was ever shown it, and kept until its day has come it would pass for what was said then.
    """
    ahead = set(
        session.scalars(
            select(LineForecast.id).where(LineForecast.line_id == line_id, LineForecast.as_of > day)
        )
    )
    for column in columns_that_refer() if ahead else ():
        ahead -= set(session.scalars(select(column).where(column.in_(ahead))))
    return _drop(session, sorted(ahead))


def _drop(session: Session, forecast_ids: list[int]) -> int:
    for batch in batches(forecast_ids):
        session.execute(delete(LineForecast).where(LineForecast.id.in_(batch)))
    return len(forecast_ids)


def _last_of_each_month(session: Session, before: dt.datetime) -> set[int]:
    rows = session.execute(
        select(LineForecast.id, LineForecast.line_id, LineForecast.priority, LineForecast.made_at)
        .where(LineForecast.made_at < before)
        .order_by(LineForecast.made_at, LineForecast.id)
    )
    last = {
        (row.line_id, row.priority, row.made_at.year, row.made_at.month): row.id for row in rows
    }
    return set(last.values())


def columns_that_refer() -> Iterator[Column[Any]]:
    """Every column of any table that names an answer, read from the tables themselves."""
    answers = Base.metadata.tables[LineForecast.__tablename__]
    for table in Base.metadata.tables.values():
        for column in table.columns:
            if column.references(answers.c.id):
                yield column
