"""What a sender's own software calls the events that it told of."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from directory.base import Base, Key

LONGEST_KEY = 80


class EventKey(Base):
    """The sender's key of an event, so that it is told once and can be named again.

    It goes with the event, whoever deletes that, and by itself after some weeks: a key of
    somebody else's making may tell more than it should.
    """

    __tablename__ = "event_key"
    __table_args__ = (
        UniqueConstraint("organisation_id", "key"),
        Index(None, "event_id"),
        Index(None, "kept_at"),
    )

    id: Mapped[Key]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    key: Mapped[str] = mapped_column(String(LONGEST_KEY))
    event_id: Mapped[int] = mapped_column(ForeignKey("referral_event.id", ondelete="CASCADE"))
    kept_at: Mapped[dt.datetime]
