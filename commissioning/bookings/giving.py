"""Giving one place: the seat, the membership, the referral's event, the proof, the audit row.

Every way by which somebody comes to a place ends here, once the group is locked.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from commissioning.bookings.errors import (
    HasAPlace,
    NotWaiting,
    OrderEndsFirst,
    PausedNow,
    RequestUsed,
    WaitsElsewhere,
)
from commissioning.bookings.kinds import GivenBy, TurnStanding
from commissioning.bookings.models import Booking
from commissioning.bookings.ordering import GroupOrder
from commissioning.bookings.proving import rows_of, write_proof
from commissioning.bookings.queries import booking_of_request, has_a_place, told_of_locked
from commissioning.bookings.seats import take_seat
from commissioning.groups.models import Group
from commissioning.referrals.kinds import EventKind, ReferralStatus
from commissioning.referrals.models import Referral
from commissioning.referrals.recording import record_of_locked
from directory.acts import Act
from directory.audit.recording import record_act
from directory.clock import local_date
from directory.people.models import Person
from directory.row_locks import read_with_lock


def booked_before(
    session: Session, request_id: str, group: Group, referral: Referral
) -> Booking | None:
    """The answer to a request that came before; raises `RequestUsed` if it asks for another."""
    known = booking_of_request(session, request_id)
    return None if known is None else _of_same(known, group, referral)


def booked_as(session: Session, booking_id: int, group: Group, referral: Referral) -> Booking:
    """The same, where it was read that there is one."""
    return _of_same(session.get_one(Booking, booking_id), group, referral)


def _of_same(known: Booking, group: Group, referral: Referral) -> Booking:
    if (known.group_id, known.referral_id) != (group.id, referral.id):
        raise RequestUsed
    return known


def key_that_waits(session: Session, order: GroupOrder, referral: Referral, group: Group) -> str:
    """Raises what keeps the referral from being given any place of the group."""
    key = order.key_of(referral.id)
    if key is None:
        if has_a_place(session, referral.id):
            raise HasAPlace
        raise _why_not_waiting(referral, group)
    if order.standing_of(key) is TurnStanding.PAUSED:
        raise PausedNow
    return key


def refuse_after_order(order: GroupOrder, referral: Referral, *, start: dt.date) -> None:
    """Raises `OrderEndsFirst`. Whose order ends only before the group does may be booked by hand,
    and so may whoever works hours: such an order runs on, and no last day is known of its party."""
    if order.last_day is None:
        return
    key = order.key_of(referral.id)
    ends_on = None if key is None else order.waiting[key].facts.order_ends_on
    if ends_on is not None and ends_on < start:
        raise OrderEndsFirst(ends_on, start)


def give_place(
    session: Session,
    group: Group,
    referral: Referral,
    order: GroupOrder,
    *,
    given_by: GivenBy,
    kept: int,
    request_id: str,
    by: Person,
    at: dt.datetime,
    joined_on: dt.date | None = None,
) -> Booking:
    """`kept` are places held or offered to others; `joined_on` None: from today. The group is
    locked; checks are repeated where only the referral's own lock makes them certain."""
    key = key_that_waits(session, order, referral, group)
    read_with_lock(session, referral)
    if referral.status is not ReferralStatus.WAITING or referral.line_id != group.line_id:
        raise _why_not_waiting(referral, group)
    told, is_placed = told_of_locked(session, referral.id)
    if is_placed:
        raise HasAPlace
    take_seat(session, group, kept=kept, at=at)
    today = local_date(at)
    booking = Booking(
        group_id=group.id,
        referral_id=referral.id,
        request_id=request_id,
        booked_at=at,
        booked_by_id=by.id,
        joined_on=joined_on or today,
    )
    session.add(booking)
    record_of_locked(
        session, referral, kind=EventKind.BOOKED, on_date=today, by=by, at=at, told=told
    )
    rows = rows_of(order)
    digest = write_proof(session, rows, booking, order, given_key=key, given_by=given_by, at=at)
    after = {"group_id": group.id, "given_by": given_by.value, "key": key, "proof": digest}
    record_act(session, Act.PLACE_BOOK, booking, by=by, at=at, after=after, at_once=True)
    return booking


def _why_not_waiting(referral: Referral, group: Group) -> Exception:
    waits = referral.status is ReferralStatus.WAITING
    return WaitsElsewhere() if waits and referral.line_id != group.line_id else NotWaiting()
