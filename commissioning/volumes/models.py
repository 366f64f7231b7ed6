"""How many were bought, in which lot of which agreement, and how many of them are used."""

from __future__ import annotations

import datetime as dt
import enum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from directory.base import Base, Key, PublicId, kind_column


class Lot(Base):
    """An agreement's part for one service and ground; `line_id` null: queue not known here.

    The ground is the line's areas, else a region, else only a police area. `recorded_at`
    is when it or its line was told, null where that was not kept (before revision 0005):
    such a lot counts as always known.
    """

    __tablename__ = "lot"

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    external_id: Mapped[str] = mapped_column(String(160), unique=True)
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"), index=True)
    line_id: Mapped[int | None] = mapped_column(ForeignKey("line.id"), index=True)
    region_id: Mapped[int | None] = mapped_column(ForeignKey("region.id"), index=True)
    police_area: Mapped[str | None] = mapped_column(String(120))
    recorded_at: Mapped[dt.datetime | None]


class VolumeUnit(enum.StrEnum):
    ORDER = "order"
    REFERRAL = "referral"
    START = "start"
    COMPLETION = "completion"
    HOUR = "hour"


class CommissionedVolume(Base):
    """How many of what unit in which period; `quantity` is the day-weighted sum of its segments.

    `profile` is null for "by days", else the monthly or quarterly weights that sum
    to 1. `used` counts delivered units; it changes with the event that delivers.
    `told_running_out_on`: since when whoever commissions it has been told that it runs out; null
    while that was not told, or is so no more.
    """

    __tablename__ = "commissioned_volume"
    __table_args__ = (
        UniqueConstraint("lot_id", "unit", "starts_on"),
        CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
        CheckConstraint("quantity >= 0", name="quantity_not_negative"),
    )

    id: Mapped[Key]
    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"))
    unit: Mapped[VolumeUnit] = mapped_column(kind_column(VolumeUnit, "unit"))
    starts_on: Mapped[dt.date]
    ends_on: Mapped[dt.date]
    quantity: Mapped[float]
    profile: Mapped[list[Any] | None]
    tolerance: Mapped[float] = mapped_column(default=0.1)
    used: Mapped[float] = mapped_column(default=0.0)
    told_running_out_on: Mapped[dt.date | None]


class VolumeSegment(Base):
    """From this day the volume runs at the rate at which its whole period would hold `quantity`."""

    __tablename__ = "volume_segment"
    __table_args__ = (Index(None, "volume_id", "from_date"),)

    id: Mapped[Key]
    volume_id: Mapped[int] = mapped_column(ForeignKey("commissioned_volume.id"))
    from_date: Mapped[dt.date]
    quantity: Mapped[float]
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class VolumeMonth(Base):
    """Units of a volume delivered in one calendar month, given by its first day.

    It changes with the event that delivers, as `CommissionedVolume.used` does, whose sum it is.
    """

    __tablename__ = "volume_month"
    __table_args__ = ({"sqlite_with_rowid": False},)

    volume_id: Mapped[int] = mapped_column(ForeignKey("commissioned_volume.id"), primary_key=True)
    month: Mapped[dt.date] = mapped_column(primary_key=True)
    delivered: Mapped[float] = mapped_column(default=0.0)
