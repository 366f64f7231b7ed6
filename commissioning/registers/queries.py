"""What can be asked of sessions and registers; whose a line is stands in every query."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Final

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from commissioning.bank_holidays import holidays_between
from commissioning.bookings.models import Booking, Hold
from commissioning.groups.queries import closures_of_line
from commissioning.referrals.models import Referral
from commissioning.registers.marks import Away, Weekday, is_not_required
from commissioning.registers.models import (
    ExcludedWeekday,
    GroupCancellation,
    GroupPlan,
    GroupSession,
    PlannedAbsence,
    RegisterMark,
)
from commissioning.registers.person_on_register import MarkBefore, MarkOfPerson, PersonOnRegister
from commissioning.registers.session_plan import LONGEST_COURSE_DAYS
from commissioning.timing.open_days import OpenDays
from commissioning.unpaid_work.models import SessionHours
from directory.people.models import Person

A_YEAR: Final = dt.timedelta(days=366)


def days_of_line(session: Session, line_id: int, *, since: dt.date) -> OpenDays:
    """On which days the line's groups can meet, as far ahead as any plan reaches, and a year back:
    whether a group runs is decided before it starts."""
    first, last = since - A_YEAR, since + dt.timedelta(days=LONGEST_COURSE_DAYS)
    closures = closures_of_line(session, line_id)
    return OpenDays.between(
        first,
        last,
        bank_holidays=(day for day, _ in holidays_between(first, last)),
        closures=((one.from_date, one.to_date) for one in closures),
    )


def plan_of(session: Session, group_id: int) -> GroupPlan | None:
    return session.scalar(select(GroupPlan).where(GroupPlan.group_id == group_id))


def sessions_of(session: Session, group_id: int) -> Sequence[GroupSession]:
    """In the order of their numbers."""
    return session.scalars(
        select(GroupSession)
        .where(GroupSession.group_id == group_id)
        .order_by(GroupSession.number)
        .execution_options(populate_existing=True)
    ).all()


def last_day_planned(session: Session, group_id: int) -> dt.date | None:
    """Of its last session that was not cancelled; None where none is planned."""
    return session.scalar(
        select(func.max(GroupSession.on_date)).where(
            GroupSession.group_id == group_id, GroupSession.cancelled_at.is_(None)
        )
    )


def cancellation_of(session: Session, group_id: int) -> GroupCancellation | None:
    """The one that stands."""
    return session.scalar(
        select(GroupCancellation).where(
            GroupCancellation.group_id == group_id, GroupCancellation.undone_at.is_(None)
        )
    )


def ended_with_group(session: Session, hold_ids: Collection[int]) -> frozenset[int]:
    """Which of these holds ended as their group was cancelled, at the same moment."""
    asked = select(Hold.id).join(
        GroupCancellation,
        (GroupCancellation.group_id == Hold.group_id)
        & (GroupCancellation.cancelled_at == Hold.released_at),
    )
    return frozenset(session.scalars(asked.where(Hold.id.in_(hold_ids))))


def session_by_public_id(session: Session, session_id: uuid.UUID) -> GroupSession | None:
    return session.scalar(select(GroupSession).where(GroupSession.public_id == session_id))


def holds() -> ColumnElement[bool]:
    """Condition on `RegisterMark`: no later mark replaces it."""
    later = aliased(RegisterMark)
    return ~select(later.id).where(later.replaces_id == RegisterMark.id).exists()


def register_of(session: Session, one: GroupSession) -> list[PersonOnRegister]:
    """Whoever belonged to the group on that day, in the order in which they were booked."""
    rows = session.execute(
        select(Booking, RegisterMark, SessionHours)
        .select_from(Booking)
        .outerjoin(
            RegisterMark,
            and_(RegisterMark.booking_id == Booking.id, RegisterMark.session_id == one.id, holds()),
        )
        .outerjoin(SessionHours, SessionHours.mark_id == RegisterMark.id)
        .where(
            Booking.group_id == one.group_id,
            or_(belongs_on(one.on_date), RegisterMark.id.is_not(None)),
        )
        .order_by(Booking.booked_at, Booking.id)
    ).all()
    planned = planned_for(session, [booking.referral_id for booking, *_ in rows])
    return [
        PersonOnRegister(
            booking, mark, is_not_required(one.on_date, *planned[booking.referral_id]), hours
        )
        for booking, mark, hours in rows
    ]


def belongs_on(day: dt.date) -> ColumnElement[bool]:
    """Condition on `Booking`: its person belongs to the group on that day."""
    return and_(Booking.joined_on <= day, or_(Booking.left_on.is_(None), Booking.left_on > day))


def marks_of(session: Session, session_ids: Collection[int]) -> dict[int, list[RegisterMark]]:
    """By session, those that hold, in the order of recording."""
    found: defaultdict[int, list[RegisterMark]] = defaultdict(list)
    asked = select(RegisterMark).where(RegisterMark.session_id.in_(session_ids), holds())
    for mark in session.scalars(asked.order_by(RegisterMark.id)):
        found[mark.session_id].append(mark)
    return found


def marks_before(session: Session, people: Collection[PersonOnRegister]) -> dict[int, MarkBefore]:
    """By the mark that holds: the one of whose place it took."""
    marks = [
        one.mark.id for one in people if one.mark is not None and one.mark.replaces_id is not None
    ]
    now, changer = aliased(RegisterMark), aliased(Person)
    rows = session.execute(
        select(
            now.id,
            RegisterMark.outcome,
            Person.name,
            RegisterMark.recorded_at,
            changer.name,
            SessionHours,
        )
        .join(now, now.replaces_id == RegisterMark.id)
        .join(Person, Person.id == RegisterMark.recorded_by_id)
        .join(changer, changer.id == now.recorded_by_id)
        .outerjoin(SessionHours, SessionHours.mark_id == RegisterMark.id)
        .where(now.id.in_(marks))
    )
    return {key: MarkBefore(what, by, at, other, hours) for key, what, by, at, other, hours in rows}


def told_of(session: Session, one: GroupSession, booking_id: int) -> Sequence[RegisterMark]:
    """Every mark ever made of this person and session, the oldest first."""
    return session.scalars(
        select(RegisterMark)
        .where(RegisterMark.session_id == one.id, RegisterMark.booking_id == booking_id)
        .order_by(RegisterMark.id)
    ).all()


def planned_for(
    session: Session, referral_ids: Collection[int]
) -> dict[int, tuple[list[Weekday], list[Away]]]:
    """By referral: on which weekdays somebody never comes, and when they are away."""
    found: dict[int, tuple[list[Weekday], list[Away]]] = {key: ([], []) for key in referral_ids}
    never = select(ExcludedWeekday).where(ExcludedWeekday.referral_id.in_(referral_ids))
    for weekday in session.scalars(never.order_by(ExcludedWeekday.id)):
        found[weekday.referral_id][0].append(weekday.told)
    away = select(PlannedAbsence).where(PlannedAbsence.referral_id.in_(referral_ids))
    for absence in session.scalars(away.order_by(PlannedAbsence.id)):
        found[absence.referral_id][1].append(absence.told)
    return found


def references_of(session: Session, referral_ids: Collection[int]) -> dict[int, str | None]:
    """For those who may read a case: masked before it is shown."""
    asked = select(Referral.id, Referral.reference).where(Referral.id.in_(referral_ids))
    return {row[0]: row[1] for row in session.execute(asked)}


def told_of_person(session: Session, booking: Booking) -> list[MarkOfPerson]:
    """Every mark ever made of somebody in a group, replaced ones too, in the order of sessions."""
    rows = session.execute(
        select(GroupSession, RegisterMark, SessionHours)
        .select_from(GroupSession)
        .join(RegisterMark, RegisterMark.session_id == GroupSession.id)
        .outerjoin(SessionHours, SessionHours.mark_id == RegisterMark.id)
        .where(RegisterMark.booking_id == booking.id)
        .order_by(GroupSession.number, RegisterMark.id)
    )
    return [MarkOfPerson(one, mark, hours) for one, mark, hours in rows]


def weekdays_of(session: Session, referral_id: int) -> Sequence[ExcludedWeekday]:
    return session.scalars(
        select(ExcludedWeekday)
        .where(ExcludedWeekday.referral_id == referral_id)
        .order_by(ExcludedWeekday.from_date, ExcludedWeekday.id)
    ).all()


def absences_of(session: Session, referral_id: int) -> Sequence[PlannedAbsence]:
    return session.scalars(
        select(PlannedAbsence)
        .where(PlannedAbsence.referral_id == referral_id)
        .order_by(PlannedAbsence.from_date, PlannedAbsence.id)
    ).all()


def planned_of(
    session: Session, referral_id: int, planned_id: uuid.UUID
) -> ExcludedWeekday | PlannedAbsence | None:
    """What was planned for that person under this id."""
    every: list[ExcludedWeekday | PlannedAbsence] = [
        *weekdays_of(session, referral_id),
        *absences_of(session, referral_id),
    ]
    return next((one for one in every if one.public_id == planned_id), None)
