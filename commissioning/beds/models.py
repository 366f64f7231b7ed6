"""Beds of a line, who stays in them from when to when, and when one is out of service."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from commissioning.beds.nights import OutOfService, Stay
from directory.base import Base, Key, PublicId

LONGEST_REASON = 200


class Bed(Base):
    """`name` is what the house calls it; `closed_on` is the first day on which it is no more."""

    __tablename__ = "bed"
    __table_args__ = (
        UniqueConstraint("line_id", "name"),
        CheckConstraint("turnaround_days BETWEEN 0 AND 60", name="turnaround_in_days"),
        CheckConstraint("closed_on >= opened_on", name="closes_after_opening"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    line_id: Mapped[int] = mapped_column(ForeignKey("line.id"))
    name: Mapped[str] = mapped_column(String(60))
    turnaround_days: Mapped[int] = mapped_column(default=0)
    opened_on: Mapped[dt.date]
    closed_on: Mapped[dt.date | None]
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class BedStay(Base):
    """Half-open: the night of `leaves_on`, or of `left_on`, is not theirs.

    Whoever stays on has a reason and a day by which they are to go; nobody is named here.
    """

    __tablename__ = "bed_stay"
    __table_args__ = (
        CheckConstraint("leaves_on > from_date", name="one_night_at_least"),
        CheckConstraint("left_on >= from_date", name="goes_after_coming"),
        CheckConstraint("overstays_until > leaves_on", name="overstays_past_the_end"),
        CheckConstraint(
            "(overstays_until IS NULL) = (overstay_reason IS NULL)", name="overstay_whole"
        ),
        Index(None, "bed_id", "from_date"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    bed_id: Mapped[int] = mapped_column(ForeignKey("bed.id"))
    from_date: Mapped[dt.date]
    leaves_on: Mapped[dt.date]
    left_on: Mapped[dt.date | None]
    overstays_until: Mapped[dt.date | None]
    overstay_reason: Mapped[str | None] = mapped_column(String(LONGEST_REASON))
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    @property
    def told(self) -> Stay:
        return Stay(self.from_date, self.leaves_on, self.left_on, self.overstays_until)


class BedOutage(Base):
    """Out of service on both days and between; `to_date` null until somebody says."""

    __tablename__ = "bed_outage"
    __table_args__ = (
        CheckConstraint("to_date >= from_date", name="ends_after_start"),
        Index(None, "bed_id"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    bed_id: Mapped[int] = mapped_column(ForeignKey("bed.id"))
    from_date: Mapped[dt.date]
    to_date: Mapped[dt.date | None]
    reason: Mapped[str] = mapped_column(String(LONGEST_REASON))
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    @property
    def told(self) -> OutOfService:
        return OutOfService(self.from_date, self.to_date)
