"""Whoever closes, or goes to another list, keeps no place: it goes to whose turn it is, at once."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from commissioning.bookings.closing import close_seats
from commissioning.bookings.free_places import GroupPlaces
from commissioning.bookings.kinds import LeftReason
from commissioning.bookings.models import Booking
from commissioning.bookings.queries import open_offer, places_of
from commissioning.groups.models import Group
from commissioning.lines.models import Line
from commissioning.referrals.kinds import EventKind, ReferralStatus
from commissioning.referrals.models import Referral
from commissioning.referrals.recording import record_event
from commissioning.referrals.states import closed_statuses, closing_kinds
from tests.commissioning.bookings.test_lock_order import locks_taken, out_of_order
from tests.makers.bookings import book, make_group, wait_for
from tests.makers.days import NOW, TODAY, day
from tests.makers.lines import make_bare_line
from tests.makers.people import actor
from tests.makers.referrals import happen

REASONS = {EventKind.WITHDRAWN: "unsuitable"}


def test_the_state_table_says_what_closes() -> None:
    assert closed_statuses() == set(ReferralStatus) - {
        ReferralStatus.WAITING,
        ReferralStatus.IN_PROGRESS,
    }
    assert {kind.value for kind in closing_kinds()} == {
        "completed", "declined", "dropped_out", "terminated", "transferred", "withdrawn",
    }  # fmt: skip


class Full:
    """A group of one place, booked; somebody waits for it."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.line: Line = make_bare_line(session)
        self.group: Group = make_group(session, self.line, places=1)
        self.first, self.second = (wait_for(session, self.line, since=-ago) for ago in (40, 30))
        self.booking: Booking = book(session, self.group, self.first)
        session.commit()

    def told(self, kind: EventKind, to_line: Line | None = None) -> Referral:
        by = actor(self.session)
        with close_seats(self.session, [self.first.id], kind, by=by, at=NOW):
            record_event(
                self.session, self.first, kind=kind, on_date=TODAY, reason=REASONS.get(kind),
                to_line=to_line, by=by, at=NOW,
            )  # fmt: skip
        self.session.refresh(self.booking)
        return self.first

    @property
    def places(self) -> GroupPlaces:
        return places_of(self.session, [self.group.id], on=NOW)[self.group.id]


@pytest.mark.parametrize("kind", [EventKind.WITHDRAWN, EventKind.TERMINATED])
def test_who_ended_before_the_start_leaves_the_place(session: Session, kind: EventKind) -> None:
    full = Full(session)
    with locks_taken(session) as taken:
        full.told(kind)
    assert out_of_order(taken) == []
    assert (full.booking.left_on, full.booking.left_reason) == (TODAY, LeftReason.REFERRAL_ENDED)
    assert full.places == GroupPlaces(1, offered=1)
    assert open_offer(session, full.second.id, day=TODAY) is not None


def test_who_goes_to_another_list_waits_there_without_it(session: Session) -> None:
    full = Full(session)
    other = make_bare_line(session)
    moved = full.told(EventKind.TRANSFERRED, other)
    assert (moved.line_id, moved.status) == (other.id, ReferralStatus.WAITING)
    assert full.booking.left_on == TODAY
    assert full.places == GroupPlaces(1, offered=1)
    book(session, make_group(session, other), moved)  # and can be given a place there


def test_who_had_begun_is_on_the_register_of_the_last_day(session: Session) -> None:
    full = Full(session)
    happen(session, full.first, EventKind.STARTED, on=0, told=NOW)
    full.told(EventKind.COMPLETED)
    assert full.booking.left_on == day(1)
    assert full.places.booked == 0


def test_an_offer_to_who_ended_goes_on_to_the_next(session: Session) -> None:
    full = Full(session)
    third = wait_for(session, full.line, since=-20)
    full.told(EventKind.WITHDRAWN)
    full.first = full.second
    full.told(EventKind.WITHDRAWN)
    assert open_offer(session, third.id, day=TODAY) is not None


def test_what_closes_nothing_leaves_all_as_it_is(session: Session) -> None:
    full = Full(session)
    full.told(EventKind.MISSED_START)
    assert full.booking.left_on is None
    assert full.places == GroupPlaces(1, booked=1)
