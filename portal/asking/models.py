"""The keys that seal questions into addresses."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from directory.base import Base, Key


class SealingKey(Base):
    """One a day (UTC), random, and gone after two: an address in an old log opens for nobody."""

    __tablename__ = "sealing_key"

    id: Mapped[Key]
    day: Mapped[dt.date] = mapped_column(unique=True)
    secret: Mapped[str] = mapped_column(String(44))
