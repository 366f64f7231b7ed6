"""Whatever frees a place, or brings somebody who would take one, is offered at the next pass."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from sqlalchemy.orm import Session

from commissioning.bookings.booking import pass_on_offers
from commissioning.bookings.holding import hold_place
from commissioning.bookings.models import Booking
from commissioning.bookings.queries import open_offer
from commissioning.groups.models import Group, GroupStatus
from commissioning.groups.publishing import state_group
from commissioning.lines.models import Line
from commissioning.referrals.checking import ReferralFacts
from commissioning.referrals.histories import History, HistoryEvent
from commissioning.referrals.kinds import EventKind
from commissioning.referrals.models import Referral
from commissioning.referrals.recording import record_event, record_histories
from commissioning.registers.cancelling import cancel_group
from commissioning.registers.moving import move_to_group
from directory.people.roles import OrganisationKind
from tests.makers.accounts import make_organisation
from tests.makers.bookings import book, make_group, wait_for
from tests.makers.days import NOW, TODAY, day, moment
from tests.makers.lines import make_bare_line
from tests.makers.people import actor
from tests.makers.referrals import happen

NEXT_DAY = moment(1, 12)


@dataclass(slots=True)
class FullGroup:
    """One place, which `first` has; `waits` is next in turn."""

    session: Session
    line: Line
    group: Group
    first: Referral
    booking: Booking
    waits: Referral

    def offered(self, at: dt.datetime) -> bool:
        pass_on_offers(self.session, by=actor(self.session), at=at)
        return open_offer(self.session, self.waits.id, day=at.date()) is not None

    def state(self, group: Group, *, start: int, places: int) -> None:
        state_group(
            self.session, group, current_start=day(start), status=GroupStatus.PLANNED,
            places=places, started=None, by=actor(self.session), at=NOW,
        )  # fmt: skip

    def pause(self) -> None:
        record_event(
            self.session, self.waits, kind=EventKind.PAUSED, on_date=TODAY, reason="custody",
            by=actor(self.session), at=NOW,
        )  # fmt: skip


@pytest.fixture
def full(session: Session) -> FullGroup:
    line = make_bare_line(session)
    group, first = make_group(session, line, places=1), wait_for(session, line, since=-40)
    booking = book(session, group, first)
    return FullGroup(session, line, group, first, booking, wait_for(session, line, since=-30))


def places_raised_by_a_file(full: FullGroup) -> None:
    full.state(full.group, start=28, places=2)


def another_group_published(full: FullGroup) -> None:
    make_group(full.session, full.line)


def moved_to_a_later_group(full: FullGroup) -> None:
    later = make_group(full.session, full.line, places=1, start=40)
    move_to_group(full.session, full.booking, later, request_id="m", by=actor(full.session), at=NOW)


def withdrawn_by_a_file(full: FullGroup) -> None:
    facts = ReferralFacts(
        reference=full.first.reference or "", line_id=full.line.id, basis=full.first.basis,
        received_on=full.first.received_on, sentenced_on=full.first.sentenced_on,
    )  # fmt: skip
    ended = HistoryEvent(EventKind.WITHDRAWN, TODAY, None, "unsuitable")
    record_histories(full.session, [[History(facts, [ended])]], by=actor(full.session), at=NOW)


FREES: tuple[Callable[[FullGroup], None], ...] = (
    places_raised_by_a_file,
    another_group_published,
    moved_to_a_later_group,
    withdrawn_by_a_file,
)


@pytest.mark.parametrize("act", FREES, ids=lambda act: act.__name__)
def test_a_place_that_comes_free_is_offered(
    full: FullGroup, act: Callable[[FullGroup], None]
) -> None:
    assert not full.offered(NOW)
    act(full)
    assert full.offered(NEXT_DAY)


def accepted(full: FullGroup) -> None:
    happen(full.session, full.waits, EventKind.ACCEPTED, on=0, told=NOW)


def resumed(full: FullGroup) -> None:
    happen(full.session, full.waits, EventKind.RESUMED, on=0, told=NOW)


@pytest.mark.parametrize("act", [accepted, resumed], ids=lambda act: act.__name__)
def test_who_comes_to_be_in_turn_is_offered_what_was_left(
    full: FullGroup, act: Callable[[FullGroup], None]
) -> None:
    """Nobody could be asked, so that a place stood empty."""
    if act is accepted:
        full.waits = wait_for(full.session, full.line, since=-35, is_accepted=False)
    else:
        full.pause()
    full.state(full.group, start=28, places=3)
    assert not full.offered(NOW)
    act(full)
    assert full.offered(NOW)


def test_who_joins_the_list_is_offered_what_was_left(full: FullGroup) -> None:
    full.state(full.group, start=28, places=3)
    assert full.offered(NOW)
    full.waits = wait_for(full.session, full.line, since=-1)
    assert full.offered(NOW)


def test_what_a_lapsed_hold_kept_is_offered(full: FullGroup) -> None:
    group = make_group(full.session, make_bare_line(full.session), places=1)
    hold_place(
        full.session, group, hearing_on=day(1), request_id="h", by=actor(full.session), at=NOW,
        organisation=make_organisation(full.session, OrganisationKind.COURT_TEAM),
    )  # fmt: skip
    full.waits = wait_for(full.session, full.session.get_one(Line, group.line_id), since=-1)
    assert not full.offered(NEXT_DAY)
    assert full.offered(moment(3, 12))


def test_a_group_moved_out_of_its_last_days_offers_again(full: FullGroup) -> None:
    soon = make_group(full.session, full.line, places=1, start=2)
    assert not full.offered(NOW)
    full.state(soon, start=30, places=1)
    assert full.offered(NOW)


def test_whoever_was_booked_in_a_cancelled_group_is_offered_another(full: FullGroup) -> None:
    make_group(full.session, full.line, places=2)
    assert full.offered(NOW)
    cancel_group(full.session, full.group, by=actor(full.session), at=NOW)
    full.waits = full.first
    assert full.offered(NOW)


def test_the_group_that_begins_first_is_offered_first(full: FullGroup) -> None:
    make_group(full.session, full.line, places=1, start=60)
    sooner = make_group(full.session, full.line, places=1, start=50)
    assert full.offered(NOW)
    offer = open_offer(full.session, full.waits.id, day=TODAY)
    assert offer is not None
    assert offer.group_id == sooner.id


def test_an_offer_to_who_waits_no_more_goes_to_the_next(full: FullGroup) -> None:
    full.state(full.group, start=28, places=2)
    assert full.offered(NOW)
    happen(full.session, full.waits, EventKind.WITHDRAWN, on=0, told=NOW)
    full.waits = wait_for(full.session, full.line, since=-1)
    assert full.offered(NOW)


def test_of_a_line_that_is_counted_elsewhere_nothing_is_offered(session: Session) -> None:
    """No place of it was ever booked or held here: what is left nobody knows."""
    line = make_bare_line(session)
    make_group(session, line, places=2)
    wait_for(session, line)
    assert pass_on_offers(session, by=actor(session), at=NOW) == 0
