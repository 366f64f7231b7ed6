"""One message a week to whoever must say that members are still right, of all organisations."""

from __future__ import annotations

import datetime as dt

from flask import current_app
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory.accounts.certifiers import ToCertify, told_to_certify
from directory.clock import local_date
from directory.messages.addresses import key_of
from directory.messages.models import Message
from directory.messages.reminding import DAYS_BETWEEN
from directory.messages.writing import MessageKind, write_message
from portal.letters import certify_letter


def remind_of_certifying(session: Session, at: dt.datetime) -> int:
    """How many were written to; somebody who was told this week waits."""
    due = told_to_certify(session, on=local_date(at))
    return sum(_remind(session, email, waiting, at) for email, waiting in sorted(due.items()))


def _remind(session: Session, email: str, waiting: list[ToCertify], at: dt.datetime) -> bool:
    last = session.scalar(
        select(func.max(Message.written_at)).where(
            func.lower(Message.to_address) == key_of(email),
            Message.kind == MessageKind.MEMBERS_DUE,
        )
    )
    if last is not None and (local_date(at) - local_date(last)).days < DAYS_BETWEEN:
        return False
    words = certify_letter([_told(one) for one in waiting])
    write_message(session, to=email, words=words, kind=MessageKind.MEMBERS_DUE, at=at)
    return True


def _told(one: ToCertify) -> tuple[str, int, dt.date, str]:
    page = f"{current_app.config['ADDRESS']}/organisations/{one.organisation.public_id}/members"
    return one.organisation.name, len(one.members), one.first_by, page
