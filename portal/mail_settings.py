"""How messages leave the portal, from PORTAL_MAIL… and PORTAL_NOTIFY… variables."""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from uuid import UUID

from email_validator import EmailNotValidError, validate_email

NOBODY: Final = "no-reply@portal.invalid"
"""Until a sender is set: nothing that is sent to files or shown needs one that exists."""

NOTIFY_URL: Final = "https://api.notifications.service.gov.uk"
_NOTIFY_KEY: Final = re.compile(r".*[0-9a-fA-F-]{36}-[0-9a-fA-F-]{36}")
_THIS_MACHINE: Final = frozenset({"localhost", "127.0.0.1", "::1"})


class MailBy(enum.StrEnum):
    CONSOLE = "console"
    FILE = "file"
    SMTP = "smtp"
    NOTIFY = "notify"


class Secured(enum.StrEnum):
    """How the way to the mail server is secured: after a greeting, from the first byte, not."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


PORTS: Final = {Secured.STARTTLS: 587, Secured.TLS: 465, Secured.NONE: 25}


class MailSettingsUnfit(ValueError):
    """Messages could not be sent as set up; the sentence says what to set."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """`authority`: a file of certificates to trust beside those of the machine."""

    host: str
    port: int
    secured: Secured
    user: str = ""
    password: str = field(default="", repr=False)
    authority: Path | None = None


@dataclass(frozen=True, slots=True)
class NotifyAccount:
    """The template has ((subject)) as its subject and ((body)) as its only text."""

    key: str = field(repr=False)
    template: str
    url: str = NOTIFY_URL


@dataclass(frozen=True, slots=True)
class MailSettings:
    by: MailBy = MailBy.FILE
    sender: str = NOBODY
    server: MailServer | None = None
    notify: NotifyAccount | None = None


def mail_settings(environ: Mapping[str, str]) -> MailSettings:
    """Raises `MailSettingsUnfit`."""
    word = environ.get("PORTAL_MAIL", MailBy.FILE.value)
    if word not in set(MailBy):
        raise MailSettingsUnfit(f"PORTAL_MAIL is “{word}”; set it to one of {', '.join(MailBy)}.")
    by = MailBy(word)
    return MailSettings(
        by,
        _sender(environ, is_needed=by is MailBy.SMTP),
        _server(environ) if by is MailBy.SMTP else None,
        _notify(environ) if by is MailBy.NOTIFY else None,
    )


def _sender(environ: Mapping[str, str], *, is_needed: bool) -> str:
    typed = environ.get("PORTAL_MAIL_FROM", "")
    if not typed and not is_needed:
        return NOBODY
    try:
        return validate_email(typed, check_deliverability=False).normalized
    except EmailNotValidError as why:
        raise MailSettingsUnfit(
            "PORTAL_MAIL_FROM is no e-mail address; set it to the one that messages come from, "
            "for example: no-reply@available.example.org"
        ) from why


def _server(environ: Mapping[str, str]) -> MailServer:
    secured = _secured(environ.get("PORTAL_MAIL_TLS", Secured.STARTTLS.value))
    host, port = _host_and_port(environ.get("PORTAL_MAIL_SERVER", ""), PORTS[secured])
    user, password = (environ.get(f"PORTAL_MAIL_{name}", "") for name in ("USER", "PASSWORD"))
    if bool(user) is not bool(password):
        raise MailSettingsUnfit("Set both PORTAL_MAIL_USER and PORTAL_MAIL_PASSWORD, or neither.")
    if secured is Secured.NONE and host not in _THIS_MACHINE:
        raise MailSettingsUnfit(
            "PORTAL_MAIL_TLS is “none”: messages hold links that open accounts, so that they go "
            "unsecured to no other machine. Set it to starttls or tls."
        )
    return MailServer(host, port, secured, user, password, _authority(environ))


def _secured(word: str) -> Secured:
    if word not in set(Secured):
        raise MailSettingsUnfit(
            f"PORTAL_MAIL_TLS is “{word}”; set it to one of {', '.join(Secured)}."
        )
    return Secured(word)


def _host_and_port(typed: str, usual: int) -> tuple[str, int]:
    found = re.fullmatch(r"(\[[0-9a-fA-F:]+\]|[A-Za-z0-9.-]+)(?::(\d{1,5}))?", typed)
    if found is None or not 0 < int(found[2] or usual) < 65_536:
        raise MailSettingsUnfit(
            f"PORTAL_MAIL_SERVER is “{typed}”; set it to the mail server's name and port, for "
            "example: smtp.example.org:587"
        )
    return found[1].strip("[]"), int(found[2] or usual)


def _authority(environ: Mapping[str, str]) -> Path | None:
    typed = environ.get("PORTAL_MAIL_CA", "")
    if typed and not Path(typed).is_file():
        raise MailSettingsUnfit(f"PORTAL_MAIL_CA names “{typed}”, which is no file.")
    return Path(typed) if typed else None


def _notify(environ: Mapping[str, str]) -> NotifyAccount:
    key, template = environ.get("PORTAL_NOTIFY_KEY", ""), environ.get("PORTAL_NOTIFY_TEMPLATE", "")
    if not _NOTIFY_KEY.fullmatch(key):
        raise MailSettingsUnfit(
            "PORTAL_NOTIFY_KEY is no API key of GOV.UK Notify: a name and two identifiers of 36 "
            "characters, joined by hyphens. Copy it whole from the service's API integration page."
        )
    try:
        UUID(template)
    except ValueError as why:
        raise MailSettingsUnfit(
            "PORTAL_NOTIFY_TEMPLATE is no identifier of a template; copy that of an e-mail "
            "template with ((subject)) as its subject and ((body)) as its text."
        ) from why
    return NotifyAccount(key, template, environ.get("PORTAL_NOTIFY_URL", NOTIFY_URL))
