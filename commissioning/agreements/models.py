"""What was agreed: with whom, from when to when, at what price, and who pays."""

from __future__ import annotations

import datetime as dt
import enum
import uuid
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.orm import Mapped, mapped_column

from commissioning.volumes.models import VolumeUnit
from directory.base import Base, Key, Name, PublicId, kind_column


class AgreementKind(enum.StrEnum):
    CONTRACT = "contract"
    SLA = "sla"
    GRANT = "grant"
    PAYMENT_BY_RESULTS = "payment_by_results"

    @property
    def said(self) -> str:
        """The kind as it stands in a sentence."""
        return "SLA" if self is AgreementKind.SLA else self.value.replace("_", " ")


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


class AgreementConditions(Base):
    """How it may be left and extended, and when it is looked at again; the newest row holds.

    `notice_months`, `extensions` and `review_dates` are null where nobody said. `extensions` are
    the months of each option in order, `review_dates` days as text; an empty list is "none".
    """

    __tablename__ = "agreement_conditions"
    __table_args__ = (
        Index(None, "agreement_id", "recorded_at"),
        CheckConstraint("notice_months >= 0", name="notice_not_negative"),
    )

    id: Mapped[Key]
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"))
    notice_months: Mapped[int | None]
    extensions: Mapped[list[Any] | None]
    review_dates: Mapped[list[Any] | None]
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class AgreementAward(Base):
    """On which day it was awarded; null: not yet. The newest row holds, none is "not yet" too."""

    __tablename__ = "agreement_award"
    __table_args__ = (Index(None, "agreement_id", "recorded_at"),)

    id: Mapped[Key]
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"))
    awarded_on: Mapped[dt.date | None]
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class AgreementPrice(Base):
    """What one unit costs from a day; read through `commissioning.agreements.prices` alone.

    Of two from one day the later recorded holds. `bands`: pairs of the share of the volume above
    which another price holds, and that price in pence. Above the share `cap` nothing is paid.
    """

    __tablename__ = "agreement_price"
    __table_args__ = (
        Index(None, "agreement_id", "unit", "from_date"),
        CheckConstraint("pence > 0", name="price_above_nothing"),
        CheckConstraint("cap > 0", name="cap_above_nothing"),
    )

    id: Mapped[Key]
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"))
    unit: Mapped[VolumeUnit] = mapped_column(kind_column(VolumeUnit, "unit"))
    from_date: Mapped[dt.date]
    pence: Mapped[int]
    bands: Mapped[list[Any]]
    cap: Mapped[float | None]
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class ContributionKind(enum.StrEnum):
    MONEY = "money"
    STAFF = "staff"


class ContributionMistake(enum.StrEnum):
    """Why one that was stated is taken out."""

    STATED_TWICE = "stated_twice"
    WRONG_AMOUNT = "wrong_amount"
    WRONG_DAYS = "wrong_days"
    WRONG_FUNDER = "wrong_funder"
    NOT_AGREED = "not_agreed"


class FunderContribution(Base):
    """What a funder puts into a pooled agreement and when: pence, or posts in full-time terms.

    `request_id` is the form's own, null of one that no form stated."""

    __tablename__ = "funder_contribution"
    __table_args__ = (
        CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
        CheckConstraint("(kind = 'money') = (pence IS NOT NULL)", name="money_in_pence"),
        CheckConstraint("(kind = 'staff') = (posts IS NOT NULL)", name="staff_in_posts"),
    )

    id: Mapped[Key]
    funder_id: Mapped[int] = mapped_column(ForeignKey("agreement_funder.id"), index=True)
    kind: Mapped[ContributionKind] = mapped_column(kind_column(ContributionKind, "kind"))
    pence: Mapped[int | None] = mapped_column(BigInteger)
    posts: Mapped[float | None]
    starts_on: Mapped[dt.date]
    ends_on: Mapped[dt.date | None]
    request_id: Mapped[uuid.UUID | None] = mapped_column(Uuid, unique=True)
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class MonthStatement(Base):
    """What a month was told to come to, and what earlier months came to more or less since.

    One row for the month itself and one for each earlier month that had changed; the rows of one
    month add up to what was told of it last. Never changed: a correction is in the next statement.
    """

    __tablename__ = "month_statement"
    __table_args__ = (
        UniqueConstraint("volume_id", "month", "of_month"),
        CheckConstraint("of_month <= month", name="of_no_later_month"),
    )

    id: Mapped[Key]
    volume_id: Mapped[int] = mapped_column(ForeignKey("commissioned_volume.id"))
    month: Mapped[dt.date]
    of_month: Mapped[dt.date]
    units: Mapped[float]
    pence: Mapped[int] = mapped_column(BigInteger)
    stated_at: Mapped[dt.datetime]
    stated_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
