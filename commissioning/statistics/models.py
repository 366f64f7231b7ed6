"""Quarters as they were published: added, never changed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from directory.base import Base, Key, PublicId


class PublishedRelease(Base):
    """Version 1 has no reason, each later one says why it follows.

    `figures` stand as they were published, protected; `declines_counted` is what the table of
    reasons was hidden from, so that a revision tells nobody by the difference: no page shows it.
    """

    __tablename__ = "published_release"
    __table_args__ = (
        UniqueConstraint("quarter", "version"),
        CheckConstraint("version >= 1", name="version_from_1"),
        CheckConstraint("(version = 1) = (reason IS NULL)", name="revision_says_why"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    quarter: Mapped[str] = mapped_column(String(7))
    version: Mapped[int]
    method: Mapped[int]
    published_at: Mapped[dt.datetime]
    reason: Mapped[str | None] = mapped_column(String(300))
    figures: Mapped[dict[str, Any]]
    declines_counted: Mapped[list[Any]]
