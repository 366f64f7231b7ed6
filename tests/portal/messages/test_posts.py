"""The ways a message leaves: a mail server on this machine, files, GOV.UK Notify's own client."""

from __future__ import annotations

import email
import json
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest

from directory.messages.kinds import MessageKind
from directory.messages.sending import Letter
from portal.mail_settings import MailBy, MailSettings, NotifyAccount, Secured
from portal.mail_settings import MailServer as Settings
from portal.messages.answers import NotKnownWhether, NotTaken, PostClosed
from portal.messages.file_post import FilePost
from portal.messages.notify_post import DidNotArrive, NotifyPost
from portal.messages.posts import post_by
from portal.messages.smtp_post import SmtpPost
from tests.makers.days import NOW
from tests.portal.messages.mail_server import (
    HANGS_UP,
    TAKES_AND_HANGS_UP,
    MailServer,
    certificate_in,
)

SENDER = "no-reply@portal.example.org"
LETTER = Letter(
    message_id=1,
    public_id=uuid.UUID(int=5),
    kind=MessageKind.INVITATION,
    to="kim@example.org",
    subject="You are invited – “welcome”",
    body="Open https://portal.example.org/invited/abc\n.\nA dot by itself ends nothing. Ŵy.\n",
    written_at=NOW,
    claimed_at=NOW,
    tries=1,
    unclear=0,
)


def smtp_to(server: MailServer, **more: Any) -> SmtpPost:
    return SmtpPost(replace(Settings("127.0.0.1", server.port, Secured.NONE), **more), SENDER)


# -------------------------------------------------------------------------------- mail server


def test_a_mail_arrives_as_it_was_written_with_an_identity_of_its_own() -> None:
    with MailServer().running() as server:
        smtp_to(server).send(LETTER)
        smtp_to(server).send(LETTER)
    first, second = server.mails
    assert (first["To"], first["From"]) == (LETTER.to, SENDER)
    assert first["Subject"] == LETTER.subject
    assert first.get_content().replace("\r\n", "\n") == LETTER.body
    assert first["Auto-Submitted"] == "auto-generated"
    assert first["Message-ID"] == second["Message-ID"] == f"<{LETTER.public_id}@portal.example.org>"
    assert bytes(first) == bytes(second)


def test_the_way_is_secured_before_a_password_is_told(tmp_path: Path) -> None:
    tls, authority = certificate_in(tmp_path)
    with MailServer(tls=tls).running() as server:
        post = smtp_to(
            server, secured=Secured.STARTTLS, user="portal", password="p" * 20, authority=authority
        )
        post.send(LETTER)
    words = [line.split()[0].upper() for line in server.commands]
    assert words.index("STARTTLS") < words.index("AUTH") < words.index("DATA")
    assert len(server.mails) == 1


def test_a_server_that_shows_no_certificate_we_trust_is_told_nothing(tmp_path: Path) -> None:
    tls, _ = certificate_in(tmp_path)
    with (
        MailServer(tls=tls).running() as server,
        pytest.raises(PostClosed, match="cannot be used"),
    ):
        smtp_to(server, secured=Secured.STARTTLS).send(LETTER)
    assert not any(line.upper().startswith(("AUTH", "MAIL")) for line in server.commands)


def test_a_server_that_does_not_secure_the_way_is_told_nothing() -> None:
    with MailServer().running() as server, pytest.raises(PostClosed, match="cannot be used"):
        smtp_to(server, secured=Secured.STARTTLS).send(LETTER)
    assert server.mails == []


@pytest.mark.parametrize(
    ("answers", "is_final", "is_bounce"),
    [
        ({"RCPT": "550 5.1.1 no such mailbox"}, True, True),
        ({"RCPT": "554 5.7.1 not for us"}, True, False),
        ({"RCPT": "452 4.2.2 mailbox full"}, False, False),
        ({".": "554 5.6.0 not liked"}, True, False),
        ({".": "451 4.3.0 later"}, False, False),
    ],
)
def test_what_a_server_says_of_one_message(
    answers: dict[str, str], is_final: bool, is_bounce: bool
) -> None:
    with MailServer(answers).running() as server, pytest.raises(NotTaken) as refused:
        smtp_to(server).send(LETTER)
    assert (refused.value.is_final, refused.value.is_bounce) == (is_final, is_bounce)
    [said] = answers.values()
    assert said[4:] in refused.value.reason
    assert server.mails == []


@pytest.mark.parametrize(
    "answers",
    [
        {"connect": "554 go away"},
        {"EHLO": HANGS_UP},
        {"MAIL": "550 sender unknown"},
        {"RCPT": "421 shutting down"},
        {"DATA": "421 shutting down"},
    ],
)
def test_where_nobody_lets_us_in_no_message_is_at_fault(answers: dict[str, str]) -> None:
    with MailServer(answers).running() as server, pytest.raises(PostClosed):
        smtp_to(server).send(LETTER)
    assert server.mails == []


def test_a_password_that_is_refused_is_no_fault_of_a_message() -> None:
    with (
        MailServer({"AUTH": "535 no"}).running() as server,
        pytest.raises(PostClosed, match="refuses us: no"),
    ):
        smtp_to(server, user="portal", password="p" * 20).send(LETTER)


def test_a_server_that_is_down_is_closed() -> None:
    with MailServer().running() as server:
        post = smtp_to(server)
    with pytest.raises(PostClosed, match="cannot be used"):
        post.send(LETTER)


@pytest.mark.parametrize("answer", [HANGS_UP, TAKES_AND_HANGS_UP])
def test_a_hand_over_that_breaks_off_may_have_arrived(answer: str) -> None:
    with MailServer({".": answer}).running() as server:
        with pytest.raises(NotKnownWhether):
            smtp_to(server).send(LETTER)
        assert smtp_to(server).has_taken(LETTER) is None
    assert len(server.mails) == (answer == TAKES_AND_HANGS_UP)


# -------------------------------------------------------------------------------------- files


def test_a_file_is_whole_for_its_owner_alone_and_the_same_twice(tmp_path: Path) -> None:
    post = FilePost(tmp_path / "messages", SENDER)
    assert post.has_taken(LETTER) is False
    post.send(LETTER)
    post.send(LETTER)
    [file] = (tmp_path / "messages").iterdir()
    assert (file.suffix, file.stat().st_mode & 0o777) == (".eml", 0o600)
    assert (tmp_path / "messages").stat().st_mode & 0o777 == 0o700
    mail = email.message_from_bytes(file.read_bytes(), policy=default)
    assert mail["Subject"] == LETTER.subject
    assert post.has_taken(LETTER) is True


def test_a_folder_that_cannot_be_written_is_closed(tmp_path: Path) -> None:
    (tmp_path / "messages").write_text("a file where the folder should be")
    with pytest.raises(PostClosed, match="cannot be written"):
        FilePost(tmp_path / "messages", SENDER).send(LETTER)


def test_files_are_what_there_is_unless_told(tmp_path: Path, capsys: Any) -> None:
    post = post_by(MailSettings(), tmp_path)
    assert isinstance(post, FilePost)
    assert post.folder == tmp_path / "messages"
    console = post_by(MailSettings(MailBy.CONSOLE), tmp_path)
    console.send(LETTER)
    assert LETTER.body in capsys.readouterr().out
    assert console.has_taken(LETTER) is None


# ------------------------------------------------------------------------------ GOV.UK Notify

ACCOUNT = f"portal-{uuid.UUID(int=1)}-{uuid.UUID(int=2)}"
TEMPLATE = str(uuid.UUID(int=3))


@dataclass
class Notify:
    """Answers as the documentation of Notify's API says."""

    status: int = 201
    sent: list[dict[str, Any]] = field(default_factory=list)
    failed: dict[str, list[str | None]] = field(default_factory=dict)
    url: str = ""

    @contextmanager
    def running(self) -> Iterator[Notify]:
        ours = self

        class Answers(_Answers):
            notify = ours

        with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as listening:
            self.url = f"http://127.0.0.1:{listening.server_port}"
            thread = threading.Thread(target=listening.serve_forever, args=(0.01,))
            thread.start()
            try:
                yield self
            finally:
                listening.shutdown()
                thread.join()

    def post(self) -> NotifyPost:
        return NotifyPost(NotifyAccount(ACCOUNT, TEMPLATE, self.url))


class _Answers(BaseHTTPRequestHandler):
    notify: ClassVar[Notify]

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.notify.status == 201:
            self.notify.sent.append(asked)
        self._reply(self.notify.status, {"id": "1"})

    def do_GET(self) -> None:
        _, _, query = self.path.partition("?")
        asked = dict(part.split("=") for part in query.split("&") if part)
        if "older_than" in asked:
            found: list[str | None] = []
        elif "reference" in asked:
            found = [one["reference"] for one in self.notify.sent]
            found = [one for one in found if one == asked["reference"]]
        else:
            found = self.notify.failed.get(asked["status"], [])
        told = [{"id": "1", "reference": one} for one in found]
        links = {"next": f"/v2/notifications?older_than={uuid.UUID(int=9)}"}
        self._reply(200, {"notifications": told, "links": links})

    def _reply(self, status: int, told: object) -> None:
        body = json.dumps(told if status < 400 else {"errors": [{"message": "no"}]}).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Not in the output of the tests."""


@pytest.fixture
def _client() -> None:
    """The client is an extra of its own: a run without it says so and tests all else."""
    pytest.importorskip("notifications_python_client", reason="requirements-notify.lock")


@pytest.mark.usefixtures("_client")
def test_notify_gets_the_words_and_a_reference_of_ours() -> None:
    with Notify().running() as notify:
        post = notify.post()
        assert post.has_taken(LETTER) is False
        post.send(LETTER)
        assert post.has_taken(LETTER) is True
    [sent] = notify.sent
    assert (sent["email_address"], sent["template_id"]) == (LETTER.to, TEMPLATE)
    assert sent["personalisation"] == {"subject": LETTER.subject, "body": LETTER.body}
    assert sent["reference"] == str(LETTER.public_id)


@pytest.mark.usefixtures("_client")
@pytest.mark.parametrize("status", [403, 429, 500, 503])
def test_notify_that_takes_nothing_is_closed(status: int) -> None:
    with Notify(status).running() as notify, pytest.raises(PostClosed) as closed:
        notify.post().send(LETTER)
    assert not closed.value.may_have_left


@pytest.mark.usefixtures("_client")
def test_notify_that_refuses_one_message_is_tried_again() -> None:
    with Notify(400).running() as notify, pytest.raises(NotTaken, match="answered 400"):
        notify.post().send(LETTER)


@pytest.mark.usefixtures("_client")
def test_notify_that_does_not_answer_is_asked_later() -> None:
    with Notify().running() as notify:
        post = notify.post()
    with pytest.raises(PostClosed) as closed:
        post.send(LETTER)
    assert closed.value.may_have_left
    with pytest.raises(PostClosed, match="cannot be asked"):
        post.has_taken(LETTER)


@pytest.mark.usefixtures("_client")
def test_notify_says_which_did_not_arrive_and_whose_they_are() -> None:
    failed = {"permanent-failure": [str(LETTER.public_id), None, "of another portal"]}
    with Notify(failed=failed).running() as notify:
        found = list(notify.post().did_not_arrive())
    assert [one.public_id for one in found] == [LETTER.public_id]
    assert isinstance(found[0], DidNotArrive)
    assert "does not exist" in found[0].reason
