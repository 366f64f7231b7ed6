"""Who delivers: providers, and which of them passes work to which."""

from __future__ import annotations

import datetime as dt
import enum

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from directory.base import Base, Code, Key, Name, PublicId, Stated, kind_column


class Sector(enum.StrEnum):
    STATUTORY = "statutory"
    VOLUNTARY = "voluntary"
    FAITH = "faith"
    PRIVATE = "private"
    SOCIAL_ENTERPRISE = "social_enterprise"


class Provider(Stated, Base):
    """An organisation that delivers services.

    `external_id` is its code in the files that bring it, None where a person entered it.
    """

    __tablename__ = "provider"

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    external_id: Mapped[str | None] = mapped_column(String(80), unique=True)
    name: Mapped[Name]
    sector: Mapped[Sector | None] = mapped_column(kind_column(Sector, "sector"))
    charity_number: Mapped[str | None] = mapped_column(String(20))
    company_number: Mapped[str | None] = mapped_column(String(20))
    telephone: Mapped[str | None] = mapped_column(String(80))
    email: Mapped[str | None] = mapped_column(String(200))
    website: Mapped[str | None] = mapped_column(String(300))
    is_fictional: Mapped[bool] = mapped_column(default=False)
    source: Mapped[Name]
    recorded_at: Mapped[dt.datetime]

    @property
    def code(self) -> str:
        """What a file may call it by."""
        return self.external_id or str(self.public_id)


class SuccessionKind(enum.StrEnum):
    RENAMED = "renamed"
    MERGED = "merged"
    TAKEN_OVER = "taken_over"


class ProviderSuccession(Base):
    """An organisation is found under a former name and numbers from a day on.

    `predecessor_id` is the record of the former organisation where there is one. Of rows with
    the same former name of a successor the newest counts.
    """

    __tablename__ = "provider_succession"
    __table_args__ = (
        CheckConstraint("predecessor_id <> successor_id", name="not_its_own_successor"),
    )

    id: Mapped[Key]
    successor_id: Mapped[int] = mapped_column(ForeignKey("provider.id"), index=True)
    predecessor_id: Mapped[int | None] = mapped_column(ForeignKey("provider.id"), index=True)
    kind: Mapped[SuccessionKind] = mapped_column(kind_column(SuccessionKind, "kind"))
    former_name: Mapped[Name]
    former_charity_number: Mapped[str | None] = mapped_column(String(20))
    former_company_number: Mapped[str | None] = mapped_column(String(20))
    from_date: Mapped[dt.date]
    stated_by: Mapped[Name]
    stated_on: Mapped[dt.date]
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class SupplyLink(Base):
    """A prime passes work to a subcontractor under one agreement (by its reference)."""

    __tablename__ = "supply_link"
    __table_args__ = (
        UniqueConstraint("prime_id", "subcontractor_id", "agreement_reference"),
        CheckConstraint("prime_id <> subcontractor_id", name="not_its_own_subcontractor"),
    )

    id: Mapped[Key]
    prime_id: Mapped[int] = mapped_column(ForeignKey("provider.id"))
    subcontractor_id: Mapped[int] = mapped_column(ForeignKey("provider.id"), index=True)
    agreement_reference: Mapped[Code]
