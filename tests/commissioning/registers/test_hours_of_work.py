"""Registers of unpaid work: what hours tell of the referral, and what is refused of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.bookings.models import Booking
from commissioning.groups.models import Group
from commissioning.lines.models import Line
from commissioning.referrals.forgetting import forget_referrals
from commissioning.referrals.kinds import EventKind
from commissioning.referrals.models import Referral
from commissioning.registers.errors import HoursRefused, RegisterClosed
from commissioning.registers.marking import MarkTold, Saved, save_register
from commissioning.registers.marks import MarkOutcome
from commissioning.registers.models import GroupSession, RegisterMark
from commissioning.registers.queries import register_of, sessions_of
from commissioning.registers.session_plan import SessionTemplate
from commissioning.unpaid_work.hours import HOUR, HoursTold, TravelFigures
from commissioning.unpaid_work.models import SessionHours
from commissioning.unpaid_work.stating import state_travel_rule
from directory.audit.models import AuditRow
from directory.delivery import DeliveryKind
from tests.makers.days import day, moment
from tests.makers.groups import make_group, seat
from tests.makers.lines import make_bare_line
from tests.makers.people import actor
from tests.makers.referrals import happen

ATTENDED, UNACCEPTABLE = MarkOutcome.ATTENDED, MarkOutcome.UNACCEPTABLE_ABSENCE
SATURDAYS = SessionTemplate(4, (6,), dt.time(9))
FIRST_SATURDAY = dt.date(2027, 3, 6)
FULL = HoursTold(7 * HOUR)


@pytest.fixture
def group(session: Session) -> Group:
    """Four Saturdays of seven hours, 4 days from `NOW` and on."""
    line = make_bare_line(session, DeliveryKind.UNPAID_WORK)
    return make_group(session, line, start=FIRST_SATURDAY, template=SATURDAYS)


def save(
    session: Session,
    one: GroupSession,
    booking: Booking,
    hours: HoursTold | None,
    outcome: MarkOutcome = ATTENDED,
    *,
    on: int,
    why: str | None = None,
) -> Saved:
    told = [MarkTold(booking.public_id, outcome, why, hours)]
    return save_register(session, one, told, by=actor(session), at=moment(on, 20))


def referral_of(session: Session, booking: Booking) -> Referral:
    return session.get_one(Referral, booking.referral_id, populate_existing=True)


def held(session: Session, group: Group) -> Sequence[GroupSession]:
    return sessions_of(session, group.id)


def test_hours_and_travel_are_credited_to_the_case(session: Session, group: Group) -> None:
    booking = seat(session, group)
    first, second, *_ = held(session, group)
    save(session, first, booking, HoursTold(390, 150, "no_nearer_work"), on=4)
    save(session, second, booking, FULL, on=11)
    referral = referral_of(session, booking)
    assert (referral.started_on, referral.sessions_attended) == (FIRST_SATURDAY, 2)
    assert referral.hours_worked == 6.5 + 1.5 + 7
    rows = session.scalars(select(AuditRow).where(AuditRow.act == "register:mark")).all()
    assert [row.after for row in rows] == [
        {"attended": 1, "minutes_credited": 480}, {"attended": 1, "minutes_credited": 420},
    ]  # fmt: skip


def test_an_absence_credits_none(session: Session, group: Group) -> None:
    booking = seat(session, group)
    save(session, held(session, group)[0], booking, None, UNACCEPTABLE, on=4)
    referral = referral_of(session, booking)
    assert (referral.started_on, referral.hours_worked) == (None, 0)


def test_hours_change_and_the_same_again_does_not(session: Session, group: Group) -> None:
    booking = seat(session, group)
    first = held(session, group)[0]
    save(session, first, booking, FULL, on=4)
    assert save(session, first, booking, FULL, on=5) == Saved(0, 0)
    assert save(session, first, booking, HoursTold(300), on=5) == Saved(0, 1)
    referral = referral_of(session, booking)
    assert (referral.hours_worked, referral.sessions_attended) == (5, 1)
    assert referral.started_on == FIRST_SATURDAY
    save(session, first, booking, None, UNACCEPTABLE, on=6)
    referral = referral_of(session, booking)
    assert (referral.hours_worked, referral.started_on) == (0, None)
    [person] = register_of(session, first)
    assert person.hours is None


def test_after_seven_days_hours_change_with_a_reason_alone(session: Session, group: Group) -> None:
    booking = seat(session, group)
    first = held(session, group)[0]
    save(session, first, booking, FULL, on=4)
    with pytest.raises(RegisterClosed):
        save(session, first, booking, HoursTold(300), on=12)
    assert save(session, first, booking, FULL, on=12) == Saved(0, 0)
    save(session, first, booking, HoursTold(300), on=12, why="Left at noon; found later.")
    assert referral_of(session, booking).hours_worked == 5


def test_who_came_and_was_credited_nothing_has_not_begun(session: Session, group: Group) -> None:
    booking = seat(session, group)
    first, second, *_ = held(session, group)
    save(session, first, booking, HoursTold(0), on=4)
    assert referral_of(session, booking).started_on is None
    save(session, second, booking, FULL, on=11)
    assert referral_of(session, booking).started_on == day(11)
    save(session, first, booking, HoursTold(60), on=11)
    referral = referral_of(session, booking)
    assert (referral.started_on, referral.hours_worked) == (FIRST_SATURDAY, 8)
    save(session, first, booking, HoursTold(0), on=11)
    referral = referral_of(session, booking)
    assert (referral.started_on, referral.hours_worked) == (day(11), 7)


@pytest.mark.parametrize(
    ("hours", "outcome", "field"),
    [
        (None, ATTENDED, "hours"),
        (HoursTold(7 * HOUR + 15), ATTENDED, "hours"),
        (FULL, UNACCEPTABLE, "hours"),
        (HoursTold(60, 60), ATTENDED, "travel_reason"),
    ],
)
def test_one_that_cannot_be_keeps_the_whole_register_as_it_was(
    session: Session, group: Group, hours: HoursTold | None, outcome: MarkOutcome, field: str
) -> None:
    fine, wrong = seat(session, group), seat(session, group)
    told = [
        MarkTold(fine.public_id, ATTENDED, hours=FULL),
        MarkTold(wrong.public_id, outcome, hours=hours),
    ]
    with pytest.raises(HoursRefused) as refused:
        save_register(session, held(session, group)[0], told, by=actor(session), at=moment(4, 20))
    assert (refused.value.booking, refused.value.field) == (wrong.public_id, field)
    assert session.scalar(select(func.count(RegisterMark.id))) == 0


def test_other_groups_work_no_hours(session: Session) -> None:
    group = make_group(session, make_bare_line(session))
    booking = seat(session, group)
    with pytest.raises(HoursRefused, match="leave them out"):
        save(session, held(session, group)[0], booking, FULL, on=7)


def test_a_line_credits_what_its_commissioner_said_from_then_on(
    session: Session, group: Group
) -> None:
    booking = seat(session, group)
    first, second, *_ = held(session, group)
    line = session.get_one(Line, group.line_id)
    told = HoursTold(6 * HOUR, 150, "no_nearer_work")
    save(session, first, booking, told, on=4)
    figures = TravelFigures(own=120, most=180)
    assert state_travel_rule(session, line, figures, by=actor(session), at=moment(5))
    assert not state_travel_rule(session, line, figures, by=actor(session), at=moment(6))
    save(session, second, booking, told, on=11)
    credited = session.scalars(select(SessionHours.travel_credited).order_by(SessionHours.mark_id))
    assert credited.all() == [90, 30]
    assert referral_of(session, booking).hours_worked == 12 + 1.5 + 0.5


def test_hours_go_with_the_register(session: Session, group: Group) -> None:
    booking = seat(session, group)
    save(session, held(session, group)[0], booking, FULL, on=4)
    referral = referral_of(session, booking)
    happen(session, referral, EventKind.COMPLETED, on=10, told=moment(10))
    forget_referrals(session, moment(400))
    forget_referrals(session, moment(1200))
    assert session.scalar(select(func.count(SessionHours.mark_id))) == 0
