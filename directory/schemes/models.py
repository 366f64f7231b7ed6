"""Schemes of an area that are no service of one provider."""

from __future__ import annotations

import datetime as dt
import enum

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from directory.base import Base, Key, Name, kind_column
from directory.clock import day_in_words


class SchemeKind(enum.StrEnum):
    PROLIFIC_AND_PRIORITY = "prolific_and_priority_offenders"
    INTEGRATED_MANAGEMENT = "integrated_offender_management"
    INTENSIVE_ALTERNATIVE = "intensive_alternative_to_custody"
    OTHER = "other"


class Scheme(Base):
    """A scheme stated for an area; of rows with the same name there the newest counts.

    `requirement` is the code of the requirement that it stands behind, None where it is none.
    `begins_on` and `ends_on` are its first and last day, None where nobody told them.
    """

    __tablename__ = "scheme"
    __table_args__ = (CheckConstraint("ends_on >= begins_on", name="ends_after_it_begins"),)

    id: Mapped[Key]
    local_delivery_unit_id: Mapped[int] = mapped_column(
        ForeignKey("local_delivery_unit.id"), index=True
    )
    name: Mapped[Name]
    kind: Mapped[SchemeKind] = mapped_column(kind_column(SchemeKind, "kind"))
    requirement: Mapped[str | None] = mapped_column(String(80))
    says: Mapped[str] = mapped_column(Text)
    telephone: Mapped[str | None] = mapped_column(String(80))
    email: Mapped[str | None] = mapped_column(String(200))
    begins_on: Mapped[dt.date | None]
    ends_on: Mapped[dt.date | None]
    stated_by: Mapped[Name]
    stated_on: Mapped[dt.date]
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    @property
    def runs(self) -> str:
        """Its days in words, wherever it is named: that it has ended nobody has to guess."""
        told = (("from", self.begins_on), ("until", self.ends_on))
        return " ".join(f"{word} {day_in_words(day)}" for word, day in told if day is not None)
