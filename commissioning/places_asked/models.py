"""What a commissioner has asked of a line's provider, as it was rehearsed."""

from __future__ import annotations

import datetime as dt
import enum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from commissioning.lines.models import Line
from directory.base import Base, Key, PublicId, kind_column
from directory.people.models import Person


class PlacesAnswer(enum.StrEnum):
    AGREED = "agreed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class PlacesRequest(Base):
    """A change with two signatures: of who asked, and of the provider's who agreed.

    `change` is its stored form, `told` the rows of the rehearsal as they were shown, before and
    after. Answered once: `answer` with its day and person, or none of them.
    """

    __tablename__ = "places_request"
    __table_args__ = (
        CheckConstraint(
            "(answer IS NULL) = (answered_at IS NULL)"
            " AND (answer IS NULL) = (answered_by_id IS NULL)",
            name="answered_whole",
        ),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    line_id: Mapped[int] = mapped_column(ForeignKey("line.id"), index=True)
    change: Mapped[dict[str, Any]]
    says: Mapped[str] = mapped_column(String(200))
    told: Mapped[list[Any]]
    asked_for: Mapped[str] = mapped_column(String(300))
    asked_at: Mapped[dt.datetime]
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    answer: Mapped[PlacesAnswer | None] = mapped_column(kind_column(PlacesAnswer, "answer"))
    answered_at: Mapped[dt.datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    line: Mapped[Line] = relationship(lazy="raise")
    asked_by: Mapped[Person] = relationship(lazy="raise", foreign_keys=[asked_by_id])
    answered_by: Mapped[Person | None] = relationship(lazy="raise", foreign_keys=[answered_by_id])
