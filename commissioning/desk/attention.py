"""Counts of a line's people, worked out by the worker, so that no page of the desk asks cases."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Final, NamedTuple

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session

from commissioning.dates.kept_dates import DatesBasis, IncompleteRecords
from commissioning.dates.models import LineForecast
from commissioning.desk.decisions import PROMISES_OF_DAYS
from commissioning.desk.models import LineAttention
from commissioning.desk.open_cases import orders_of_lines
from commissioning.desk.order_expiry import order_expiry
from commissioning.lines.models import Line, LineFigures
from commissioning.promises.models import Promise
from commissioning.referrals.models import Referral

AT_ONCE: Final = 25


class _Due(NamedTuple):
    line_id: int
    public_id: uuid.UUID
    facts_version: int
    basis: DatesBasis | None


def count_attention(session: Session, *, today: dt.date, at_once: int = AT_ONCE) -> int:
    """Count again the lines whose facts or day moved on, so many at a time; how many they were."""
    due = _due(session, today, at_once)
    keys = [line.line_id for line in due]
    orders = orders_of_lines(session, keys, today=today)
    promises = _promises(session, keys, today)
    known = {
        row.line_id: row
        for row in session.scalars(select(LineAttention).where(LineAttention.line_id.in_(keys)))
    }
    for line in due:
        records = IncompleteRecords.of(line.basis or {})
        promised, later = promises.get(line.line_id, (0, 0))
        row = known.get(line.line_id) or LineAttention(line_id=line.line_id)
        row.as_of, row.facts_version = today, line.facts_version
        row.starts_without_end = records.starts_without_end
        row.people_above_places = records.people_above_places
        row.orders_end_first = order_expiry(orders[line.public_id], today=today).too_late
        row.promised, row.later_than_promised = promised, later
        session.add(row)
    session.flush()
    return len(due)


def _due(session: Session, today: dt.date, at_once: int) -> Sequence[_Due]:
    rows = session.execute(
        select(Line.id, Line.public_id, LineFigures.facts_version, LineForecast.basis)
        .join(LineFigures, LineFigures.line_id == Line.id)
        .outerjoin(LineForecast, LineForecast.id == LineFigures.standard_forecast_id)
        .outerjoin(LineAttention, LineAttention.line_id == Line.id)
        .where(
            LineFigures.facts_version == LineFigures.answered_version,
            or_(
                LineAttention.line_id.is_(None),
                LineAttention.facts_version != LineFigures.facts_version,
                LineAttention.as_of < today,
            ),
        )
        .order_by(Line.id)
        .limit(at_once)
    )
    return [_Due._make(row) for row in rows]


def _promises(
    session: Session, line_ids: Sequence[int], today: dt.date
) -> dict[int, tuple[int, int]]:
    """Of dates that came in the last quarter: of people who did not leave before, how many, and
    how many had not started by then."""
    by = Promise.by_9_in_10
    first = today - dt.timedelta(days=PROMISES_OF_DAYS)
    is_later = or_(
        Referral.started_on > by, and_(Referral.started_on.is_(None), Referral.left_on.is_(None))
    )
    left_before = and_(Referral.left_on.is_not(None), Referral.left_on <= by)
    rows = session.execute(
        select(Promise.line_id, func.count(), func.sum(case((is_later, 1), else_=0)))
        .join(Referral, Referral.id == Promise.referral_id)
        .where(Promise.line_id.in_(line_ids), by >= first, by < today, ~left_before)
        .group_by(Promise.line_id)
    )
    return {line_id: (people, int(later)) for line_id, people, later in rows}
