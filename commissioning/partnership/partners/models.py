"""Partners, where they are and what they do, and which bodies an area is crossed with."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from commissioning.partnership.partners.kinds import CrossedWith, PartnerKind, PartnerTask
from directory.base import Base, Key, Name, PublicId, kind_column


class Partner(Base):
    """`post` is a named post with its contact, never a person's own. `owner_region_id`: whose
    members change it. `organisation_id`: whose members enter for it, if any do.

    `ended_on` is its last day; `successor_id` what came in its place.
    """

    __tablename__ = "partner"
    __table_args__ = (CheckConstraint("successor_id <> id", name="not_its_own_successor"),)

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    name: Mapped[Name] = mapped_column(unique=True)
    kind: Mapped[PartnerKind] = mapped_column(kind_column(PartnerKind, "kind"))
    owner_region_id: Mapped[int] = mapped_column(ForeignKey("region.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    post: Mapped[str | None] = mapped_column(String(300))
    telephone: Mapped[str | None] = mapped_column(String(80))
    email: Mapped[str | None] = mapped_column(String(200))
    ended_on: Mapped[dt.date | None]
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("partner.id"))
    is_generated: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class PartnerArea(Base):
    """An area in which it works, from a day; `to_date` is the last day, null while it does."""

    __tablename__ = "partner_area"
    __table_args__ = (CheckConstraint("to_date >= from_date", name="ends_after_start"),)

    id: Mapped[Key]
    partner_id: Mapped[int] = mapped_column(ForeignKey("partner.id"), index=True)
    local_delivery_unit_id: Mapped[int] = mapped_column(
        ForeignKey("local_delivery_unit.id"), index=True
    )
    from_date: Mapped[dt.date]
    to_date: Mapped[dt.date | None]


class PartnerPart(Base):
    """What it does for a pathway, or on which board it sits; the other is null."""

    __tablename__ = "partner_part"
    __table_args__ = (
        CheckConstraint("(pathway IS NULL) = (task IS NULL)", name="task_for_a_pathway"),
        CheckConstraint("(pathway IS NULL) <> (board IS NULL)", name="pathway_or_board"),
        CheckConstraint("to_date >= from_date", name="ends_after_start"),
    )

    id: Mapped[Key]
    partner_id: Mapped[int] = mapped_column(ForeignKey("partner.id"), index=True)
    pathway: Mapped[str | None] = mapped_column(String(80))
    task: Mapped[PartnerTask | None] = mapped_column(kind_column(PartnerTask, "task"))
    board: Mapped[str | None] = mapped_column(String(300))
    from_date: Mapped[dt.date]
    to_date: Mapped[dt.date | None]


class AreaBody(Base):
    """A body whose ground lies in an area or holds it, from a day, as a source says."""

    __tablename__ = "area_body"
    __table_args__ = (
        Index(None, "local_delivery_unit_id", "kind"),
        CheckConstraint("to_date >= from_date", name="ends_after_start"),
    )

    id: Mapped[Key]
    local_delivery_unit_id: Mapped[int] = mapped_column(ForeignKey("local_delivery_unit.id"))
    kind: Mapped[CrossedWith] = mapped_column(kind_column(CrossedWith, "kind"))
    name: Mapped[Name]
    source: Mapped[Name]
    from_date: Mapped[dt.date]
    to_date: Mapped[dt.date | None]
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class AreaBodiesStated(Base):
    """Whether a list of bodies was said to be whole, from a day; the newest row holds."""

    __tablename__ = "area_bodies_stated"
    __table_args__ = (Index(None, "local_delivery_unit_id", "kind"),)

    id: Mapped[Key]
    local_delivery_unit_id: Mapped[int] = mapped_column(ForeignKey("local_delivery_unit.id"))
    kind: Mapped[CrossedWith] = mapped_column(kind_column(CrossedWith, "kind"))
    is_whole: Mapped[bool]
    from_date: Mapped[dt.date]
    source: Mapped[Name]
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
