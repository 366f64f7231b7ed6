"""What is free: groups and their places, capacity stated, closures announced."""

from __future__ import annotations

import datetime as dt
import enum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from directory.base import Base, Key, Name, PublicId, kind_column


class GroupStatus(enum.StrEnum):
    PLANNED = "planned"
    RAN = "ran"
    CANCELLED = "cancelled"


class Group(Base):
    """One run of a closed-group programme; `planned_start` is the date first published."""

    __tablename__ = "group_run"
    __table_args__ = (
        CheckConstraint("booked BETWEEN 0 AND places", name="never_overbooked"),
        Index(None, "line_id", "planned_start"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    external_id: Mapped[str] = mapped_column(String(160), unique=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("line.id"))
    planned_start: Mapped[dt.date]
    places: Mapped[int]
    booked: Mapped[int] = mapped_column(default=0)
    recorded_at: Mapped[dt.datetime]


class GroupStatement(Base):
    """What was said of a group on a day; the newest row known is in force."""

    __tablename__ = "group_statement"
    __table_args__ = (Index(None, "group_id", "recorded_at"),)

    id: Mapped[Key]
    group_id: Mapped[int] = mapped_column(ForeignKey("group_run.id"))
    current_start: Mapped[dt.date]
    status: Mapped[GroupStatus] = mapped_column(kind_column(GroupStatus, "status"))
    places: Mapped[int]
    started: Mapped[int | None]
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class CapacityMeasure(enum.StrEnum):
    """Places: what can be delivered at one time (hours a week for unpaid work).
    Vacancies: beds free on the day of the statement."""

    PLACES = "places"
    VACANCIES = "vacancies"


class CapacityStatement(Base):
    """From this day the line has this capacity, as somebody said; a later row corrects."""

    __tablename__ = "capacity_statement"
    __table_args__ = (
        Index(None, "line_id", "from_date", "recorded_at"),
        CheckConstraint("value >= 0", name="value_not_negative"),
    )

    id: Mapped[Key]
    external_id: Mapped[str | None] = mapped_column(String(160), unique=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("line.id"))
    measure: Mapped[CapacityMeasure] = mapped_column(kind_column(CapacityMeasure, "measure"))
    from_date: Mapped[dt.date]
    value: Mapped[float]
    stated_by: Mapped[Name]
    stated_on: Mapped[dt.date]
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class Closure(Base):
    """The provider is shut from `from_date` to `to_date`, both included."""

    __tablename__ = "closure"
    __table_args__ = (
        Index(None, "line_id", "from_date"),
        CheckConstraint("to_date >= from_date", name="ends_after_start"),
    )

    id: Mapped[Key]
    external_id: Mapped[str] = mapped_column(String(160), unique=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("line.id"))
    from_date: Mapped[dt.date]
    to_date: Mapped[dt.date]
    reason: Mapped[str | None] = mapped_column(String(300))
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    withdrawn_at: Mapped[dt.datetime | None]


class PlannedStop(Base):
    """A person's dated statement: nobody is taken from `from_date` on, until `to_date` and on it;
    without `to_date` for good."""

    __tablename__ = "planned_stop"
    __table_args__ = (CheckConstraint("to_date >= from_date", name="ends_after_start"),)

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"), index=True)
    from_date: Mapped[dt.date]
    to_date: Mapped[dt.date | None]
    reason: Mapped[str | None] = mapped_column(String(300))
    stated_by: Mapped[Name]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[dt.datetime]
    cancelled_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    cancelled_at: Mapped[dt.datetime | None]

    @property
    def is_for_good(self) -> bool:
        return self.to_date is None

    @property
    def last_day(self) -> dt.date:
        """Of one for good, the last day on which the service runs."""
        return self.from_date - dt.timedelta(days=1)

    def is_over(self, on: dt.date) -> bool:
        return self.to_date is not None and self.to_date < on

    def has_begun(self, on: dt.date) -> bool:
        return self.from_date <= on
