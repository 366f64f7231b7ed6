"""Groups that are cancelled and run after all; people who change groups; what is told, and how
often; what goes when a referral is forgotten."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from commissioning.bookings.errors import GroupFull, PlaceGone
from commissioning.bookings.holding import hold_place, release_hold
from commissioning.bookings.kinds import LeftReason
from commissioning.bookings.models import Booking, Hold, PlaceOffer
from commissioning.bookings.queries import places_of
from commissioning.groups.models import Group, GroupStatus
from commissioning.groups.queries import statement_in_force
from commissioning.lines.models import Line, LineFigures
from commissioning.referrals.folding import fold
from commissioning.referrals.forgetting import forget_referrals
from commissioning.referrals.kinds import EventKind
from commissioning.referrals.models import Referral, ReferralEvent, ReferralParticulars
from commissioning.referrals.queries import recorded_events
from commissioning.registers.calling_off import call_off_session
from commissioning.registers.cancelling import cancel_group, revive_group
from commissioning.registers.errors import CannotMove, GroupBegan, GroupIsOver
from commissioning.registers.excluding import exclude_weekday
from commissioning.registers.marking import MarkTold, save_register
from commissioning.registers.marks import MarkOutcome
from commissioning.registers.models import ExcludedWeekday, RegisterMark
from commissioning.registers.moving import move_to_group
from commissioning.registers.planning import postpone_group
from commissioning.registers.queries import ended_with_group, register_of, sessions_of
from commissioning.registers.telling import tell_moved
from directory.accounts.models import Organisation
from directory.audit.models import AuditRow
from directory.messages.models import Message
from directory.people.roles import OrganisationKind, Role
from tests.makers.accounts import make_member, make_organisation
from tests.makers.days import NOW, day, moment
from tests.makers.groups import book, first_session, make_group, seat
from tests.makers.lines import make_bare_line
from tests.makers.people import actor
from tests.makers.referrals import happen, refer


@pytest.fixture
def group(session: Session) -> Group:
    return make_group(session, make_bare_line(session))


def state_of(session: Session, booking: Booking) -> str:
    return fold(recorded_events(session, booking.referral_id)).state


def status_of(session: Session, group: Group) -> GroupStatus:
    stands = statement_in_force(session, group.id)
    assert stands is not None
    return stands.status


def test_cancelled_everybody_is_back_in_their_turn(session: Session, group: Group) -> None:
    bookings = [seat(session, group), seat(session, group)]
    day_0 = [session.get_one(Referral, one.referral_id).received_on for one in bookings]
    assert cancel_group(session, group, by=actor(session), at=NOW) == [one.id for one in bookings]
    session.expire_all()
    assert [one.left_reason for one in bookings] == [LeftReason.GROUP_CANCELLED] * 2
    assert [state_of(session, one) for one in bookings] == ["ready", "ready"]
    referrals = [session.get_one(Referral, one.referral_id) for one in bookings]
    assert [one.received_on for one in referrals] == day_0
    assert [one.missed_starts for one in referrals] == [0, 0]
    assert (group.booked, status_of(session, group)) == (0, GroupStatus.CANCELLED)
    assert all(one.is_off for one in sessions_of(session, group.id))
    figures = session.get_one(LineFigures, group.line_id)
    assert figures.waiting == 2
    assert cancel_group(session, group, by=actor(session), at=NOW) is None


def test_undone_as_one_act_they_have_their_places_again(session: Session, group: Group) -> None:
    bookings = [seat(session, group), seat(session, group)]
    cancel_group(session, group, by=actor(session), at=NOW)
    back = revive_group(session, group, by=actor(session), at=moment(1))
    assert back == [one.id for one in bookings]
    session.expire_all()
    assert [one.left_on for one in bookings] == [None, None]
    assert [state_of(session, one) for one in bookings] == ["booked", "booked"]
    assert (group.booked, status_of(session, group)) == (2, GroupStatus.PLANNED)
    assert not any(one.is_off for one in sessions_of(session, group.id))
    assert revive_group(session, group, by=actor(session), at=moment(1)) is None
    acts = session.scalars(select(AuditRow.act).where(AuditRow.act.like("group:%"))).all()
    assert acts.count("group:cancel") == acts.count("group:revive") == 1


@pytest.fixture
def held(session: Session, group: Group) -> Hold:
    """For a hearing on Monday: it lapses after Tuesday, the day on which the group begins."""
    team = make_organisation(session, OrganisationKind.COURT_TEAM)
    return hold_place(
        session, group, hearing_on=day(6), organisation=team, request_id="h", by=actor(session),
        at=NOW,
    )  # fmt: skip


def offered(session: Session, group: Group) -> PlaceOffer:
    referral = refer(session, session.get_one(Line, group.line_id), on=-9)
    for kind in (EventKind.ACCEPTED, EventKind.READY, EventKind.OFFERED):
        happen(session, referral, kind, on=-2)
    offer = PlaceOffer(group_id=group.id, referral_id=referral.id, offered_at=NOW, answer_by=day(2))
    session.add(offer)
    session.flush()
    return offer


@pytest.mark.parametrize(
    ("on", "places", "stand"), [(1, 6, (1, 1)), (3, 6, (1, 0)), (1, 2, (1, 0)), (1, 1, (0, 0))]
)
def test_undone_what_was_held_and_offered_stands_again_if_it_still_would(
    session: Session, group: Group, held: Hold, on: int, places: int, stand: tuple[int, int]
) -> None:
    """A seat, a hold and an offer; `places` are left to the group when it runs after all."""
    seat(session, group)
    offered(session, group)
    cancel_group(session, group, by=actor(session), at=NOW)
    session.expire_all()
    now = places_of(session, [group.id], on=NOW)[group.id]
    assert (now.held, now.offered) == (0, 0)
    group.places = places
    revive_group(session, group, by=actor(session), at=moment(on))
    session.expire_all()
    now = places_of(session, [group.id], on=moment(on))[group.id]
    assert (now.held, now.offered) == stand


def test_a_hold_that_was_released_before_does_not_come_back(
    session: Session, group: Group, held: Hold
) -> None:
    team = session.get_one(Organisation, held.organisation_id)
    release_hold(session, held, organisation=team, by=actor(session), at=NOW)
    cancel_group(session, group, by=actor(session), at=moment(1))
    assert ended_with_group(session, [held.id]) == frozenset()
    revive_group(session, group, by=actor(session), at=moment(1))
    session.expire_all()
    assert held.released_at == NOW


def test_whoever_has_another_place_or_left_does_not_come_back(
    session: Session, group: Group
) -> None:
    elsewhere, gone, back = (seat(session, group) for _ in range(3))
    cancel_group(session, group, by=actor(session), at=NOW)
    other = make_group(session, make_bare_line(session))
    other.line_id = group.line_id
    session.flush()
    book(session, other, session.get_one(Referral, elsewhere.referral_id), on=0)
    happen(session, session.get_one(Referral, gone.referral_id), EventKind.WITHDRAWN, on=0)
    assert revive_group(session, group, by=actor(session), at=moment(1)) == [back.id]
    session.expire_all()
    assert group.booked == 1


def test_a_group_whose_first_day_has_passed_is_planned_anew(session: Session, group: Group) -> None:
    seat(session, group)
    cancel_group(session, group, by=actor(session), at=NOW)
    with pytest.raises(GroupIsOver):
        revive_group(session, group, by=actor(session), at=moment(8))


def test_a_group_that_began_is_not_cancelled(session: Session, group: Group) -> None:
    booking = seat(session, group)
    told = [MarkTold(booking.public_id, MarkOutcome.ATTENDED)]
    save_register(session, first_session(session, group), told, by=actor(session), at=moment(7, 20))
    with pytest.raises(GroupBegan):
        cancel_group(session, group, by=actor(session), at=moment(8))


def test_a_session_is_called_off_and_one_more_follows(session: Session, group: Group) -> None:
    booking = seat(session, group)
    first = first_session(session, group)
    instead = call_off_session(session, first, by=actor(session), at=moment(6))
    assert instead is not None
    assert (instead.number, instead.on_date) == (5, dt.date(2027, 4, 6))
    assert [one.mark and one.mark.outcome for one in register_of(session, first)] == [
        MarkOutcome.SESSION_CANCELLED
    ]
    assert call_off_session(session, first, by=actor(session), at=moment(7)) is None
    assert state_of(session, booking) == "booked"


@pytest.mark.parametrize("has_begun", [False, True])
def test_whoever_moves_keeps_what_they_attended(
    session: Session, group: Group, has_begun: bool
) -> None:
    booking = seat(session, group)
    first = first_session(session, group)
    if has_begun:
        told = [MarkTold(booking.public_id, MarkOutcome.ATTENDED)]
        save_register(session, first, told, by=actor(session), at=moment(7, 20))
    other = make_group(session, make_bare_line(session), start=dt.date(2027, 4, 6), places=1)
    other.line_id = group.line_id
    session.flush()
    moved = move_to_group(
        session, booking, other, request_id="once", by=actor(session), at=moment(8)
    )
    again = move_to_group(
        session, booking, other, request_id="once", by=actor(session), at=moment(8)
    )
    assert again is moved
    session.expire_all()
    assert (group.booked, other.booked) == (0, 1)
    assert (booking.left_on, booking.left_reason) == (day(8), LeftReason.MOVED)
    assert state_of(session, booking) == ("started" if has_begun else "booked")
    read = [(one.booking.id, one.mark and one.mark.outcome) for one in register_of(session, first)]
    assert read == [(booking.id, MarkOutcome.ATTENDED if has_begun else None)]
    second = sessions_of(session, group.id)[1]
    assert register_of(session, second) == []
    assert [one.booking.id for one in register_of(session, first_session(session, other))] == [
        moved.id
    ]
    with pytest.raises(PlaceGone):
        move_to_group(session, booking, other, request_id="twice", by=actor(session), at=moment(8))


def test_nobody_moves_into_a_full_group_or_onto_another_list(
    session: Session, group: Group
) -> None:
    booking = seat(session, group)
    full = make_group(session, make_bare_line(session), places=1)
    with pytest.raises(CannotMove, match="another list"):
        move_to_group(session, booking, full, request_id="a", by=actor(session), at=NOW)
    full.line_id = group.line_id
    session.flush()
    seat(session, full)
    with pytest.raises(GroupFull):
        move_to_group(session, booking, full, request_id="a", by=actor(session), at=NOW)


def test_whoever_referred_is_told_once_however_many_are_theirs(
    session: Session, group: Group
) -> None:
    bookings = [seat(session, group) for _ in range(3)]
    officer = make_member(session, Role.OFFENDER_MANAGER)
    for booking in bookings[:2]:
        _referred_by(session, session.get_one(Referral, booking.referral_id), officer.person_id)
    told = tell_moved(session, group, start=day(14), look="https://portal/look", at=NOW)
    assert (told.told, told.people) == (2, 3)
    message = session.scalars(select(Message)).one()
    assert "2 people whom you referred" in message.body
    assert session.scalar(select(func.count(Message.id))) == 1


def test_whose_order_ends_before_a_group_that_moved_is_said(session: Session, group: Group) -> None:
    """Its four Tuesdays go on from 6 April, to the 27th."""
    officer = make_member(session, Role.OFFENDER_MANAGER)
    for ends in (dt.date(2027, 4, 26), dt.date(2027, 4, 27), None):
        booking = seat(session, group)
        _referred_by(session, session.get_one(Referral, booking.referral_id), officer.person_id)
        if ends is not None:
            session.add(
                ReferralParticulars(
                    referral_id=booking.referral_id, order_ends_on=ends, recorded_at=NOW,
                    recorded_by_id=officer.person_id,
                )
            )  # fmt: skip
    to = dt.date(2027, 4, 6)
    postpone_group(session, group, to=to, by=actor(session), at=NOW)
    tell_moved(session, group, start=to, look="https://portal/look", at=NOW)
    message = session.scalars(select(Message)).one()
    assert "The order of 1 of them is to be completed before" in message.body
    assert "last day, 27 April 2027: look at what else can be done." in message.body


def _referred_by(session: Session, referral: Referral, person_id: int) -> None:
    session.execute(
        update(ReferralEvent)
        .where(ReferralEvent.referral_id == referral.id, ReferralEvent.kind == EventKind.RECEIVED)
        .values(recorded_by_id=person_id)
    )


def test_a_register_goes_with_the_referral_after_three_years(
    session: Session, group: Group
) -> None:
    booking = seat(session, group)
    first = first_session(session, group)
    told = [MarkTold(booking.public_id, MarkOutcome.ATTENDED)]
    save_register(session, first, told, by=actor(session), at=moment(7, 20))
    again = [MarkTold(booking.public_id, MarkOutcome.ACCEPTABLE_ABSENCE)]
    save_register(session, first, again, by=actor(session), at=moment(8))
    referral = session.get_one(Referral, booking.referral_id)
    exclude_weekday(session, referral, weekday=2, from_date=day(9), by=actor(session), at=moment(8))
    happen(session, referral, EventKind.WITHDRAWN, on=10, told=moment(10))
    forget_referrals(session, moment(400))
    forget_referrals(session, moment(1200))
    session.expire_all()
    kept = [RegisterMark, ExcludedWeekday, Booking, Referral]
    assert [session.scalar(select(func.count()).select_from(one)) for one in kept] == [0] * 4
