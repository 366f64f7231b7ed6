"""What can be asked of places: how many are left, who holds, by what rule they are given."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlalchemy import BindParameter, ColumnElement, func, select
from sqlalchemy.orm import Session

from commissioning.bookings.free_places import USUAL_ANSWER_DAYS, USUAL_HELD_PERCENT, GroupPlaces
from commissioning.bookings.models import Booking, Hold, PlaceOffer, PlaceRule
from commissioning.bookings.turns import BY_DATE_STEPS, USUAL_STEPS, TurnStep
from commissioning.groups.models import Group
from commissioning.lines.models import Allocation
from commissioning.lines.queries import terms_in_force
from directory.clock import local_date
from directory.keeping import batches


class RuleInForce(NamedTuple):
    """How places of a line are given; `stated_at` None: nobody said, so as usual."""

    steps: tuple[TurnStep, ...]
    held_percent: int
    answer_days: int
    stated_at: dt.datetime | None = None


Day = dt.date | BindParameter[dt.date]


def hold_stands(day: Day) -> ColumnElement[bool]:
    return Hold.released_at.is_(None) & Hold.booking_id.is_(None) & (Hold.lapses_after >= day)


def offer_stands(day: Day) -> ColumnElement[bool]:
    return PlaceOffer.answer.is_(None) & (PlaceOffer.answer_by >= day)


def counted_places(day: Day) -> tuple[ColumnElement[int], ...]:
    """Of a `Group` that is read, what `GroupPlaces` is made of, in its order."""
    held = select(func.count()).where(Hold.group_id == Group.id, hold_stands(day))
    offered = select(func.count()).where(PlaceOffer.group_id == Group.id, offer_stands(day))
    return (
        Group.places.expression,
        Group.booked.expression,
        held.correlate(Group).scalar_subquery(),
        offered.correlate(Group).scalar_subquery(),
    )


def places_of(
    session: Session, group_ids: Collection[int], *, on: dt.datetime
) -> dict[int, GroupPlaces]:
    """By group, as at a moment of today: holds and offers lapse by reading the clock."""
    counted = select(Group.id, *counted_places(local_date(on)))
    found: dict[int, GroupPlaces] = {}
    for batch in batches(sorted(group_ids)):
        for key, *places in session.execute(counted.where(Group.id.in_(batch))):
            found[key] = GroupPlaces(*places)
    return found


def rule_of(session: Session, line_id: int) -> RuleInForce:
    """As its commissioner said last; else as usual, by the order in which the line takes people."""
    stated = session.scalar(
        select(PlaceRule)
        .where(PlaceRule.line_id == line_id)
        .order_by(PlaceRule.recorded_at.desc(), PlaceRule.id.desc())
        .limit(1)
    )
    if stated is not None:
        steps = tuple(TurnStep(name) for name in stated.steps.split("|"))
        return RuleInForce(steps, stated.held_percent, stated.answer_days, stated.recorded_at)
    terms = terms_in_force(session, line_id)
    by_date = terms is not None and terms.allocation is Allocation.DATE
    steps = BY_DATE_STEPS if by_date else USUAL_STEPS
    return RuleInForce(steps, USUAL_HELD_PERCENT, USUAL_ANSWER_DAYS)


def booking_of_request(session: Session, request_id: str) -> Booking | None:
    return session.scalar(select(Booking).where(Booking.request_id == request_id))


def standing_booking(session: Session, referral_id: int) -> Booking | None:
    """The one place that somebody has."""
    return session.scalar(
        select(Booking).where(Booking.referral_id == referral_id, Booking.left_on.is_(None))
    )


def booking_by_id(session: Session, public_id: uuid.UUID) -> Booking | None:
    return session.scalar(select(Booking).where(Booking.public_id == public_id))


def open_offer(session: Session, referral_id: int, *, day: dt.date) -> PlaceOffer | None:
    return session.scalar(
        select(PlaceOffer).where(PlaceOffer.referral_id == referral_id, offer_stands(day))
    )


def holds_of(session: Session, organisation_id: int, *, since: dt.date) -> Sequence[Hold]:
    """A body's holds that stand, or that ended on the day or after it; the next hearing first."""
    return session.scalars(
        select(Hold)
        .where(Hold.organisation_id == organisation_id, Hold.lapses_after >= since)
        .order_by(Hold.hearing_on, Hold.id)
    ).all()


def hold_by_id(session: Session, public_id: uuid.UUID, *, organisation_id: int) -> Hold | None:
    return session.scalar(
        select(Hold).where(Hold.public_id == public_id, Hold.organisation_id == organisation_id)
    )


def hold_by_code(session: Session, code: str, *, organisation_id: int) -> Hold | None:
    """Another body's code is nobody's."""
    return session.scalar(
        select(Hold).where(Hold.code == code, Hold.organisation_id == organisation_id)
    )
