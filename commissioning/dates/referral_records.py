"""The referrals of a line as records of the forecast document."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.functions import coalesce

from commissioning.lines.models import Line
from commissioning.referrals.errors import EventRefused
from commissioning.referrals.folding import RecordedEvent, ReferralStanding, fold
from commissioning.referrals.kinds import Basis
from commissioning.referrals.models import Referral, ReferralEvent, ReferralStatus
from commissioning.referrals.queries import event_columns, ever_on

Record = dict[str, Any]
"""JSON."""


def referral_records(
    session: Session,
    line: Line,
    *,
    as_of: dt.date,
    since: dt.date,
    known_at: dt.datetime | None = None,
) -> list[Record]:
    """Everyone waiting or in progress on `as_of`, and whoever's case ended on or after `since`.

    Whoever was transferred is told by the line that has them, with the day 0 that they brought.

    Read from the folded columns when nothing recorded is to be left out, else from the
    events that had been recorded by `known_at`.
    """
    if known_at is None:
        known = _standing_now(session, line.id, since)
    else:
        known = _standing_then(session, line.id, known_at)
    service_id = str(line.public_id)
    records = (_record(one, as_of, since) for one in known)
    return [{"service_id": service_id, **record} for record in records if record]


class _KnownReferral(NamedTuple):
    """A referral and where it stands, by what is known of it."""

    id: int
    basis: Basis
    sentenced_on: dt.date | None
    received_on: dt.date
    is_priority: bool
    hours_ordered: float | None
    status: ReferralStatus
    ready_on: dt.date | None
    started_on: dt.date | None
    ended_on: dt.date | None
    left_on: dt.date | None
    missed_starts: int
    sessions_attended: int
    hours_worked: float


def _standing_now(session: Session, line_id: int, since: dt.date) -> Iterator[_KnownReferral]:
    """Columns, not objects: a busy line has thousands of ended cases."""
    columns = (getattr(Referral, name) for name in _KnownReferral._fields)
    rows = session.execute(
        select(*columns)
        .where(
            Referral.line_id == line_id,
            or_(Referral.ended_on.is_(None), Referral.ended_on >= since),
            or_(Referral.left_on.is_(None), Referral.left_on >= since),
        )
        .order_by(Referral.id)
    )
    return map(_KnownReferral._make, rows)


def _standing_then(
    session: Session, line_id: int, known_at: dt.datetime
) -> Iterator[_KnownReferral]:
    referrals = session.execute(
        select(
            Referral.id,
            Referral.basis,
            Referral.sentenced_on,
            Referral.is_priority,
            Referral.hours_ordered,
            coalesce(Referral.first_line_id, Referral.line_id),
        )
        .where(ever_on(line_id))
        .order_by(Referral.id)
    ).all()
    events: defaultdict[int, list[RecordedEvent]] = defaultdict(list)
    for row in session.execute(
        select(ReferralEvent.referral_id, *event_columns())
        .join(Referral, Referral.id == ReferralEvent.referral_id)
        .where(ever_on(line_id), ReferralEvent.recorded_at <= known_at)
        .order_by(ReferralEvent.id)
    ):
        events[row[0]].append(RecordedEvent._make(row[1:]))
    for referral_id, basis, sentenced_on, is_priority, hours_ordered, first_line_id in referrals:
        stood = _fold_or_put_aside(events[referral_id]) if referral_id in events else None
        if stood is not None and stood.line_now(first=first_line_id) == line_id:
            yield _KnownReferral(
                referral_id,
                basis,
                sentenced_on,
                stood.received_on,
                is_priority,
                hours_ordered,
                stood.status,
                stood.ready_on,
                stood.started_on,
                stood.ended_on,
                stood.left_on,
                stood.missed_starts,
                stood.sessions_attended,
                stood.hours_worked,
            )


def _fold_or_put_aside(events: list[RecordedEvent]) -> ReferralStanding | None:
    """None where what was recorded by then cannot all be true: the rest came in later."""
    try:
        return fold(events)
    except EventRefused:
        return None


def _record(one: _KnownReferral, as_of: dt.date, since: dt.date) -> Record | None:
    """The record as it stood at the end of `as_of`: what happened later has not happened."""
    received = (one.basis.is_requirement and one.sentenced_on) or one.received_on
    if received > as_of:
        return None
    started, ended, left, ready = (
        day if day is not None and day <= as_of else None
        for day in (one.started_on, one.ended_on, one.left_on, one.ready_on)
    )
    finished = ended or left
    if finished is not None and finished < since:
        return None
    return {
        "id": str(one.id),
        "received": received.isoformat(),
        "priority": "priority" if one.is_priority else "standard",
        "status": _status(one.status, started, ended, left),
        "inducted": ready.isoformat() if ready else None,
        "started": started.isoformat() if started else None,
        "ended": ended.isoformat() if ended else None,
        "withdrawn": left.isoformat() if left else None,
        "missed_starts": one.missed_starts,
        "hours_ordered": one.hours_ordered,
        "hours_worked": one.hours_worked,
        "sessions_attended": one.sessions_attended,
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
