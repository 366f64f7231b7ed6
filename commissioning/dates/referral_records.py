"""The referrals of a line as records of the forecast document."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from commissioning.lines.models import Line
from commissioning.referrals.errors import EventRefused
from commissioning.referrals.folding import RecordedEvent, ReferralStanding, fold
from commissioning.referrals.models import Referral, ReferralEvent, ReferralStatus
from commissioning.referrals.queries import event_columns

Record = dict[str, Any]


def referral_records(
    session: Session,
    line: Line,
    *,
    as_of: dt.date,
    since: dt.date,
    known_at: dt.datetime | None = None,
) -> list[Record]:
    """Everyone waiting or in progress on `as_of`, and whoever's case ended on or after `since`.

    Read from the folded columns when nothing recorded is to be left out, else from the
    events that had been recorded by `known_at`.
    """
    if known_at is None:
        rows = session.execute(_standing_columns(line.id, since)).all()
        known = [(row, row) for row in rows]
    else:
        known = _known_standings(session, line.id, known_at)
    service_id = str(line.public_id)
    records = (_record(row, standing, as_of, since) for row, standing in known)
    return [{"service_id": service_id, **record} for record in records if record]


def _standing_columns(line_id: int, since: dt.date) -> Any:
    """Columns, not objects: a busy line has thousands of ended cases."""
    return (
        select(
            Referral.id,
            Referral.sentenced_on,
            Referral.received_on,
            Referral.is_priority,
            Referral.hours_ordered,
            Referral.status,
            Referral.ready_on,
            Referral.started_on,
            Referral.ended_on,
            Referral.left_on,
            Referral.missed_starts,
            Referral.sessions_attended,
            Referral.hours_worked,
        )
        .where(
            Referral.line_id == line_id,
            or_(Referral.ended_on.is_(None), Referral.ended_on >= since),
            or_(Referral.left_on.is_(None), Referral.left_on >= since),
        )
        .order_by(Referral.id)
    )


def _known_standings(
    session: Session, line_id: int, known_at: dt.datetime
) -> list[tuple[Any, Any]]:
    referrals = session.execute(
        select(
            Referral.id,
            Referral.sentenced_on,
            Referral.received_on,
            Referral.is_priority,
            Referral.hours_ordered,
        )
        .where(Referral.line_id == line_id)
        .order_by(Referral.id)
    ).all()
    events: defaultdict[int, list[RecordedEvent]] = defaultdict(list)
    for row in session.execute(
        select(ReferralEvent.referral_id, *event_columns())
        .join(Referral, Referral.id == ReferralEvent.referral_id)
        .where(Referral.line_id == line_id, ReferralEvent.recorded_at <= known_at)
        .order_by(ReferralEvent.id)
    ):
        events[row[0]].append(RecordedEvent._make(row[1:]))
    return [
        (row, standing)
        for row in referrals
        if row.id in events and (standing := _fold_or_put_aside(events[row.id]))
    ]


def _fold_or_put_aside(events: list[RecordedEvent]) -> ReferralStanding | None:
    """None where what was recorded by then cannot all be true: the rest came in later."""
    try:
        return fold(events)
    except EventRefused:
        return None


def _record(row: Any, standing: Any, as_of: dt.date, since: dt.date) -> Record | None:
    """The record as it stood at the end of `as_of`: what happened later has not happened."""
    received = row.sentenced_on or standing.received_on
    if received > as_of:
        return None
    started, ended, left, ready = (
        day if day is not None and day <= as_of else None
        for day in (standing.started_on, standing.ended_on, standing.left_on, standing.ready_on)
    )
    finished = ended or left
    if finished is not None and finished < since:
        return None
    return {
        "id": str(row.id),
        "received": received.isoformat(),
        "priority": "priority" if row.is_priority else "standard",
        "status": _status(standing.status, started, ended, left),
        "inducted": ready.isoformat() if ready else None,
        "started": started.isoformat() if started else None,
        "ended": ended.isoformat() if ended else None,
        "withdrawn": left.isoformat() if left else None,
        "missed_starts": standing.missed_starts,
        "hours_ordered": row.hours_ordered,
        "hours_worked": standing.hours_worked,
        "sessions_attended": standing.sessions_attended,
    }


def _status(
    status: ReferralStatus, started: dt.date | None, ended: dt.date | None, left: dt.date | None
) -> str:
    """A referral declined by the provider has left the list like one that was withdrawn."""
    if left:
        return "withdrawn"
    if started is None:
        return "waiting"
    if ended is None:
        return "in_progress"
    return status.value
