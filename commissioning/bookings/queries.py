"""What can be asked of places: how many are left, who holds, by what rule they are given."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Date,
    ScalarSelect,
    Select,
    String,
    bindparam,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from commissioning.bookings.free_places import USUAL_ANSWER_DAYS, USUAL_HELD_PERCENT, GroupPlaces
from commissioning.bookings.models import Booking, Hold, PlaceOffer, PlaceRule
from commissioning.bookings.turns import BY_DATE_STEPS, USUAL_STEPS, RuleInForce, TurnStep
from commissioning.groups.models import Group
from commissioning.lines.models import Allocation, Line, LineTerms
from commissioning.referrals.folding import RecordedEvent
from commissioning.referrals.models import ReferralEvent
from commissioning.referrals.queries import event_columns
from directory.clock import local_date
from directory.keeping import batches


def hold_stands(day: dt.date | ColumnElement[dt.date]) -> ColumnElement[bool]:
    return Hold.released_at.is_(None) & Hold.booking_id.is_(None) & (Hold.lapses_after >= day)


def offer_stands(day: dt.date | ColumnElement[dt.date]) -> ColumnElement[bool]:
    return PlaceOffer.answer.is_(None) & (PlaceOffer.answer_by >= day)


def places_of(
    session: Session, group_ids: Collection[int], *, on: dt.datetime
) -> dict[int, GroupPlaces]:
    """By group, as at a moment of today: holds and offers lapse by reading the clock."""
    session.flush()
    found: dict[int, GroupPlaces] = {}
    for batch in batches(sorted(group_ids)):
        asked = {"group_ids": batch, "today": local_date(on)}
        for key, *counted in session.connection().execute(_places_of_groups(), asked):
            found[key] = GroupPlaces(*counted)
    return found


@cache
def _places_of_groups() -> Select[*tuple[Any, ...]]:
    of_these = Group.id.in_(bindparam("group_ids", expanding=True))
    return select(Group.id, *places_columns(bindparam("today", type_=Date))).where(of_these)


def places_columns(day: ColumnElement[dt.date]) -> tuple[ColumnElement[int], ...]:
    """What a `GroupPlaces` is made of, in its order, beside rows of groups."""
    return (
        *(Group.__table__.c[name] for name in ("places", "booked")),
        _counted(Hold.group_id, hold_stands(day)),
        _counted(PlaceOffer.group_id, offer_stands(day)),
    )


def is_counted_here() -> ColumnElement[bool]:
    """Any place of a group's line was ever booked or held in this portal."""
    another = aliased(Group)
    same = another.line_id == Group.line_id
    held = exists().where(Hold.group_id == another.id, same).correlate(Group)
    booked = exists().where(Booking.group_id == another.id, same).correlate(Group)
    return or_(held, booked)


def _counted(column: InstrumentedAttribute[int], which: ColumnElement[bool]) -> ScalarSelect[int]:
    counted = select(func.count()).where(column == Group.id, which)
    return counted.correlate(Group).scalar_subquery()


class RuleAndLength(NamedTuple):
    """`weeks` of the line's groups; None: nobody said."""

    rule: RuleInForce
    weeks: int | None


def rule_of(session: Session, line_id: int) -> RuleInForce:
    """As its commissioner said last; else as usual, by the order in which the line takes people."""
    return rule_and_length(session, line_id).rule


def rule_and_length(session: Session, line_id: int) -> RuleAndLength:
    session.flush()
    return rule_said(*session.connection().execute(_rule_and_terms(), {"of_line": line_id}).one())


@cache
def _rule_and_terms() -> Select[*tuple[Any, ...]]:
    return beside_line(select(*rule_columns()).select_from(Line)).where(
        Line.id == bindparam("of_line")
    )


def rule_columns() -> tuple[InstrumentedAttribute[Any], ...]:
    """What a `RuleAndLength` is made of (`rule_said`), in a question that is put `beside_line`."""
    return (
        PlaceRule.steps,
        PlaceRule.held_percent,
        PlaceRule.answer_days,
        PlaceRule.recorded_at,
        LineTerms.allocation,
        LineTerms.programme_weeks,
        LineTerms.sessions_required,
    )


def beside_line(asked: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """With the newest rule and terms of its `Line`, as `terms_in_force` has them."""
    return asked.outerjoin(PlaceRule, PlaceRule.id == _newest_of_line(PlaceRule)).outerjoin(
        LineTerms, LineTerms.id == _newest_of_line(LineTerms)
    )


def rule_said(
    steps: str | None,
    held_percent: int,
    answer_days: int,
    recorded_at: dt.datetime,
    allocation: Allocation | None,
    programme_weeks: int | None,
    sessions_required: int | None,
) -> RuleAndLength:
    weeks = programme_weeks or sessions_required or None
    if steps is not None:
        stated = tuple(TurnStep(name) for name in steps.split("|"))
        return RuleAndLength(RuleInForce(stated, held_percent, answer_days, recorded_at), weeks)
    usual = BY_DATE_STEPS if allocation is Allocation.DATE else USUAL_STEPS
    return RuleAndLength(RuleInForce(usual, USUAL_HELD_PERCENT, USUAL_ANSWER_DAYS), weeks)


def _newest_of_line(kind: type[PlaceRule | LineTerms]) -> ScalarSelect[int]:
    said = aliased(kind)
    newest = select(said.id).where(said.line_id == Line.id)
    newest = newest.order_by(said.recorded_at.desc(), said.id.desc()).limit(1)
    return newest.correlate(Line).scalar_subquery()


def newest_rule(session: Session, line_id: int) -> PlaceRule | None:
    """As it was stated last; None: nobody did."""
    return session.scalar(
        select(PlaceRule)
        .where(PlaceRule.line_id == line_id)
        .order_by(PlaceRule.recorded_at.desc(), PlaceRule.id.desc())
        .limit(1)
    )


def booking_of_request(session: Session, request_id: str) -> Booking | None:
    session.flush()
    asked = {"request": request_id}
    key = session.connection().execute(of_request(), asked).scalar()
    return None if key is None else session.get_one(Booking, key)


@cache
def of_request() -> Select[int]:
    """The key of the booking that the `request` made."""
    return select(Booking.id).where(Booking.request_id == bindparam("request", type_=String))


def has_a_place(session: Session, referral_id: int) -> bool:
    """The one that somebody may have."""
    asked = {"of_referral": referral_id}
    return session.connection().execute(_standing_booking(), asked).first() is not None


@cache
def _standing_booking() -> Select[int]:
    stands = Booking.left_on.is_(None)
    return select(Booking.id).where(Booking.referral_id == bindparam("of_referral"), stands)


def told_of_locked(session: Session, referral_id: int) -> tuple[list[RecordedEvent], bool]:
    """Of a referral that is locked and flushed its events, and whether it has a place."""
    rows = session.connection().execute(_events_and_place(), {"of_referral": referral_id}).all()
    return [RecordedEvent._make(event) for *event, _ in rows], any(row[-1] for row in rows)


@cache
def _events_and_place() -> Select[*tuple[Any, ...]]:
    """No referral is without events: it was received."""
    stands = exists().where(
        Booking.referral_id == ReferralEvent.referral_id, Booking.left_on.is_(None)
    )
    of_referral = ReferralEvent.referral_id == bindparam("of_referral")
    return select(*event_columns(), stands).where(of_referral).order_by(ReferralEvent.id)


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


def offering_group_id(session: Session, referral_id: int, *, day: dt.date) -> int | None:
    """Of the group in which the referral has an open offer."""
    session.flush()
    asked = {"of_referral": referral_id, "today": day}
    found: int | None = session.connection().execute(_offering_group(), asked).scalar()
    return found


@cache
def _offering_group() -> Select[int]:
    stands = offer_stands(bindparam("today", type_=Date))
    of_referral = PlaceOffer.referral_id == bindparam("of_referral")
    return select(PlaceOffer.group_id).where(of_referral, stands)


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
