"""Who delivers: providers, and which of them passes work to which."""

from __future__ import annotations

import datetime as dt
import enum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from directory.base import Base, Code, Key, Name, PublicId, Stated, kind_column
from directory.people.models import Person


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
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("provider.id"))

    @property
    def code(self) -> str:
        """What a file may call it by."""
        return self.external_id or str(self.public_id)


class SuccessionKind(enum.StrEnum):
    RENAMED = "renamed"
    RENUMBERED = "renumbered"
    MERGED = "merged"
    TAKEN_OVER = "taken_over"


class ProviderSuccession(Base):
    """An organisation is found under a former name and numbers from a day on.

    `predecessor_id` is the record of the former organisation where there is one. Of rows with
    the same former name of a successor the newest counts; of one renumbered, with the same numbers.
    `withdrawn_at`: when it was found not to be so.
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
    withdrawn_at: Mapped[dt.datetime | None]


class ProviderMergeKind(enum.StrEnum):
    MERGED = "merged"
    PARTED = "parted"


class ProviderMerge(Base):
    """Added and never changed: since a day `gone` is `kept`, or is one of its own again.

    `moved` holds by table the keys of what went over; `copies` how many were told by e-mail.
    """

    __tablename__ = "provider_merge"

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    kind: Mapped[ProviderMergeKind] = mapped_column(kind_column(ProviderMergeKind, "kind"))
    gone_id: Mapped[int] = mapped_column(ForeignKey("provider.id"), index=True)
    kept_id: Mapped[int] = mapped_column(ForeignKey("provider.id"), index=True)
    succession_id: Mapped[int | None] = mapped_column(ForeignKey("provider_succession.id"))
    from_date: Mapped[dt.date]
    reason: Mapped[str] = mapped_column(Text)
    moved: Mapped[dict[str, Any]]
    copies: Mapped[int] = mapped_column(default=0)
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[dt.datetime]

    decided_by: Mapped[Person] = relationship(lazy="joined", innerjoin=True)


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
