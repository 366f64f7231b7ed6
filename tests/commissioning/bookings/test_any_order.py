"""Whatever is done to a group in whatever order: booked ≤ places, in turn, one person once."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.bookings.booking import book_place, give_up_place, pass_on_offers
from commissioning.bookings.errors import PlaceRefused
from commissioning.bookings.holding import hold_place, release_hold, stands
from commissioning.bookings.kinds import GivenBy, LeftReason, TurnStanding
from commissioning.bookings.models import Booking, Hold, PlaceOffer, TurnProof, TurnProofRow
from commissioning.bookings.offering import answer_offer
from commissioning.bookings.queries import places_of
from commissioning.referrals.folding import fold
from commissioning.referrals.queries import recorded_events
from directory.clock import local_date
from directory.people.roles import OrganisationKind
from tests.makers.accounts import make_organisation
from tests.makers.bookings import make_group, wait_for
from tests.makers.days import NOW
from tests.makers.lines import make_bare_line
from tests.makers.people import actor
from tests.thoroughness import examples

SOMEBODY = st.integers(0, 5)


def machine_on(session: Session) -> type[RuleBasedStateMachine]:  # noqa: C901  many small rules
    class PlacesInAnyOrder(RuleBasedStateMachine):
        """Three places, six people, a court's team; the clock goes on a day at a time."""

        def __init__(self) -> None:
            super().__init__()
            self.undone = session.begin_nested()
            self.at, self.requests = NOW, 0
            self.by = actor(session)
            line = make_bare_line(session)
            self.group = make_group(session, line, places=3, start=20)
            self.people = [
                wait_for(session, line, since=-60 + number, is_priority=number == 4)
                for number in range(6)
            ]
            self.team = make_organisation(session, OrganisationKind.COURT_TEAM)

        def teardown(self) -> None:
            self.undone.rollback()
            session.expire_all()

        def request(self) -> str:
            self.requests += 1
            return f"any-{id(self)}-{self.requests}"

        @rule(who=SOMEBODY)
        def book(self, who: int) -> None:
            try:
                book_place(
                    session, self.group, self.people[who],
                    request_id=self.request(), by=self.by, at=self.at,
                )  # fmt: skip
            except PlaceRefused:
                return

        @rule(who=SOMEBODY)
        def give_up(self, who: int) -> None:
            booking = session.scalar(
                select(Booking).where(
                    Booking.referral_id == self.people[who].id, Booking.left_on.is_(None)
                )
            )
            if booking is not None:
                for offer in give_up_place(session, booking, by=self.by, at=self.at):
                    assert offer.referral_id != self.people[who].id

        @rule(who=SOMEBODY, accepts=st.booleans())
        def answer(self, who: int, accepts: bool) -> None:
            offer = session.scalar(
                select(PlaceOffer).where(
                    PlaceOffer.referral_id == self.people[who].id, PlaceOffer.answer.is_(None)
                )
            )
            if offer is None:
                return
            try:
                answer_offer(
                    session, offer, accepts=accepts,
                    request_id=self.request(), by=self.by, at=self.at,
                )  # fmt: skip
            except PlaceRefused:
                assert offer.answer_by < local_date(self.at)

        @rule(ahead=st.integers(0, 4))
        def hold(self, ahead: int) -> None:
            try:
                hold_place(
                    session, self.group, hearing_on=local_date(self.at) + dt.timedelta(ahead),
                    organisation=self.team, request_id=self.request(), by=self.by, at=self.at,
                )  # fmt: skip
            except PlaceRefused:
                return

        @rule()
        def release(self) -> None:
            for hold in session.scalars(select(Hold).where(Hold.group_id == self.group.id)).all():
                if stands(hold, local_date(self.at)):
                    release_hold(session, hold, organisation=self.team, by=self.by, at=self.at)
                    return

        @rule()
        def a_day_later(self) -> None:
            self.at += dt.timedelta(days=1)
            pass_on_offers(session, by=self.by, at=self.at)

        @invariant()
        def nothing_is_sold_twice(self) -> None:
            session.expire_all()
            standing = session.scalars(
                select(Booking.referral_id).where(
                    Booking.group_id == self.group.id, Booking.left_on.is_(None)
                )
            ).all()
            now = places_of(session, [self.group.id], on=self.at)[self.group.id]
            assert self.group.booked == len(standing) == len(set(standing)) == now.booked
            assert now.booked + now.held + now.offered <= now.places

        @invariant()
        def figures_are_events(self) -> None:
            for person in self.people:
                has_one = session.scalar(
                    select(func.count()).where(
                        Booking.referral_id == person.id, Booking.left_on.is_(None)
                    )
                )
                assert (fold(recorded_events(session, person.id)).state == "booked") == has_one

        @invariant()
        def the_order_was_respected(self) -> None:
            """Of a place given by turn, no more stood before than there were places."""
            asked = select(TurnProof, Booking).join(Booking, Booking.id == TurnProof.booking_id)
            for proof, booking in session.execute(asked.where(TurnProof.group_id == self.group.id)):
                rows = session.scalars(
                    select(TurnProofRow)
                    .where(TurnProofRow.proof_id == proof.id)
                    .order_by(TurnProofRow.position)
                ).all()
                [given] = [row for row in rows if row.key == proof.given_key]
                ahead = sum(
                    row.standing is TurnStanding.IN_TURN and row.position < given.position
                    for row in rows
                )
                assert proof.given_by is not GivenBy.TURN or ahead < self.group.places
                assert booking.left_reason in {None, LeftReason.GAVE_UP}

    return PlacesInAnyOrder


@pytest.mark.sqlite
def test_places_in_any_order(session: Session) -> None:
    run_state_machine_as_test(
        machine_on(session),
        settings=settings(
            max_examples=examples(100),
            stateful_step_count=12,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
