"""What a mail server writes back about a message that did not arrive (RFC 3464)."""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage, Message
from email.policy import default
from typing import BinaryIO, Final, cast
from uuid import UUID

_OWN_ID: Final = re.compile(r"Message-ID:\s*<([0-9a-f-]{36})@", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Returned:
    """One address for which a report gives up; `public_id` where it names a message of ours."""

    address: str
    reason: str
    public_id: UUID | None


def returned_in(report: BinaryIO) -> list[Returned]:
    """Empty for any other mail, and for one that only says that a message is late."""
    mail = email.message_from_binary_file(report, policy=default)
    own = _OWN_ID.search(mail.as_string())
    public_id = UUID(own[1]) if own is not None else None
    return [
        Returned(_value(one["Final-Recipient"]), _reason(one), public_id)
        for one in _recipients(mail)
        if str(one["Action"]).strip().lower() == "failed"
    ]


def _recipients(mail: EmailMessage) -> Iterator[Message]:
    for part in mail.walk():
        if part.get_content_type() == "message/delivery-status":
            blocks = cast(list[Message], part.get_payload())
            yield from (one for one in blocks if one["Final-Recipient"])


def _reason(one: Message) -> str:
    said = one["Diagnostic-Code"] or one["Status"] or "no reason given"
    return f"The mail came back: {_value(said)}"


def _value(header: object) -> str:
    """Without its kind, as in “rfc822; somebody@example.org”."""
    kind, _, value = " ".join(str(header).split()).partition(";")
    return (value or kind).strip()
