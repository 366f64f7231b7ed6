"""What is offered: a service keeps its identity while its wording is revised."""

from __future__ import annotations

import datetime as dt
import enum
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from directory.base import Base, Code, Key, Name, PublicId, Stated, kind_column
from directory.delivery import DeliveryKind
from directory.people.models import Person
from directory.places.models import Exposure, LocalDeliveryUnit, Site
from directory.providers.models import Provider


class ProgrammeKind(enum.StrEnum):
    ACCREDITED = "accredited_programme"
    STRUCTURED = "structured_intervention"
    TOOLKIT = "toolkit"
    REHABILITATIVE = "commissioned_rehabilitative_service"


class Programme(Stated, Base):
    """A national design that providers deliver; local services point at it."""

    __tablename__ = "programme"
    __table_args__ = (UniqueConstraint("name", "kind"),)

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    external_id: Mapped[Code] = mapped_column(unique=True)
    name: Mapped[Name]
    kind: Mapped[ProgrammeKind] = mapped_column(kind_column(ProgrammeKind, "kind"))
    settings: Mapped[list[Any]]
    delivery_format: Mapped[str] = mapped_column(Text)
    for_men: Mapped[bool | None]
    for_women: Mapped[bool | None]
    minimum_age: Mapped[int | None]
    maximum_age: Mapped[int | None]
    group_sessions: Mapped[int | None]
    one_to_one_sessions: Mapped[int | None]
    needs: Mapped[list[Any]]
    eligible_offences: Mapped[str | None] = mapped_column(Text)
    excluded_offences: Mapped[str | None] = mapped_column(Text)
    is_restricted: Mapped[bool] = mapped_column(default=False)
    source: Mapped[Name]


class ProgrammeEvidence(Base):
    """What a source found about whether a programme works; of a source the newest counts."""

    __tablename__ = "programme_evidence"

    id: Mapped[Key]
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), index=True)
    statement: Mapped[str] = mapped_column(Text)
    source: Mapped[Name]
    source_date: Mapped[dt.date]
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class ServiceState(enum.StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Service(Stated, Base):
    """The identity of an intervention; everything worded lives in its revisions.

    `exposure` is derived at publication from the sites and the programme, so that
    every public question can leave out what must not be seen in SQL. A raised
    `search_version` tells the index that its copy is old.
    """

    __tablename__ = "service"

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    external_id: Mapped[str | None] = mapped_column(String(200), unique=True)
    provider_id: Mapped[int | None] = mapped_column(ForeignKey("provider.id"), index=True)
    programme_id: Mapped[int | None] = mapped_column(ForeignKey("programme.id"), index=True)
    delivery_kind: Mapped[DeliveryKind] = mapped_column(kind_column(DeliveryKind, "delivery_kind"))
    state: Mapped[ServiceState] = mapped_column(kind_column(ServiceState, "state"))
    exposure: Mapped[Exposure] = mapped_column(kind_column(Exposure, "exposure"))
    published_revision_id: Mapped[int | None] = mapped_column(
        ForeignKey("listing_revision.id", use_alter=True), index=True
    )
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("service.id"))
    search_version: Mapped[int] = mapped_column(default=1)
    is_generated: Mapped[bool] = mapped_column(default=False)
    source: Mapped[Name]
    recorded_at: Mapped[dt.datetime]

    provider: Mapped[Provider | None] = relationship(lazy="raise")
    programme: Mapped[Programme | None] = relationship(lazy="raise")
    published: Mapped[ListingRevision | None] = relationship(
        foreign_keys=[published_revision_id], lazy="raise"
    )

    @property
    def code(self) -> str:
        """What a file may call it by; `external_id` is None where a person entered it."""
        return self.external_id or str(self.public_id)


class ListingState(enum.StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class ListingRevision(Base):
    """One immutable wording of a service, with the facts that stand beside it."""

    __tablename__ = "listing_revision"
    __table_args__ = (UniqueConstraint("service_id", "number"),)

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"))
    number: Mapped[int]
    state: Mapped[ListingState] = mapped_column(kind_column(ListingState, "state"))
    title: Mapped[Name]
    summary: Mapped[str] = mapped_column(Text)
    setting: Mapped[str] = mapped_column(String(80))
    telephone: Mapped[str | None] = mapped_column(String(80))
    email: Mapped[str | None] = mapped_column(String(200))
    opening_hours: Mapped[str | None] = mapped_column(String(200))
    referral_route: Mapped[str | None] = mapped_column(Text)
    referral_hub_id: Mapped[int | None] = mapped_column(ForeignKey("service.id"))
    who_for: Mapped[str | None] = mapped_column(String(300))
    pathways: Mapped[list[Any]]
    requirements: Mapped[list[Any]]
    languages: Mapped[list[Any]]
    eligibility: Mapped[list[Any]]
    targeting: Mapped[list[Any]]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[dt.datetime]


class MergeKind(enum.StrEnum):
    MERGED = "merged"
    PARTED = "parted"


class ServiceMerge(Base):
    """Added and never changed: `gone` was the same as `kept`, or is a service of its own again.

    `line_ids` are the queues that went over, `area_ids` and `site_ids` what the one that stays
    serves and uses since then and did not before; `copies` how many were told by e-mail.
    """

    __tablename__ = "service_merge"

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    kind: Mapped[MergeKind] = mapped_column(kind_column(MergeKind, "kind"))
    gone_id: Mapped[int] = mapped_column(ForeignKey("service.id"), index=True)
    kept_id: Mapped[int] = mapped_column(ForeignKey("service.id"), index=True)
    reason: Mapped[str] = mapped_column(Text)
    line_ids: Mapped[list[Any]]
    area_ids: Mapped[list[Any]]
    site_ids: Mapped[list[Any]]
    copies: Mapped[int] = mapped_column(default=0, server_default="0")
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[dt.datetime]

    decided_by: Mapped[Person] = relationship(lazy="joined", innerjoin=True)


class ServiceRequirement(Base):
    """The published revision's requirements, as rows that a question can join."""

    __tablename__ = "service_requirement"
    __table_args__ = (UniqueConstraint("requirement", "service_id"),)

    id: Mapped[Key]
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"), index=True)
    requirement: Mapped[Code]


class ServiceSite(Base):
    __tablename__ = "service_site"
    __table_args__ = (UniqueConstraint("service_id", "site_id"),)

    id: Mapped[Key]
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"))
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), index=True)

    site: Mapped[Site] = relationship(lazy="raise")


class ServiceArea(Base):
    """The service serves this area between two dates (`valid_to` is the last day)."""

    __tablename__ = "service_area"
    __table_args__ = (UniqueConstraint("service_id", "local_delivery_unit_id", "valid_from"),)

    id: Mapped[Key]
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"))
    local_delivery_unit_id: Mapped[int] = mapped_column(
        ForeignKey("local_delivery_unit.id"), index=True
    )
    valid_from: Mapped[dt.date]
    valid_to: Mapped[dt.date | None]

    local_delivery_unit: Mapped[LocalDeliveryUnit] = relationship(lazy="raise")


class Confirmation(Base):
    """Somebody said on a day that a kind of fact about a service is still right.

    `times_by_file`: so many times running a file alone said so, 0 where a person did.
    """

    __tablename__ = "confirmation"
    __table_args__ = (UniqueConstraint("service_id", "fact_kind", "confirmed_on"),)

    id: Mapped[Key]
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"))
    fact_kind: Mapped[Code]
    confirmed_on: Mapped[dt.date]
    confirmed_by: Mapped[Name]
    times_by_file: Mapped[int] = mapped_column(default=0, server_default="0")
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[dt.datetime]
