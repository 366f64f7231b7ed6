"""Where every line stood at the beginning of a week, and what was told each court about it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from directory.base import Base, Key


class LineWeek(Base):
    """What an open page said of a line when the week began; `week` is its Monday.

    `standing` is the stored form of `LineWeekly`.
    """

    __tablename__ = "line_week"
    __table_args__ = (UniqueConstraint("week", "line_id"),)

    id: Mapped[Key]
    week: Mapped[dt.date]
    line_id: Mapped[int] = mapped_column(ForeignKey("line.id"))
    standing: Mapped[dict[str, Any]]
    recorded_at: Mapped[dt.datetime]


class CourtBulletin(Base):
    """What changed for a court in the week before the Monday `week`, as it was told.

    `since` is the day on which the standings compared with were recorded; None: there were
    none, or they stood so by other rules, so that nothing could be compared. `changes` is a list
    of the stored form of `LineChange`.
    """

    __tablename__ = "court_bulletin"
    __table_args__ = (UniqueConstraint("court_id", "week"), Index(None, "week"))

    id: Mapped[Key]
    court_id: Mapped[int] = mapped_column(ForeignKey("court.id"))
    week: Mapped[dt.date]
    since: Mapped[dt.date | None]
    changes: Mapped[list[Any]]
    made_at: Mapped[dt.datetime]
