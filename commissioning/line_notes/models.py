"""What an organisation notes of a line for itself."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from directory.base import Base, Key, PublicId
from directory.people.models import Person


class LineNote(Base):
    """Never changed: what is no longer right is noted anew. Nobody else's organisation reads it."""

    __tablename__ = "line_note"
    __table_args__ = (Index(None, "line_id", "organisation_id"),)

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    line_id: Mapped[int] = mapped_column(ForeignKey("line.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    text: Mapped[str] = mapped_column(Text)
    written_at: Mapped[dt.datetime]
    written_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    written_by: Mapped[Person] = relationship(lazy="raise")
