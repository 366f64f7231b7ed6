"""The one row that says how many places of a group are taken, and who may change it.

Locks are taken in one order everywhere: group, keys of turn, referral, figures of the line, volume.
Whoever changes what a group has, holds or offers locks the group first and counts after that.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ColumnElement, case, select, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from commissioning.bookings.errors import GroupFull, GroupNotOpen
from commissioning.bookings.free_places import GroupPlaces
from commissioning.bookings.queries import places_of
from commissioning.groups.models import Group, GroupStatus
from commissioning.groups.queries import statement_in_force
from commissioning.referrals.kinds import ReferralStatus
from commissioning.referrals.models import Referral
from directory.clock import day_in_words

_PAST_THE_OBJECTS = {"synchronize_session": False}


def lock_group(session: Session, group: Group) -> Group:
    """Nobody else books, holds or offers here until this transaction is over."""
    session.refresh(group, with_for_update=True)
    return group


def of_queue_first(group_id: int) -> tuple[ColumnElement[int], ...]:
    """The order in which referrals of one case are looked through for a place in a group."""
    own = select(Group.line_id).where(Group.id == group_id).scalar_subquery()
    is_waiting = Referral.status == ReferralStatus.WAITING
    return (
        case((Referral.line_id == own, 0), else_=1),
        case((is_waiting, 0), else_=1),
        Referral.id.desc(),
    )


def start_of(session: Session, group: Group) -> dt.date | None:
    """The day on which a planned group begins, as said last; None: it ran, or was cancelled."""
    stated = statement_in_force(session, group.id)
    is_planned = stated is not None and stated.status is GroupStatus.PLANNED
    return stated.current_start if stated is not None and is_planned else None


def start_ahead(session: Session, group: Group, *, today: dt.date) -> dt.date:
    """Raises `GroupNotOpen` once it has begun, has run or was cancelled."""
    start = start_of(session, group)
    if start is None:
        raise GroupNotOpen("the group was cancelled or has run")
    if start < today:
        raise GroupNotOpen(f"the group began on {day_in_words(start)}")
    return start


def places_now(session: Session, group: Group, *, at: dt.datetime) -> GroupPlaces:
    return places_of(session, [group.id], on=at)[group.id]


def take_seat(session: Session, group: Group, *, kept: int, at: dt.datetime) -> None:
    """One more is booked if a place is left beside those `kept` for others.

    One conditional statement whose condition looks at the row alone: with a question about holds
    inside it PostgreSQL would answer from before the wait for the lock, and overbook.
    """
    taken = session.execute(
        update(Group)
        .where(Group.id == group.id, Group.booked + kept < Group.places)
        .values(booked=Group.booked + 1),
        execution_options=_PAST_THE_OBJECTS,
    )
    session.expire(group, ["booked"])
    if isinstance(taken, CursorResult) and taken.rowcount == 1:
        return
    now = places_now(session, group, at=at)
    raise GroupFull(now.places, held=now.held, offered=now.offered)


def free_seat(session: Session, group: Group) -> None:
    session.execute(
        update(Group).where(Group.id == group.id).values(booked=Group.booked - 1),
        execution_options=_PAST_THE_OBJECTS,
    )
    session.expire(group, ["booked"])
