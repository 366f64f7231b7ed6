"""An end that was a mistake: whoever waits again, or is under way again, has the place back that
the end took from them.

In the same act where it is still free. Where it is not, the booking of whoever waits counts no
longer, and they are in their turn again with day 0 kept; whoever is under way goes on without one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, exists, select, update
from sqlalchemy.orm import Session, aliased

from commissioning.bookings.kinds import LeftReason, OfferAnswer
from commissioning.bookings.models import Booking, PlaceOffer
from commissioning.bookings.offering import withdraw_offer
from commissioning.bookings.seats import group_now, lock_group, places_now, take_seat
from commissioning.bookings.unbooking import is_booked, unbook
from commissioning.groups.models import Group, GroupStatus
from commissioning.groups.queries import statement_in_force
from commissioning.referrals.kinds import ReferralStatus
from commissioning.referrals.models import Referral
from directory.acts import Act
from directory.audit.recording import record_act
from directory.clock import local_date
from directory.people.models import Person
from directory.row_locks import read_with_lock


@contextmanager
def give_back_seat(
    session: Session, referral: Referral, *, by: Person, at: dt.datetime
) -> Iterator[None]:
    """Around a correction: the group is locked before, as everywhere."""
    last = _taken_by_an_end(session, referral)
    group = None if last is None else lock_group(session, session.get_one(Group, last.group_id))
    yield
    if group is not None and last is not None:
        session.flush()
        stand_again(session, group, by=by, at=at)
        _go_on(session, group, last, referral, by=by, at=at)


class PlaceBack(NamedTuple):
    """A place that an end took, as it would be if the end were taken back now."""

    starts_on: dt.date | None
    is_free: bool


def place_back(
    session: Session, referral: Referral, *, status: ReferralStatus, at: dt.datetime
) -> PlaceBack | None:
    """`status` in which the referral would stand again; None: no end took a place from it."""
    last = _taken_by_an_end(session, referral)
    if last is None:
        return None
    group = session.get_one(Group, last.group_id)
    stated = statement_in_force(session, group.id)
    start = group.planned_start if stated is None else stated.current_start
    if group.line_id != referral.line_id:
        return PlaceBack(start, is_free=False)
    if status is ReferralStatus.IN_PROGRESS:
        return PlaceBack(start, is_free=_has_room(session, group, at=at))
    ahead, places, *_ = group_now(session, group, at=at)
    is_ahead = ahead is not None and ahead >= local_date(at)
    return PlaceBack(start, is_free=is_ahead and places.left > 0)


def offer_gone(session: Session, referral: Referral, *, since: dt.datetime) -> dt.date | None:
    """The last day of an offer that ended, unanswered, with the referral."""
    return session.scalar(
        select(PlaceOffer.answer_by)
        .where(
            PlaceOffer.referral_id == referral.id,
            PlaceOffer.answer == OfferAnswer.WITHDRAWN,
            PlaceOffer.answered_at >= since,
        )
        .order_by(PlaceOffer.id.desc())
        .limit(1)
    )


def _taken_by_an_end(session: Session, referral: Referral) -> Booking | None:
    return session.scalars(
        select(Booking)
        .where(
            Booking.referral_id == referral.id,
            Booking.left_reason == LeftReason.REFERRAL_ENDED,
            _is_last(),
        )
        .limit(1)
    ).first()


def _go_on(
    session: Session,
    group: Group,
    booking: Booking,
    referral: Referral,
    *,
    by: Person,
    at: dt.datetime,
) -> None:
    """Whoever is under way again stands on the register as before, while there is room."""
    session.refresh(booking)
    is_under_way = referral.status is ReferralStatus.IN_PROGRESS
    if booking.left_on is None or not is_under_way or referral.line_id != group.line_id:
        return
    if _has_room(session, group, at=at):
        places = places_now(session, group, at=at)
        _take_back(session, group, booking, kept=places.held + places.offered, by=by, at=at)


def _has_room(session: Session, group: Group, *, at: dt.datetime) -> bool:
    """It was not cancelled; that it began is why they are under way."""
    stated = statement_in_force(session, group.id)
    is_off = stated is not None and stated.status is GroupStatus.CANCELLED
    return not is_off and places_now(session, group, at=at).left > 0


def seats_lost(session: Session, group: Group) -> Sequence[Booking]:
    """Places of the group that ended although their referral waits for one."""
    return session.scalars(
        select(Booking)
        .join(Referral, Referral.id == Booking.referral_id)
        .join(Group, Group.id == Booking.group_id)
        .where(Booking.group_id == group.id, waits_again())
        .order_by(Booking.referral_id)
    ).all()


def stand_again(session: Session, group: Group, *, by: Person, at: dt.datetime) -> None:
    """All of a locked group to whom it applies; the same again does nothing."""
    for booking in seats_lost(session, group):
        referral = session.get_one(Referral, booking.referral_id)
        read_with_lock(session, referral)
        if not is_booked(session, referral):
            continue
        start, places, *_ = group_now(session, group, at=at)
        if start is not None and start >= local_date(at) and places.left > 0:
            _take_back(session, group, booking, kept=places.held + places.offered, by=by, at=at)
        else:
            unbook(session, referral, by=by, at=at)


def waits_again() -> ColumnElement[bool]:
    """Condition on a booking with its group and its referral."""
    return and_(
        Booking.left_reason == LeftReason.REFERRAL_ENDED,
        Referral.status == ReferralStatus.WAITING,
        Referral.line_id == Group.line_id,
        _is_last(),
    )


def _is_last() -> ColumnElement[bool]:
    """No place was given to them since, that stands or stood."""
    later = aliased(Booking)
    since = and_(later.referral_id == Booking.referral_id, later.id > Booking.id)
    return ~exists().where(since).correlate(Booking)


def _take_back(
    session: Session, group: Group, booking: Booking, *, kept: int, by: Person, at: dt.datetime
) -> None:
    take_seat(session, group, kept=kept, at=at)
    before = {"left_on": booking.left_on, "reason": LeftReason.REFERRAL_ENDED.value}
    session.execute(
        update(Booking).where(Booking.id == booking.id).values(left_on=None, left_reason=None),
        execution_options={"synchronize_session": False},
    )
    session.expire(booking)
    withdraw_offer(session, booking.referral_id, by=by, at=at)
    after = {"group_id": group.id}
    record_act(session, Act.PLACE_GIVE_BACK, booking, by=by, at=at, before=before, after=after)
    session.flush()
