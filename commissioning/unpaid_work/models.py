"""Hours that a register states beside a mark, and what of travel is credited on a line."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from commissioning.unpaid_work.hours import HOUR, HoursTold, TravelFigures
from directory.base import Base, Key


class SessionHours(Base):
    """Of one mark, in minutes; a correction is another mark with hours of its own.

    `travel_credited` is what the line's figures of that day allowed of `travelled`.
    """

    __tablename__ = "session_hours"
    __table_args__ = (
        CheckConstraint("worked BETWEEN 0 AND 1440", name="within_a_day"),
        CheckConstraint("worked % 15 = 0 AND travelled % 15 = 0", name="in_quarters"),
        CheckConstraint("travel_credited BETWEEN 0 AND travelled", name="no_more_than_travelled"),
        CheckConstraint("(travelled = 0) = (travel_reason IS NULL)", name="travel_with_reason"),
    )

    mark_id: Mapped[int] = mapped_column(ForeignKey("register_mark.id"), primary_key=True)
    worked: Mapped[int]
    travelled: Mapped[int]
    travel_reason: Mapped[str | None] = mapped_column(String(40))
    travel_credited: Mapped[int]

    @property
    def told(self) -> HoursTold:
        return HoursTold(self.worked, self.travelled, self.travel_reason)

    @property
    def credited(self) -> int:
        return self.worked + self.travel_credited

    @property
    def credited_hours(self) -> float:
        return self.credited / HOUR


class TravelRule(Base):
    """What of travel a line credits, as its commissioner said; the newest row holds. In minutes."""

    __tablename__ = "travel_rule"
    __table_args__ = (
        CheckConstraint("own >= 0 AND most >= 0", name="not_negative"),
        Index(None, "line_id", "recorded_at"),
    )

    id: Mapped[Key]
    line_id: Mapped[int] = mapped_column(ForeignKey("line.id"))
    own: Mapped[int]
    most: Mapped[int]
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    @property
    def figures(self) -> TravelFigures:
        return TravelFigures(self.own, self.most)
