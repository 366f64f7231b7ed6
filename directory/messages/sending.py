"""Taking messages out of the box one by one, and what became of each.

A claim is committed before a message leaves, its outcome after: nothing is lost, and of two
workers one has it. Whoever is killed between the two leaves a claim that is taken again after
`RECLAIM_AFTER`; whether that message had left only the receiving side can know.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import Session

from directory.errors import NotKnown
from directory.messages.bouncing import mark_bounced
from directory.messages.kinds import MessageKind, MessageState
from directory.messages.models import LONGEST_REASON, Message
from directory.messages.pauses import pause_after

RECLAIM_AFTER: Final = dt.timedelta(minutes=15)
"""Longer than any server is waited for."""

CLOCKS_DIFFER_BY: Final = dt.timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Letter:
    """A claimed message as a sender needs it.

    `unclear`: how often it may have left already.
    """

    message_id: int
    public_id: uuid.UUID
    kind: MessageKind
    to: str
    subject: str
    body: str = field(repr=False)
    written_at: dt.datetime
    claimed_at: dt.datetime
    tries: int
    unclear: int


def claim_next(session: Session, *, at: dt.datetime) -> Letter | None:
    """The message that has been due longest and that nobody is at; None where none is due."""
    next_due = select(Message).where(_is_free(at)).order_by(Message.due_at, Message.id).limit(1)
    # SQLite takes writers in turn and reads the first words alone.
    found = session.scalars(
        next_due.with_for_update(skip_locked=True), execution_options={"populate_existing": True}
    ).first()
    if found is None or not _take(session, found, at):
        return None
    session.refresh(found)
    return _letter(found, at)


def is_any_due(session: Session, *, at: dt.datetime) -> bool:
    """Whether there may be something to claim; asking takes no lock."""
    return session.scalar(select(Message.id).where(_is_free(at)).limit(1)) is not None


def _is_free(at: dt.datetime) -> ColumnElement[bool]:
    """A claim of a moment to come was made by a clock that has been put back since."""
    unfinished = or_(
        Message.claimed_at <= at - RECLAIM_AFTER, Message.claimed_at > at + CLOCKS_DIFFER_BY
    )
    return or_(
        and_(Message.state == MessageState.WAITING, Message.due_at <= at),
        and_(Message.state == MessageState.SENDING, unfinished),
    )


def _take(session: Session, message: Message, at: dt.datetime) -> bool:
    """Whether it is ours: it must stand as it was read."""
    as_read = (
        Message.id == message.id,
        Message.state == message.state,
        Message.tries == message.tries,
    )
    told: dict[str, Any] = {"state": MessageState.SENDING, "claimed_at": at}
    told |= {"tries": message.tries + 1}
    if message.state is MessageState.SENDING:  # whoever had it never said what became of it
        told |= {"unclear": message.unclear + 1}
    return _changed(session, as_read, told) == 1


def _letter(message: Message, at: dt.datetime) -> Letter:
    return Letter(
        message_id=message.id,
        public_id=message.public_id,
        kind=message.kind,
        to=message.to_address,
        subject=message.subject,
        body=message.body,
        written_at=message.written_at,
        claimed_at=at,
        tries=message.tries,
        unclear=message.unclear,
    )


def mark_sent(session: Session, letter: Letter, *, at: dt.datetime) -> None:
    """It has left, whoever else has claimed it since; its text is needed no more."""
    told = {"state": MessageState.SENT, "settled_at": at, "trouble": None, "body": ""}
    _changed(session, (Message.id == letter.message_id,), told)


def mark_failed(
    session: Session, letter: Letter, reason: str, *, at: dt.datetime, is_final: bool = False
) -> None:
    """To be tried again after a growing pause, or given up with the reason.

    `is_final`: the other side said that it will never take it.
    """
    pause = None if is_final else pause_after(letter.tries)
    told: dict[str, Any] = {"trouble": reason[:LONGEST_REASON]}
    if pause is None:
        told |= {"state": MessageState.GIVEN_UP, "settled_at": at}
    else:
        told |= {"state": MessageState.WAITING, "due_at": at + pause}
    _changed(session, _still_claimed(letter), told)


def mark_unclear(session: Session, letter: Letter, reason: str, *, at: dt.datetime) -> None:
    """The connection broke before it was said whether the message is taken: it may have left."""
    _changed(session, _still_claimed(letter), {"unclear": letter.unclear + 1})
    mark_failed(session, letter, reason, at=at)


def came_back(session: Session, public_id: uuid.UUID, reason: str, *, at: dt.datetime) -> bool:
    """A message that was sent did not arrive; false where that is known or it is none of ours."""
    message = session.scalar(
        select(Message).where(Message.public_id == public_id, Message.state == MessageState.SENT)
    )
    if message is None:
        return False
    message.state, message.trouble = MessageState.CAME_BACK, reason[:LONGEST_REASON]
    mark_bounced(session, message.to_address, reason, at=at)
    return True


def try_again(session: Session, message_id: int, *, at: dt.datetime) -> None:
    """What was given up, from the beginning. Raises `NotKnown` for any other message."""
    given_up = (Message.id == message_id, Message.state == MessageState.GIVEN_UP)
    told = {"state": MessageState.WAITING, "due_at": at, "tries": 0, "unclear": 0}
    if not _changed(session, given_up, told):
        raise NotKnown("message that was given up", message_id)


def put_back(session: Session, letter: Letter, *, may_have_left: bool = False) -> None:
    """Nobody was there to take any message: this one has not been tried, and keeps its place."""
    told: dict[str, Any] = {"state": MessageState.WAITING, "tries": letter.tries - 1}
    if may_have_left:
        told["unclear"] = letter.unclear + 1
    _changed(session, _still_claimed(letter), told)


def _still_claimed(letter: Letter) -> tuple[ColumnElement[bool], ...]:
    return (
        Message.id == letter.message_id,
        Message.state == MessageState.SENDING,
        Message.claimed_at == letter.claimed_at,
    )


def _changed(session: Session, which: tuple[ColumnElement[bool], ...], told: dict[str, Any]) -> int:
    done: Any = session.execute(
        update(Message).where(*which).values(told), execution_options={"synchronize_session": False}
    )
    rows: int = done.rowcount
    return rows
