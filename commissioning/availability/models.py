"""What somebody answerable said of a requirement in an area."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from commissioning.availability.reasons import WhyNot
from directory.base import Base, Code, Key, Name, kind_column


class ProvisionStatement(Base):
    """Somebody said why a requirement has nothing behind it in an area; the newest counts."""

    __tablename__ = "provision_statement"
    __table_args__ = (Index(None, "local_delivery_unit_id", "requirement"),)

    id: Mapped[Key]
    local_delivery_unit_id: Mapped[int] = mapped_column(ForeignKey("local_delivery_unit.id"))
    requirement: Mapped[Code]
    why_not: Mapped[WhyNot] = mapped_column(kind_column(WhyNot, "why_not"))
    stated_by: Mapped[Name]
    stated_on: Mapped[dt.date]
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
