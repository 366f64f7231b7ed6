"""Messages are claimed by one worker each, and what becomes of them is kept."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy.orm import Session

from directory.errors import NotKnown
from directory.messages.bouncing import bounce_of
from directory.messages.kinds import MessageState
from directory.messages.models import Message
from directory.messages.pauses import PAUSES
from directory.messages.queries import (
    KEPT_FOR,
    forget_settled,
    given_up,
    how_many,
    in_trouble,
)
from directory.messages.sending import (
    CLOCKS_DIFFER_BY,
    RECLAIM_AFTER,
    Letter,
    came_back,
    claim_next,
    is_any_due,
    mark_failed,
    mark_sent,
    mark_unclear,
    put_back,
    try_again,
)
from directory.messages.writing import MessageKind, Words, write_message
from tests.makers.days import NOW

SECOND = dt.timedelta(seconds=1)


def write(session: Session, number: int = 1, *, at: dt.datetime = NOW) -> Message:
    words = Words(f"Message {number}", "Open https://portal.example.org/invited/abc")
    return write_message(
        session, to=f"kim{number}@example.org", words=words, kind=MessageKind.INVITATION, at=at
    )


def claimed(session: Session, *, at: dt.datetime = NOW) -> Letter:
    letter = claim_next(session, at=at)
    assert letter is not None
    return letter


def again(session: Session, message: Message) -> Message:
    session.expire_all()
    return session.get_one(Message, message.id)


def test_those_due_longest_go_first_and_each_once(session: Session) -> None:
    write(session, 1, at=NOW - SECOND)
    write(session, 2, at=NOW - 2 * SECOND)
    write(session, 3, at=NOW + SECOND)
    assert [claimed(session).to, claimed(session).to] == ["kim2@example.org", "kim1@example.org"]
    assert claim_next(session, at=NOW) is None
    assert not is_any_due(session, at=NOW)
    assert is_any_due(session, at=NOW + SECOND)


def test_what_is_sent_keeps_no_text(session: Session) -> None:
    message = write(session)
    letter = claimed(session)
    assert letter.body.startswith("Open https")
    mark_sent(session, letter, at=NOW)
    kept = again(session, message)
    assert (kept.state, kept.body, kept.settled_at) == (MessageState.SENT, "", NOW)
    assert claim_next(session, at=NOW + RECLAIM_AFTER) is None


def test_what_failed_is_tried_again_after_growing_pauses_and_given_up_with_its_reason(
    session: Session,
) -> None:
    message = write(session)
    at = NOW
    for pause in PAUSES:
        mark_failed(session, claimed(session, at=at), "The mailbox is full.", at=at)
        assert in_trouble(session) == [again(session, message)]
        assert claim_next(session, at=at + pause - SECOND) is None
        at += pause
    mark_failed(session, claimed(session, at=at), "The mailbox is full.", at=at)
    kept = again(session, message)
    assert (kept.state, kept.tries) == (MessageState.GIVEN_UP, len(PAUSES) + 1)
    assert kept.trouble == "The mailbox is full."
    assert given_up(session) == [kept]
    assert in_trouble(session) == []


def test_what_is_refused_for_good_is_given_up_at_once_and_can_be_tried_anew(
    session: Session,
) -> None:
    message = write(session)
    mark_failed(session, claimed(session), "No such mailbox.", at=NOW, is_final=True)
    assert claim_next(session, at=NOW + dt.timedelta(days=9)) is None
    try_again(session, message.id, at=NOW)
    letter = claimed(session)
    assert (letter.tries, letter.unclear) == (1, 0)
    with pytest.raises(NotKnown):
        try_again(session, message.id, at=NOW)


def test_where_nobody_was_there_no_try_is_counted(session: Session) -> None:
    """A mail server that is down for a month loses nothing."""
    message = write(session)
    for number in range(40):
        put_back(session, claimed(session, at=NOW + dt.timedelta(days=number)))
    kept = again(session, message)
    assert (kept.state, kept.tries, kept.due_at) == (MessageState.WAITING, 0, NOW)


def test_a_claim_that_nobody_finished_is_taken_again_and_may_have_left(session: Session) -> None:
    write(session)
    assert claimed(session).unclear == 0
    assert claim_next(session, at=NOW + RECLAIM_AFTER - SECOND) is None
    second = claimed(session, at=NOW + RECLAIM_AFTER)
    assert (second.unclear, second.tries) == (1, 2)


def test_a_claim_from_the_future_is_free(session: Session) -> None:
    """By a clock that has been put back since."""
    write(session)
    ahead = NOW + CLOCKS_DIFFER_BY + SECOND
    claimed(session, at=ahead)
    assert claim_next(session, at=NOW + SECOND) is None
    assert claim_next(session, at=NOW) is not None


def test_where_a_hand_over_broke_off_it_may_have_left(session: Session) -> None:
    write(session)
    mark_unclear(session, claimed(session), "It broke off.", at=NOW)
    assert claim_next(session, at=NOW) is None
    assert claimed(session, at=NOW + PAUSES[0]).unclear == 1


def test_who_comes_late_with_a_failure_changes_nothing(session: Session) -> None:
    """Another worker took the claim meanwhile, and sent it."""
    message = write(session)
    slow = claimed(session)
    quick = claimed(session, at=NOW + RECLAIM_AFTER)
    mark_failed(session, slow, "Too slow.", at=NOW + RECLAIM_AFTER)
    put_back(session, slow)
    assert again(session, message).state is MessageState.SENDING
    mark_sent(session, quick, at=NOW + RECLAIM_AFTER)
    mark_failed(session, quick, "Too late.", at=NOW + RECLAIM_AFTER)
    assert again(session, message).state is MessageState.SENT


def test_what_came_back_is_known_once(session: Session) -> None:
    message = write(session)
    assert not came_back(session, message.public_id, "No such mailbox.", at=NOW)
    mark_sent(session, claimed(session), at=NOW)
    session.expire_all()
    assert came_back(session, message.public_id, "No such mailbox.", at=NOW)
    assert not came_back(session, message.public_id, "No such mailbox.", at=NOW)
    bounced = bounce_of(session, "kim1@example.org")
    assert bounced is not None
    assert bounced.times == 1
    assert how_many(session) == {MessageState.CAME_BACK: 1}


def test_what_was_settled_long_ago_is_forgotten(session: Session) -> None:
    for number in range(3):
        write(session, number)
    mark_sent(session, claimed(session), at=NOW)
    mark_failed(session, claimed(session), "No.", at=NOW, is_final=True)
    assert forget_settled(session, NOW + KEPT_FOR) == 0
    assert forget_settled(session, NOW + KEPT_FOR + SECOND) == 2
    assert how_many(session) == {MessageState.WAITING: 1}
