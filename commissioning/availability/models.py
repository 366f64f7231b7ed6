"""What somebody answerable said of a requirement in an area."""

from __future__ import annotations

import datetime as dt
import enum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from directory.base import Base, Code, Key, Name, kind_column


class WhyNot(enum.StrEnum):
    """Why nothing is available: one of five, and somebody to ring."""

    NOT_COMMISSIONED = "not_commissioned"
    FULL = "full"
    NO_STAFF = "no_staff"
    NOT_ACCREDITED_HERE = "not_accredited_here"
    NOT_CONFIRMED = "not_confirmed"


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
