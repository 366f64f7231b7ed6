"""Messages by a mail server, over TLS."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

from directory.messages.sending import Letter
from portal.mail_settings import MailServer, Secured
from portal.messages.answers import NotKnownWhether, NotTaken, PostClosed
from portal.messages.envelope import as_mail

WAITED_SECONDS: Final = 20.0
"""For each answer of the server; a message is claimed anew long after all of them."""

BROKE_OFF: Final = "The connection to the mail server broke while the message was handed over."
CANNOT_TAKE_IT: Final = "The mail server cannot take such an address."

_FOR_GOOD: Final = 500
_GOING_AWAY: Final = 421
_NO_SUCH_ADDRESS: Final = frozenset({550, 551, 553, 556})


class SmtpPost:
    """A connection for each message: they are few, and what is kept open breaks unnoticed."""

    def __init__(self, server: MailServer, sender: str) -> None:
        self._server = server
        self._sender = sender

    def send(self, letter: Letter) -> None:
        mail = as_mail(letter, self._sender)
        with self._connected() as server:
            try:
                server.send_message(mail, self._sender, [letter.to])
            except smtplib.SMTPRecipientsRefused as refused:
                code, said = next(iter(refused.recipients.values()))
                raise _refusal(code, said, is_of_address=True) from refused
            except smtplib.SMTPSenderRefused as refused:
                raise PostClosed(
                    f"the sender is refused: {_words(refused.smtp_error)}"
                ) from refused
            except smtplib.SMTPResponseException as refused:
                raise _refusal(refused.smtp_code, refused.smtp_error) from refused
            except smtplib.SMTPNotSupportedError as refused:
                raise NotTaken(
                    "The mail server cannot take this address.", is_final=True
                ) from refused
            except (smtplib.SMTPServerDisconnected, OSError) as broken:
                raise NotKnownWhether(BROKE_OFF) from broken

    def has_taken(self, _letter: Letter) -> bool | None:
        """A mail server tells nobody."""
        return None

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        """Raises `PostClosed` before anything is handed over."""
        try:
            server = self._opened()
        except smtplib.SMTPResponseException as refused:
            raise PostClosed(
                f"the mail server refuses us: {_words(refused.smtp_error)}"
            ) from refused
        except (smtplib.SMTPException, OSError) as error:
            raise PostClosed(f"the mail server cannot be used: {error}") from error
        try:
            yield server
        finally:
            with suppress(smtplib.SMTPException, OSError):  # all that matters has been said
                server.quit()
            server.close()

    def _opened(self) -> smtplib.SMTP:
        own, trusted = self._server, self._trusted()
        if own.secured is Secured.TLS:
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                own.host, own.port, timeout=WAITED_SECONDS, context=trusted
            )
        else:
            server = smtplib.SMTP(own.host, own.port, timeout=WAITED_SECONDS)
        try:
            if own.secured is Secured.STARTTLS:
                server.starttls(context=trusted)
            if own.user:
                server.login(own.user, own.password)
            server.ehlo_or_helo_if_needed()
        except BaseException:
            server.close()
            raise
        return server

    def _trusted(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        if self._server.authority is not None:
            context.load_verify_locations(self._server.authority)
        return context


def _refusal(code: int, said: bytes | str, *, is_of_address: bool = False) -> Exception:
    if code == _GOING_AWAY:
        return PostClosed(f"the mail server goes away: {_words(said)}")
    is_final = code >= _FOR_GOOD
    return NotTaken(
        f"The mail server answered {code}: {_words(said)}",
        is_final=is_final,
        is_bounce=is_of_address and code in _NO_SUCH_ADDRESS,
    )


def _words(said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
