"""Sending: nothing lost, nothing sent twice that could be known of, nobody held up."""

from __future__ import annotations

import datetime as dt
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from directory.messages.bouncing import bounce_of
from directory.messages.kinds import MessageState
from directory.messages.models import Message
from directory.messages.pauses import PAUSES
from directory.messages.sending import RECLAIM_AFTER, Letter, claim_next
from directory.messages.writing import MessageKind, Words, write_message
from portal.extensions import db
from portal.messages import posting
from portal.messages.answers import NotKnownWhether, NotTaken, PostClosed
from portal.messages.posting import FIRST_REST, LONGEST_REST, NOT_AGAIN, Posting
from portal.running.transactions import in_writing
from tests.makers.days import NOW

pytestmark = pytest.mark.usefixtures("at_work")


@dataclass
class Box:
    """A post that answers as told, and keeps what it took."""

    troubles: deque[Exception] = field(default_factory=deque)
    taken: list[str] = field(default_factory=list)
    knows: bool | None = None

    def send(self, letter: Letter) -> None:
        if self.troubles:
            raise self.troubles.popleft()
        self.taken.append(letter.to)

    def has_taken(self, letter: Letter) -> bool | None:
        return None if self.knows is None else letter.to in self.taken


@dataclass
class Clock:
    at: dt.datetime = NOW

    def __call__(self) -> dt.datetime:
        return self.at


def sending(box: Box, clock: Clock | None = None) -> Posting:
    return Posting(clock or Clock(), lambda: box)


LONG_AGO = dt.datetime(2026, 1, 5, 9, 30, tzinfo=dt.UTC)
"""Due whatever the day on which the tests run."""


def write(session: Session, number: int = 1, *, at: dt.datetime = NOW) -> Message:
    words, to = Words("You are invited", "Text"), f"kim{number}@example.org"
    message = write_message(session, to=to, words=words, kind=MessageKind.INVITATION, at=at)
    session.commit()
    return message


def states(session: Session) -> list[MessageState]:
    session.expire_all()
    return list(session.scalars(select(Message.state).order_by(Message.id)))


def test_what_is_due_is_sent_once(session: Session) -> None:
    write(session, 1)
    write(session, 2)
    box = Box()
    sender = sending(box)
    assert [sender.one_pass() for _ in range(3)] == [True, True, False]
    assert box.taken == ["kim1@example.org", "kim2@example.org"]
    assert states(session) == [MessageState.SENT] * 2
    told = sender.finish()
    assert told is not None
    assert (told.done, told.failed) == ("Messages sent: 2.", "")


def test_what_was_never_committed_is_never_sent(session: Session) -> None:
    write_message(
        session,
        to="kim@example.org",
        words=Words("You are invited", "Text"),
        kind=MessageKind.INVITATION,
        at=NOW,
    )
    session.rollback()
    box = Box()
    assert not sending(box).one_pass()
    assert box.taken == []


def test_no_transaction_is_open_while_a_message_is_handed_over(session: Session) -> None:
    write(session)

    class Looking(Box):
        def send(self, letter: Letter) -> None:
            assert not db.session.registry.has()
            super().send(letter)

    box = Looking()
    sending(box).one_pass()
    assert box.taken == ["kim1@example.org"]


def test_a_server_that_is_down_loses_nothing_and_is_asked_ever_less_often(
    session: Session,
) -> None:
    write(session, 1)
    write(session, 2)
    box, clock = Box(deque([PostClosed("nobody there")] * 30)), Clock()
    sender = sending(box, clock)
    rest = FIRST_REST
    for _ in range(30):
        assert sender.one_pass()  # one message is tried, not each of them
        assert not sender.one_pass()
        clock.at += rest
        rest = min(rest * 2, LONGEST_REST)
    assert states(session) == [MessageState.WAITING] * 2
    assert [one.tries for one in session.scalars(select(Message))] == [0, 0]
    while sender.one_pass():
        pass
    assert len(box.taken) == 2


def test_a_rest_ends_where_the_clock_is_put_back(session: Session) -> None:
    write(session)
    box, clock = Box(deque([PostClosed("nobody there")])), Clock()
    sender = sending(box, clock)
    sender.one_pass()
    clock.at = NOW - dt.timedelta(days=1)
    write(session, at=clock.at)
    assert sender.one_pass()


def test_an_address_that_does_not_exist_is_given_up_and_told_to_whoever_writes_next(
    session: Session,
) -> None:
    write(session)
    box = Box(deque([NotTaken("550 no such mailbox", is_final=True, is_bounce=True)]))
    sending(box).one_pass()
    assert states(session) == [MessageState.GIVEN_UP]
    assert bounce_of(session, "kim1@example.org") is not None
    assert write(session).address_bounced_at == NOW


def test_one_message_s_trouble_stops_no_other(
    session: Session, caplog: pytest.LogCaptureFixture
) -> None:
    message = write(session, 1)
    write(session, 2)
    box = Box(deque([UnicodeError("kim1@example.org cannot be written")]))
    sender = sending(box)
    assert [sender.one_pass() for _ in range(3)] == [True, True, False]
    assert box.taken == ["kim2@example.org"]
    assert states(session) == [MessageState.WAITING, MessageState.SENT]
    assert [one.getMessage() for one in caplog.records] == [f"message {message.id} cannot be sent"]
    told = sender.finish()
    assert told is not None
    assert "could not be sent: 1" in told.failed


def killed_after_it_left(session: Session, box: Box) -> None:
    """A worker that claims, hands over, and is gone before it says so."""
    letter = claim_next(session, at=NOW)
    assert letter is not None
    box.send(letter)
    session.commit()


@pytest.mark.parametrize(
    ("knows", "copies"),
    [
        (True, 1),  # files and GOV.UK Notify can be asked
        (None, 2),  # a mail server cannot: once more, under the same Message-ID
    ],
)
def test_a_worker_killed_between_sending_and_saying_so(
    session: Session, knows: bool | None, copies: int
) -> None:
    write(session)
    box = Box(knows=knows)
    killed_after_it_left(session, box)
    clock = Clock(NOW + RECLAIM_AFTER)
    while sending(box, clock).one_pass():
        pass
    assert len(box.taken) == copies
    assert states(session) == [MessageState.SENT]


def test_a_worker_killed_before_it_sent_loses_nothing(session: Session) -> None:
    write(session)
    assert claim_next(session, at=NOW) is not None
    session.commit()
    box = Box(knows=True)
    assert not sending(box).one_pass()
    assert sending(box, Clock(NOW + RECLAIM_AFTER)).one_pass()
    assert box.taken == ["kim1@example.org"]


def test_a_server_that_always_breaks_off_gets_no_third_copy(session: Session) -> None:
    message = write(session)
    box, clock = Box(deque([NotKnownWhether("broke off")] * 9)), Clock()
    sender = sending(box, clock)
    for pause in PAUSES[:3]:
        assert sender.one_pass()
        clock.at += pause
    assert len(box.troubles) == 7
    assert states(session) == [MessageState.GIVEN_UP]
    assert session.get_one(Message, message.id).trouble == NOT_AGAIN


def test_what_left_while_the_database_was_gone_is_noted_once_it_is_back(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(session)
    box = Box()
    sender = sending(box)
    calls = iter([False, True, True])

    def gone_for_a_while(change: object) -> object:
        if next(calls, False):
            raise OperationalError("COMMIT", {}, Exception("gone"))
        return in_writing(change)  # type: ignore[arg-type]

    monkeypatch.setattr(posting, "in_writing", gone_for_a_while)
    for _ in range(2):
        with pytest.raises(OperationalError):
            sender.one_pass()
    assert box.taken == ["kim1@example.org"]
    assert not sender.one_pass()
    assert box.taken == ["kim1@example.org"]
    assert states(session) == [MessageState.SENT]


# ---------------------------------------------------------------------------- worker and commands


def test_the_worker_sends_to_files_and_says_so(app: Flask, session: Session) -> None:
    folder = Path(app.config["DATA_DIR"]) / "messages"
    before = set(folder.glob("*.eml"))
    message = write(session, at=LONG_AGO)
    result = app.test_cli_runner().invoke(args=["worker", "--once"])
    assert result.exit_code == 0, result.output
    [file] = set(folder.glob("*.eml")) - before
    file.unlink()
    assert str(message.public_id) in file.name
    assert "Messages sent: 1." in result.output


def test_show_names_what_is_in_trouble_without_its_words(app: Flask, session: Session) -> None:
    message = write(session)
    refused = NotTaken("550 no such mailbox", is_final=True, is_bounce=True)
    sending(Box(deque([refused]))).one_pass()
    told = app.test_cli_runner().invoke(args=["messages", "show"]).output
    assert "Messages: given up 1." in told
    assert f"{message.id}: invitation to kim1@example.org" in told
    assert "550 no such mailbox" in told
    assert "kim1@example.org, last on 2 March 2027".replace(" 2 ", " 02 ") in told
    assert "You are invited" not in told


def test_again_and_trust(app: Flask, session: Session) -> None:
    message = write(session)
    refused = NotTaken("550 no such mailbox", is_final=True, is_bounce=True)
    sending(Box(deque([refused]))).one_pass()
    run = app.test_cli_runner().invoke
    assert run(args=["messages", "again", str(message.id)]).exit_code == 0
    assert states(session) == [MessageState.WAITING]
    assert run(args=["messages", "trust", "kim1@example.org"]).exit_code == 0
    assert bounce_of(session, "kim1@example.org") is None


REPORT = """\
From: mailer@example.org
To: no-reply@portal.example.org
Subject: Undelivered
Content-Type: multipart/report; report-type=delivery-status; boundary=b
MIME-Version: 1.0

--b
Content-Type: text/plain

It could not be delivered.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.org

Final-Recipient: rfc822; kim1@example.org
Action: {action}
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such mailbox

--b
Content-Type: text/rfc822-headers

To: kim1@example.org
Message-ID: <{public_id}@portal.example.org>

--b--
"""


@pytest.mark.parametrize(("action", "bounced"), [("failed", True), ("delayed", False)])
def test_a_report_of_a_mail_server_is_taken_in(
    app: Flask, session: Session, action: str, bounced: bool
) -> None:
    message = write(session)
    sending(Box()).one_pass()
    report = REPORT.format(action=action, public_id=message.public_id)
    for _ in range(2):
        result = app.test_cli_runner().invoke(args=["messages", "bounce", "-"], input=report)
        assert result.exit_code == 0, result.output
    assert states(session) == [MessageState.CAME_BACK if bounced else MessageState.SENT]
    found = bounce_of(session, "kim1@example.org")
    assert (found is not None) is bounced
    assert found is None or "no such mailbox" in found.reason


def test_any_other_mail_is_no_report(app: Flask, session: Session) -> None:
    mail = "From: kim1@example.org\nSubject: Out of office\n\nBack on Monday.\n"
    result = app.test_cli_runner().invoke(args=["messages", "bounce", "-"], input=mail)
    assert "Addresses that bounced: 0." in result.output
