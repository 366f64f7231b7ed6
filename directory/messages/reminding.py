"""Whom to remind: by choice weekly or never; what is no reminder is always sent."""

from __future__ import annotations

import datetime as dt
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory.acts import Act
from directory.audit.recording import record_act
from directory.clock import local_date
from directory.messages.addresses import key_of
from directory.messages.kinds import REMINDERS, MessageKind
from directory.messages.models import Message, Reminded, ReminderChoice, Rhythm
from directory.people.models import Person

DAYS_BETWEEN: Final = 7


def choose_reminders(
    session: Session,
    reminded: Reminded,
    reminded_id: int,
    rhythm: Rhythm,
    *,
    by: Person,
    at: dt.datetime,
) -> ReminderChoice:
    """For one person by themselves, or for a whole organisation."""
    found = _choice(session, reminded, reminded_id)
    before = None if found is None else found.rhythm
    if found is None:
        found = ReminderChoice(reminded=reminded, reminded_id=reminded_id)
        session.add(found)
    found.rhythm, found.chosen_at = rhythm, at
    session.flush()
    if rhythm is not before:
        told = {"reminded": reminded.value, "reminded_id": reminded_id}
        record_act(
            session,
            Act.REMINDERS_CHOOSE,
            found,
            by=by,
            at=at,
            before=None if before is None else told | {"rhythm": before.value},
            after=told | {"rhythm": rhythm.value},
        )
    return found


def rhythm_of(session: Session, *, person_id: int, organisation_id: int | None) -> Rhythm:
    """A person's own choice goes before that of the organisation; without any it is weekly."""
    own = _choice(session, Reminded.PERSON, person_id)
    if own is None and organisation_id is not None:
        own = _choice(session, Reminded.ORGANISATION, organisation_id)
    return Rhythm.WEEKLY if own is None else own.rhythm


def may_write(
    session: Session, kind: MessageKind, *, to: str, rhythm: Rhythm, at: dt.datetime
) -> bool:
    """Whether a message of the kind may go to the address today: one reminder in seven days."""
    if kind not in REMINDERS:
        return True
    if rhythm is Rhythm.NONE:
        return False
    last = session.scalar(
        select(func.max(Message.written_at)).where(
            func.lower(Message.to_address) == key_of(to), Message.kind.in_(REMINDERS)
        )
    )
    return last is None or (local_date(at) - local_date(last)).days >= DAYS_BETWEEN


def _choice(session: Session, reminded: Reminded, reminded_id: int) -> ReminderChoice | None:
    return session.scalar(
        select(ReminderChoice).where(
            ReminderChoice.reminded == reminded, ReminderChoice.reminded_id == reminded_id
        )
    )
