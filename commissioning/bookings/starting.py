"""Whoever has a place in a group starts with it: by its first session, and not before its day."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from commissioning.bookings.errors import StartsWithGroup
from commissioning.bookings.models import Booking
from commissioning.bookings.queries import standing_booking
from commissioning.groups.models import GroupStatus
from commissioning.groups.queries import statement_in_force
from commissioning.referrals.folding import Happened
from commissioning.referrals.kinds import EventKind
from commissioning.referrals.models import Referral


def refuse_start_before_group(session: Session, referral: Referral, told: Happened) -> None:
    """Raises `StartsWithGroup`, also of whoever joins a group that has begun, before the session
    from which they do; a group that ran or was cancelled holds nobody else back."""
    if told.kind is not EventKind.STARTED:
        return
    place = standing_booking(session, referral.id)
    start = None if place is None else _begins_on(session, place)
    if start is not None and told.on_date < start:
        raise StartsWithGroup(told.on_date, start)


def _begins_on(session: Session, place: Booking) -> dt.date | None:
    stated = statement_in_force(session, place.group_id)
    if stated is None or stated.status is GroupStatus.CANCELLED:
        return None
    if place.joined_on > stated.current_start:
        return place.joined_on
    return stated.current_start if stated.status is GroupStatus.PLANNED else None
