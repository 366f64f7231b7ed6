"""Writing a message, in the transaction of what it tells; the worker sends it once that stands."""

from __future__ import annotations

import datetime as dt
import unicodedata
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from directory.identifiers import tells_of_a_person
from directory.messages.addresses import address_of
from directory.messages.bouncing import bounce_of
from directory.messages.errors import BodyUnfit, SubjectTellsOfAPerson, SubjectUnfit
from directory.messages.kinds import MessageKind
from directory.messages.models import LONGEST_BODY, LONGEST_SUBJECT, Message

__all__ = ("MessageKind", "Words", "write_message")


@dataclass(frozen=True, slots=True)
class Words:
    """Plain text; the body's links are whole, made by whoever knows the portal's address."""

    subject: str
    body: str = field(repr=False)


def write_message(
    session: Session,
    *,
    to: str,
    words: Words,
    kind: MessageKind,
    at: dt.datetime,
    not_before: dt.datetime | None = None,
) -> Message:
    """Put one message into the outbox.

    `address_bounced_at` of what comes back says whether mail to the address bounced before: tell
    whoever caused the message. Raises `NoAddress`, `SubjectTellsOfAPerson`, `SubjectUnfit` and
    `BodyUnfit`.
    """
    _refuse_subject(words.subject)
    _refuse_body(words.body)
    address = address_of(to)
    bounced = bounce_of(session, address)
    message = Message(
        kind=kind,
        to_address=address,
        subject=words.subject,
        body=words.body,
        written_at=at,
        due_at=at if not_before is None else max(at, not_before),
        address_bounced_at=None if bounced is None else bounced.bounced_at,
    )
    session.add(message)
    session.flush()
    return message


def _refuse_subject(subject: str) -> None:
    if not subject.strip():
        raise SubjectUnfit("is empty")
    if len(subject) > LONGEST_SUBJECT:
        raise SubjectUnfit(f"is longer than {LONGEST_SUBJECT} characters")
    if any(unicodedata.category(letter) in {"Cc", "Zl", "Zp"} for letter in subject):
        raise SubjectUnfit("is more than one line, or holds a control character")
    if (what := tells_of_a_person(subject)) is not None:
        raise SubjectTellsOfAPerson(what)


def _refuse_body(body: str) -> None:
    if not body.strip():
        raise BodyUnfit("is empty")
    if len(body) > LONGEST_BODY:
        raise BodyUnfit(f"is longer than {LONGEST_BODY:,} characters")
    if "\0" in body:
        raise BodyUnfit("holds a character that no database keeps")
