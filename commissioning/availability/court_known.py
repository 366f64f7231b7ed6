"""What is known of a court that asks: the areas it serves, and its probation team."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from sqlalchemy import Date, bindparam, or_, select
from sqlalchemy.orm import Session

from commissioning.availability.answer_types import Contact
from directory.clock import day_in_words
from directory.places.models import CourtArea, CourtTeam, LocalDeliveryUnit, ServingBasis

BASIS_IN_WORDS = {
    ServingBasis.NEAREST_OFFICE: "derived from the nearest office",
    ServingBasis.NEAREST_COURT: "derived from the nearest court",
    ServingBasis.CONFIRMED: "confirmed",
}


class HowKnown(NamedTuple):
    """How it is known that a court serves an area; who confirmed it when, where that was kept."""

    basis: ServingBasis
    confirmed_by: str | None = None
    confirmed_on: dt.date | None = None

    @property
    def in_words(self) -> str:
        if self.confirmed_by is None or self.confirmed_on is None:
            return BASIS_IN_WORDS[self.basis]
        return f"confirmed by {self.confirmed_by} on {day_in_words(self.confirmed_on)}"


_ON = bindparam("on", type_=Date)
_SERVING = (
    select(
        CourtArea.local_delivery_unit_id,
        CourtArea.basis,
        CourtArea.confirmed_by,
        CourtArea.confirmed_on,
    )
    .join(LocalDeliveryUnit, LocalDeliveryUnit.id == CourtArea.local_delivery_unit_id)
    .where(
        CourtArea.court_id == bindparam("court_id"),
        CourtArea.valid_from <= _ON,
        or_(CourtArea.valid_to.is_(None), CourtArea.valid_to >= _ON),
    )
    .order_by(CourtArea.is_main.desc(), LocalDeliveryUnit.name, CourtArea.id)
)


def areas_served(session: Session, court_id: int, on: dt.date) -> dict[int, HowKnown]:
    """The areas that the court serves on a day, its main one first, with how that is known."""
    rows = session.connection().execute(_SERVING, {"court_id": court_id, "on": on})
    return {row[0]: HowKnown(*row[1:]) for row in rows.all()}


_TEAM = (
    select(
        CourtTeam.name,
        CourtTeam.telephone,
        CourtTeam.email,
        CourtTeam.stated_by,
        CourtTeam.stated_on,
    )
    .where(CourtTeam.court_id == bindparam("court_id"), CourtTeam.stated_on <= _ON)
    .order_by(CourtTeam.stated_on.desc(), CourtTeam.id.desc())
    .limit(1)
)


def team_of(session: Session, court_id: int, on: dt.date) -> Contact | None:
    told = session.connection().execute(_TEAM, {"court_id": court_id, "on": on}).first()
    if told is None:
        return None
    return Contact(
        told.name,
        told.telephone,
        told.email,
        stated_by=told.stated_by,
        stated_on=told.stated_on,
    )
