"""A fault at every statement of each write: afterwards everything stands as it stood."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from commissioning.bookings.models import Booking
from commissioning.groups.models import Group, GroupStatement
from commissioning.referrals.models import Referral, ReferralEvent
from commissioning.registers.calling_off import call_off_session
from commissioning.registers.cancelling import cancel_group, revive_group
from commissioning.registers.excluding import plan_absence
from commissioning.registers.marking import MarkTold, save_register
from commissioning.registers.marks import MarkOutcome
from commissioning.registers.models import (
    GroupCancellation,
    GroupSession,
    PlannedAbsence,
    RegisterMark,
)
from commissioning.registers.moving import move_to_group
from commissioning.registers.planning import postpone_group
from directory.audit.models import AuditRow
from directory.people.models import Person
from tests.makers.days import NOW, TODAY, day, moment
from tests.makers.groups import first_session, make_group, seat
from tests.makers.lines import make_bare_line
from tests.makers.people import actor
from tests.thoroughness import THOROUGH

Act = Callable[[Session, Group, Booking], object]

STEP = 1 if THOROUGH else 7
"""An ordinary run cuts at every seventh statement, `make soak` at each."""


class Cut(Exception):
    """What a lost connection looks like to whoever writes."""


@contextmanager
def cut_at(session: Session, statement: int) -> Iterator[list[int]]:
    """The statement of that number fails; comes with how many were begun."""
    begun = [0]

    def count(*_: Any) -> None:
        begun[0] += 1
        if begun[0] == statement:
            raise Cut

    connection = session.connection()
    event.listen(connection, "before_cursor_execute", count)
    try:
        yield begun
    finally:
        event.remove(connection, "before_cursor_execute", count)


def save(session: Session, group: Group, booking: Booking, *, on: int = 7) -> None:
    told = [MarkTold(booking.public_id, MarkOutcome.ATTENDED)]
    save_register(session, first_session(session, group), told, by=_by(session), at=moment(on, 20))


def change_mark(session: Session, group: Group, booking: Booking) -> None:
    told = [MarkTold(booking.public_id, MarkOutcome.ACCEPTABLE_ABSENCE)]
    save_register(session, first_session(session, group), told, by=_by(session), at=moment(8))


def move(session: Session, group: Group, booking: Booking) -> None:
    other = session.scalars(
        select(Group).where(Group.line_id == group.line_id, Group.id != group.id)
    ).one()
    move_to_group(session, booking, other, request_id="one", by=_by(session), at=NOW)


def undo(session: Session, group: Group, booking: Booking) -> None:
    revive_group(session, group, by=_by(session), at=NOW)


def _by(session: Session) -> Person:
    return actor(session)


WRITES: dict[str, tuple[Act | None, Act]] = {
    "saving": (None, save),
    "changing": (save, change_mark),
    "postponing": (
        None,
        lambda session, group, _: postpone_group(
            session, group, to=dt.date(2027, 3, 23), by=_by(session), at=NOW
        ),
    ),
    "cancelling": (
        None, lambda session, group, _: cancel_group(session, group, by=_by(session), at=NOW)
    ),
    "undoing": (
        lambda session, group, _: cancel_group(session, group, by=_by(session), at=NOW), undo
    ),
    "calling off": (
        None,
        lambda session, group, _: call_off_session(
            session, first_session(session, group), by=_by(session), at=NOW
        ),
    ),
    "moving": (None, move),
    "planning away": (
        None,
        lambda session, _, booking: plan_absence(
            session, session.get_one(Referral, booking.referral_id), from_date=TODAY,
            to_date=day(5), by=_by(session), at=NOW,
        ),
    ),
}  # fmt: skip


def stands(session: Session) -> tuple[Any, ...]:
    """Everything that these writes change, counted or told."""
    counted = (
        RegisterMark, ReferralEvent, AuditRow, GroupStatement, GroupCancellation, PlannedAbsence,
    )  # fmt: skip
    return (
        *(session.scalar(select(func.count()).select_from(one)) for one in counted),
        session.execute(select(Group.id, Group.booked).order_by(Group.id)).all(),
        session.execute(
            select(GroupSession.id, GroupSession.on_date, GroupSession.cancelled_at).order_by(
                GroupSession.id
            )
        ).all(),
        session.execute(
            select(Booking.id, Booking.left_on, Booking.left_reason).order_by(Booking.id)
        ).all(),
        session.execute(select(Referral.id, Referral.started_on).order_by(Referral.id)).all(),
    )


@pytest.mark.parametrize("name", WRITES)
def test_a_fault_at_any_statement_leaves_nothing_half_done(session: Session, name: str) -> None:
    line = make_bare_line(session)
    group, _ = make_group(session, line), make_group(session, line, start=dt.date(2027, 4, 6))
    booking = seat(session, group)
    before_it, write = WRITES[name]
    if before_it is not None:
        before_it(session, group, booking)
    session.commit()
    before = stands(session)
    statement, is_cut = 1, True
    while is_cut:
        is_cut = _is_cut(session, statement, lambda: write(session, group, booking))
        assert stands(session) == before
        statement += STEP
    assert statement > 4


def _is_cut(session: Session, statement: int, write: Callable[[], object]) -> bool:
    """Rolled back either way, as the edge does with what failed."""
    try:
        with cut_at(session, statement) as begun:
            write()
            session.flush()
            return begun[0] >= statement
    except Cut:
        return True
    finally:
        session.rollback()
