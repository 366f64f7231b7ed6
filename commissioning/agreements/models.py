"""What was agreed: with whom, from when to when, and who pays."""

from __future__ import annotations

import datetime as dt
import enum

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
