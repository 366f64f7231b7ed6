"""A key a day to seal questions with: made ahead, read by every process, deleted after two days."""

from __future__ import annotations

import datetime as dt
from typing import Final

from cryptography.fernet import Fernet
from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.asking.models import SealingKey

KEPT: Final = dt.timedelta(days=1)
"""A key seals on its day and opens on the next, for what was sealed just before midnight."""

AHEAD: Final = dt.timedelta(days=1)


def key_day(at: dt.datetime) -> dt.date:
    return at.astimezone(dt.UTC).date()


def key_of(session: Session, day: dt.date) -> str | None:
    return session.scalars(select(SealingKey.secret).where(SealingKey.day == day)).one_or_none()


def every_key(session: Session) -> list[str]:
    """The newest first."""
    return list(session.scalars(select(SealingKey.secret).order_by(SealingKey.day.desc())))


def make_key(session: Session, day: dt.date) -> str:
    """The day's key, new where there was none; of two who make it at once both have the first's."""
    known = key_of(session, day)
    if known is not None:
        return known
    secret = Fernet.generate_key().decode()
    try:
        with session.begin_nested():
            session.add(SealingKey(day=day, secret=secret))
    except IntegrityError:
        return session.scalars(select(SealingKey.secret).where(SealingKey.day == day)).one()
    return secret


def change_keys(session: Session, at: dt.datetime) -> int:
    """Make today's and tomorrow's where they are missing, and delete what has had its two days."""
    today = key_day(at)
    for day in (today, today + AHEAD):
        make_key(session, day)
    session.execute(delete(SealingKey).where(SealingKey.day < today - KEPT))
    return session.scalar(select(func.count()).select_from(SealingKey)) or 0
