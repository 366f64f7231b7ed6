"""A referral that closes, or goes to another list, leaves its place to whose turn it is.

By whichever door the event comes, in its own transaction. What files tell in bulk is seen to by
`pass_on_offers` within the hour: a file of a hundred thousand rows would otherwise hold the groups
of a whole region locked for as long as it is read.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from contextlib import contextmanager

from sqlalchemy import select, union
from sqlalchemy.orm import Session

from commissioning.bookings.booking import leave_seat, seats_over
from commissioning.bookings.kinds import LeftReason
from commissioning.bookings.models import Booking, PlaceOffer
from commissioning.bookings.offering import lock_whom_it_may_go_to, offer_places
from commissioning.bookings.seats import lock_group
from commissioning.groups.models import Group
from commissioning.referrals.kinds import EventKind
from commissioning.referrals.states import closing_kinds
from directory.people.models import Person


@contextmanager
def close_seats(
    session: Session,
    referral_ids: Collection[int],
    kind: EventKind,
    *,
    by: Person,
    at: dt.datetime,
) -> Iterator[None]:
    """Around whatever records such an event: the groups are locked before, in the order of their
    keys, and their places given on after. Of what closes nothing it does nothing."""
    if kind not in closing_kinds():
        yield
        return
    groups = [
        lock_group(session, session.get_one(Group, key))
        for key in _groups_of(session, referral_ids)
    ]
    locked = frozenset[int]()
    if groups:
        locked = lock_whom_it_may_go_to(session, groups, at=at, besides=referral_ids)
    yield
    session.flush()
    for group in groups:
        for booking in seats_over(session, group):
            if booking.referral_id in referral_ids:
                leave_seat(session, group, booking, LeftReason.REFERRAL_ENDED, by=by, at=at)
    for group in groups:
        offer_places(session, group, by=by, at=at, among=locked)


def _groups_of(session: Session, referral_ids: Collection[int]) -> list[int]:
    """In which they have a place, or are offered one."""
    stands = select(Booking.group_id).where(
        Booking.referral_id.in_(referral_ids), Booking.left_on.is_(None)
    )
    offered = select(PlaceOffer.group_id).where(
        PlaceOffer.referral_id.in_(referral_ids), PlaceOffer.answer.is_(None)
    )
    return sorted(session.scalars(union(stands, offered)))
