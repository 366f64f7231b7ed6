"""The one promotion service: to whom a freed place goes, and what becomes of the offer.

Whatever frees a place (given up, refused, silent, a hold that ended, more places) ends in
`offer_places`, which offers as many as are free to those in turn. Within two working days of the
start nothing is offered by itself: staff go down the order by telephone (`calling`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from commissioning.bank_holidays import england_and_wales
from commissioning.bookings.errors import OfferOver
from commissioning.bookings.giving import booked_before, give_place
from commissioning.bookings.hold_days import answer_by
from commissioning.bookings.kinds import GivenBy, OfferAnswer
from commissioning.bookings.models import Booking, PlaceOffer
from commissioning.bookings.ordering import GroupOrder, Waiting, order_for
from commissioning.bookings.queries import has_a_place, offering_group_id, open_offer
from commissioning.bookings.seats import group_now, lock_group, places_now, start_of
from commissioning.calendar import HolidaysNotPublished
from commissioning.groups.models import Group
from commissioning.referrals.errors import EventRefused
from commissioning.referrals.kinds import EventKind, ReferralStatus
from commissioning.referrals.models import Referral
from commissioning.referrals.recording import record_event
from directory.acts import Act
from directory.audit.recording import record_act
from directory.clock import local_date
from directory.people.models import Person


def offer_places(
    session: Session,
    group: Group,
    *,
    by: Person,
    at: dt.datetime,
    among: Collection[int] | None = None,
) -> list[PlaceOffer]:
    """Offer whatever is free now; the same again offers nothing more. Offers whose day is over
    pass on first: their people keep their turn.

    `among`: those whom `lock_whom_it_may_go_to` locked. Whoever came to wait after that waits for
    the next place: to lock them now, after the figures of their line, is to wait out of order.
    """
    lock_group(session, group)
    _pass_on(session, group, by=by, at=at)
    start, places, said, _ = group_now(session, group, at=at)
    if start is None or places.left == 0:
        return []
    order = order_for(session, group, start=start, today=local_date(at), among=among, said=said)
    until = answer_day(order, start=start, today=local_date(at))
    if until is None:
        return []
    return [
        offer
        for one in _locked(session, order.next(places.left))
        if (offer := _offer(session, group, one, until=until, by=by, at=at)) is not None
    ]


def lock_whom_it_may_go_to(
    session: Session,
    groups: Sequence[Group],
    *,
    at: dt.datetime,
    places: int = 0,
    besides: Iterable[int] = (),
) -> frozenset[int]:
    """Whoever could be offered a place of locked groups, and referrals `besides`, in the order of
    their keys: before anything that changes their line's figures, which are locked after them.
    Returns whom.

    `places` where a group is to have more than it has.
    """
    today, keys = local_date(at), set(besides)
    for group in groups:
        if (start := start_of(session, group)) is not None:
            order = order_for(session, group, start=start, today=today)
            keys |= {one.referral_id for one in order.next(max(places, group.places))}
    if keys:
        locked = select(Referral.id).where(Referral.id.in_(keys)).order_by(Referral.id)
        session.execute(locked.with_for_update()).all()
    return frozenset(keys)


def answer_day(order: GroupOrder, *, start: dt.date, today: dt.date) -> dt.date | None:
    """Until when an offer of today stands; None: by telephone only, or holidays are not known."""
    calendar = england_and_wales()
    try:
        return answer_by(today, start=start, working_days=order.rule.answer_days, calendar=calendar)
    except HolidaysNotPublished:
        return None


def answer_offer(
    session: Session,
    offer: PlaceOffer,
    *,
    accepts: bool,
    request_id: str,
    by: Person,
    at: dt.datetime,
) -> Booking | None:
    """The person said yes, and has the place; or no, and it goes to the next in turn.

    The same answer of the same person again changes nothing. Raises `OfferOver` once it was
    answered or its day has passed.
    """
    group = lock_group(session, session.get_one(Group, offer.group_id))
    referral = session.get_one(Referral, offer.referral_id)
    if accepts and (known := booked_before(session, request_id, group, referral)) is not None:
        return known
    session.refresh(offer)
    today = local_date(at)
    if not accepts and (offer.answer, offer.answered_by_id) == (OfferAnswer.REFUSED, by.id):
        return None
    if offer.answer is not None or offer.answer_by < today:
        raise OfferOver
    if not accepts:
        _settle(session, offer, OfferAnswer.REFUSED, by=by, at=at)
        offer_places(session, group, by=by, at=at)
        return None
    return take_offer(session, group, offer, request_id=request_id, by=by, at=at)


def take_offer(
    session: Session,
    group: Group,
    offer: PlaceOffer,
    *,
    request_id: str,
    by: Person,
    at: dt.datetime,
) -> Booking:
    """The group is locked and the offer stands."""
    today = local_date(at)
    referral = session.get_one(Referral, offer.referral_id)
    found = group_now(session, group, at=at)
    start, now = found.ahead(today)
    order = order_for(session, group, start=start, today=today, said=found.said)
    booking = give_place(
        session,
        group,
        referral,
        order,
        given_by=GivenBy.OFFER,
        kept=now.held + now.offered - 1,
        request_id=request_id,
        by=by,
        at=at,
    )
    _settle(session, offer, OfferAnswer.ACCEPTED, by=by, at=at)
    return booking


def withdraw_offer(session: Session, referral_id: int, *, by: Person, at: dt.datetime) -> None:
    """Whoever came to a place another way needs no offer any more."""
    offer = open_offer(session, referral_id, day=local_date(at))
    if offer is not None:
        _settle(session, offer, OfferAnswer.WITHDRAWN, by=by, at=at)


def lock_with_offering_group(
    session: Session, group: Group, referral: Referral, *, at: dt.datetime
) -> Group | None:
    """The group, and another in which the referral has an open offer, in the order of their keys;
    returns that other."""
    offering = offering_group_id(session, referral.id, day=local_date(at))
    other = None if offering in (None, group.id) else session.get_one(Group, offering)
    for one in sorted([group, *([other] if other else [])], key=lambda one: one.id):
        lock_group(session, one)
    return other


@contextmanager
def leaving_its_offer(
    session: Session, referral: Referral, other: Group | None, *, by: Person, at: dt.datetime
) -> Iterator[None]:
    """Around a place that is given: what was offered in the `other` group, which is locked, lapses
    and goes to whose turn it is there."""
    if other is None:
        yield
        return
    locked = lock_whom_it_may_go_to(session, [other], at=at, besides=[referral.id])
    yield
    withdraw_offer(session, referral.id, by=by, at=at)
    offer_places(session, other, by=by, at=at, among=locked)


def offer_again(session: Session, offer: PlaceOffer, *, at: dt.datetime) -> bool:
    """An offer that went with its group stands again, if its day is not over, a place is left and
    the person waits for one still. Group and referral are locked."""
    today, group = local_date(at), session.get_one(Group, offer.group_id)
    referral = session.get_one(Referral, offer.referral_id, populate_existing=True)
    waits = referral.status is ReferralStatus.WAITING and referral.line_id == group.line_id
    unanswered = select(PlaceOffer.id).where(
        PlaceOffer.referral_id == referral.id, PlaceOffer.answer.is_(None)
    )
    has_another = has_a_place(session, referral.id) or session.scalar(unanswered) is not None
    is_left = places_now(session, group, at=at).left > 0
    if not waits or has_another or not is_left or offer.answer_by < today:
        return False
    offer.answer = offer.answered_at = offer.answered_by_id = None
    session.flush()
    return True


def _pass_on(session: Session, group: Group, *, by: Person, at: dt.datetime) -> None:
    """Offers whose day is over, and those of people who wait no more."""
    rows = session.execute(
        select(PlaceOffer, Referral.status, Referral.line_id)
        .join(Referral, Referral.id == PlaceOffer.referral_id)
        .where(PlaceOffer.group_id == group.id, PlaceOffer.answer.is_(None))
        .order_by(PlaceOffer.id)
    ).all()
    for offer, status, line_id in rows:
        waits = status is ReferralStatus.WAITING and line_id == group.line_id
        if not waits:
            _settle(session, offer, OfferAnswer.WITHDRAWN, by=by, at=at)
        elif offer.answer_by < local_date(at):
            _settle(session, offer, OfferAnswer.PASSED_ON, by=by, at=at)


def _settle(
    session: Session, offer: PlaceOffer, answer: OfferAnswer, *, by: Person, at: dt.datetime
) -> None:
    """Answered once: the condition looks at the row."""
    session.execute(
        update(PlaceOffer)
        .where(PlaceOffer.id == offer.id, PlaceOffer.answer.is_(None))
        .values(answer=answer, answered_at=at, answered_by_id=by.id),
        execution_options={"synchronize_session": False},
    )
    session.expire(offer)
    act = Act.PLACE_PASS_ON if answer is OfferAnswer.PASSED_ON else Act.PLACE_ANSWER
    after = {"group_id": offer.group_id, "answer": answer.value}
    if act is Act.PLACE_PASS_ON:
        record_act(session, Act.PLACE_PASS_ON, offer, by=by, at=at, after=after)
    else:
        record_act(session, Act.PLACE_ANSWER, offer, by=by, at=at, after=after)
    session.flush()


def _locked(session: Session, those: list[Waiting]) -> list[Waiting]:
    """Referrals in the order of their keys, so that two promotions never wait for each other."""
    keys = sorted(one.referral_id for one in those)
    locked = select(Referral.id).where(
        Referral.id.in_(keys), Referral.status == ReferralStatus.WAITING
    )
    waiting = set(session.scalars(locked.order_by(Referral.id).with_for_update()))
    return [one for one in those if one.referral_id in waiting]


def _offer(
    session: Session, group: Group, to: Waiting, *, until: dt.date, by: Person, at: dt.datetime
) -> PlaceOffer | None:
    """None: another group offered a place at the same moment, or the state table forbids it."""
    _let_old_offers_go(session, to.referral_id, by=by, at=at)
    if open_offer(session, to.referral_id, day=local_date(at)) is not None:
        return None
    referral = session.get_one(Referral, to.referral_id)
    try:
        record_event(
            session, referral, kind=EventKind.OFFERED, on_date=local_date(at), by=by, at=at
        )
    except EventRefused:
        return None
    offer = PlaceOffer(
        group_id=group.id, referral_id=to.referral_id, offered_at=at, answer_by=until
    )
    session.add(offer)
    session.flush()
    after = {"group_id": group.id, "key": to.key, "answer_by": until}
    record_act(session, Act.PLACE_OFFER, offer, by=by, at=at, after=after)
    session.flush()
    return offer


def _let_old_offers_go(session: Session, referral_id: int, *, by: Person, at: dt.datetime) -> None:
    """Of other groups, over by the clock but not yet passed on by their own promotion."""
    old = session.scalars(
        select(PlaceOffer).where(
            PlaceOffer.referral_id == referral_id,
            PlaceOffer.answer.is_(None),
            PlaceOffer.answer_by < local_date(at),
        )
    ).all()
    for offer in old:
        _settle(session, offer, OfferAnswer.PASSED_ON, by=by, at=at)
