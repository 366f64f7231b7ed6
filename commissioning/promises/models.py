"""What was promised, what back-tests found, what the record says, and what was changed for it."""

from __future__ import annotations

import datetime as dt
import enum
from typing import Any

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from commissioning.dates.models import ForPriority
from directory.base import Base, Code, Key, kind_column, one_of
from directory.delivery import DeliveryKind


class Promise(Base):
    """The forecast that stood for a referral's line and priority on its day 0, pinned to it.

    Dates are those of an order of `DEFAULT_ORDER_DAYS`, null where not within it;
    a forecast that gave none is pinned as well. What became of the person is read
    from the referral, so that a correction there corrects the record here.
    """

    __tablename__ = "promise"
    __table_args__ = (one_of("priority", ForPriority), one_of("delivery_kind", DeliveryKind))

    id: Mapped[Key]
    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"), unique=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("line.id"), index=True)
    forecast_id: Mapped[int] = mapped_column(ForeignKey("line_forecast.id"), index=True)
    recalibration_id: Mapped[int | None] = mapped_column(ForeignKey("recalibration.id"))
    priority: Mapped[ForPriority] = mapped_column(
        kind_column(ForPriority, "priority", is_checked=False)
    )
    delivery_kind: Mapped[DeliveryKind] = mapped_column(
        kind_column(DeliveryKind, "delivery_kind", is_checked=False)
    )
    is_generated: Mapped[bool]
    promised_on: Mapped[dt.date] = mapped_column(index=True)
    by_1_in_10: Mapped[dt.date | None]
    likely_start: Mapped[dt.date | None]
    by_9_in_10: Mapped[dt.date | None]
    target_days: Mapped[int | None]
    start_within_target: Mapped[float | None]
    start_within_order: Mapped[float]
    engine_version: Mapped[Code]
    recorded_at: Mapped[dt.datetime]


class BackTest(Base):
    """What an engine would have said of a line on a past day, beside what happened to those
    whose day 0 it was; counts, not people.

    `followed_to` is the census. `tally` and `fallen` are the stored forms of `Tally`
    and `Fallen`; both are of the engine alone, before any recalibration.
    """

    __tablename__ = "back_test"
    __table_args__ = (UniqueConstraint("line_id", "as_of", "engine_version"),)

    id: Mapped[Key]
    line_id: Mapped[int] = mapped_column(ForeignKey("line.id"))
    as_of: Mapped[dt.date]
    engine_version: Mapped[Code]
    delivery_kind: Mapped[DeliveryKind] = mapped_column(kind_column(DeliveryKind, "delivery_kind"))
    is_generated: Mapped[bool]
    followed_to: Mapped[dt.date]
    people: Mapped[int]
    tally: Mapped[dict[str, Any]]
    fallen: Mapped[dict[str, Any]]
    worked_at: Mapped[dt.datetime] = mapped_column(index=True)


class PromiseSource(enum.StrEnum):
    """Where a record comes from: people who were told a date, or days worked out again."""

    PROMISES = "promises"
    BACK_TESTS = "back_tests"


class PromiseRecord(Base):
    """How often dates held, by kind of delivery or for one line, as at a census day.

    Those of kinds are kept for each day, those of lines only the newest. `since` is
    the first day of promise counted; `tally` is the stored form of `Tally`.
    """

    __tablename__ = "promise_record"
    __table_args__ = (Index(None, "as_at", "source"),)

    id: Mapped[Key]
    as_at: Mapped[dt.date]
    source: Mapped[PromiseSource] = mapped_column(kind_column(PromiseSource, "source"))
    delivery_kind: Mapped[DeliveryKind] = mapped_column(kind_column(DeliveryKind, "delivery_kind"))
    line_id: Mapped[int | None] = mapped_column(ForeignKey("line.id"), index=True)
    is_generated: Mapped[bool]
    engine_version: Mapped[Code | None]
    since: Mapped[dt.date]
    people: Mapped[int]
    kept: Mapped[int]
    broken: Mapped[int]
    tally: Mapped[dict[str, Any]]
    worked_at: Mapped[dt.datetime]


class Recalibration(Base):
    """A change in how the dates of a kind, or of one line, are said; the newest is in force.

    Never changed afterwards. `chances` is the values of a `ChanceMap`; for a line null
    means as its kind. `outcomes` and `share_kept` are the figures it rests on.
    """

    __tablename__ = "recalibration"
    __table_args__ = (Index(None, "engine_version", "is_generated"),)

    id: Mapped[Key]
    engine_version: Mapped[Code]
    is_generated: Mapped[bool]
    delivery_kind: Mapped[DeliveryKind] = mapped_column(kind_column(DeliveryKind, "delivery_kind"))
    line_id: Mapped[int | None] = mapped_column(ForeignKey("line.id"), index=True)
    chances: Mapped[list[Any] | None]
    is_wide: Mapped[bool] = mapped_column(default=False)
    outcomes: Mapped[int]
    share_kept: Mapped[float | None]
    reason: Mapped[str] = mapped_column(Text)
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
