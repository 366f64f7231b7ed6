"""Holding a place before sentence: for a hearing day, one place, nobody by name.

It lapses by reading the clock, so that nothing has to run. While it stands it counts among the
places of its group and nowhere else.
"""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from commissioning.bank_holidays import england_and_wales
from commissioning.bookings.errors import (
    GroupFull,
    HeldByOthers,
    HoldOver,
    HoldRefused,
    NotSentencedYet,
    RequestUsed,
    TakesItsTurn,
)
from commissioning.bookings.free_places import holds_left, may_be_held
from commissioning.bookings.giving import booked_before, give_place, refuse_after_order
from commissioning.bookings.hold_days import hold_lapses_after
from commissioning.bookings.kinds import GivenBy
from commissioning.bookings.models import Booking, Hold, PlaceOffer
from commissioning.bookings.offering import (
    leaving_its_offer,
    lock_with_offering_group,
    offer_places,
    withdraw_offer,
)
from commissioning.bookings.ordering import order_for
from commissioning.bookings.seats import group_now, lock_group, places_now, start_ahead
from commissioning.groups.models import Group
from commissioning.referrals.models import Referral
from directory.accounts.models import Organisation
from directory.acts import Act
from directory.audit.recording import record_act
from directory.clock import day_in_words, local_date
from directory.people.models import Person
from directory.people.roles import Role

_LETTERS: Final = "ACDEFGHJKMNPQRTUVWXY3479"
"""None that is mistaken for another when read out."""

_CODE_LENGTH: Final = 6


def hold_place(
    session: Session,
    group: Group,
    *,
    hearing_on: dt.date,
    organisation: Organisation,
    request_id: str,
    by: Person,
    at: dt.datetime,
) -> Hold:
    """Keep a place of a group for a hearing that is ahead; the same request holds once.

    Raises `HoldRefused`, `GroupFull`, or `HolidaysNotPublished` where no bank holidays are known.
    """
    if Role.COURT_OFFICER not in organisation.kind.roles:
        raise HoldRefused("", "Only a court officer of a public body can hold a place.")
    lock_group(session, group)
    known = session.scalar(select(Hold).where(Hold.request_id == request_id))
    if known is not None:
        if (known.group_id, known.organisation_id) != (group.id, organisation.id):
            raise RequestUsed
        return known
    today = local_date(at)
    lapses_after = hold_lapses_after(hearing_on, today=today, calendar=england_and_wales())
    start = start_ahead(session, group, today=today)
    _refuse_late(hearing_on, start)
    _refuse_share(session, group, start=start, at=at)
    hold = Hold(
        code=_new_code(session),
        request_id=request_id,
        group_id=group.id,
        hearing_on=hearing_on,
        organisation_id=organisation.id,
        held_by_id=by.id,
        held_at=at,
        lapses_after=lapses_after,
    )
    session.add(hold)
    session.flush()
    after = {"group_id": group.id, "hearing_on": hearing_on, "lapses_after": lapses_after}
    record_act(session, Act.PLACE_HOLD, hold, by=by, at=at, after=after)
    session.flush()
    return hold


def renew_hold(
    session: Session,
    hold: Hold,
    *,
    hearing_on: dt.date,
    organisation: Organisation,
    by: Person,
    at: dt.datetime,
) -> Hold:
    """Once, for a hearing that was adjourned. The place stays the same one; to the same day again
    changes nothing."""
    group = _lock_standing(session, hold, organisation, at=at)
    if hold.renewed_on is not None and hold.hearing_on == hearing_on:
        return hold
    if hold.renewed_on is not None:
        raise HoldRefused("", "A hold is renewed once. Release it, so that others have the place.")
    if hearing_on <= hold.hearing_on:
        raise HoldRefused(
            "hearing_on",
            f"Enter the day to which the hearing was adjourned, after"
            f" {day_in_words(hold.hearing_on)}.",
        )
    today = local_date(at)
    lapses_after = hold_lapses_after(hearing_on, today=today, calendar=england_and_wales())
    _refuse_late(hearing_on, start_ahead(session, group, today=today))
    before = {"hearing_on": hold.hearing_on, "lapses_after": hold.lapses_after}
    hold.hearing_on, hold.lapses_after, hold.renewed_on = hearing_on, lapses_after, today
    after = {"hearing_on": hearing_on, "lapses_after": lapses_after}
    record_act(session, Act.PLACE_RENEW_HOLD, hold, by=by, at=at, before=before, after=after)
    session.flush()
    return hold


def release_hold(
    session: Session, hold: Hold, *, organisation: Organisation, by: Person, at: dt.datetime
) -> list[PlaceOffer]:
    """The place is not needed: it goes to whose turn it is."""
    group = _lock_standing(session, hold, organisation, at=at)
    hold.released_at = at
    record_act(session, Act.PLACE_RELEASE, hold, by=by, at=at, after={"group_id": group.id})
    session.flush()
    return offer_places(session, group, by=by, at=at)


def hold_again(session: Session, hold: Hold, *, at: dt.datetime) -> bool:
    """A hold that went with its group stands again, if it has not lapsed since and a place is
    left. The group is locked."""
    group = session.get_one(Group, hold.group_id)
    if local_date(at) > hold.lapses_after or places_now(session, group, at=at).left == 0:
        return False
    hold.released_at = None
    session.flush()
    return True


def book_held_place(
    session: Session,
    hold: Hold,
    referral: Referral,
    *,
    organisation: Organisation,
    request_id: str,
    by: Person,
    at: dt.datetime,
) -> Booking:
    """After sentence: the held place becomes this person's, in one act, while the hold stands.

    Raises `NotSentencedYet` before the hearing, `TakesItsTurn` of who was referred before it,
    `OrderEndsFirst` of whose order is over before the group begins.
    """
    group = session.get_one(Group, hold.group_id)
    other = lock_with_offering_group(session, group, referral, at=at)
    if (known := booked_before(session, request_id, group, referral)) is not None:
        return known
    _lock_standing(session, hold, organisation, at=at)
    today = local_date(at)
    if today < hold.hearing_on:
        raise NotSentencedYet(hold.hearing_on)
    if referral.received_on < hold.hearing_on:
        raise TakesItsTurn(referral.received_on)
    found = group_now(session, group, at=at)
    start, now = found.ahead(today)
    if now.booked >= now.places:
        raise GroupFull(now.places)
    order = order_for(session, group, start=start, today=today, said=found.said)
    refuse_after_order(order, referral, start=start)
    with leaving_its_offer(session, referral, other, by=by, at=at):
        booking = give_place(
            session,
            group,
            referral,
            order,
            given_by=GivenBy.HOLD,
            kept=max(0, min(now.held - 1, now.places - now.booked - 1)),
            request_id=request_id,
            by=by,
            at=at,
        )
    session.execute(
        update(Hold).where(Hold.id == hold.id).values(booking_id=booking.id),
        execution_options={"synchronize_session": False},
    )
    session.expire(hold)
    withdraw_offer(session, referral.id, by=by, at=at)
    return booking


def _lock_standing(
    session: Session, hold: Hold, organisation: Organisation, *, at: dt.datetime
) -> Group:
    group = lock_group(session, session.get_one(Group, hold.group_id))
    session.refresh(hold)
    if hold.organisation_id != organisation.id:
        raise HeldByOthers
    if not stands(hold, local_date(at)):
        raise HoldOver
    return group


def stands(hold: Hold, day: dt.date) -> bool:
    """By reading the clock: on its last day still, the day after no more."""
    is_open = hold.released_at is None and hold.booking_id is None
    return is_open and day <= hold.lapses_after


def _refuse_late(hearing_on: dt.date, start: dt.date) -> None:
    if hearing_on >= start:
        raise HoldRefused(
            "hearing_on",
            f"The group begins on {day_in_words(start)}, by the hearing: choose a later group.",
        )


def _refuse_share(session: Session, group: Group, *, start: dt.date, at: dt.datetime) -> None:
    now = places_now(session, group, at=at)
    order = order_for(session, group, start=start, today=local_date(at))
    most = may_be_held(now.places, order.rule.held_percent)
    waiting = order.sentenced_waiting
    if holds_left(now, percent=order.rule.held_percent, sentenced_waiting=waiting) > 0:
        return
    if now.left == 0:
        raise GroupFull(now.places, held=now.held, offered=now.offered)
    if now.held >= most:
        raise HoldRefused("", f"{now.held} of its {now.places} places are held, as many as may be.")
    people = "1 person waits" if waiting == 1 else f"{waiting} people wait"
    places = "1 place is" if now.left == 1 else f"{now.left} places are"
    raise HoldRefused(
        "", f"{people} for it after sentence and {places} left: a hold goes before nobody."
    )


def _new_code(session: Session) -> str:
    while True:
        code = "".join(secrets.choice(_LETTERS) for _ in range(_CODE_LENGTH))
        if session.scalar(select(Hold.id).where(Hold.code == code)) is None:
            return code
