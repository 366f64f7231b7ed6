"""Down the order by telephone: in the last working days before the start nothing is offered by
itself, so staff ring whose turn it is, and each answer is recorded and moves to the next.

Whom to ring is the team that sent the person, by its published number, never the person.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from dataclasses import dataclass
from typing import Final, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.bank_holidays import england_and_wales
from commissioning.bookings.errors import (
    NotAcceptedYet,
    NotNextToRing,
    NotTheirTurn,
    OffersByThemselves,
    PlaceRefused,
    RequestUsed,
)
from commissioning.bookings.free_places import GroupPlaces
from commissioning.bookings.giving import booked_before, give_place, key_that_waits
from commissioning.bookings.hold_days import offers_end_on
from commissioning.bookings.kinds import GivenBy, OfferAnswer, TurnStanding
from commissioning.bookings.models import Booking, PlaceOffer
from commissioning.bookings.offering import answer_day
from commissioning.bookings.ordering import GroupOrder, Waiting, order_for
from commissioning.bookings.seats import group_now, lock_group, places_now, start_of
from commissioning.bookings.turns import WANTS, next_to_ring
from commissioning.calendar import HolidaysNotPublished
from commissioning.groups.models import Group
from commissioning.referrals.models import Referral, ReferralSending
from directory.acts import Act
from directory.audit.recording import record_act
from directory.clock import local_date
from directory.people.models import Person
from directory.places.models import LocalDeliveryUnit, ProbationOffice

BY_TELEPHONE: Final = (OfferAnswer.ACCEPTED, OfferAnswer.REFUSED, OfferAnswer.NOT_REACHED)


def record_call(
    session: Session,
    group: Group,
    referral: Referral,
    *,
    answer: OfferAnswer,
    request_id: str,
    by: Person,
    at: dt.datetime,
    seen: int | None = None,
) -> Booking | None:
    """What was said on the telephone: yes, and the place is theirs; no; or nobody was reached.

    Only whoever is next may be rung. The same request records once; `seen`: how many calls of the
    group stood before whoever rang, None: however many. Raises `OffersByThemselves` before the
    last days, `NotNextToRing` where something else was recorded meanwhile.
    """
    lock_group(session, group)
    if _recorded_before(session, request_id, group, referral):
        return booked_before(session, request_id, group, referral)
    today = local_date(at)
    found = group_now(session, group, at=at)
    start, now = found.ahead(today)
    order = order_for(session, group, start=start, today=today, said=found.said)
    if (until := answer_day(order, start=start, today=today)) is not None:
        raise OffersByThemselves(until)
    if answer not in BY_TELEPHONE:
        raise PlaceRefused("Choose what was said: yes, no, or that nobody was reached.")
    rung = _rung(session, group.id)
    if seen is not None and seen != rung.total():
        raise NotNextToRing
    _refuse_others(order, key_that_waits(session, order, referral, group), now, rung)
    booking = None
    if answer is OfferAnswer.ACCEPTED:
        booking = give_place(
            session,
            group,
            referral,
            order,
            given_by=GivenBy.TELEPHONE,
            kept=now.held + now.offered,
            request_id=request_id,
            by=by,
            at=at,
        )
    _keep_call(session, group, referral, answer, request_id=request_id, by=by, at=at)
    return booking


def _recorded_before(session: Session, request_id: str, group: Group, referral: Referral) -> bool:
    """Raises `RequestUsed` if the request asked for another."""
    known = session.scalar(select(PlaceOffer).where(PlaceOffer.request_id == request_id))
    if known is None:
        return False
    if (known.group_id, known.referral_id) != (group.id, referral.id):
        raise RequestUsed
    return True


def _refuse_others(order: GroupOrder, key: str, now: GroupPlaces, rung: Counter[int]) -> None:
    """Everybody but whoever is next, and everybody while no place is left."""
    following = _next(order, rung)
    if now.left > 0 and following is not None and following.key == key:
        return
    if order.standing_of(key) in WANTS and (order.ahead_of(key) > 0 or now.left == 0):
        raise NotTheirTurn(order.ahead_of(key), now.left)
    if order.standing_of(key) is TurnStanding.NOT_ACCEPTED:
        raise NotAcceptedYet
    raise NotNextToRing


def _next(order: GroupOrder, rung: Counter[int]) -> Waiting | None:
    often = {key: rung[one.referral_id] for key, one in order.waiting.items()}
    turn = next_to_ring(order.turns, often)
    return None if turn is None else order.waiting[turn.case.key]


def _rung(session: Session, group_id: int) -> Counter[int]:
    """How often each was rung about the group."""
    calls = select(PlaceOffer.referral_id).where(
        PlaceOffer.group_id == group_id, PlaceOffer.is_by_telephone
    )
    return Counter(session.scalars(calls))


def _keep_call(
    session: Session,
    group: Group,
    referral: Referral,
    answer: OfferAnswer,
    *,
    request_id: str,
    by: Person,
    at: dt.datetime,
) -> None:
    """A call is an offer that was answered as it was made."""
    call = PlaceOffer(
        group_id=group.id,
        referral_id=referral.id,
        is_by_telephone=True,
        offered_at=at,
        answer_by=local_date(at),
        answered_at=at,
        answer=answer,
        answered_by_id=by.id,
        request_id=request_id,
    )
    session.add(call)
    session.flush()
    after = {"group_id": group.id, "answer": answer.value, "is_by_telephone": True}
    record_act(session, Act.PLACE_ANSWER, call, by=by, at=at, after=after)
    session.flush()


class ToRing(NamedTuple):
    """Who is next, and whom to ring about them. `team` is None where it is not known who sent
    them; then the probation `offices` of their home `area` are."""

    referral_id: int
    public_id: uuid.UUID
    reference: str | None
    team: str | None
    telephone: str | None
    area: str | None
    offices: tuple[tuple[str, str | None], ...]
    times_rung: int


class CallMade(NamedTuple):
    """A call as it was recorded."""

    reference: str | None
    answer: OfferAnswer
    made_at: dt.datetime
    made_by: str


@dataclass(frozen=True, slots=True)
class CallSheet:
    """Where a group stands with its calls. `offered_until`: places are offered by themselves until
    that day, so nobody is rung; `starts_on` None: it has begun, has run or was cancelled."""

    starts_on: dt.date | None
    offered_until: dt.date | None
    places: GroupPlaces
    order: GroupOrder | None
    next: ToRing | None
    calls: tuple[CallMade, ...]

    @property
    def standings(self) -> Counter[TurnStanding]:
        return Counter(turn.standing for turn in self.order.turns) if self.order else Counter()


def call_sheet(
    session: Session, group: Group, *, at: dt.datetime, makes_keys: bool = False
) -> CallSheet:
    """As at a moment. `makes_keys`: for whoever has none yet, which the caller keeps."""
    today, places = local_date(at), places_now(session, group, at=at)
    calls = _calls_made(session, group.id)
    start = start_of(session, group)
    if start is None or start < today:
        return CallSheet(None, None, places, None, None, calls)
    order = order_for(session, group, start=start, today=today, makes_keys=makes_keys)
    until = answer_day(order, start=start, today=today)
    rung = _rung(session, group.id)
    following = _next(order, rung) if until is None and places.left > 0 else None
    ring = None if following is None else _to_ring(session, following, rung)
    return CallSheet(start, until, places, order, ring, calls)


class _SentFrom(NamedTuple):
    public_id: uuid.UUID
    reference: str | None
    team: str | None
    telephone: str | None
    area_id: int | None
    area: str | None


def _to_ring(session: Session, one: Waiting, rung: Counter[int]) -> ToRing:
    row = session.execute(
        select(
            Referral.public_id,
            Referral.reference,
            ReferralSending.team,
            ReferralSending.published_number,
            Referral.home_local_delivery_unit_id,
            LocalDeliveryUnit.name,
        )
        .outerjoin(ReferralSending, ReferralSending.referral_id == Referral.id)
        .outerjoin(LocalDeliveryUnit, LocalDeliveryUnit.id == Referral.home_local_delivery_unit_id)
        .where(Referral.id == one.referral_id)
    ).one()
    sent = _SentFrom._make(row)
    offices = _offices(session, sent.area_id) if sent.team is None else ()
    return ToRing(
        one.referral_id, sent.public_id, sent.reference, sent.team, sent.telephone, sent.area,
        offices, rung[one.referral_id],
    )  # fmt: skip


def _offices(session: Session, area_id: int | None) -> tuple[tuple[str, str | None], ...]:
    if area_id is None:
        return ()
    rows = session.execute(
        select(ProbationOffice.name, ProbationOffice.page_url)
        .where(ProbationOffice.local_delivery_unit_id == area_id)
        .order_by(ProbationOffice.name, ProbationOffice.id)
    )
    return tuple((name, page) for name, page in rows)


def _calls_made(session: Session, group_id: int) -> tuple[CallMade, ...]:
    """The latest first."""
    rows = session.execute(
        select(Referral.reference, PlaceOffer.answer, PlaceOffer.answered_at, Person.name)
        .join(Referral, Referral.id == PlaceOffer.referral_id)
        .join(Person, Person.id == PlaceOffer.answered_by_id)
        .where(
            PlaceOffer.group_id == group_id,
            PlaceOffer.is_by_telephone,
            PlaceOffer.answer.is_not(None),
        )
        .order_by(PlaceOffer.id.desc())
    )
    return tuple(CallMade._make(row) for row in rows)


def referral_of_group(session: Session, group: Group, public_id: uuid.UUID) -> Referral | None:
    """Of the group's line."""
    return session.scalar(
        select(Referral).where(Referral.public_id == public_id, Referral.line_id == group.line_id)
    )


def is_by_telephone(start: dt.date, *, today: dt.date) -> bool:
    """Whether places of a group with that start go by telephone alone; also where the holidays of
    its days are not published."""
    if start < today:
        return False
    try:
        return today >= offers_end_on(start, calendar=england_and_wales())
    except HolidaysNotPublished:
        return True
