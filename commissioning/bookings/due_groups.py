"""At which groups promotion has to look.

Found by what stands, not by what was done: an acceptance, the end of a pause, a lapsed hold, a
move, more places and whatever files tell need no word of their own to bring an offer.
"""

from __future__ import annotations

import datetime as dt
from functools import cache

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Date,
    Select,
    and_,
    bindparam,
    exists,
    or_,
    select,
    union,
)
from sqlalchemy.orm import Session

from commissioning.bookings.giving_back import waits_again
from commissioning.bookings.kinds import OfferAnswer
from commissioning.bookings.models import Booking, PlaceOffer
from commissioning.bookings.ordering import gave_up, is_accepted
from commissioning.bookings.queries import is_counted_here, places_columns
from commissioning.groups.models import Group, GroupStatement, GroupStatus
from commissioning.groups.queries import newest_statement
from commissioning.referrals.kinds import ReferralStatus
from commissioning.referrals.models import Referral
from commissioning.referrals.states import closed_statuses


def groups_due(session: Session, *, today: dt.date) -> list[int]:
    """Their keys in order: with a place or an offer that is over, a place that ended by mistake, or
    one left that somebody could be offered. None of a line whose places are counted elsewhere."""
    session.flush()
    return sorted(session.scalars(_due(), {"today": today}))


def has_no_claim() -> ColumnElement[bool]:
    """Condition on a booking with its group and its referral: the referral closed, or went to
    another list, and the place stands."""
    is_closed = Referral.status.in_(closed_statuses())
    return and_(Booking.left_on.is_(None), or_(is_closed, Referral.line_id != Group.line_id))


@cache
def _due() -> CompoundSelect[int]:
    seats = (
        select(Booking.group_id)
        .join(Referral, Referral.id == Booking.referral_id)
        .join(Group, Group.id == Booking.group_id)
        .where(or_(has_no_claim(), waits_again()))
    )
    return union(seats, _offers_over(), _places_left())


def _offers_over() -> Select[int]:
    """Of which the day has passed, or to whom waits there no more."""
    waits = and_(Referral.status == ReferralStatus.WAITING, Referral.line_id == Group.line_id)
    return (
        select(PlaceOffer.group_id)
        .join(Referral, Referral.id == PlaceOffer.referral_id)
        .join(Group, Group.id == PlaceOffer.group_id)
        .where(
            PlaceOffer.answer.is_(None),
            or_(PlaceOffer.answer_by < bindparam("today", type_=Date), ~waits),
        )
    )


def _places_left() -> Select[int]:
    places, booked, held, offered = places_columns(bindparam("today", type_=Date))
    return (
        select(Group.id)
        .join(GroupStatement, GroupStatement.id == newest_statement())
        .where(
            Group.booked < Group.places,
            GroupStatement.status == GroupStatus.PLANNED,
            GroupStatement.current_start >= bindparam("today", type_=Date),
            places > booked + held + offered,
            is_counted_here(),
            _somebody_could_be_asked(),
        )
    )


def _somebody_could_be_asked() -> ColumnElement[bool]:
    """As far as rows tell: who is paused, or cannot finish in time, is left to the order."""
    stands = exists().where(Booking.referral_id == Referral.id, Booking.left_on.is_(None))
    said = or_(
        PlaceOffer.answer.is_(None),
        and_(PlaceOffer.group_id == Group.id, PlaceOffer.answer.in_(_NOT_ASKED_AGAIN)),
    )
    asked = exists().where(PlaceOffer.referral_id == Referral.id, said)
    return (
        exists()
        .where(
            Referral.line_id == Group.line_id,
            Referral.status == ReferralStatus.WAITING,
            ~stands.correlate(Referral),
            ~asked.correlate(Referral, Group),
            ~gave_up(Group.id),
            is_accepted(),
        )
        .correlate(Group)
    )


_NOT_ASKED_AGAIN = (OfferAnswer.REFUSED, OfferAnswer.PASSED_ON, OfferAnswer.NOT_REACHED)
