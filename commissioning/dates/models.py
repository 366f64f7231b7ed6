"""The start dates worked out for a line, kept so that what was shown can be shown again."""

from __future__ import annotations

import datetime as dt
import enum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from directory.base import Base, Code, Key, kind_column


class ForPriority(enum.StrEnum):
    STANDARD = "standard"
    PRIORITY = "priority"


class LineForecast(Base):
    """One answer for one line; a row is added only when the answer changes.

    `distribution` is the stored form of `StartDays`, for any order length;
    `likely_start`, `by_1_in_10` and `by_9_in_10` are its quantiles for the order of
    `DEFAULT_ORDER_DAYS`, null when that share never starts within the order.
    `within_orders` are the chances within the usual lengths of orders, as
    `commissioning.dates.kept_dates` stores them: for somebody sentenced on the
    line's `answered_on`; null where there is no forecast, or from before they were kept.
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
    within_orders: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
