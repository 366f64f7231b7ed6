"""What registers of unpaid work tell of somebody: each session, and how far their hours are."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Final, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.groups.models import Group
from commissioning.lines.models import Line
from commissioning.referrals.models import Referral
from commissioning.registers.marks import MarkOutcome
from commissioning.registers.models import GroupSession, RegisterMark
from commissioning.registers.party_days import PartyDays, days_of_parties
from commissioning.registers.queries import holds
from commissioning.unpaid_work.discount import SessionWorked, discount_rule
from commissioning.unpaid_work.hours import HOUR
from commissioning.unpaid_work.models import SessionHours
from commissioning.unpaid_work.standing import WorkStanding, work_standing
from directory.delivery import DeliveryKind
from directory.keeping import batches
from directory.services.models import Service

CAME_OR_NOT: Final = (
    MarkOutcome.ATTENDED,
    MarkOutcome.ACCEPTABLE_ABSENCE,
    MarkOutcome.UNACCEPTABLE_ABSENCE,
)
"""Who was not required, or whose session was called off, had no hours to work."""


class WorkSession(NamedTuple):
    """`hours` is None of whoever stayed away."""

    public_id: uuid.UUID
    group_id: int
    group: str
    number: int
    on_date: dt.date
    outcome: MarkOutcome
    hours: SessionHours | None

    @property
    def counted(self) -> SessionWorked:
        worked = 0 if self.hours is None else self.hours.worked
        credited = 0 if self.hours is None else self.hours.credited
        is_unacceptable = self.outcome is MarkOutcome.UNACCEPTABLE_ABSENCE
        return SessionWorked(self.on_date, worked, credited, is_unacceptable)


class WorkOfCase(NamedTuple):
    """`sessions` in the order of their days."""

    standing: WorkStanding
    sessions: tuple[WorkSession, ...] = ()


def work_of(
    session: Session, referral_ids: Collection[int], *, today: dt.date
) -> dict[int, WorkOfCase]:
    """By referral, those on a list of unpaid work alone; the others are not there."""
    found: dict[int, WorkOfCase] = {}
    for keys in batches(sorted(referral_ids)):
        rows = session.execute(
            select(Referral.id, Referral.hours_ordered, Referral.hours_worked)
            .join(Line, Line.id == Referral.line_id)
            .join(Service, Service.id == Line.service_id)
            .where(Referral.id.in_(keys), Service.delivery_kind == DeliveryKind.UNPAID_WORK)
        ).all()
        told = _told(session, [row.id for row in rows])
        parties = days_of_parties(session, {_party(one) for one in told.values()}, today=today)
        for key, ordered, worked in rows:
            sessions = tuple(told.get(key, ()))
            days = parties.get(_party(sessions)) if sessions else None
            found[key] = _work(ordered, worked, sessions, today, days)
    return found


def _party(sessions: Sequence[WorkSession]) -> int:
    """With which somebody works now: the one of their last session."""
    return sessions[-1].group_id


def _work(
    ordered: float | None,
    worked: float,
    sessions: tuple[WorkSession, ...],
    today: dt.date,
    days: PartyDays | None,
) -> WorkOfCase:
    """Where nobody planned their party, it meets on the weekdays on which they worked."""
    worked_on = {one.on_date.isoweekday() for one in sessions}
    minutes = None if ordered is None else round(ordered * HOUR)
    counted = tuple(one.counted for one in sessions)
    credited = round(worked * HOUR)
    standing = work_standing(
        minutes, credited, counted, discount_rule(), today=today,
        meets_on=(lambda day: day.isoweekday() in worked_on) if days is None else days.meets_on,
    )  # fmt: skip
    return WorkOfCase(standing, sessions)


def _told(session: Session, keys: Collection[int]) -> Mapping[int, list[WorkSession]]:
    rows = session.execute(
        select(RegisterMark, GroupSession, Group.external_id, SessionHours)
        .select_from(RegisterMark)
        .join(GroupSession, GroupSession.id == RegisterMark.session_id)
        .join(Group, Group.id == GroupSession.group_id)
        .outerjoin(SessionHours, SessionHours.mark_id == RegisterMark.id)
        .where(RegisterMark.referral_id.in_(keys), RegisterMark.outcome.in_(CAME_OR_NOT), holds())
        .order_by(GroupSession.on_date, GroupSession.id)
    )
    found: defaultdict[int, list[WorkSession]] = defaultdict(list)
    for mark, one, group, hours in rows:
        found[mark.referral_id].append(
            WorkSession(
                one.public_id, one.group_id, group, one.number, one.on_date, mark.outcome, hours
            )
        )
    return found
