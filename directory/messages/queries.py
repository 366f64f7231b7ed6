"""What lies in the box, for whoever looks after it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from directory.messages.kinds import SETTLED, MessageState
from directory.messages.models import Message

KEPT_FOR: Final = dt.timedelta(days=90)


def how_many(session: Session) -> Mapping[MessageState, int]:
    """By state; one without any has no entry."""
    counted = select(Message.state, func.count()).group_by(Message.state)
    return dict(session.execute(counted).all())


def given_up(session: Session) -> Sequence[Message]:
    """The newest first."""
    asked = select(Message).where(Message.state == MessageState.GIVEN_UP)
    return session.scalars(asked.order_by(Message.settled_at.desc(), Message.id.desc())).all()


def in_trouble(session: Session) -> Sequence[Message]:
    """Those that wait and were tried before, the oldest first."""
    asked = select(Message).where(Message.state == MessageState.WAITING, Message.tries > 0)
    return session.scalars(asked.order_by(Message.written_at, Message.id)).all()


def oldest_waiting(session: Session, *, at: dt.datetime) -> dt.datetime | None:
    """Since when the message that is due longest should have left."""
    waiting = Message.state.in_((MessageState.WAITING, MessageState.SENDING))
    asked = select(func.min(Message.due_at)).where(waiting, Message.due_at <= at)
    return session.scalar(asked)


def forget_settled(session: Session, at: dt.datetime) -> int:
    """Messages sent or given up longer than `KEPT_FOR` ago go; returns how many."""
    old = (Message.state.in_(SETTLED), Message.settled_at < at - KEPT_FOR)
    return len(session.scalars(delete(Message).where(*old).returning(Message.id)).all())
