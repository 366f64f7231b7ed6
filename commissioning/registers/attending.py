"""What a mark tells of the referral: the start, the attendances, and how many began in a group.

Only where the register itself told of the start does it move it: to the first day attended that
is left, or away where none is. Unpaid work starts with the first hours credited: who came and was
credited none was there, and their order has not begun.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from sqlalchemy import distinct, func, select
from sqlalchemy.orm import Session

from commissioning.groups.models import Group, GroupStatus
from commissioning.groups.publishing import state_group
from commissioning.groups.queries import statement_in_force
from commissioning.referrals.kinds import EventKind
from commissioning.referrals.models import Referral, ReferralEvent
from commissioning.referrals.recording import correct_event, record_event
from commissioning.registers.marks import MarkOutcome
from commissioning.registers.models import GroupSession, RegisterMark, RegisterStart
from commissioning.registers.queries import holds
from commissioning.unpaid_work.hours import HOUR
from directory.people.models import Person


def lock_referrals(session: Session, referral_ids: Collection[int]) -> None:
    """All of them before the first figure moves: nobody who holds one waits for us with it."""
    keys = sorted(set(referral_ids))
    asked = select(Referral.id).where(Referral.id.in_(keys)).order_by(Referral.id)
    session.execute(asked.with_for_update()).all()


def follow(
    session: Session,
    mark: RegisterMark,
    old: RegisterMark | None,
    *,
    credited: int | None = None,
    on_date: dt.date,
    by: Person,
    at: dt.datetime,
) -> None:
    """`old` is the mark whose place it takes; `credited` minutes of unpaid work, None of others.

    Raises what the referral's own verbs refuse.
    """
    told = None if old is None else old.attended_event_id
    hours = None if credited is None else credited / HOUR
    if mark.outcome is MarkOutcome.ATTENDED and credited != 0:
        if told is None:
            _attend(session, mark, on_date, hours, by=by, at=at)
        else:
            _reword(session, mark, told, hours, by=by, at=at)
    elif told is not None:
        _take_back(session, mark, told, on_date, by=by, at=at)
    session.flush()


def say_who_started(session: Session, group: Group, *, by: Person, at: dt.datetime) -> None:
    """A group runs from the first attendance on; a start that was a mistake takes that back."""
    stands = statement_in_force(session, group.id)
    if stands is None:
        return
    started = session.scalar(
        select(func.count(distinct(RegisterMark.booking_id)))
        .join(GroupSession, GroupSession.id == RegisterMark.session_id)
        .where(
            GroupSession.group_id == group.id, RegisterMark.outcome == MarkOutcome.ATTENDED, holds()
        )
    )
    state_group(
        session,
        group,
        current_start=stands.current_start,
        status=GroupStatus.RAN if started else GroupStatus.PLANNED,
        places=group.places,
        started=started or None,
        by=by,
        at=at,
    )


def _attend(
    session: Session,
    mark: RegisterMark,
    on_date: dt.date,
    hours: float | None,
    *,
    by: Person,
    at: dt.datetime,
) -> None:
    referral = session.get_one(Referral, mark.referral_id)
    ours = session.get(RegisterStart, referral.id)
    if referral.started_on is None:
        record_event(
            session, referral, kind=EventKind.STARTED, on_date=on_date, by=by, at=at
        )  # fmt: skip
        _keep_start(session, referral.id)
    elif ours is not None and on_date < referral.started_on:
        _move_start(session, ours, on_date, by=by, at=at)
    record_event(
        session, referral, kind=EventKind.ATTENDED, on_date=on_date, amount=hours, by=by, at=at
    )
    mark.attended_event_id = _newest(session, referral.id)


def _reword(
    session: Session,
    mark: RegisterMark,
    event_id: int,
    hours: float | None,
    *,
    by: Person,
    at: dt.datetime,
) -> None:
    """They came all the same, for other hours."""
    event = session.get_one(ReferralEvent, event_id)
    correct_event(
        session, event, by=by, at=at, replacement_kind=EventKind.ATTENDED, amount=hours
    )  # fmt: skip
    mark.attended_event_id = _newest(session, mark.referral_id)


def _take_back(
    session: Session,
    mark: RegisterMark,
    event_id: int,
    on_date: dt.date,
    *,
    by: Person,
    at: dt.datetime,
) -> None:
    event = session.get_one(ReferralEvent, event_id)
    referral = correct_event(session, event, by=by, at=at, replacement_kind=None)
    ours = session.get(RegisterStart, referral.id)
    if ours is None or referral.started_on != on_date:
        return
    left = session.scalar(
        select(func.min(GroupSession.on_date))
        .join(RegisterMark, RegisterMark.session_id == GroupSession.id)
        .where(
            RegisterMark.referral_id == mark.referral_id,
            RegisterMark.attended_event_id.is_not(None),
            holds(),
        )
    )
    if left == on_date:
        return
    if left is not None:
        _move_start(session, ours, left, by=by, at=at)
        return
    start = session.get_one(ReferralEvent, ours.event_id)
    session.delete(ours)
    session.flush()
    correct_event(session, start, by=by, at=at, replacement_kind=None)


def _move_start(
    session: Session, ours: RegisterStart, to: dt.date, *, by: Person, at: dt.datetime
) -> None:
    start = session.get_one(ReferralEvent, ours.event_id)
    correct_event(
        session, start, by=by, at=at, replacement_kind=EventKind.STARTED, on_date=to
    )  # fmt: skip
    ours.event_id = _newest(session, ours.referral_id)
    session.flush()


def _keep_start(session: Session, referral_id: int) -> None:
    event_id = _newest(session, referral_id)
    session.add(RegisterStart(referral_id=referral_id, event_id=event_id))
    session.flush()


def _newest(session: Session, referral_id: int) -> int:
    """What its own verb has just recorded: the referral is locked."""
    return session.execute(
        select(func.max(ReferralEvent.id)).where(ReferralEvent.referral_id == referral_id)
    ).scalar_one()
