"""When somebody with a place is to come next, as their group's sessions are planned."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.bookings.models import Booking
from commissioning.registers.marks import MarkOutcome, is_not_required
from commissioning.registers.models import GroupSession, RegisterMark
from commissioning.registers.queries import holds, planned_for
from directory.clock import LONDON, local_date


class NextSession(NamedTuple):
    """`starts_at` None: nobody said at what time."""

    on_date: dt.date
    starts_at: dt.time | None

    def is_over(self, at: dt.datetime) -> bool:
        """It has begun; one of today without a time has not."""
        today, now = local_date(at), at.astimezone(LONDON).time()
        begun = self.starts_at is not None and self.starts_at <= now
        return self.on_date < today or (self.on_date == today and begun)


def next_sessions(
    session: Session, referral_ids: Collection[int], *, at: dt.datetime
) -> dict[int, NextSession]:
    """By referral: neither called off, nor one from which the person is excused."""
    excused = select(RegisterMark.id).where(
        RegisterMark.session_id == GroupSession.id,
        RegisterMark.booking_id == Booking.id,
        RegisterMark.outcome == MarkOutcome.NOT_REQUIRED,
        holds(),
    )
    rows = session.execute(
        select(Booking.referral_id, GroupSession.on_date, GroupSession.starts_at)
        .join(GroupSession, GroupSession.group_id == Booking.group_id)
        .where(
            Booking.referral_id.in_(referral_ids),
            Booking.left_on.is_(None),
            GroupSession.cancelled_at.is_(None),
            GroupSession.on_date >= local_date(at),
            GroupSession.on_date >= Booking.joined_on,
            ~excused.exists(),
        )
        .order_by(GroupSession.on_date, GroupSession.number)
    ).all()
    planned = planned_for(session, referral_ids)
    found: dict[int, NextSession] = {}
    for key, on_date, starts_at in rows:
        one = NextSession(on_date, starts_at)
        if not one.is_over(at) and not is_not_required(on_date, *planned[key]):
            found.setdefault(key, one)
    return found
