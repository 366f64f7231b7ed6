"""A provider's own groups and registers, and what officers read of their cases' attendance."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Select, false, select
from sqlalchemy.orm import Session

from commissioning.bookings.models import Booking
from commissioning.groups.models import Group, GroupStatement, GroupStatus
from commissioning.lines.models import Line, LineFigures, LineTerms
from commissioning.referrals.models import Referral
from commissioning.registers.marks import OPEN_DAYS, MarkOutcome, TimeInGroup
from commissioning.registers.models import GroupPlan, GroupSession, RegisterMark
from commissioning.registers.queries import holds
from commissioning.unpaid_work.models import SessionHours
from directory.delivery import MEETS_IN_GROUPS
from directory.errors import NotKnown
from directory.services.models import ListingRevision, Service
from directory.services.sight import is_own, reads_text
from directory.sight import OFFICERS, Sight

SHOWN_FOR: Final = dt.timedelta(days=60)
"""So long a group stays listed once its last session was held, or it was cancelled."""

SHOWN_AHEAD: Final = dt.timedelta(days=7)
MOST_ATTENDANCE: Final = 500
ATTENDANCE_SHOWN: Final = dt.timedelta(days=183)


class OwnLine(NamedTuple):
    line: Line
    title: str


class OwnGroup(NamedTuple):
    """`plan` is None where nobody said how it meets; `sessions` in the order of numbers."""

    group: Group
    stands: GroupStatement
    plan: GroupPlan | None
    title: str
    line_name: str
    sessions: tuple[GroupSession, ...]

    @property
    def last_day(self) -> dt.date:
        return max([self.stands.current_start, *(one.on_date for one in self.sessions)])


class OwnSession(NamedTuple):
    """`people` belonged to the group that day, `marked` of them have a mark."""

    session: GroupSession
    group: OwnGroup
    people: int
    marked: int

    @property
    def is_whole(self) -> bool:
        return self.marked >= self.people


class Attendance(NamedTuple):
    """What a register says of a case; `title` is None where who reads may not be told it."""

    reference: str | None
    title: str | None
    on_date: dt.date
    number: int
    outcome: MarkOutcome
    hours: SessionHours | None


def own_lines(session: Session, sight: Sight, *, today: dt.date) -> list[OwnLine]:
    """Lines of theirs that run groups, and have not closed."""
    rows = session.execute(
        select(Line, ListingRevision.title)
        .join(Service, Service.id == Line.service_id)
        .outerjoin(ListingRevision, ListingRevision.id == Service.published_revision_id)
        .join(LineFigures, LineFigures.line_id == Line.id)
        .outerjoin(LineTerms, LineTerms.id == LineFigures.terms_id)
        .where(
            is_own(sight),
            Service.delivery_kind.in_(MEETS_IN_GROUPS),
            LineTerms.closed_on.is_(None) | (LineTerms.closed_on > today),
        )
        .order_by(ListingRevision.title, Line.name, Line.id)
    )
    return [OwnLine(line, title or line.name) for line, title in rows]


def line_within(session: Session, line_id: uuid.UUID, sight: Sight, *, today: dt.date) -> Line:
    """Raises `NotKnown` for what is not theirs."""
    found = [
        one.line for one in own_lines(session, sight, today=today) if one.line.public_id == line_id
    ]
    if not found:
        raise NotKnown("line", line_id)
    return found[0]


def own_groups(session: Session, sight: Sight, *, today: dt.date) -> list[OwnGroup]:
    """Planned, under way, or over not long since; by the start that holds."""
    groups = _groups(session, _own(sight))
    shown = [one for one in groups if one.last_day >= today - SHOWN_FOR]
    return sorted(shown, key=lambda one: (one.title, one.stands.current_start, one.group.id))


def group_within(session: Session, group_id: uuid.UUID, sight: Sight) -> OwnGroup:
    """Raises `NotKnown` for what is not theirs."""
    found = _groups(session, _own(sight).where(Group.public_id == group_id))
    if not found:
        raise NotKnown("group", group_id)
    return found[0]


def session_within(session: Session, session_id: uuid.UUID, sight: Sight) -> OwnSession:
    """Raises `NotKnown` for what is not theirs."""
    asked = _own(sight).join(GroupSession, GroupSession.group_id == Group.id)
    groups = _groups(session, asked.where(GroupSession.public_id == session_id))
    for group in groups:
        one = next(one for one in group.sessions if one.public_id == session_id)
        return _with_counts(session, [(one, group)])[0]
    raise NotKnown("session", session_id)


def booking_within(session: Session, booking_id: uuid.UUID, sight: Sight) -> Booking:
    """Raises `NotKnown` for what is not theirs."""
    found = session.scalar(
        select(Booking)
        .join(Group, Group.id == Booking.group_id)
        .join(Line, Line.id == Group.line_id)
        .join(Service, Service.id == Line.service_id)
        .where(is_own(sight), Booking.public_id == booking_id)
    )
    if found is None:
        raise NotKnown("booking", booking_id)
    return found


def group_of_booking(session: Session, booking: Booking, sight: Sight) -> OwnGroup:
    """Raises `NotKnown` for what is not theirs."""
    found = _groups(session, _own(sight).where(Group.id == booking.group_id))
    if not found:
        raise NotKnown("group", booking.public_id)
    return found[0]


def registers_of(session: Session, sight: Sight, *, today: dt.date) -> list[OwnSession]:
    """From those closed a while ago to those of the next days; called off ones are not there."""
    asked = _own(sight).where(
        Group.id.in_(
            select(GroupSession.group_id).where(
                GroupSession.on_date.between(today - SHOWN_FOR, today + SHOWN_AHEAD)
            )
        )
    )
    told = [
        (one, group)
        for group in _groups(session, asked)
        if group.stands.status is not GroupStatus.CANCELLED
        for one in group.sessions
        if today - SHOWN_FOR <= one.on_date <= today + SHOWN_AHEAD and not one.is_off
    ]
    found = _with_counts(session, told)
    return sorted(found, key=lambda one: (one.session.on_date, one.group.title, one.session.id))


def registers_closed_unfinished(told: Iterable[OwnSession], *, today: dt.date) -> list[OwnSession]:
    last = today - dt.timedelta(days=OPEN_DAYS)
    return [one for one in told if one.session.on_date < last and not one.is_whole]


def attendance_of_cases(session: Session, sight: Sight, *, today: dt.date) -> list[Attendance]:
    """Of people whose home is theirs, of the last half year, the newest session first: so many."""
    rows = session.execute(
        select(
            Referral.reference,
            ListingRevision.title,
            reads_text(sight),
            GroupSession.on_date,
            GroupSession.number,
            RegisterMark.outcome,
            SessionHours,
        )
        .select_from(Referral)
        .join(RegisterMark, RegisterMark.referral_id == Referral.id)
        .join(GroupSession, GroupSession.id == RegisterMark.session_id)
        .outerjoin(SessionHours, SessionHours.mark_id == RegisterMark.id)
        .join(Group, Group.id == GroupSession.group_id)
        .join(Line, Line.id == Group.line_id)
        .join(Service, Service.id == Line.service_id)
        .outerjoin(ListingRevision, ListingRevision.id == Service.published_revision_id)
        .where(
            is_of_home(sight),
            holds(),
            RegisterMark.outcome != MarkOutcome.TAKEN_BACK,
            GroupSession.on_date > today - ATTENDANCE_SHOWN,
        )
        .order_by(GroupSession.on_date.desc(), RegisterMark.id.desc())
        .limit(MOST_ATTENDANCE)
    )
    return [
        Attendance(reference, title if is_read else None, on_date, number, outcome, hours)
        for reference, title, is_read, on_date, number, outcome, hours in rows
    ]


def is_of_home(sight: Sight) -> ColumnElement[bool]:
    """Condition on `Referral`: officers read it by the person's home, nobody else."""
    if sight.looker not in OFFICERS:
        return false()
    return Referral.home_local_delivery_unit_id.in_(sight.area_ids)


def _own(sight: Sight) -> Select[*tuple[Any, ...]]:
    return (
        select(Group, ListingRevision.title, Line.name)
        .join(Line, Line.id == Group.line_id)
        .join(Service, Service.id == Line.service_id)
        .outerjoin(ListingRevision, ListingRevision.id == Service.published_revision_id)
        .where(is_own(sight))
        .order_by(Group.id)
    )


def _groups(session: Session, asked: Select[*tuple[Any, ...]]) -> list[OwnGroup]:
    rows = session.execute(asked).all()
    keys = [group.id for group, _, _ in rows]
    stands: dict[int, GroupStatement] = {}
    statements = select(GroupStatement).where(GroupStatement.group_id.in_(keys))
    for one in session.scalars(statements.order_by(GroupStatement.recorded_at, GroupStatement.id)):
        stands[one.group_id] = one
    plans = {
        plan.group_id: plan
        for plan in session.scalars(select(GroupPlan).where(GroupPlan.group_id.in_(keys)))
    }
    days: defaultdict[int, list[GroupSession]] = defaultdict(list)
    sessions = select(GroupSession).where(GroupSession.group_id.in_(keys))
    for day in session.scalars(sessions.order_by(GroupSession.group_id, GroupSession.number)):
        days[day.group_id].append(day)
    return [
        OwnGroup(
            group, stands[group.id], plans.get(group.id), title or name, name,
            tuple(days[group.id]),
        )
        for group, title, name in rows
        if group.id in stands
    ]  # fmt: skip


def _with_counts(
    session: Session, told: Sequence[tuple[GroupSession, OwnGroup]]
) -> list[OwnSession]:
    groups = {group.group.id for _, group in told}
    members: defaultdict[int, list[TimeInGroup]] = defaultdict(list)
    for booking in session.scalars(select(Booking).where(Booking.group_id.in_(groups))):
        members[booking.group_id].append(TimeInGroup(booking.joined_on, booking.left_on))
    marked = _marked(session, [one.id for one, _ in told])
    return [
        OwnSession(
            one,
            group,
            sum(member.holds(one.on_date) for member in members[group.group.id]),
            marked[one.id],
        )
        for one, group in told
    ]


def _marked(session: Session, session_ids: Collection[int]) -> Counter[int]:
    asked = select(RegisterMark.session_id).where(
        RegisterMark.session_id.in_(session_ids),
        holds(),
        RegisterMark.outcome != MarkOutcome.TAKEN_BACK,
    )
    return Counter(session.scalars(asked))
