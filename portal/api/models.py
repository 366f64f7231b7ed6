"""What the write door remembers of requests: answers by their key, how many, and rehearsals."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from directory.base import Base, Code, Key

LONGEST_IDEMPOTENCY_KEY = 100


class IdempotencyKey(Base):
    """The answer to a change, kept for a day in the change's own transaction.

    `request_digest` is of the method, the address and the body; the answer holds no reference of
    anybody, only this portal's own identifiers.
    """

    __tablename__ = "idempotency_key"
    __table_args__ = (UniqueConstraint("token_id", "key"), Index(None, "made_at"))

    id: Mapped[Key]
    token_id: Mapped[int] = mapped_column(ForeignKey("software_token.id"))
    key: Mapped[str] = mapped_column(String(LONGEST_IDEMPOTENCY_KEY))
    request_digest: Mapped[str] = mapped_column(String(64))
    status: Mapped[int]
    location: Mapped[str] = mapped_column(String(200))
    answer: Mapped[bytes] = mapped_column(LargeBinary)
    made_at: Mapped[dt.datetime]


class RequestCount(Base):
    """How many requests came by a token in the minute; `minute` counts from 1970."""

    __tablename__ = "request_count"

    token_id: Mapped[int] = mapped_column(
        ForeignKey("software_token.id"), primary_key=True, autoincrement=False
    )
    minute: Mapped[int]
    count: Mapped[int]


class RehearsedRequest(Base):
    """What a token of the sandbox told and was accepted: said again, and undone, with the next.

    `sealed` is opened by the portal's key alone, and goes after a day.
    """

    __tablename__ = "rehearsed_request"
    __table_args__ = (Index(None, "token_id", "sent_at"),)

    id: Mapped[Key]
    token_id: Mapped[int] = mapped_column(ForeignKey("software_token.id"))
    operation: Mapped[Code]
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    sent_at: Mapped[dt.datetime]
