"""When a group meets, what became of each person on each day, and what was planned ahead."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from commissioning.registers.marks import Away, MarkOutcome, Weekday
from commissioning.registers.running import MinimumToRun
from commissioning.registers.session_plan import MOST_SESSIONS, SessionTemplate
from directory.base import Base, Key, PublicId, kind_column

ALIVE = text("undone_at IS NULL")
FIRST = text("replaces_id IS NULL")


class GroupPlan(Base):
    """How a group meets and how many people it needs; the audit keeps what it said before.

    `min_to_run` is decided `decided_days_before` the start, so that the day moves with it.
    """

    __tablename__ = "group_plan"
    __table_args__ = (
        CheckConstraint(f"sessions BETWEEN 1 AND {MOST_SESSIONS}", name="sessions_there"),
        CheckConstraint("min_to_run >= 0", name="minimum_not_negative"),
        CheckConstraint("decided_days_before >= 0", name="decided_before_the_start"),
    )

    id: Mapped[Key]
    group_id: Mapped[int] = mapped_column(ForeignKey("group_run.id"), unique=True)
    sessions: Mapped[int]
    weekdays: Mapped[list[Any]]
    starts_at: Mapped[dt.time | None]
    min_to_run: Mapped[int | None]
    decided_days_before: Mapped[int] = mapped_column(default=14)
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    @property
    def template(self) -> SessionTemplate:
        return SessionTemplate(self.sessions, tuple(self.weekdays), self.starts_at)

    @property
    def minimum(self) -> MinimumToRun:
        return MinimumToRun(self.min_to_run, self.decided_days_before)


class GroupSession(Base):
    """One session; `number` stays its own when the day moves. One called off keeps its day."""

    __tablename__ = "group_session"
    __table_args__ = (
        UniqueConstraint("group_id", "number"),
        CheckConstraint("number >= 1", name="numbered_from_one"),
        Index(None, "on_date"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    group_id: Mapped[int] = mapped_column(ForeignKey("group_run.id"))
    number: Mapped[int]
    on_date: Mapped[dt.date]
    starts_at: Mapped[dt.time | None]
    cancelled_at: Mapped[dt.datetime | None]

    @property
    def is_off(self) -> bool:
        return self.cancelled_at is not None


class GroupCancellation(Base):
    """A group that will not run, with the memberships that ended by it: undone as one act."""

    __tablename__ = "group_cancellation"
    __table_args__ = (
        CheckConstraint("(undone_at IS NULL) = (undone_by_id IS NULL)", name="undone_by_somebody"),
        Index(
            "uq_group_cancellation_standing",
            "group_id",
            unique=True,
            sqlite_where=ALIVE,
            postgresql_where=ALIVE,
        ),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    group_id: Mapped[int] = mapped_column(ForeignKey("group_run.id"))
    bookings: Mapped[list[Any]]
    sessions: Mapped[list[Any]]
    cancelled_at: Mapped[dt.datetime]
    cancelled_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    undone_at: Mapped[dt.datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class RegisterMark(Base):
    """What somebody said of one person and one session; never changed, only replaced.

    The newest of a chain holds: `replaces_id` names the one before. `attended_event_id` is what
    the mark told of the referral, so that a correction takes it back.
    """

    __tablename__ = "register_mark"
    __table_args__ = (
        # One first mark for each person and session, and each is replaced once.
        Index(
            "uq_register_mark_first",
            "session_id",
            "booking_id",
            unique=True,
            sqlite_where=FIRST,
            postgresql_where=FIRST,
        ),
        UniqueConstraint("replaces_id"),
        Index(None, "booking_id"),
        Index(None, "referral_id"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    session_id: Mapped[int] = mapped_column(ForeignKey("group_session.id"))
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"))
    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"))
    outcome: Mapped[MarkOutcome] = mapped_column(kind_column(MarkOutcome, "outcome"))
    reason: Mapped[str | None] = mapped_column(String(200))
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("register_mark.id"))
    attended_event_id: Mapped[int | None] = mapped_column(ForeignKey("referral_event.id"))
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class RegisterStart(Base):
    """The event by which a register told of somebody's start; no other start is moved by one."""

    __tablename__ = "register_start"

    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"), primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("referral_event.id"))


class ExcludedWeekday(Base):
    """Somebody never comes on this weekday from a day on; why is asked and kept nowhere.

    `to_date` is the last day on which it holds, null while it does.
    """

    __tablename__ = "excluded_weekday"
    __table_args__ = (
        CheckConstraint("weekday BETWEEN 1 AND 7", name="iso_weekday"),
        CheckConstraint("to_date >= from_date", name="ends_after_start"),
        Index(None, "referral_id"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"))
    weekday: Mapped[int]
    from_date: Mapped[dt.date]
    to_date: Mapped[dt.date | None]
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    @property
    def told(self) -> Weekday:
        return Weekday(self.weekday, self.from_date, self.to_date)


class PlannedAbsence(Base):
    """A suspension planned ahead: not required from one day to another, both included."""

    __tablename__ = "planned_absence"
    __table_args__ = (
        CheckConstraint("to_date >= from_date", name="ends_after_start"),
        Index(None, "referral_id"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"))
    from_date: Mapped[dt.date]
    to_date: Mapped[dt.date]
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    @property
    def told(self) -> Away:
        return Away(self.from_date, self.to_date)
