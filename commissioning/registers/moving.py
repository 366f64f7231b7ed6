"""Somebody changes from one group of a line to another; what they attended stays where it was.

They keep the place they have until they have the other: both groups are locked, in the order of
their keys, and the other must have one left, net of what is held and offered.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.bookings.booking import leave_group
from commissioning.bookings.errors import PlaceGone
from commissioning.bookings.kinds import LeftReason
from commissioning.bookings.models import Booking
from commissioning.bookings.queries import booking_of_request
from commissioning.bookings.seats import places_now, take_seat
from commissioning.groups.models import Group, GroupStatus
from commissioning.groups.queries import statement_in_force
from commissioning.referrals.kinds import EventKind, ReferralStatus
from commissioning.referrals.models import Referral
from commissioning.referrals.recording import record_event
from commissioning.registers.attending import lock_referrals
from commissioning.registers.errors import CannotMove
from directory.acts import Act
from directory.audit.recording import record_act
from directory.clock import local_date
from directory.people.models import Person


def move_to_group(
    session: Session,
    booking: Booking,
    to: Group,
    *,
    request_id: str,
    by: Person,
    at: dt.datetime,
) -> Booking:
    """From today on. The same request again finds it done."""
    known = booking_of_request(session, request_id)
    if known is not None:
        return known
    group = _lock(session, booking.group_id, to.id)
    session.refresh(booking)
    if booking.left_on is not None:
        raise PlaceGone
    if group.id == to.id:
        raise CannotMove("They are in that group already.")
    if group.line_id != to.line_id:
        raise CannotMove("That group belongs to another list: transfer the referral first.")
    stands = statement_in_force(session, to.id)
    if stands is None or stands.status is GroupStatus.CANCELLED:
        raise CannotMove("That group was cancelled.")
    now = places_now(session, to, at=at)
    lock_referrals(session, [booking.referral_id])
    referral = session.get_one(Referral, booking.referral_id)
    waits = referral.status is ReferralStatus.WAITING
    joined = booking.joined_on
    leave_group(session, booking, reason=LeftReason.MOVED, by=by, at=at)
    take_seat(session, to, kept=now.held + now.offered, at=at)
    moved = Booking(
        group_id=to.id, referral_id=referral.id, request_id=request_id, booked_at=at,
        booked_by_id=by.id, joined_on=max(local_date(at), joined),
    )  # fmt: skip
    session.add(moved)
    session.flush()
    if waits:
        record_event(session, referral, kind=EventKind.BOOKED, on_date=local_date(at), by=by, at=at)
    after = {"from_group": group.id, "to_group": to.id, "joined_on": moved.joined_on}
    record_act(session, Act.PLACE_MOVE, moved, by=by, at=at, after=after)
    session.flush()
    return moved


def _lock(session: Session, one_id: int, other_id: int) -> Group:
    """Both, the lower key first; comes back with the one they leave."""
    asked = select(Group).where(Group.id.in_({one_id, other_id})).order_by(Group.id)
    session.scalars(asked.with_for_update().execution_options(populate_existing=True)).all()
    return session.get_one(Group, one_id)
