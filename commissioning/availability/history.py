"""How long the answers of a line are kept."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from commissioning.availability.models import LineForecast
from commissioning.lines.models import LineFigures
from directory.keeping import batches

KEPT_DAYS = 90


def thin_history(session: Session, at: dt.datetime) -> int:
    """Drop answers made more than `KEPT_DAYS` ago that no line speaks by; returns how many.

    The last answer of each calendar month stays, so that old promises can be compared
    with what happened.
    """
    before = at - dt.timedelta(days=KEPT_DAYS)
    kept = set(session.scalars(select(LineFigures.standard_forecast_id)))
    kept |= set(session.scalars(select(LineFigures.priority_forecast_id)))
    kept |= _last_of_each_month(session, before)
    old = session.scalars(select(LineForecast.id).where(LineForecast.made_at < before))
    dropped = [forecast_id for forecast_id in old if forecast_id not in kept]
    for batch in batches(dropped):
        session.execute(delete(LineForecast).where(LineForecast.id.in_(batch)))
    return len(dropped)


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
