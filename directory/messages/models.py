"""The outbox, addresses that bounced, and who wants no reminders."""

from __future__ import annotations

import datetime as dt
import enum

from sqlalchemy import Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from directory.base import Base, Key, PublicId, kind_column
from directory.messages.kinds import MessageKind, MessageState

LONGEST_ADDRESS = 254
LONGEST_SUBJECT = 150
LONGEST_BODY = 20_000
LONGEST_REASON = 500


class Message(Base):
    """One message to one address, written in the transaction of what it tells.

    `due_at`: not sent before. `tries` counts those begun, `unclear` those of which nobody knows
    whether the message left. `body` is emptied once it is sent: it may hold a link that opens
    something. `address_bounced_at`: what was known of the address when it was written.
    `public_id` goes with the message, so that a mail program, or the service that sends, can
    tell a second copy.
    """

    __tablename__ = "message"
    __table_args__ = (Index(None, "state", "due_at"),)

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    kind: Mapped[MessageKind] = mapped_column(kind_column(MessageKind, "kind", is_checked=False))
    to_address: Mapped[str] = mapped_column(String(LONGEST_ADDRESS))
    subject: Mapped[str] = mapped_column(String(LONGEST_SUBJECT))
    body: Mapped[str] = mapped_column(Text)
    written_at: Mapped[dt.datetime]
    due_at: Mapped[dt.datetime]
    state: Mapped[MessageState] = mapped_column(
        kind_column(MessageState, "state"), default=MessageState.WAITING
    )
    tries: Mapped[int] = mapped_column(default=0)
    unclear: Mapped[int] = mapped_column(default=0)
    claimed_at: Mapped[dt.datetime | None]
    settled_at: Mapped[dt.datetime | None]
    trouble: Mapped[str | None] = mapped_column(String(LONGEST_REASON))
    address_bounced_at: Mapped[dt.datetime | None]


class BouncedAddress(Base):
    """An address at which a message did not arrive, in small letters, and the last reason."""

    __tablename__ = "bounced_address"

    id: Mapped[Key]
    address: Mapped[str] = mapped_column(String(LONGEST_ADDRESS), unique=True)
    bounced_at: Mapped[dt.datetime]
    times: Mapped[int] = mapped_column(default=1)
    reason: Mapped[str] = mapped_column(String(LONGEST_REASON))


class Rhythm(enum.StrEnum):
    """How often somebody wants to be reminded."""

    WEEKLY = "weekly"
    NONE = "none"


class Reminded(enum.StrEnum):
    """Who chooses."""

    PERSON = "person"
    ORGANISATION = "organisation"


class ReminderChoice(Base):
    """What one person or organisation chose; who chose nothing is reminded weekly."""

    __tablename__ = "reminder_choice"
    __table_args__ = (UniqueConstraint("reminded", "reminded_id"),)

    id: Mapped[Key]
    reminded: Mapped[Reminded] = mapped_column(kind_column(Reminded, "reminded"))
    reminded_id: Mapped[int]
    rhythm: Mapped[Rhythm] = mapped_column(kind_column(Rhythm, "rhythm"))
    chosen_at: Mapped[dt.datetime]
