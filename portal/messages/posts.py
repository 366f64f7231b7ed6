"""Ways for a message to leave, behind one interface; and what each may answer."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from directory.messages.sending import Letter
from portal.mail_settings import MailBy, MailSettings
from portal.messages.console_post import ConsolePost
from portal.messages.file_post import FilePost
from portal.messages.notify_post import NotifyPost
from portal.messages.smtp_post import SmtpPost


class Post(Protocol):
    """Raises `PostClosed`, `NotTaken` or `NotKnownWhether` where a message is not sent."""

    def send(self, letter: Letter) -> None: ...

    def has_taken(self, letter: Letter) -> bool | None:
        """Whether it was taken before; None where nobody can be asked."""


def post_by(settings: MailSettings, folder: Path) -> Post:
    """`folder` is that of the installation."""
    match settings.by:
        case MailBy.SMTP if settings.server is not None:
            return SmtpPost(settings.server, settings.sender)
        case MailBy.NOTIFY if settings.notify is not None:
            return NotifyPost(settings.notify)
        case MailBy.CONSOLE:
            return ConsolePost(settings.sender)
        case _:
            return FilePost(folder / "messages", settings.sender)
