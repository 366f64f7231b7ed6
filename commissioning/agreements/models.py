"""What was bought: agreements, their lots and the volumes commissioned."""

from __future__ import annotations

import datetime as dt
import enum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from directory.base import Base, Key, Name, PublicId, kind_column


class AgreementKind(enum.StrEnum):
    CONTRACT = "contract"
    SLA = "sla"
    GRANT = "grant"
    PAYMENT_BY_RESULTS = "payment_by_results"


class Agreement(Base):
    """An agreement with a prime provider; `external_id` is its reference in the source."""

    __tablename__ = "agreement"

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    external_id: Mapped[str] = mapped_column(String(120), unique=True)
    kind: Mapped[AgreementKind] = mapped_column(kind_column(AgreementKind, "kind"))
    title: Mapped[Name]
    contract_type: Mapped[str | None] = mapped_column(String(40))
    provider_id: Mapped[int | None] = mapped_column(ForeignKey("provider.id"), index=True)
    is_generated: Mapped[bool] = mapped_column(default=False)
    source: Mapped[Name]
    recorded_at: Mapped[dt.datetime]


class AgreementTerm(Base):
    """From when to when, as recorded on a day; `ends_on` null means "end not known"."""

    __tablename__ = "agreement_term"
    __table_args__ = (
        Index(None, "agreement_id", "recorded_at"),
        CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
    )

    id: Mapped[Key]
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"))
    starts_on: Mapped[dt.date | None]
    ends_on: Mapped[dt.date | None]
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class AgreementFunder(Base):
    """Who pays what share, 0 to 1; the shares of one agreement need not be known."""

    __tablename__ = "agreement_funder"
    __table_args__ = (
        UniqueConstraint("agreement_id", "funder"),
        CheckConstraint("share > 0 AND share <= 1", name="share_of_one"),
    )

    id: Mapped[Key]
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"))
    funder: Mapped[Name]
    share: Mapped[float | None]


class Lot(Base):
    """An agreement's part for one service and ground; `line_id` null: queue not known here.

    The ground is the line's areas, else a region, else only a police area.
    """

    __tablename__ = "lot"

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    external_id: Mapped[str] = mapped_column(String(160), unique=True)
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"), index=True)
    line_id: Mapped[int | None] = mapped_column(ForeignKey("line.id"), index=True)
    region_id: Mapped[int | None] = mapped_column(ForeignKey("region.id"), index=True)
    police_area: Mapped[str | None] = mapped_column(String(120))


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
