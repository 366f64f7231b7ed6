"""Areas, courts, prisons and the sites where services happen."""

from __future__ import annotations

import datetime as dt
import enum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from directory.base import Base, Code, Key, Name, PublicId, Stated, kind_column


class Region(Base):
    """A probation region of today."""

    __tablename__ = "region"

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    code: Mapped[Code] = mapped_column(unique=True)
    slug: Mapped[Code] = mapped_column(unique=True)
    name: Mapped[Name]
    welsh_name: Mapped[str | None] = mapped_column(String(300))


class LocalDeliveryUnit(Base):
    """The small area in which provision is organised; it has dates, and successors."""

    __tablename__ = "local_delivery_unit"

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    slug: Mapped[Code] = mapped_column(unique=True)
    code: Mapped[str | None] = mapped_column(String(80))
    name: Mapped[Name]
    welsh_name: Mapped[str | None] = mapped_column(String(300))
    region_id: Mapped[int] = mapped_column(ForeignKey("region.id"), index=True)
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    valid_from: Mapped[dt.date]
    valid_to: Mapped[dt.date | None]

    region: Mapped[Region] = relationship(lazy="raise")


class AreaSuccession(Base):
    """From this day the successor answers for (part of) the predecessor's ground."""

    __tablename__ = "area_succession"
    __table_args__ = (UniqueConstraint("predecessor_id", "successor_id"),)

    id: Mapped[Key]
    predecessor_id: Mapped[int] = mapped_column(ForeignKey("local_delivery_unit.id"))
    successor_id: Mapped[int] = mapped_column(ForeignKey("local_delivery_unit.id"), index=True)
    from_date: Mapped[dt.date]


class LocalAuthority(Base):
    __tablename__ = "local_authority"

    id: Mapped[Key]
    code: Mapped[Code] = mapped_column(unique=True)
    name: Mapped[Name]
    police_area: Mapped[Name]


class AuthorityMembership(Base):
    """A local authority known to lie in a local delivery unit, from a named source."""

    __tablename__ = "authority_membership"
    __table_args__ = (UniqueConstraint("local_delivery_unit_id", "local_authority_id"),)

    id: Mapped[Key]
    local_delivery_unit_id: Mapped[int] = mapped_column(ForeignKey("local_delivery_unit.id"))
    local_authority_id: Mapped[int] = mapped_column(ForeignKey("local_authority.id"), index=True)
    source: Mapped[Name]


class Court(Base):
    """A court that passes sentence; `region_id` is all that is known where it has no area."""

    __tablename__ = "court"

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    slug: Mapped[Code] = mapped_column(unique=True)
    name: Mapped[Name]
    welsh_name: Mapped[str | None] = mapped_column(String(300))
    town: Mapped[Name]
    postcode: Mapped[str] = mapped_column(String(10))
    court_types: Mapped[Name]
    latitude: Mapped[float]
    longitude: Mapped[float]
    region_id: Mapped[int | None] = mapped_column(ForeignKey("region.id"), index=True)

    region: Mapped[Region | None] = relationship(lazy="raise")


class ServingBasis(enum.StrEnum):
    """How we know that a court serves an area."""

    NEAREST_OFFICE = "nearest_office"
    NEAREST_COURT = "nearest_court"
    CONFIRMED = "confirmed"


class CourtArea(Base):
    """A court serves a local delivery unit between two dates."""

    __tablename__ = "court_area"
    __table_args__ = (UniqueConstraint("court_id", "local_delivery_unit_id", "valid_from"),)

    id: Mapped[Key]
    court_id: Mapped[int] = mapped_column(ForeignKey("court.id"))
    local_delivery_unit_id: Mapped[int] = mapped_column(
        ForeignKey("local_delivery_unit.id"), index=True
    )
    basis: Mapped[ServingBasis] = mapped_column(kind_column(ServingBasis, "basis"))
    is_main: Mapped[bool]
    valid_from: Mapped[dt.date]
    valid_to: Mapped[dt.date | None]
    confirmed_by: Mapped[str | None] = mapped_column(String(300))
    confirmed_on: Mapped[dt.date | None]


class StatedContact(Base):
    """How to reach somebody, as it was stated. The newest row counts and is its own version.

    `said` holds a record of `attribution.SaidBy` by field; a row says as a whole how it stands,
    so what another said of a field stands in the rows after it too. Keys are never used twice.
    """

    __abstract__ = True

    id: Mapped[Key]
    telephone: Mapped[str | None] = mapped_column(String(80))
    email: Mapped[str | None] = mapped_column(String(200))
    stated_by: Mapped[Name]
    stated_on: Mapped[dt.date]
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    said: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")

    @property
    def version(self) -> int:
        return self.id


class CourtTeam(StatedContact):
    """The probation team to ring at a court."""

    __tablename__ = "court_team"
    __table_args__ = ({"sqlite_autoincrement": True},)

    court_id: Mapped[int] = mapped_column(ForeignKey("court.id"), index=True)
    name: Mapped[Name]


class Prison(Base):
    __tablename__ = "prison"

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    code: Mapped[Code] = mapped_column(unique=True)
    name: Mapped[Name]
    town: Mapped[str | None] = mapped_column(String(300))
    postcode: Mapped[str | None] = mapped_column(String(10))
    holds_men: Mapped[bool]
    holds_women: Mapped[bool]
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]


class PrisonContact(StatedContact):
    """How to reach a role at a prison."""

    __tablename__ = "prison_contact"
    __table_args__ = ({"sqlite_autoincrement": True},)

    prison_id: Mapped[int] = mapped_column(ForeignKey("prison.id"), index=True)
    role: Mapped[Name]


class ProbationOffice(Base):
    """Whom to ring where a provider must not be named; `page_url` lists its telephone."""

    __tablename__ = "probation_office"

    id: Mapped[Key]
    code: Mapped[Code] = mapped_column(unique=True)
    name: Mapped[Name]
    address: Mapped[str] = mapped_column(String(500))
    postcode: Mapped[str] = mapped_column(String(10))
    page_url: Mapped[str | None] = mapped_column(String(500))
    local_delivery_unit_id: Mapped[int | None] = mapped_column(
        ForeignKey("local_delivery_unit.id"), index=True
    )
    region_id: Mapped[int | None] = mapped_column(ForeignKey("region.id"), index=True)


class Exposure(enum.StrEnum):
    """How much of a site, and of a service held only at such sites, the public may see.

    Restricted: programme, area and month only. Confidential: nothing at all.
    """

    OPEN = "open"
    RESTRICTED = "restricted"
    CONFIDENTIAL = "confidential"


class Site(Stated, Base):
    """Where a service happens; the address of a confidential one lives in a table of its own.

    `access`: how one gets in and takes part, in the provider's words.
    """

    __tablename__ = "site"
    __table_args__ = (
        CheckConstraint(
            "exposure <> 'confidential' OR (address IS NULL AND postcode IS NULL"
            " AND latitude IS NULL AND longitude IS NULL AND telephone IS NULL)",
            name="confidential_has_no_address",
        ),
        CheckConstraint(
            "exposure <> 'confidential' OR access IS NULL", name="confidential_has_no_access"
        ),
        Index(None, "provider_id"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    external_id: Mapped[str] = mapped_column(String(120), unique=True)
    provider_id: Mapped[int | None] = mapped_column(ForeignKey("provider.id"))
    name: Mapped[Name]
    exposure: Mapped[Exposure] = mapped_column(kind_column(Exposure, "exposure"))
    local_delivery_unit_id: Mapped[int] = mapped_column(
        ForeignKey("local_delivery_unit.id"), index=True
    )
    address: Mapped[str | None] = mapped_column(String(500))
    postcode: Mapped[str | None] = mapped_column(String(10))
    telephone: Mapped[str | None] = mapped_column(String(80))
    access: Mapped[str | None] = mapped_column(String(500))
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]


class ConfidentialAddress(Base):
    """Read only by the entitled, through one door; nothing public joins this table."""

    __tablename__ = "confidential_address"

    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), primary_key=True)
    address: Mapped[str] = mapped_column(String(500))
    postcode: Mapped[str] = mapped_column(String(10))
    telephone: Mapped[str | None] = mapped_column(String(80))
