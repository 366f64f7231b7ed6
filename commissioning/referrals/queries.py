"""What can be asked of referrals and their events."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from commissioning.referrals.folding import RecordedEvent
from commissioning.referrals.models import Referral, ReferralEvent


def event_columns() -> tuple[InstrumentedAttribute[Any], ...]:
    """The columns of a `RecordedEvent`, in its order."""
    return tuple(getattr(ReferralEvent, name) for name in RecordedEvent._fields)


def referral_by_reference(session: Session, *, reference: str) -> Referral | None:
    return session.scalar(select(Referral).where(Referral.reference == reference))


def recorded_events(session: Session, referral_id: int) -> list[RecordedEvent]:
    """The same as values for `fold`."""
    rows = session.execute(
        select(*event_columns())
        .where(ReferralEvent.referral_id == referral_id)
        .order_by(ReferralEvent.id)
    )
    return [RecordedEvent._make(row) for row in rows]
