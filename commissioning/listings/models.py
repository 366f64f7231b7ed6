"""Listings that were carried over the turn of a year."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from directory.base import Base, Key
from directory.people.models import Person
from directory.services.models import Service


class ListingCarried(Base):
    """A service that would have ended in some areas on `last_day` goes on in them for a year.

    `taken_back_at`: it ends there after all, said before anybody could rely on it.
    """

    __tablename__ = "listing_carried"

    id: Mapped[Key]
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"), index=True)
    last_day: Mapped[dt.date]
    area_ids: Mapped[list[Any]]
    carried_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    carried_at: Mapped[dt.datetime]
    taken_back_at: Mapped[dt.datetime | None]

    carried_by: Mapped[Person] = relationship(lazy="joined", innerjoin=True)
    service: Mapped[Service] = relationship(lazy="raise")
