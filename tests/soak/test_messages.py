"""Workers as processes, and a mail server that is down, stalls, or is asked by two at once."""

from __future__ import annotations

import datetime as dt
import socket
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from directory.messages.kinds import MessageKind, MessageState
from directory.messages.models import Message
from directory.messages.sending import RECLAIM_AFTER
from directory.messages.writing import Words, write_message
from portal.running.transactions import in_reading, in_writing
from tests.patience import until
from tests.portal.messages.mail_server import TAKES_AND_STALLS, MailServer
from tests.soak.processes import Portal, Started

pytestmark = pytest.mark.soak


@contextmanager
def sending(portal: Portal, port: int) -> Iterator[Started]:
    worker = portal.start(
        "flask", "--app", "portal", "worker",
        PORTAL_MAIL="smtp", PORTAL_MAIL_FROM="no-reply@portal.example.org",
        PORTAL_MAIL_SERVER=f"127.0.0.1:{port}", PORTAL_MAIL_TLS="none",
    )  # fmt: skip
    try:
        yield worker
    finally:
        worker.kill()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def write(number: int) -> None:
    def change(session: Session) -> None:
        for one in range(number):
            to, words = f"kim{one}@example.org", Words("You are invited", "Text")
            at = dt.datetime.now(dt.UTC)
            write_message(session, to=to, words=words, kind=MessageKind.INVITATION, at=at)

    in_writing(change)


def states() -> Counter[MessageState]:
    return in_reading(lambda session: Counter(session.scalars(select(Message.state))))


def test_what_was_written_while_the_mail_server_was_down_arrives_once_it_is_up(
    portal: Portal, here: Flask
) -> None:
    port = free_port()
    write(5)
    with sending(portal, port) as worker:
        until(lambda: "messages wait" in worker.said, "the worker has found nobody there")
        with MailServer(port=port).running() as server:
            until(lambda: states() == {MessageState.SENT: 5}, "all have left")
    assert sorted(mail["To"] for mail in server.mails) == [f"kim{n}@example.org" for n in range(5)]


def test_two_workers_send_each_message_once(portal: Portal, here: Flask) -> None:
    with MailServer().running() as server:
        write(40)
        with sending(portal, server.port), sending(portal, server.port):
            until(lambda: states() == {MessageState.SENT: 40}, "all have left")
    assert Counter(mail["To"] for mail in server.mails) == Counter(
        f"kim{number}@example.org" for number in range(40)
    )


def test_a_worker_killed_before_the_server_said_so_sends_one_more_copy_of_that_message_alone(
    portal: Portal, here: Flask
) -> None:
    stalling = MailServer({".": TAKES_AND_STALLS})
    with stalling.running():
        write(3)
        with sending(portal, stalling.port) as worker:
            until(lambda: len(stalling.mails) == 1, "the server has taken one and says nothing")
            worker.kill()
    assert states() == {MessageState.SENDING: 1, MessageState.WAITING: 2}
    in_writing(_a_quarter_of_an_hour_later)
    with MailServer().running() as server, sending(portal, server.port):
        until(lambda: states() == {MessageState.SENT: 3}, "all have left")
    assert len(server.mails) == 3
    [first] = stalling.mails
    assert first["Message-ID"] in [mail["Message-ID"] for mail in server.mails]


def _a_quarter_of_an_hour_later(session: Session) -> None:
    claimed = update(Message).where(Message.state == MessageState.SENDING)
    session.execute(claimed.values(claimed_at=dt.datetime.now(dt.UTC) - RECLAIM_AFTER))
