"""The start dates worked out for a line, kept so that what was shown can be shown again."""

from __future__ import annotations

import datetime as dt
import enum
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from directory.base import Base, Code, Key, Name, kind_column


class ForPriority(enum.StrEnum):
    STANDARD = "standard"
    PRIORITY = "priority"


class WhyNot(enum.StrEnum):
    """Why nothing is available: one of five, and somebody to ring."""

    NOT_COMMISSIONED = "not_commissioned"
    FULL = "full"
    NO_STAFF = "no_staff"
    NOT_ACCREDITED_HERE = "not_accredited_here"
    NOT_CONFIRMED = "not_confirmed"


class ProvisionStatement(Base):
    """Somebody said why a requirement has nothing behind it in an area; the newest counts."""

    __tablename__ = "provision_statement"
    __table_args__ = (Index(None, "local_delivery_unit_id", "requirement"),)

    id: Mapped[Key]
    local_delivery_unit_id: Mapped[int] = mapped_column(ForeignKey("local_delivery_unit.id"))
    requirement: Mapped[Code]
    why_not: Mapped[WhyNot] = mapped_column(kind_column(WhyNot, "why_not"))
    stated_by: Mapped[Name]
    stated_on: Mapped[dt.date]
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class LineForecast(Base):
    """One answer for one line; a row is added only when the answer changes.

    `distribution` is the stored form of `StartDays`, for any order length;
    `likely_start`, `by_1_in_10` and `by_9_in_10` are its quantiles for the order of
    `DEFAULT_ORDER_DAYS`, null when that share never starts within the order.
    """

    __tablename__ = "line_forecast"
    __table_args__ = (Index(None, "line_id", "priority", "made_at"),)

    id: Mapped[Key]
    line_id: Mapped[int] = mapped_column(ForeignKey("line.id"))
    priority: Mapped[ForPriority] = mapped_column(kind_column(ForPriority, "priority"))
    as_of: Mapped[dt.date]
    made_at: Mapped[dt.datetime]
    engine_version: Mapped[Code]
    facts_version: Mapped[int]
    status: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str | None] = mapped_column(String(40))
    distribution: Mapped[list[Any]]
    basis: Mapped[dict[str, Any]]
    by_1_in_10: Mapped[dt.date | None]
    likely_start: Mapped[dt.date | None]
    by_9_in_10: Mapped[dt.date | None]
    start_within_order: Mapped[float]


class SheetForecast(Base):
    """A forecast that a court sheet speaks by, which thinning must leave alone."""

    __tablename__ = "court_sheet_forecast"

    sheet_id: Mapped[int] = mapped_column(ForeignKey("court_sheet.id"), primary_key=True)
    forecast_id: Mapped[int] = mapped_column(
        ForeignKey("line_forecast.id"), primary_key=True, index=True
    )
