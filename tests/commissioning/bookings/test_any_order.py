"""Whatever is done to two groups in whatever order: nothing is sold twice, the order is respected,
holds lapse by the clock, figures are what the events say, and one person has one place at most."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.bank_holidays import england_and_wales
from commissioning.bookings.booking import (
    book_place,
    give_up_place,
    pass_on_offers,
    raise_places,
)
from commissioning.bookings.calling import record_call
from commissioning.bookings.closing import close_seats
from commissioning.bookings.holding import (
    book_held_place,
    hold_place,
    release_hold,
    renew_hold,
    stands,
)
from commissioning.bookings.kinds import GivenBy, OfferAnswer, TurnStanding
from commissioning.bookings.models import Booking, Hold, PlaceOffer, TurnProof, TurnProofRow
from commissioning.bookings.offering import answer_offer
from commissioning.bookings.queries import places_of
from commissioning.errors import CommissioningError
from commissioning.groups.models import Group
from commissioning.lines.models import LineFigures
from commissioning.referrals.folding import Happened, fold
from commissioning.referrals.kinds import EventKind, Party, ReferralStatus
from commissioning.referrals.queries import recorded_events
from commissioning.referrals.recounting import recount
from commissioning.referrals.saying import say
from commissioning.registers.cancelling import cancel_group, revive_group
from commissioning.registers.moving import move_to_group
from commissioning.registers.planning import plan_group, postpone_group
from commissioning.registers.running import MinimumToRun
from commissioning.registers.session_plan import SessionTemplate
from directory.clock import local_date
from directory.people.roles import OrganisationKind
from tests.makers.accounts import make_organisation
from tests.makers.bookings import make_group, wait_for
from tests.makers.days import NOW
from tests.makers.lines import make_bare_line
from tests.makers.people import actor
from tests.thoroughness import THOROUGH

SOMEBODY, WHERE = st.integers(0, 5), st.integers(0, 1)
SAID = st.sampled_from([EventKind.PAUSED, EventKind.RESUMED, EventKind.WITHDRAWN])
CALLS = st.sampled_from([OfferAnswer.ACCEPTED, OfferAnswer.REFUSED, OfferAnswer.NOT_REACHED])
REASONS = {EventKind.PAUSED: "illness", EventKind.WITHDRAWN: "unsuitable"}


class Scene:
    """Two groups with three and two places, six people, a court's team."""

    def __init__(self, session: Session) -> None:
        self.by = actor(session)
        self.line = make_bare_line(session)
        self.groups = [
            make_group(session, self.line, places=places, start=start)
            for places, start in ((3, 7), (2, 21))
        ]
        for group in self.groups:
            plan_group(
                session, group, places=group.places, template=SessionTemplate(4, (2,)),
                minimum=MinimumToRun(None), by=self.by, at=NOW,
            )  # fmt: skip
        self.people = [
            wait_for(
                session, self.line, since=-60 + number if number < 5 else 0, is_priority=number == 4
            )
            for number in range(6)
        ]
        self.team = make_organisation(session, OrganisationKind.COURT_TEAM)
        session.flush()


def machine_on(session: Session) -> type[RuleBasedStateMachine]:  # noqa: C901  many small rules
    scene = Scene(session)

    class PlacesInAnyOrder(RuleBasedStateMachine):
        """Days go by; each example begins as the scene was made."""

        def __init__(self) -> None:
            super().__init__()
            self.undone = session.begin_nested()
            self.at, self.requests = NOW, 0
            self.by, self.line, self.team = scene.by, scene.line, scene.team
            self.groups, self.people = scene.groups, scene.people

        def teardown(self) -> None:
            self.undone.rollback()
            session.expire_all()

        @property
        def today(self) -> dt.date:
            return local_date(self.at)

        def request(self) -> str:
            self.requests += 1
            return f"any-{id(self)}-{self.requests}"

        @contextmanager
        def whole(self) -> Iterator[None]:
            """What is refused is refused whole, as a request that is rolled back."""
            try:
                with session.begin_nested():
                    yield
            except CommissioningError:
                session.expire_all()

        def place_of(self, who: int) -> Booking | None:
            return session.scalar(
                select(Booking).where(
                    Booking.referral_id == self.people[who].id, Booking.left_on.is_(None)
                )
            )

        def standing_hold(self) -> Hold | None:
            every = session.scalars(select(Hold).order_by(Hold.id)).all()
            return next((hold for hold in every if stands(hold, self.today)), None)

        @rule(who=SOMEBODY, where=WHERE)
        def book(self, who: int, where: int) -> None:
            with self.whole():
                book_place(
                    session, self.groups[where], self.people[who],
                    request_id=self.request(), by=self.by, at=self.at,
                )  # fmt: skip

        @rule(who=SOMEBODY)
        def give_up(self, who: int) -> None:
            booking = self.place_of(who)
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
            if offer is not None:
                with self.whole():
                    answer_offer(
                        session, offer, accepts=accepts,
                        request_id=self.request(), by=self.by, at=self.at,
                    )  # fmt: skip

        @rule(who=SOMEBODY, where=WHERE, answer=CALLS)
        def ring(self, who: int, where: int, answer: OfferAnswer) -> None:
            with self.whole():
                record_call(
                    session, self.groups[where], self.people[who], answer=answer,
                    request_id=self.request(), by=self.by, at=self.at,
                )  # fmt: skip

        @rule(where=WHERE, ahead=st.integers(0, 4))
        def hold(self, where: int, ahead: int) -> None:
            with self.whole():
                hold_place(
                    session, self.groups[where], hearing_on=self.today + dt.timedelta(ahead),
                    organisation=self.team, request_id=self.request(), by=self.by, at=self.at,
                )  # fmt: skip

        @rule(ahead=st.integers(0, 6))
        def renew(self, ahead: int) -> None:
            if (hold := self.standing_hold()) is not None:
                with self.whole():
                    renew_hold(
                        session, hold, hearing_on=self.today + dt.timedelta(ahead),
                        organisation=self.team, by=self.by, at=self.at,
                    )  # fmt: skip

        @rule()
        def release(self) -> None:
            if (hold := self.standing_hold()) is not None:
                release_hold(session, hold, organisation=self.team, by=self.by, at=self.at)

        @rule(who=SOMEBODY)
        def book_held(self, who: int) -> None:
            if (hold := self.standing_hold()) is not None:
                with self.whole():
                    book_held_place(
                        session, hold, self.people[who], organisation=self.team,
                        request_id=self.request(), by=self.by, at=self.at,
                    )  # fmt: skip

        @rule(who=SOMEBODY, where=WHERE)
        def move(self, who: int, where: int) -> None:
            if (booking := self.place_of(who)) is not None:
                with self.whole():
                    move_to_group(
                        session, booking, self.groups[where],
                        request_id=self.request(), by=self.by, at=self.at,
                    )  # fmt: skip

        @rule(where=WHERE, weeks=st.integers(1, 3))
        def postpone(self, where: int, weeks: int) -> None:
            before = self.groups[where].booked
            with self.whole():
                to = self.today + dt.timedelta(weeks=weeks)
                postpone_group(session, self.groups[where], to=to, by=self.by, at=self.at)
            assert self.groups[where].booked == before

        @rule(where=WHERE)
        def cancel(self, where: int) -> None:
            with self.whole():
                cancel_group(session, self.groups[where], by=self.by, at=self.at)
                assert self.groups[where].booked == 0

        @rule(where=WHERE)
        def undo(self, where: int) -> None:
            with self.whole():
                revive_group(session, self.groups[where], by=self.by, at=self.at)

        @rule(where=WHERE)
        def enlarge(self, where: int) -> None:
            group = self.groups[where]
            if group.places < 4:
                with self.whole():
                    raise_places(
                        session, group, places=group.places + 1, reason="A room", by=self.by,
                        at=self.at,
                    )  # fmt: skip

        @rule(who=SOMEBODY, kind=SAID)
        def told(self, who: int, kind: EventKind) -> None:
            happened = Happened(kind, self.today, reason=REASONS.get(kind))
            seats = close_seats(session, [self.people[who].id], kind, by=self.by, at=self.at)
            with self.whole(), seats:
                say(
                    session, self.people[who], happened, party=Party.OFFICER, by=self.by,
                    at=self.at,
                )  # fmt: skip
            assert self.place_of(who) is None or kind is not EventKind.WITHDRAWN

        @rule()
        def a_day_later(self) -> None:
            self.at += dt.timedelta(days=1)
            pass_on_offers(session, by=self.by, at=self.at)

        @invariant()
        def nothing_is_sold_twice(self) -> None:
            session.expire_all()
            now = places_of(session, [group.id for group in self.groups], on=self.at)
            for group in self.groups:
                standing = session.scalar(
                    select(func.count()).where(
                        Booking.group_id == group.id, Booking.left_on.is_(None)
                    )
                )
                told = now[group.id]
                assert group.booked == standing == told.booked <= told.places == group.places
                assert told.booked + told.held + told.offered <= told.places

        @invariant()
        def one_person_has_one_place_which_their_events_say(self) -> None:
            for person in self.people:
                places = session.scalar(
                    select(func.count()).where(
                        Booking.referral_id == person.id, Booking.left_on.is_(None)
                    )
                )
                assert places in {0, 1}
                if person.status is ReferralStatus.WAITING:
                    assert (fold(recorded_events(session, person.id)).state == "booked") == places

        @invariant()
        def figures_are_events(self) -> None:
            kept = session.get_one(LineFigures, self.line.id)
            again = recount(session, self.line.id)
            told = (kept.waiting, kept.waiting_priority, kept.in_progress)
            assert told == (again.waiting, again.waiting_priority, again.in_progress)

        @invariant()
        def holds_lapse_by_the_clock(self) -> None:
            for hold in session.scalars(select(Hold)):
                after = england_and_wales().next_working_day(hold.hearing_on)
                assert hold.lapses_after == after
                assert not (stands(hold, self.today) and self.today > after)

        @invariant()
        def the_order_was_respected(self) -> None:
            """Of a place given by turn, no more stood before than there were places."""
            for proof in session.scalars(select(TurnProof)):
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
                places = session.get_one(Group, proof.group_id).places
                assert proof.given_by is not GivenBy.TURN or ahead < places
                assert proof.given_by is not GivenBy.TELEPHONE or ahead == 0
                assert given.standing is not TurnStanding.PAUSED

    return PlacesInAnyOrder


@pytest.mark.sqlite
def test_places_in_any_order(session: Session) -> None:
    run_state_machine_as_test(
        machine_on(session),
        settings=settings(
            max_examples=300 if THOROUGH else 10,
            stateful_step_count=40 if THOROUGH else 10,
            deadline=None,
            suppress_health_check=[
                HealthCheck.too_slow,
                HealthCheck.function_scoped_fixture,
                HealthCheck.filter_too_much,
                HealthCheck.data_too_large,
            ],
        ),
    )
