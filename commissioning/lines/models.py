"""A line is one queue: a service as delivered to the areas it serves together."""

from __future__ import annotations

import datetime as dt
import enum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from directory.base import Base, Code, Key, Name, PublicId, kind_column
from directory.services.models import Service


class Line(Base):
    """The identity of a queue; its terms and figures hang on it."""

    __tablename__ = "line"

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    external_id: Mapped[str] = mapped_column(String(200), unique=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"), index=True)
    name: Mapped[Name]
    recorded_at: Mapped[dt.datetime]

    service: Mapped[Service] = relationship(lazy="raise")


class LineArea(Base):
    """The line takes people whose home is in this area."""

    __tablename__ = "line_area"
    __table_args__ = (Index(None, "local_delivery_unit_id", "line_id"),)

    line_id: Mapped[int] = mapped_column(ForeignKey("line.id"), primary_key=True)
    local_delivery_unit_id: Mapped[int] = mapped_column(
        ForeignKey("local_delivery_unit.id"), primary_key=True
    )


class Allocation(enum.StrEnum):
    """Who is normally taken first."""

    PRIORITY_THEN_DATE = "priority_then_date"
    DATE = "date"


class LineTerms(Base):
    """How the line is delivered, as recorded on a day; the newest row known is in force.

    `closed_on` is the first day on which the line has stopped for good. Weekdays
    are ISO: 1 is Monday. Fields that a delivery kind does not use are null, and so is a
    target that nobody stated.
    """

    __tablename__ = "line_terms"
    __table_args__ = (
        Index(None, "line_id", "recorded_at"),
        CheckConstraint("session_weekday BETWEEN 1 AND 7", name="iso_weekday"),
        CheckConstraint("target_days >= 0", name="target_not_negative"),
    )

    id: Mapped[Key]
    line_id: Mapped[int] = mapped_column(ForeignKey("line.id"))
    opened_on: Mapped[dt.date]
    closed_on: Mapped[dt.date | None]
    target_days: Mapped[int | None]
    allocation: Mapped[Allocation] = mapped_column(kind_column(Allocation, "allocation"))
    session_weekday: Mapped[int | None]
    sessions_required: Mapped[int | None]
    hours_per_session: Mapped[float | None]
    max_new_per_session: Mapped[int | None]
    min_to_run: Mapped[int | None]
    programme_weeks: Mapped[int | None]
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class LineFigures(Base):
    """The line's summary: changed in the transaction of the event that changes it.

    `facts_version` rises with every fact that can move the start date; the worker
    writes the version it has answered. While the two differ the line is due and
    pages say that the date is being worked out again. `answered_on` is the day as
    of which the current forecasts speak, `terms_id` the terms in force. A clock each
    for start dates, vacancies and what was received, null where nothing was ever shown of
    them, is moved by `confirming` alone. A `…_by_file_alone_on` that is its clock's day says
    that files alone confirmed it, several times running. `rows_set_aside`: of the last file
    that named the line, rows that could not be taken in. `longest_waiting_since` and
    `half_waiting_since` are days 0 of people waiting now: of whom day 0 is first, and on or
    before which it is for half; null where nobody is recorded as waiting.
    """

    __tablename__ = "line_figures"
    __table_args__ = (
        CheckConstraint("waiting >= 0 AND in_progress >= 0", name="people_not_negative"),
        CheckConstraint("waiting_priority BETWEEN 0 AND waiting", name="priority_among_waiting"),
        Index("ix_line_figures_due", "facts_version", "answered_version"),
    )

    line_id: Mapped[int] = mapped_column(ForeignKey("line.id"), primary_key=True)
    terms_id: Mapped[int | None] = mapped_column(ForeignKey("line_terms.id"))
    waiting: Mapped[int] = mapped_column(default=0)
    waiting_priority: Mapped[int] = mapped_column(default=0)
    in_progress: Mapped[int] = mapped_column(default=0)
    facts_version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[dt.datetime]
    answered_version: Mapped[int] = mapped_column(default=0)
    answered_on: Mapped[dt.date | None]
    answered_at: Mapped[dt.datetime | None]
    standard_forecast_id: Mapped[int | None] = mapped_column(ForeignKey("line_forecast.id"))
    priority_forecast_id: Mapped[int | None] = mapped_column(ForeignKey("line_forecast.id"))
    median_wait_days: Mapped[int | None]
    wait_people: Mapped[int] = mapped_column(default=0)
    wait_level: Mapped[str | None] = mapped_column(String(40))
    wait_sentence: Mapped[str | None] = mapped_column(String(300))
    completed_recently: Mapped[int] = mapped_column(default=0)
    ended_recently: Mapped[int] = mapped_column(default=0)
    dates_confirmed_on: Mapped[dt.date | None]
    vacancies_confirmed_on: Mapped[dt.date | None]
    last_received_on: Mapped[dt.date | None]
    dates_by_file_alone_on: Mapped[dt.date | None]
    vacancies_by_file_alone_on: Mapped[dt.date | None]
    rows_set_aside: Mapped[int] = mapped_column(default=0, server_default="0")
    longest_waiting_since: Mapped[dt.date | None]
    half_waiting_since: Mapped[dt.date | None]


class LineConfirmation(Base):
    """Somebody said on a day that a kind of fact about a line is still right.

    `times_by_file`: so many times running a file alone said so, 0 where a person did.
    """

    __tablename__ = "line_confirmation"
    __table_args__ = (UniqueConstraint("line_id", "fact_kind", "confirmed_on"),)

    id: Mapped[Key]
    line_id: Mapped[int] = mapped_column(ForeignKey("line.id"))
    fact_kind: Mapped[Code]
    confirmed_on: Mapped[dt.date]
    confirmed_by: Mapped[Name]
    times_by_file: Mapped[int] = mapped_column(default=0, server_default="0")
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[dt.datetime]


class WeeklyTotal(Base):
    """Counts of one week of a line of which no cases are recorded; the newest row holds.

    `week` is its Monday. Null: not counted, which is not 0. `waiting` is how many waited at
    the end of the week, `places` how many were there to be filled.
    """

    __tablename__ = "weekly_total"
    __table_args__ = (
        Index(None, "line_id", "week"),
        CheckConstraint(
            "received >= 0 AND started >= 0 AND completed >= 0 AND waiting >= 0"
            " AND places >= 0 AND hours >= 0",
            name="not_negative",
        ),
    )

    id: Mapped[Key]
    line_id: Mapped[int] = mapped_column(ForeignKey("line.id"))
    week: Mapped[dt.date]
    received: Mapped[int | None]
    started: Mapped[int | None]
    completed: Mapped[int | None]
    waiting: Mapped[int | None]
    places: Mapped[int | None]
    hours: Mapped[float | None]
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class LineDay(Base):
    """How many people were referred, started, completed… on one day of one line."""

    __tablename__ = "line_day"
    __table_args__ = ({"sqlite_with_rowid": False},)

    line_id: Mapped[int] = mapped_column(ForeignKey("line.id"), primary_key=True)
    day: Mapped[dt.date] = mapped_column(primary_key=True)
    referred: Mapped[int] = mapped_column(default=0)
    started: Mapped[int] = mapped_column(default=0)
    completed: Mapped[int] = mapped_column(default=0)
    dropped_out: Mapped[int] = mapped_column(default=0)
    left: Mapped[int] = mapped_column(default=0)
    terminated: Mapped[int] = mapped_column(default=0)
    hours: Mapped[float] = mapped_column(default=0.0)
