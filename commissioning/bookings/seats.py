"""The one row that says how many places of a group are taken, and who may change it.

Locks are taken in one order everywhere: group, keys of turn, referral, figures of the line, volume.
Whoever changes what a group has, holds or offers locks the group first and counts after that.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from functools import cache
from typing import Any, Final, NamedTuple

from sqlalchemy import Date, Select, Update, bindparam, select, update
from sqlalchemy.orm import Session, aliased

from commissioning.bookings.errors import GroupFull, GroupNotOpen
from commissioning.bookings.free_places import GroupPlaces
from commissioning.bookings.queries import (
    RuleAndLength,
    beside_line,
    of_request,
    places_columns,
    places_of,
    rule_columns,
    rule_said,
)
from commissioning.groups.models import Group, GroupStatement, GroupStatus
from commissioning.groups.queries import statement_in_force
from commissioning.lines.models import Line
from directory.clock import day_in_words, local_date
from directory.row_locks import read_with_lock

_PAST_THE_OBJECTS = {"synchronize_session": False}
_PLACES: Final = len(dataclasses.fields(GroupPlaces))


def lock_group(session: Session, group: Group) -> Group:
    """Nobody else books, holds or offers here until this transaction is over."""
    read_with_lock(session, group)
    return group


class GroupNow(NamedTuple):
    """When a planned group begins, as said last, its places, and by what rule of its line they are
    given; `start` None: it ran or is off. `asked_before`: the booking that the request made."""

    start: dt.date | None
    places: GroupPlaces
    said: RuleAndLength
    asked_before: int | None

    def ahead(self, today: dt.date) -> tuple[dt.date, GroupPlaces]:
        """Raises `GroupNotOpen` once it has begun, has run or was cancelled."""
        return _ahead(self.start, today), self.places


def group_now(
    session: Session, group: Group, *, at: dt.datetime, request_id: str | None = None
) -> GroupNow:
    """Of a locked group, in one question."""
    asked = {"of_group": group.id, "today": local_date(at), "request": request_id}
    status, start, before, *told = session.connection().execute(_group_now(), asked).one()
    is_ahead = status is GroupStatus.PLANNED
    places, said = GroupPlaces(*told[:_PLACES]), rule_said(*told[_PLACES:])
    return GroupNow(start if is_ahead else None, places, said, before)


@cache
def _group_now() -> Select[*tuple[Any, ...]]:
    said = aliased(GroupStatement)
    newest = select(said.id).where(said.group_id == Group.id)
    newest = newest.order_by(said.recorded_at.desc(), said.id.desc()).limit(1).correlate(Group)
    asked = (
        select(
            GroupStatement.status,
            GroupStatement.current_start,
            of_request().scalar_subquery(),
            *places_columns(bindparam("today", type_=Date)),
            *rule_columns(),
        )
        .select_from(Group)
        .join(Line, Line.id == Group.line_id)
        .outerjoin(GroupStatement, GroupStatement.id == newest.scalar_subquery())
    )
    return beside_line(asked).where(Group.id == bindparam("of_group"))


def start_of(session: Session, group: Group) -> dt.date | None:
    """The day on which a planned group begins, as said last; None: it ran, or was cancelled."""
    stated = statement_in_force(session, group.id)
    is_planned = stated is not None and stated.status is GroupStatus.PLANNED
    return stated.current_start if stated is not None and is_planned else None


def start_ahead(session: Session, group: Group, *, today: dt.date) -> dt.date:
    """Raises `GroupNotOpen` once it has begun, has run or was cancelled."""
    return _ahead(start_of(session, group), today)


def _ahead(start: dt.date | None, today: dt.date) -> dt.date:
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
    taken = session.connection().execute(_seat_taken(), {"of_group": group.id, "kept": kept})
    session.expire(group, ["booked"])
    if taken.rowcount == 1:
        return
    now = places_now(session, group, at=at)
    raise GroupFull(now.places, held=now.held, offered=now.offered)


@cache
def _seat_taken() -> Update:
    table: Any = Group.__table__
    is_left = table.c.booked + bindparam("kept") < table.c.places
    of_group = table.c.id == bindparam("of_group")
    return update(table).where(of_group, is_left).values(booked=table.c.booked + 1)


def free_seat(session: Session, group: Group) -> None:
    session.execute(
        update(Group).where(Group.id == group.id).values(booked=Group.booked - 1),
        execution_options=_PAST_THE_OBJECTS,
    )
    session.expire(group, ["booked"])
