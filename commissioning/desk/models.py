"""What the desk keeps: counts of a line's people, alerts that stand, and one's own views."""

from __future__ import annotations

import datetime as dt
import enum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from directory.base import Base, Key, PublicId, kind_column


class LineAttention(Base):
    """Counts of the cases of one line on a day, by the worker; no page asks cases for them.

    `facts_version` is that of the line's figures of which they speak: while it lies behind,
    or `as_of` is not today, they are due.
    """

    __tablename__ = "line_attention"

    line_id: Mapped[int] = mapped_column(ForeignKey("line.id"), primary_key=True)
    as_of: Mapped[dt.date]
    facts_version: Mapped[int]
    starts_without_end: Mapped[int]
    people_above_places: Mapped[int]
    orders_end_first: Mapped[int]
    promised: Mapped[int]
    later_than_promised: Mapped[int]


class AlertSide(enum.StrEnum):
    OVER = "over"
    UNDER = "under"


class VolumeAlert(Base):
    """From the day on which an alert of a volume came to the day on which it went; null: it stands.

    At most one of a volume stands.
    """

    __tablename__ = "volume_alert"
    __table_args__ = (
        CheckConstraint("went_on >= came_on", name="went_after_it_came"),
        Index(
            "ix_volume_alert_standing",
            "volume_id",
            unique=True,
            sqlite_where=text("went_on IS NULL"),
            postgresql_where=text("went_on IS NULL"),
        ),
    )

    id: Mapped[Key]
    volume_id: Mapped[int] = mapped_column(ForeignKey("commissioned_volume.id"), index=True)
    side: Mapped[AlertSide] = mapped_column(kind_column(AlertSide, "side"))
    came_on: Mapped[dt.date]
    went_on: Mapped[dt.date | None]


class SavedView(Base):
    """One's own choice of the desk's filters under a name; `asked` is the value by filter."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("membership_id", "name"),)

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))
    name: Mapped[str] = mapped_column(String(80))
    asked: Mapped[dict[str, Any]]
    kept_at: Mapped[dt.datetime]
