"""What somebody answerable said of a requirement in an area."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from commissioning.availability.statuses import Provision, WhyNot
from directory.base import Base, Code, Key, Name, PublicId, kind_column


class ProvisionStatement(Base):
    """Somebody said how a requirement, or a strand of it, stands in an area.

    `strand` None speaks of the requirement as a whole. After `review_on` the statement is
    no longer in force, unless its author says it again. `stated_as` is the role in which the
    author spoke, `agreed_by` the second person behind "not commissioned", `notice` the notice
    that a notification rests on; each null where it was not given.
    """

    __tablename__ = "provision_statement"
    __table_args__ = (
        Index(None, "local_delivery_unit_id", "requirement"),
        CheckConstraint(
            "(said = 'not_available') = (why_not IS NOT NULL)", name="reason_where_not_available"
        ),
        CheckConstraint("review_on >= stated_on", name="reviewed_after_said"),
    )

    id: Mapped[Key]
    local_delivery_unit_id: Mapped[int] = mapped_column(ForeignKey("local_delivery_unit.id"))
    requirement: Mapped[Code]
    strand: Mapped[str | None] = mapped_column(String(80))
    said: Mapped[Provision] = mapped_column(kind_column(Provision, "said"))
    why_not: Mapped[WhyNot | None] = mapped_column(kind_column(WhyNot, "why_not"))
    telephone: Mapped[str | None] = mapped_column(String(80))
    stated_by: Mapped[Name]
    stated_as: Mapped[str | None] = mapped_column(String(40))
    agreed_by: Mapped[str | None] = mapped_column(String(300))
    notice: Mapped[str | None] = mapped_column(String(300))
    stated_on: Mapped[dt.date]
    review_on: Mapped[dt.date]
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class ProvisionProposal(Base):
    """What somebody wants to state and may not alone: it speaks once a second person agrees.

    `settled_at` null: nobody has said yes or no. One that is open for the same author, area,
    requirement and strand is taken back by a newer one.
    """

    __tablename__ = "provision_proposal"
    __table_args__ = (
        Index(None, "local_delivery_unit_id", "requirement"),
        CheckConstraint(
            "(settled_at IS NULL) = (settled_by_id IS NULL)", name="settled_by_somebody"
        ),
        CheckConstraint("settled_at IS NOT NULL OR is_agreed IS NULL", name="agreed_when_settled"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    local_delivery_unit_id: Mapped[int] = mapped_column(ForeignKey("local_delivery_unit.id"))
    requirement: Mapped[Code]
    strand: Mapped[str | None] = mapped_column(String(80))
    said: Mapped[Provision] = mapped_column(kind_column(Provision, "said"))
    why_not: Mapped[WhyNot | None] = mapped_column(kind_column(WhyNot, "why_not"))
    telephone: Mapped[str | None] = mapped_column(String(80))
    stated_by: Mapped[Name]
    stated_as: Mapped[str] = mapped_column(String(40))
    review_on: Mapped[dt.date]
    proposed_at: Mapped[dt.datetime]
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    settled_at: Mapped[dt.datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    is_agreed: Mapped[bool | None]
