"""Booking a place in turn, giving it up, more places, and counting who found none."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from commissioning.bookings.due_groups import groups_due, has_no_claim
from commissioning.bookings.errors import (
    GroupFull,
    NotAcceptedYet,
    NotMorePlaces,
    NotTheirTurn,
    PlaceGone,
)
from commissioning.bookings.giving import (
    booked_as,
    give_place,
    key_that_waits,
    refuse_after_order,
)
from commissioning.bookings.giving_back import seats_lost, stand_again
from commissioning.bookings.kinds import GivenBy, LeftReason, TurnStanding
from commissioning.bookings.models import Booking, FailedBooking, PlaceOffer
from commissioning.bookings.offering import (
    leaving_its_offer,
    lock_whom_it_may_go_to,
    lock_with_offering_group,
    offer_places,
    take_offer,
)
from commissioning.bookings.ordering import order_for
from commissioning.bookings.queries import open_offer
from commissioning.bookings.seats import (
    free_seat,
    group_now,
    lock_group,
    start_ahead,
    start_of,
)
from commissioning.bookings.unbooking import unbook
from commissioning.groups.models import Group, GroupStatus
from commissioning.groups.publishing import state_group
from commissioning.groups.queries import statement_in_force
from commissioning.referrals.kinds import ReferralStatus
from commissioning.referrals.models import Referral
from directory.acts import Act
from directory.audit.recording import record_act
from directory.clock import local_date
from directory.people.models import Person


def book_place(
    session: Session,
    group: Group,
    referral: Referral,
    *,
    request_id: str,
    by: Person,
    at: dt.datetime,
    joins_on: dt.date | None = None,
) -> Booking:
    """The place goes to whose turn it is, or nothing happens; the same request books once.

    `joins_on`: the next session of a group that has begun and that people join on the way
    (`registers.joining`). Raises `GroupFull`, `NotTheirTurn` and whatever else keeps somebody from
    a place.
    """
    other = lock_with_offering_group(session, group, referral, at=at)
    today = local_date(at)
    found = group_now(session, group, at=at, request_id=request_id)
    if found.asked_before is not None:
        return booked_as(session, found.asked_before, group, referral)
    start, now = found.ahead(today) if joins_on is None else (joins_on, found.places)
    order = order_for(session, group, start=start, today=today, said=found.said)
    key = key_that_waits(session, order, referral, group)
    is_offered = order.waiting[key].offered_group_id == group.id
    if is_offered and (offer := open_offer(session, referral.id, day=today)) is not None:
        return take_offer(session, group, offer, request_id=request_id, by=by, at=at)
    if now.left == 0:
        raise GroupFull(now.places, held=now.held, offered=now.offered)
    if (ahead := order.ahead_of(key)) >= now.left:
        if order.standing_of(key) is TurnStanding.NOT_ACCEPTED:
            raise NotAcceptedYet
        raise NotTheirTurn(ahead, now.left)
    refuse_after_order(order, referral, start=start)
    with leaving_its_offer(session, referral, other, by=by, at=at):
        return give_place(
            session,
            group,
            referral,
            order,
            given_by=GivenBy.TURN,
            kept=now.held + now.offered,
            request_id=request_id,
            by=by,
            at=at,
            joined_on=joins_on,
        )


def give_up_place(
    session: Session,
    booking: Booking,
    *,
    by: Person,
    at: dt.datetime,
    reason: LeftReason = LeftReason.GAVE_UP,
) -> list[PlaceOffer]:
    """The place is free and offered to whose turn it is, never to whoever gave it up; returns the
    offers. Raises `PlaceGone` if it was given up before."""
    group = lock_group(session, session.get_one(Group, booking.group_id))
    session.refresh(booking)
    if booking.left_on is not None:
        raise PlaceGone
    locked = lock_whom_it_may_go_to(session, [group], at=at, besides=[booking.referral_id])
    leave_seat(session, group, booking, reason, by=by, at=at)
    return offer_places(session, group, by=by, at=at, among=locked)


def leave_group(
    session: Session, booking: Booking, *, reason: LeftReason, by: Person, at: dt.datetime
) -> None:
    """The same without an offer to anybody: for a group that is cancelled or a person who moves."""
    group = lock_group(session, session.get_one(Group, booking.group_id))
    session.refresh(booking)
    if booking.left_on is not None:
        raise PlaceGone
    leave_seat(session, group, booking, reason, by=by, at=at)


def pass_on_offers(session: Session, *, by: Person, at: dt.datetime) -> int:
    """Whatever is free is offered on, by whatever act or hour it came free; how many offers.

    Locks all groups in the order of their keys, then all people; the group that begins first is
    offered first. The same again does nothing.
    """
    keys = groups_due(session, today=local_date(at))
    groups = [lock_group(session, session.get_one(Group, key)) for key in keys]
    ended = [(group, one) for group in groups for one in seats_over(session, group)]
    lost = [one for group in groups for one in seats_lost(session, group)]
    besides = [one.referral_id for one in (*lost, *(one for _, one in ended))]
    locked = lock_whom_it_may_go_to(session, groups, at=at, besides=besides)
    for group, booking in ended:
        leave_seat(session, group, booking, LeftReason.REFERRAL_ENDED, by=by, at=at)
    for group in groups:
        stand_again(session, group, by=by, at=at)
    soonest = sorted(groups, key=lambda group: start_of(session, group) or dt.date.max)
    return sum(len(offer_places(session, group, by=by, at=at, among=locked)) for group in soonest)


def raise_places(
    session: Session, group: Group, *, places: int, reason: str, by: Person, at: dt.datetime
) -> list[PlaceOffer]:
    """A commissioner's word, with a reason; the new places are offered in turn."""
    lock_group(session, group)
    start_ahead(session, group, today=local_date(at))
    if places <= group.places:
        raise NotMorePlaces(group.places)
    locked = lock_whom_it_may_go_to(session, [group], at=at, places=places)
    stated = statement_in_force(session, group.id)
    before = {"places": group.places}
    after = {"places": places, "reason": reason}
    record_act(session, Act.GROUP_ENLARGE, group, by=by, at=at, before=before, after=after)
    state_group(
        session,
        group,
        current_start=group.planned_start if stated is None else stated.current_start,
        status=GroupStatus.PLANNED,
        places=places,
        started=None,
        by=by,
        at=at,
    )
    return offer_places(session, group, by=by, at=at, among=locked)


def count_failed_booking(
    session: Session,
    group: Group,
    *,
    local_delivery_unit_id: int | None,
    at: dt.datetime,
    was_hold: bool = False,
) -> None:
    """In a transaction of its own, once the one that found no place is rolled back."""
    session.add(
        FailedBooking(
            line_id=group.line_id,
            local_delivery_unit_id=local_delivery_unit_id,
            on_date=local_date(at),
            was_hold=was_hold,
        )
    )
    session.flush()


def leave_seat(
    session: Session,
    group: Group,
    booking: Booking,
    reason: LeftReason,
    *,
    by: Person,
    at: dt.datetime,
) -> None:
    """What was attended before stays theirs; a place that nobody had begun is unbooked. The group
    is locked."""
    referral = session.get_one(Referral, booking.referral_id)
    session.refresh(referral, with_for_update=True)
    left_on = max(_first_day_after(referral, reason, today=local_date(at)), booking.joined_on)
    session.execute(
        update(Booking).where(Booking.id == booking.id).values(left_on=left_on, left_reason=reason),
        execution_options={"synchronize_session": False},
    )
    session.expire(booking)
    if referral.status is ReferralStatus.WAITING:
        unbook(session, referral, by=by, at=at)
    free_seat(session, group)
    after = {"group_id": group.id, "left_on": left_on, "reason": reason.value}
    record_act(session, Act.PLACE_GIVE_UP, booking, by=by, at=at, after=after)
    session.flush()


def _first_day_after(referral: Referral, reason: LeftReason, *, today: dt.date) -> dt.date:
    """Whoever had begun is on the register of their last day still."""
    if reason is not LeftReason.REFERRAL_ENDED or referral.started_on is None:
        return today
    return (referral.ended_on or today) + dt.timedelta(days=1)


def seats_over(session: Session, group: Group) -> list[Booking]:
    """Places of the group that stand although the referral closed, or went to another list."""
    return list(
        session.scalars(
            select(Booking)
            .join(Referral, Referral.id == Booking.referral_id)
            .join(Group, Group.id == Booking.group_id)
            .where(Booking.group_id == group.id, has_no_claim())
            .order_by(Booking.id)
        )
    )
