"""What can be asked of referrals and their events."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from commissioning.referrals.folding import RecordedEvent, ReferralStanding, fold
from commissioning.referrals.models import Referral, ReferralEvent


def event_columns() -> tuple[InstrumentedAttribute[Any], ...]:
    """The columns of a `RecordedEvent`, in its order."""
    return tuple(getattr(ReferralEvent, name) for name in RecordedEvent._fields)


def referral_by_reference(session: Session, *, reference: str) -> Referral | None:
    return session.scalar(select(Referral).where(Referral.reference == reference))


def events_of(session: Session, referral_id: int) -> Sequence[ReferralEvent]:
    """Every event ever recorded, corrected ones included, in the order of recording."""
    return session.scalars(
        select(ReferralEvent)
        .where(ReferralEvent.referral_id == referral_id)
        .order_by(ReferralEvent.id)
    ).all()


def recorded_events(session: Session, referral_id: int) -> list[RecordedEvent]:
    """The same as values for `fold`."""
    rows = session.execute(
        select(*event_columns())
        .where(ReferralEvent.referral_id == referral_id)
        .order_by(ReferralEvent.id)
    )
    return [RecordedEvent._make(row) for row in rows]


def standings_of_line(
    session: Session, line_id: int, *, known_at: dt.datetime
) -> dict[int, ReferralStanding]:
    """Where each referral of the line stood, by what had been recorded by `known_at`."""
    rows: Sequence[Row[Any]] = session.execute(
        select(ReferralEvent.referral_id, *event_columns())
        .join(Referral, Referral.id == ReferralEvent.referral_id)
        .where(Referral.line_id == line_id, ReferralEvent.recorded_at <= known_at)
        .order_by(ReferralEvent.id)
    ).all()
    events: dict[int, list[RecordedEvent]] = {}
    for row in rows:
        events.setdefault(row[0], []).append(RecordedEvent._make(row[1:]))
    return {referral_id: fold(found) for referral_id, found in events.items()}
