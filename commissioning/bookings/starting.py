"""Whoever has a place in a group starts with it: by its first session, and not before its day."""

from __future__ import annotations

from sqlalchemy.orm import Session

from commissioning.bookings.errors import StartsWithGroup
from commissioning.bookings.queries import standing_booking
from commissioning.bookings.seats import start_of
from commissioning.groups.models import Group
from commissioning.referrals.folding import Happened
from commissioning.referrals.kinds import EventKind
from commissioning.referrals.models import Referral


def refuse_start_before_group(session: Session, referral: Referral, told: Happened) -> None:
    """Raises `StartsWithGroup`; a group that ran or was cancelled holds nobody back."""
    if told.kind is not EventKind.STARTED:
        return
    place = standing_booking(session, referral.id)
    start = None if place is None else start_of(session, session.get_one(Group, place.group_id))
    if start is not None and told.on_date < start:
        raise StartsWithGroup(told.on_date, start)
