"""A group that will not run, and one that runs after all: each as one act.

Whoever was booked is back in their turn with day 0 kept: the booking counts no longer, and no
start was missed. Undone, they have their places again, unless they have another one since; so
has whatever was held or offered, if it would still stand.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from commissioning.bookings.booking import leave_group
from commissioning.bookings.holding import hold_again, release_hold
from commissioning.bookings.kinds import LeftReason, OfferAnswer
from commissioning.bookings.models import Booking, Hold, PlaceOffer
from commissioning.bookings.offering import offer_again, withdraw_offer
from commissioning.bookings.queries import hold_stands, offer_stands, standing_booking
from commissioning.bookings.seats import lock_group, take_seat
from commissioning.groups.models import Group, GroupStatement, GroupStatus
from commissioning.groups.publishing import state_group
from commissioning.groups.queries import statement_in_force
from commissioning.referrals.kinds import EventKind, ReferralStatus
from commissioning.referrals.models import Referral
from commissioning.referrals.recording import record_event
from commissioning.registers.attending import lock_referrals
from commissioning.registers.errors import GroupBegan, GroupIsOver
from commissioning.registers.models import GroupCancellation, GroupSession
from commissioning.registers.queries import cancellation_of
from directory.accounts.models import Organisation
from directory.acts import Act
from directory.audit.recording import record_act
from directory.clock import local_date
from directory.people.models import Person


def cancel_group(
    session: Session, group: Group, *, by: Person, at: dt.datetime
) -> list[int] | None:
    """Keys of the bookings that ended by it; None where it was cancelled already.

    Raises `GroupBegan` for one that has run.
    """
    lock_group(session, group)
    stands = statement_in_force(session, group.id)
    if stands is None or stands.status is GroupStatus.CANCELLED:
        return None
    if stands.status is GroupStatus.RAN:
        raise GroupBegan
    bookings = session.scalars(
        select(Booking)
        .where(Booking.group_id == group.id, Booking.left_on.is_(None))
        .order_by(Booking.referral_id)
    ).all()
    lock_referrals(session, [one.referral_id for one in bookings])
    # First, so that no place that comes free is offered to the next.
    _state(session, group, stands, GroupStatus.CANCELLED, by=by, at=at)
    for booking in bookings:
        leave_group(session, booking, reason=LeftReason.GROUP_CANCELLED, by=by, at=at)
    _let_go_of_the_rest(session, group, by=by, at=at)
    cancelled = _call_off(session, group, bookings, by=by, at=at)
    after = {"bookings": len(bookings), "sessions": len(cancelled.sessions)}
    record_act(session, Act.GROUP_CANCEL, group, by=by, at=at, after=after)
    session.flush()
    return [one.id for one in bookings]


def revive_group(
    session: Session, group: Group, *, by: Person, at: dt.datetime
) -> list[int] | None:
    """Keys of the bookings that stand again; None where nothing is cancelled.

    Raises `GroupIsOver` once its first day has passed.
    """
    lock_group(session, group)
    stands, cancelled = statement_in_force(session, group.id), cancellation_of(session, group.id)
    if stands is None or cancelled is None or stands.status is not GroupStatus.CANCELLED:
        return None
    if stands.current_start < local_date(at):
        raise GroupIsOver("was to start before today")
    bookings = session.scalars(
        select(Booking).where(Booking.id.in_(cancelled.bookings)).order_by(Booking.referral_id)
    ).all()
    offers = _offers_ended_by(session, cancelled)
    offered = [one.referral_id for one in offers]
    lock_referrals(session, [*offered, *(one.referral_id for one in bookings)])
    coming = [one for one in bookings if _can_come_back(session, one)]
    for booking in coming:
        booking.left_on = booking.left_reason = None
        session.flush()
        take_seat(session, group, kept=0, at=at)
        referral = session.get_one(Referral, booking.referral_id)
        record_event(session, referral, kind=EventKind.BOOKED, on_date=local_date(at), by=by, at=at)
        withdraw_offer(session, referral.id, by=by, at=at)
    cancelled.undone_at, cancelled.undone_by_id = at, by.id
    session.execute(
        update(GroupSession)
        .where(GroupSession.id.in_(cancelled.sessions))
        .values(cancelled_at=None)
    )
    holds = [hold_again(session, one, at=at) for one in _holds_ended_by(session, cancelled)]
    after = {
        "bookings": len(coming),
        "elsewhere": len(bookings) - len(coming),
        "holds": sum(holds),
        "offers": sum([offer_again(session, one, at=at) for one in offers]),
    }
    record_act(session, Act.GROUP_REVIVE, group, by=by, at=at, after=after)
    session.flush()
    _state(session, group, stands, GroupStatus.PLANNED, by=by, at=at)
    return [one.id for one in coming]


def _let_go_of_the_rest(session: Session, group: Group, *, by: Person, at: dt.datetime) -> None:
    """What was held for a hearing or offered goes with the group."""
    today = local_date(at)
    holds = select(Hold).where(Hold.group_id == group.id, hold_stands(today)).order_by(Hold.id)
    for hold in session.scalars(holds).all():
        organisation = session.get_one(Organisation, hold.organisation_id)
        release_hold(session, hold, organisation=organisation, by=by, at=at)
    offers = select(PlaceOffer.referral_id).where(
        PlaceOffer.group_id == group.id, offer_stands(today)
    )
    for referral_id in session.scalars(offers.order_by(PlaceOffer.id)).all():
        withdraw_offer(session, referral_id, by=by, at=at)


def _holds_ended_by(session: Session, cancelled: GroupCancellation) -> Sequence[Hold]:
    """They ended at the moment of the cancellation, with the group locked: nobody else's act."""
    return session.scalars(
        select(Hold)
        .where(Hold.group_id == cancelled.group_id, Hold.released_at == cancelled.cancelled_at)
        .order_by(Hold.id)
    ).all()


def _offers_ended_by(session: Session, cancelled: GroupCancellation) -> Sequence[PlaceOffer]:
    return session.scalars(
        select(PlaceOffer)
        .where(
            PlaceOffer.group_id == cancelled.group_id,
            PlaceOffer.answer == OfferAnswer.WITHDRAWN,
            PlaceOffer.answered_at == cancelled.cancelled_at,
        )
        .order_by(PlaceOffer.id)
    ).all()


def _call_off(
    session: Session, group: Group, bookings: Sequence[Booking], *, by: Person, at: dt.datetime
) -> GroupCancellation:
    ahead = session.scalars(
        select(GroupSession)
        .where(GroupSession.group_id == group.id, GroupSession.cancelled_at.is_(None))
        .order_by(GroupSession.number)
    ).all()
    for one in ahead:
        one.cancelled_at = at
    cancelled = GroupCancellation(
        group_id=group.id,
        bookings=[one.id for one in bookings],
        sessions=[one.id for one in ahead],
        cancelled_at=at,
        cancelled_by_id=by.id,
    )
    session.add(cancelled)
    session.flush()
    return cancelled


def _can_come_back(session: Session, booking: Booking) -> bool:
    referral = session.get_one(Referral, booking.referral_id)
    return (
        booking.left_reason is LeftReason.GROUP_CANCELLED
        and referral.status is ReferralStatus.WAITING
        and standing_booking(session, booking.referral_id) is None
    )


def _state(
    session: Session,
    group: Group,
    stands: GroupStatement,
    status: GroupStatus,
    *,
    by: Person,
    at: dt.datetime,
) -> None:
    state_group(
        session, group, current_start=stands.current_start, status=status, places=group.places,
        started=None, by=by, at=at,
    )  # fmt: skip
