"""Searches that found nothing, counted so that gaps in provision can be seen."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from directory.base import Base, Code, Key


class EmptySearch(Base):
    """How often these words found nothing in an area ("": anywhere) on a day; never who asked."""

    __tablename__ = "empty_search"
    __table_args__ = (
        UniqueConstraint("day", "words", "area"),
        CheckConstraint("count > 0", name="counted"),
    )

    id: Mapped[Key]
    words: Mapped[str] = mapped_column(String(120))
    area: Mapped[Code] = mapped_column(server_default="")
    day: Mapped[dt.date]
    count: Mapped[int]
