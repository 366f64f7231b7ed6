"""A place for whom no group is named: in the soonest group of their line where it is their turn.

A working party that has begun takes them from its next session on, as `joining` has it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.bookings.cards import GroupWithPlaces, groups_ahead
from commissioning.bookings.errors import HasAPlace, NoGroupByItself
from commissioning.bookings.kinds import TurnStanding
from commissioning.bookings.models import Booking
from commissioning.bookings.ordering import order_for
from commissioning.bookings.queries import has_a_place, open_offer
from commissioning.bookings.turns import WANTS
from commissioning.groups.models import Group
from commissioning.referrals.models import Referral
from commissioning.registers.joining import book_or_join, parties_under_way
from directory.clock import local_date
from directory.people.models import Person

MOST_LOOKED_AT: Final = 20

_BY_ITSELF: Final = WANTS | {TurnStanding.NOT_ACCEPTED, TurnStanding.OFFERED_ALREADY}
"""Whoever gave a place of a group up, said no to it or cannot finish it is not put into it unless
somebody names it."""


def groups_for(
    session: Session, referral: Referral, *, at: dt.datetime
) -> Sequence[GroupWithPlaces]:
    """Of the referral's line, those that somebody could come into, the soonest first; none: its
    places are not counted here."""
    under_way = parties_under_way(session, referral.line_id, at=at)
    planned = groups_ahead(session, referral.line_id, at=at, most=MOST_LOOKED_AT)
    return sorted([*under_way, *planned], key=lambda one: (one.starts_on, one.reference))


def next_group(
    session: Session, referral: Referral, found: Sequence[GroupWithPlaces], *, at: dt.datetime
) -> Group:
    """Of `found`, which are some: that of their offer, else the soonest where a place is theirs by
    the turn, else the soonest with any place, which says how many stand before them.

    Read without locks: whoever books asks again under them. Raises `NoGroupByItself`.
    """
    offer = open_offer(session, referral.id, day=local_date(at))
    if offer is not None:
        return session.get_one(Group, offer.group_id)
    groups = {
        one.public_id: one
        for one in session.scalars(
            select(Group).where(Group.public_id.in_([one.public_id for one in found]))
        )
    }
    fit = [
        (groups[one.public_id], one.places.left, ahead)
        for one in found
        if (ahead := _before(session, groups[one.public_id], one, referral, at=at)) is not None
    ]
    if not fit:
        raise NoGroupByItself
    theirs = [group for group, left, ahead in fit if ahead < left]
    with_places = [group for group, left, _ in fit if left]
    return next(iter([*theirs, *with_places, fit[0][0]]))


def book_next_place(
    session: Session,
    referral: Referral,
    *,
    request_id: str,
    by: Person,
    at: dt.datetime,
) -> Booking | None:
    """As whoever chooses a group books. None, and nothing is changed, where no group of the line
    is ahead. Raises `HasAPlace`, `NoGroupByItself` and what `book_place` does."""
    if has_a_place(session, referral.id):
        raise HasAPlace
    found = groups_for(session, referral, at=at)
    if not found:
        return None
    group = next_group(session, referral, found, at=at)
    return book_or_join(session, group, referral, request_id=request_id, by=by, at=at)


def _before(
    session: Session,
    group: Group,
    found: GroupWithPlaces,
    referral: Referral,
    *,
    at: dt.datetime,
) -> int | None:
    """How many stand before them for this group; None where nobody gives it them by itself."""
    today = local_date(at)
    order = order_for(session, group, start=found.starts_on, today=today, makes_keys=False)
    key = order.key_of(referral.id)
    if key is None or order.standing_of(key) is TurnStanding.PAUSED:
        return 0
    return order.ahead_of(key) if order.standing_of(key) in _BY_ITSELF else None
