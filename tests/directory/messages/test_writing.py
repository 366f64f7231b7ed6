"""What may be written, to whom, and what is known of the address."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.errors import DirectoryError, NotKnown
from directory.messages.bouncing import bounce_of, bounced_addresses, mark_bounced, trust_again
from directory.messages.errors import (
    BodyUnfit,
    NoAddress,
    SubjectTellsOfAPerson,
    SubjectUnfit,
)
from directory.messages.kinds import MessageState
from directory.messages.models import LONGEST_BODY, LONGEST_SUBJECT, Message
from directory.messages.writing import MessageKind, Words, write_message
from tests.makers.days import NOW

WORDS = Words("You are invited", "Open https://portal.example.org/invited/abc to begin.")
LATER = NOW + dt.timedelta(days=2)


def write(session: Session, to: str = "kim@example.org", words: Words = WORDS) -> Message:
    return write_message(session, to=to, words=words, kind=MessageKind.INVITATION, at=NOW)


def test_a_message_waits_until_it_is_due(session: Session) -> None:
    message = write(session)
    assert (message.state, message.due_at, message.tries) == (MessageState.WAITING, NOW, 0)
    later = write_message(
        session,
        to="kim@example.org",
        words=WORDS,
        kind=MessageKind.REMINDER,
        at=NOW,
        not_before=LATER,
    )
    assert later.due_at == LATER


def test_what_is_undone_was_never_written(session: Session) -> None:
    savepoint = session.begin_nested()
    write(session)
    savepoint.rollback()
    assert session.scalars(select(Message)).all() == []


@pytest.mark.parametrize(
    "subject",
    [
        "About X123456",  # a case reference number (CRN)
        "About 2001/0000105D",  # a PNC number
        "About A1234BC",  # a NOMIS number
        "About QQ 12 34 56 C".replace("QQ", "AB"),  # a National Insurance number
        "About Jordan Blake, born 3 March 1988 (03/03/1988)",
    ],
)
def test_a_subject_that_tells_of_a_person_is_refused_without_repeating_it(
    session: Session, subject: str
) -> None:
    with pytest.raises(SubjectTellsOfAPerson, match="says nothing about anybody") as refused:
        write(session, words=Words(subject, "Text"))
    assert subject[6:] not in str(refused.value)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (Words(" ", "Text"), SubjectUnfit),
        (Words("One\nBcc: all@example.org", "Text"), SubjectUnfit),
        (Words("One\u2028two", "Text"), SubjectUnfit),
        (Words("s" * (LONGEST_SUBJECT + 1), "Text"), SubjectUnfit),
        (Words("Subject", "\n"), BodyUnfit),
        (Words("Subject", "b" * (LONGEST_BODY + 1)), BodyUnfit),
        (Words("Subject", "a\0b"), BodyUnfit),
    ],
)
def test_words_that_cannot_be_sent_are_refused(
    session: Session, words: Words, why: type[DirectoryError]
) -> None:
    with pytest.raises(why):
        write(session, words=words)


@pytest.mark.parametrize(
    "to", ["", "kim", "kim@", "kim@example", "kim@example.org\nBcc: a@b.org", "a@b.org, c@d.org"]
)
def test_what_is_no_address_is_refused(session: Session, to: str) -> None:
    with pytest.raises(NoAddress, match="not an e-mail address"):
        write(session, to=to)


def test_whoever_writes_next_to_an_address_that_bounced_is_told(session: Session) -> None:
    assert write(session).address_bounced_at is None
    mark_bounced(session, "Kim@Example.org", "No such mailbox", at=NOW)
    message = write(session)
    assert message.address_bounced_at == NOW
    assert write(session, to="sam@example.org").address_bounced_at is None
    mark_bounced(session, "kim@example.org", "Still none", at=LATER)
    [listed] = bounced_addresses(session)
    assert (listed.address, listed.times, listed.bounced_at) == ("kim@example.org", 2, LATER)


def test_an_address_can_be_trusted_again(session: Session) -> None:
    mark_bounced(session, "kim@example.org", "Mailbox full", at=NOW)
    trust_again(session, "KIM@example.org")
    assert bounce_of(session, "kim@example.org") is None
    assert write(session).address_bounced_at is None
    with pytest.raises(NotKnown):
        trust_again(session, "kim@example.org")
