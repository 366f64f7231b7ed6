"""A small mail server that works: it speaks SMTP, over TLS where told, and answers as scripted."""

from __future__ import annotations

import datetime as dt
import ipaddress
import socketserver
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HANGS_UP = "hangs up"
TAKES_AND_HANGS_UP = "takes it, and hangs up before saying so"
TAKES_AND_STALLS = "takes it, and says nothing until it is told to"


@dataclass
class MailServer:
    """`answers`: by the first word of a command, or "." for the end of a text, what is said."""

    answers: Mapping[str, str] = field(default_factory=dict)
    tls: ssl.SSLContext | None = None
    mails: list[EmailMessage] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    port: int = 0
    goes_on: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def running(self) -> Iterator[MailServer]:
        ours = self

        class Conversation(_Conversation):
            mail_server = ours

        class Listening(socketserver.ThreadingTCPServer):
            allow_reuse_address = True
            daemon_threads = True

        with Listening(("127.0.0.1", self.port), Conversation) as listening:
            self.port = listening.server_address[1]
            thread = threading.Thread(target=listening.serve_forever, args=(0.01,))
            thread.start()
            try:
                yield self
            finally:
                self.goes_on.set()
                listening.shutdown()
                thread.join()


class _Conversation(socketserver.StreamRequestHandler):
    mail_server: MailServer

    def handle(self) -> None:
        self._say(self.mail_server.answers.get("connect", "220 ready"))
        while line := self.rfile.readline().decode("utf-8", "replace").strip():
            word = line.split()[0].upper()
            self.mail_server.commands.append(line)
            answer = self.mail_server.answers.get(word, self._usual(word))
            if answer == HANGS_UP:
                return
            self._say(answer)
            if word == "STARTTLS" and answer.startswith("220"):
                self._secure()
            if word == "QUIT" or (word == "DATA" and answer.startswith("354") and not self._text()):
                return

    def finish(self) -> None:
        super().finish()
        self.request.close()

    def _usual(self, word: str) -> str:
        offers = ["127.0.0.1", "AUTH PLAIN", *(["STARTTLS"] if self.mail_server.tls else [])]
        usual = {
            "EHLO": "\r\n".join(f"250-{one}" for one in offers) + "\r\n250 8BITMIME",
            "STARTTLS": "220 go on",
            "AUTH": "235 let in",
            "DATA": "354 go on",
            "QUIT": "221 bye",
        }
        return usual.get(word, "250 ok")

    def _text(self) -> bool:
        """Take a mail; false where the line is to be cut after it."""
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line.removeprefix(b"."))
        answer = self.mail_server.answers.get(".", "250 taken")
        if answer.startswith("250") or answer in {TAKES_AND_HANGS_UP, TAKES_AND_STALLS}:
            parsed: Any = BytesParser(policy=default).parsebytes(b"".join(lines))
            self.mail_server.mails.append(parsed)
        if answer == TAKES_AND_STALLS:
            self.mail_server.goes_on.wait()
        if answer in {HANGS_UP, TAKES_AND_HANGS_UP, TAKES_AND_STALLS}:
            return False
        self._say(answer)
        return True

    def _say(self, answer: str) -> None:
        self.wfile.write(f"{answer}\r\n".encode())
        self.wfile.flush()

    def _secure(self) -> None:
        assert self.mail_server.tls is not None
        self.request = self.mail_server.tls.wrap_socket(self.request, server_side=True)
        self.rfile = self.request.makefile("rb")
        self.wfile = self.request.makefile("wb")


def certificate_in(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """For 127.0.0.1, signed by itself: what a server shows, and the file to trust it by."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    own = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(own, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    shown, secret = folder / "certificate.pem", folder / "key.pem"
    shown.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(shown, secret)
    return context, shown
