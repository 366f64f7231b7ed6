"""Whoever comes to a place, by whatever way, keeps no offer of another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Final

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from commissioning.bookings.booking import pass_on_offers
from commissioning.bookings.closing import close_seats
from commissioning.bookings.holding import book_held_place, hold_place
from commissioning.bookings.kinds import OfferAnswer
from commissioning.bookings.models import PlaceOffer
from commissioning.bookings.offering import offer_places
from commissioning.bookings.queries import standing_booking
from commissioning.lines.models import LineTerms
from commissioning.referrals.kinds import EventKind
from commissioning.referrals.models import ReferralEvent, ReferralParticulars
from commissioning.referrals.recording import correct_event
from commissioning.registers.cancelling import cancel_group, revive_group
from directory.people.roles import OrganisationKind
from tests.makers.accounts import make_organisation
from tests.makers.bookings import book, wait_for
from tests.makers.days import NOW, TODAY, day
from tests.makers.groups import make_group
from tests.makers.lines import make_bare_line
from tests.makers.people import actor
from tests.makers.referrals import happen

LATER = NOW + dt.timedelta(hours=1)


class Offered:
    """Somebody with an open offer of the one group, who comes to a place of the other."""

    def __init__(self, session: Session) -> None:
        self.session, self.by = session, actor(session)
        self.line = make_bare_line(session)
        self.one, self.other = (make_group(session, self.line, start=day(n)) for n in (28, 35))
        self.referral = wait_for(session, self.line, since=0)

    def offer(self) -> None:
        [offer] = offer_places(self.session, self.one, by=self.by, at=NOW)
        assert offer.referral_id == self.referral.id

    def in_turn(self) -> None:
        self.offer()
        book(self.session, self.other, self.referral, at=LATER)

    def although_set_apart(self) -> None:
        """The order is said to end before either group does."""
        self.offer()
        self.session.execute(update(LineTerms).values(programme_weeks=12))
        self.session.add(
            ReferralParticulars(
                referral_id=self.referral.id, order_ends_on=day(40), recorded_at=NOW,
                recorded_by_id=self.by.id,
            )
        )  # fmt: skip
        self.session.flush()
        book(self.session, self.other, self.referral, at=LATER)

    def from_a_hold(self) -> None:
        team = make_organisation(self.session, OrganisationKind.COURT_TEAM)
        self.other.places = 8
        held = hold_place(
            self.session, self.other, hearing_on=TODAY, organisation=team, request_id="h",
            by=self.by, at=NOW,
        )  # fmt: skip
        self.offer()
        book_held_place(
            self.session, held, self.referral, organisation=team, request_id="b", by=self.by,
            at=LATER,
        )  # fmt: skip

    def back_with_its_group(self) -> None:
        book(self.session, self.other, self.referral)
        cancel_group(self.session, self.other, by=self.by, at=NOW)
        self.offer()
        revive_group(self.session, self.other, by=self.by, at=LATER)

    def back_after_an_end(self) -> None:
        """Corrected in a file, and an offer came before anybody gave the place back."""
        book(self.session, self.other, self.referral)
        with close_seats(self.session, [self.referral.id], EventKind.WITHDRAWN, by=self.by, at=NOW):
            happen(self.session, self.referral, EventKind.WITHDRAWN, on=0, told=NOW)
        event = select(ReferralEvent).where(ReferralEvent.kind == EventKind.WITHDRAWN)
        correct_event(
            self.session, self.session.scalars(event).one(), by=self.by, at=NOW,
            replacement_kind=None,
        )  # fmt: skip
        self.offer()
        pass_on_offers(self.session, by=self.by, at=LATER)


WAYS: Final[tuple[Callable[[Offered], None], ...]] = (
    Offered.in_turn,
    Offered.although_set_apart,
    Offered.from_a_hold,
    Offered.back_with_its_group,
    Offered.back_after_an_end,
)


@pytest.mark.parametrize("way", WAYS)
def test_no_offer_stands_beside_a_place(session: Session, way: Callable[[Offered], None]) -> None:
    world = Offered(session)
    way(world)
    session.expire_all()
    booking = standing_booking(session, world.referral.id)
    assert booking is not None
    assert booking.group_id == world.other.id
    [offer] = session.scalars(select(PlaceOffer))
    assert (offer.group_id, offer.answer) == (world.one.id, OfferAnswer.WITHDRAWN)


def test_what_was_offered_goes_to_the_next_in_the_same_act(session: Session) -> None:
    world = Offered(session)
    world.one.places = 1
    people = {world.referral.id: world.referral}
    second = wait_for(session, world.line, since=0)
    people[second.id] = second
    [offer] = offer_places(session, world.one, by=world.by, at=NOW)
    book(session, world.other, people.pop(offer.referral_id), at=LATER)
    open_to = select(PlaceOffer.referral_id).where(PlaceOffer.answer.is_(None))
    assert session.scalars(open_to).all() == list(people)
