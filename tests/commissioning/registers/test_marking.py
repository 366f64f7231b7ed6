"""Registers on both databases: what is refused, and what a mark tells of the referral."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.bookings.models import Booking
from commissioning.groups.models import Group, GroupStatus
from commissioning.groups.queries import statement_in_force
from commissioning.lines.models import LineFigures
from commissioning.referrals.kinds import EventKind, ReferralStatus
from commissioning.referrals.models import Referral
from commissioning.registers.errors import (
    CaseTwice,
    MarkedMeanwhile,
    NotHeldYet,
    NotOnRegister,
    RegisterClosed,
    RegisterRefused,
)
from commissioning.registers.marking import MarkTold, Saved, save_register, seen_of
from commissioning.registers.marks import MarkOutcome
from commissioning.registers.models import GroupSession, RegisterMark
from commissioning.registers.queries import register_of, sessions_of
from directory.audit.models import AuditRow
from tests.makers.days import day, moment
from tests.makers.groups import make_group, seat
from tests.makers.lines import make_bare_line
from tests.makers.people import actor
from tests.makers.referrals import happen

ATTENDED, UNACCEPTABLE = MarkOutcome.ATTENDED, MarkOutcome.UNACCEPTABLE_ABSENCE
NOT_REQUIRED, TAKEN_BACK = MarkOutcome.NOT_REQUIRED, MarkOutcome.TAKEN_BACK


@pytest.fixture
def group(session: Session) -> Group:
    return make_group(session, make_bare_line(session))


def save(
    session: Session,
    one: GroupSession,
    *told: tuple[Booking, MarkOutcome] | tuple[Booking, MarkOutcome, str],
    on: int,
    seen: str | None = None,
) -> Saved:
    marks = [MarkTold(booking.public_id, *rest) for booking, *rest in told]
    return save_register(session, one, marks, by=actor(session), at=moment(on, 20), seen=seen)


def referral_of(session: Session, booking: Booking) -> Referral:
    return session.get_one(Referral, booking.referral_id, populate_existing=True)


def held(session: Session, group: Group) -> Sequence[GroupSession]:
    """On 9, 16, 23 and 30 March: 7, 14, 21 and 28 days from `NOW`."""
    return sessions_of(session, group.id)


def test_the_first_attendance_is_the_start_and_moves_the_figures(
    session: Session, group: Group
) -> None:
    booking, absent = seat(session, group), seat(session, group)
    first, second, *_ = held(session, group)
    done = save(session, first, (booking, ATTENDED), (absent, UNACCEPTABLE), on=7)
    assert done == Saved(2, 0)
    referral = referral_of(session, booking)
    assert (referral.started_on, referral.sessions_attended) == (day(7), 1)
    assert referral_of(session, absent).status is ReferralStatus.WAITING
    figures = session.get_one(LineFigures, group.line_id, populate_existing=True)
    assert (figures.waiting, figures.in_progress, figures.dates_confirmed_on) == (1, 1, day(7))
    save(session, second, (booking, ATTENDED), (absent, ATTENDED), on=14)
    assert referral_of(session, booking).sessions_attended == 2
    assert referral_of(session, absent).started_on == day(14)
    stands = statement_in_force(session, group.id)
    assert stands is not None
    assert (stands.status, stands.started) == (GroupStatus.RAN, 2)


def test_a_second_click_changes_nothing(session: Session, group: Group) -> None:
    booking = seat(session, group)
    first = held(session, group)[0]
    save(session, first, (booking, ATTENDED), on=7)
    known = session.scalar(select(func.count(AuditRow.id)))
    assert save(session, first, (booking, ATTENDED), on=7) == Saved(0, 0)
    assert session.scalar(select(func.count(AuditRow.id))) == known


def test_a_save_is_one_act_that_tells_how_many_and_not_who(session: Session, group: Group) -> None:
    people = [seat(session, group) for _ in range(3)]
    save(session, held(session, group)[0], *((one, ATTENDED) for one in people), on=7)
    rows = session.scalars(select(AuditRow).where(AuditRow.act == "register:mark")).all()
    assert [row.after for row in rows] == [{"attended": 3}]


def test_one_case_twice_is_refused(session: Session, group: Group) -> None:
    booking = seat(session, group)
    with pytest.raises(CaseTwice) as refused:
        save(session, held(session, group)[0], (booking, ATTENDED), (booking, UNACCEPTABLE), on=7)
    assert refused.value.booking == booking.public_id
    assert session.scalar(select(func.count(RegisterMark.id))) == 0


def test_somebody_who_is_not_of_the_group_is_refused(session: Session, group: Group) -> None:
    told = MarkTold(uuid.uuid4(), ATTENDED)
    with pytest.raises(NotOnRegister):
        save_register(session, held(session, group)[0], [told], by=actor(session), at=moment(7, 20))
    late = seat(session, group, on=10)
    with pytest.raises(NotOnRegister):
        save(session, held(session, group)[0], (late, ATTENDED), on=11)


def test_ahead_somebody_can_only_be_excused_and_that_taken_back(
    session: Session, group: Group
) -> None:
    booking = seat(session, group)
    second = held(session, group)[1]
    with pytest.raises(NotHeldYet, match="16 March 2027"):
        save(session, second, (booking, ATTENDED), on=7)
    save(session, second, (booking, NOT_REQUIRED), on=7)
    save(session, second, (booking, TAKEN_BACK), on=8)
    save(session, second, (booking, ATTENDED), on=14)
    told = session.scalars(select(RegisterMark.outcome).order_by(RegisterMark.id)).all()
    assert told == [NOT_REQUIRED, TAKEN_BACK, ATTENDED]


def test_after_seven_days_only_with_a_reason_and_the_old_mark_stays(
    session: Session, group: Group
) -> None:
    booking = seat(session, group)
    first = held(session, group)[0]
    save(session, first, (booking, ATTENDED), on=7)
    with pytest.raises(RegisterClosed, match="16 March 2027"):
        save(session, first, (booking, UNACCEPTABLE), on=15)
    save(session, first, (booking, UNACCEPTABLE, "Ticked the wrong row."), on=15)
    old, new = session.scalars(select(RegisterMark).order_by(RegisterMark.id)).all()
    assert (old.outcome, new.outcome, new.replaces_id) == (ATTENDED, UNACCEPTABLE, old.id)
    assert new.reason == "Ticked the wrong row."


@pytest.mark.parametrize("reason", ["PNC 2001/1234567X said so", "x" * 201])
def test_a_reason_that_tells_who_somebody_is_or_never_ends(
    session: Session, group: Group, reason: str
) -> None:
    booking = seat(session, group)
    with pytest.raises(RegisterRefused):
        save(session, held(session, group)[0], (booking, ATTENDED, reason), on=15)


def test_a_first_attendance_taken_back_takes_the_start_back(session: Session, group: Group) -> None:
    booking = seat(session, group)
    first = held(session, group)[0]
    save(session, first, (booking, ATTENDED), on=7)
    save(session, first, (booking, UNACCEPTABLE), on=8)
    referral = referral_of(session, booking)
    assert (referral.started_on, referral.sessions_attended) == (None, 0)
    figures = session.get_one(LineFigures, group.line_id, populate_existing=True)
    assert (figures.waiting, figures.in_progress) == (1, 0)
    stands = statement_in_force(session, group.id)
    assert stands is not None
    assert (stands.status, stands.started) == (GroupStatus.PLANNED, None)
    save(session, first, (booking, ATTENDED), on=9)
    assert referral_of(session, booking).started_on == day(7)


def test_a_start_moves_to_the_first_attendance_that_is_left(session: Session, group: Group) -> None:
    booking = seat(session, group)
    first, second, third, _ = held(session, group)
    save(session, second, (booking, ATTENDED), on=14)
    assert referral_of(session, booking).started_on == day(14)
    save(session, first, (booking, ATTENDED), on=14)
    assert referral_of(session, booking).started_on == day(7)
    save(session, third, (booking, ATTENDED), on=21)
    save(session, first, (booking, UNACCEPTABLE, "Somebody else came."), on=22)
    referral = referral_of(session, booking)
    assert (referral.started_on, referral.sessions_attended) == (day(14), 2)


def test_a_start_that_others_recorded_stays_where_it_is(session: Session, group: Group) -> None:
    booking = seat(session, group)
    happen(session, referral_of(session, booking), EventKind.STARTED, on=14)
    with pytest.raises(RegisterRefused, match="before the person started"):
        save(session, held(session, group)[0], (booking, ATTENDED), on=14)


def test_what_a_colleague_marked_meanwhile_is_not_overwritten(
    session: Session, group: Group
) -> None:
    booking = seat(session, group)
    first = held(session, group)[0]
    seen = seen_of(register_of(session, first))
    save(session, first, (booking, ATTENDED), on=7, seen=seen)
    assert save(session, first, (booking, ATTENDED), on=7, seen=seen) == Saved(0, 0)
    with pytest.raises(MarkedMeanwhile):
        save(session, first, (booking, UNACCEPTABLE), on=7, seen=seen)


def test_leaving_never_touches_what_was_attended(session: Session, group: Group) -> None:
    booking, stays = seat(session, group), seat(session, group)
    first, second, *_ = held(session, group)
    save(session, first, (booking, ATTENDED), (stays, ATTENDED), on=7)
    booking.left_on, booking.left_reason = dt.date(2027, 3, 12), "moved"  # type: ignore[assignment]
    session.flush()
    assert [one.booking.id for one in register_of(session, second)] == [stays.id]
    read = [(one.booking.id, one.mark and one.mark.outcome) for one in register_of(session, first)]
    assert read == [(booking.id, ATTENDED), (stays.id, ATTENDED)]
