"""A withdrawal that was a mistake gives the place back while it is free; else the turn is kept."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.bookings.booking import pass_on_offers
from commissioning.bookings.closing import close_seats
from commissioning.bookings.giving_back import give_back_seat
from commissioning.bookings.models import Booking
from commissioning.bookings.unbooking import is_booked
from commissioning.groups.models import Group
from commissioning.lines.models import Line
from commissioning.referrals.kinds import EventKind
from commissioning.referrals.models import Referral, ReferralEvent
from commissioning.referrals.recording import correct_event
from tests.makers.bookings import book, make_group, wait_for
from tests.makers.days import NOW, day
from tests.makers.lines import make_bare_line
from tests.makers.people import actor
from tests.makers.referrals import happen


@dataclass(slots=True)
class Withdrawn:
    """Whoever had the one place of a group, and is withdrawn by mistake."""

    session: Session
    line: Line
    group: Group
    first: Referral
    booking: Booking

    def withdraw(self) -> None:
        by = actor(self.session)
        with close_seats(self.session, [self.first.id], EventKind.WITHDRAWN, by=by, at=NOW):
            happen(self.session, self.first, EventKind.WITHDRAWN, on=0, told=NOW)

    def correct(self, *, at_a_door: bool) -> None:
        withdrawal = self.session.scalars(
            select(ReferralEvent).where(ReferralEvent.kind == EventKind.WITHDRAWN)
        ).one()
        by = actor(self.session)
        with ExitStack() as doors:
            if at_a_door:
                doors.enter_context(give_back_seat(self.session, self.first, by=by, at=NOW))
            correct_event(self.session, withdrawal, replacement_kind=None, by=by, at=NOW)
        if not at_a_door:
            pass_on_offers(self.session, by=by, at=NOW)
        self.session.refresh(self.booking)


@pytest.fixture
def told(session: Session) -> Withdrawn:
    line = make_bare_line(session)
    group, first = make_group(session, line, places=1), wait_for(session, line, since=-40)
    return Withdrawn(session, line, group, first, book(session, group, first))


@pytest.mark.parametrize("at_a_door", [True, False], ids=["in the same act", "by a file"])
def test_the_place_that_is_free_still_is_theirs_again(told: Withdrawn, at_a_door: bool) -> None:
    told.withdraw()
    assert (told.group.booked, told.booking.left_on) == (0, day(0))
    told.correct(at_a_door=at_a_door)
    assert (told.group.booked, told.booking.left_on, told.booking.left_reason) == (1, None, None)
    assert is_booked(told.session, told.first)


@pytest.mark.parametrize("at_a_door", [True, False], ids=["in the same act", "by a file"])
def test_where_it_was_offered_on_they_wait_in_their_turn(told: Withdrawn, at_a_door: bool) -> None:
    wait_for(told.session, told.line, since=-30)
    told.withdraw()
    told.correct(at_a_door=at_a_door)
    assert (told.group.booked, told.booking.left_on) == (0, day(0))
    assert not is_booked(told.session, told.first)
    assert told.first.received_on == day(-40)
    later = make_group(told.session, told.line, places=1)
    assert book(told.session, later, told.first).group_id == later.id
