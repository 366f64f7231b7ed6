"""The areas that an answer is about, and whom to ring there."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import BindParameter, Date, bindparam, or_, select
from sqlalchemy.orm import Session

from commissioning.availability.answer_types import Area, Contact
from commissioning.availability.court_known import HowKnown, areas_served, team_of
from directory.errors import DirectoryError, NotKnown
from directory.places.distance import Point, great_circle_miles
from directory.places.models import (
    Court,
    LocalDeliveryUnit,
    ProbationOffice,
    Region,
    ServingBasis,
)
from directory.places.positions import ground_of
from directory.places.postcodes import postcode_or_part
from directory.places.queries import KnownCourt
from directory.unchanged import while_unchanged


@dataclass(frozen=True, slots=True)
class KnownArea:
    """An area of today with its centre, which an answer needs for "the nearest"."""

    id: int
    area: Area
    latitude: float | None
    longitude: float | None


@dataclass(frozen=True, slots=True)
class AreasAsked:
    """`known` is every area of today by id; `area_ids` those that the answer is about.

    `team` is the probation team at the court that asks, where somebody stated it.
    """

    known: Mapping[int, KnownArea]
    area_ids: tuple[int, ...]
    areas: tuple[Area, ...]
    court_areas: tuple[Area, ...]
    offices: Mapping[int, Contact]
    region_name: str | None = None
    is_region_fallback: bool = False
    team: Contact | None = None

    @property
    def office(self) -> Contact:
        """Whom to ring about what has nothing behind it: the team, else the first area's office."""
        if self.team is not None:
            return self.team
        return next((self.offices[key] for key in self.area_ids if key in self.offices), ANY_OFFICE)

    @property
    def names_by_id(self) -> dict[int, str]:
        return {key: known.area.name for key, known in self.known.items()}


def ground_of_areas(session: Session, slugs: Sequence[str], *, on: dt.date) -> AreasAsked:
    """These areas, whichever court asks; raises `NotKnown`."""
    known = known_areas(session, on)
    chosen = _ids_of(known, slugs)
    return AreasAsked(
        known=known,
        area_ids=chosen,
        areas=tuple(known[key].area for key in chosen),
        court_areas=(),
        offices=while_unchanged(session, offices_by_area, chosen),
    )


def ground_of_court(
    session: Session, court: Court | KnownCourt, home_areas: Sequence[str], *, on: dt.date
) -> AreasAsked:
    """The home areas, else all that the court serves, else all of its region.

    Of an area that the court serves the team at the court is rung where one was stated, else the
    office nearest to the court.
    """
    known = known_areas(session, on)
    serving = while_unchanged(session, areas_served, court.id, on)
    region = while_unchanged(session, _region, court.region_id) if court.region_id else None
    is_fallback = not serving
    court_ids = tuple(serving) or tuple(_ids_in_region(known, region))
    court_areas = tuple(_named(known[key].area, serving.get(key)) for key in court_ids)
    chosen = _ids_of(known, home_areas) if home_areas else court_ids
    is_served = set(chosen) <= set(court_ids)
    return AreasAsked(
        known=known,
        area_ids=chosen,
        areas=tuple(_named(known[key].area, serving.get(key)) for key in chosen),
        court_areas=court_areas,
        offices=while_unchanged(
            session, offices_by_area, chosen, court=_position_of(court) if is_served else None
        ),
        region_name=region.name if region else None,
        is_region_fallback=is_fallback,
        team=while_unchanged(session, team_of, court.id, on) if is_served else None,
    )


def _position_of(court: Court | KnownCourt) -> Point:
    return court.latitude, court.longitude


_ON = bindparam("on", type_=Date)
_KNOWN_AREAS = (
    select(
        LocalDeliveryUnit.id,
        LocalDeliveryUnit.slug,
        LocalDeliveryUnit.name,
        LocalDeliveryUnit.welsh_name,
        LocalDeliveryUnit.latitude,
        LocalDeliveryUnit.longitude,
        Region.slug.label("region_slug"),
        Region.name.label("region_name"),
    )
    .join(Region, Region.id == LocalDeliveryUnit.region_id)
    .where(
        LocalDeliveryUnit.valid_from <= _ON,
        or_(LocalDeliveryUnit.valid_to.is_(None), LocalDeliveryUnit.valid_to >= _ON),
    )
    .order_by(LocalDeliveryUnit.name, LocalDeliveryUnit.id)
)


def known_areas(session: Session, on: dt.date) -> Mapping[int, KnownArea]:
    """Every area of that day by internal id, by name."""
    return while_unchanged(session, _known_areas, on)


def _known_areas(session: Session, on: dt.date) -> dict[int, KnownArea]:
    rows = session.connection().execute(_KNOWN_AREAS, {"on": on}).all()
    return {row[0]: _known_area(*row) for row in rows}


@lru_cache(maxsize=1024)
def _known_area(
    key: int,
    slug: str,
    name: str,
    welsh_name: str | None,
    latitude: float | None,
    longitude: float | None,
    region_slug: str,
    region_name: str,
) -> KnownArea:
    """The same few hundred areas are asked for all day."""
    area = Area(slug, name, region_slug, region_name, welsh_name)
    return KnownArea(key, area, latitude, longitude)


def _ids_of(known: Mapping[int, KnownArea], slugs: Sequence[str]) -> tuple[int, ...]:
    by_slug = {found.area.slug: key for key, found in known.items()}
    unknown = [slug for slug in slugs if slug not in by_slug]
    if unknown:
        raise NotKnown("area", unknown[0])
    return tuple(by_slug[slug] for slug in slugs)


def _named(area: Area, known: HowKnown | None) -> Area:
    if known is None:
        return area
    return Area(
        area.slug,
        area.name,
        area.region_slug,
        area.region_name,
        area.welsh_name,
        known.in_words,
        known.basis is ServingBasis.CONFIRMED,
    )


class KnownRegion(NamedTuple):
    slug: str
    name: str


_REGION = select(Region.slug, Region.name).where(Region.id == bindparam("region_id"))


def _region(session: Session, region_id: int) -> KnownRegion | None:
    row = session.connection().execute(_REGION, {"region_id": region_id}).one_or_none()
    return KnownRegion(*row) if row else None


def _ids_in_region(known: Mapping[int, KnownArea], region: KnownRegion | None) -> list[int]:
    if region is None:
        return []
    return [key for key, found in known.items() if found.area.region_slug == region.slug]


ANY_OFFICE = Contact("the area’s probation office")
"""Whom to ring where no office of the area is known to this portal."""

_AREA_IDS: BindParameter[int] = bindparam("area_ids", expanding=True)
_OFFICES = (
    select(
        ProbationOffice.local_delivery_unit_id,
        ProbationOffice.name,
        ProbationOffice.postcode,
        ProbationOffice.page_url,
        LocalDeliveryUnit.latitude,
        LocalDeliveryUnit.longitude,
    )
    .join(LocalDeliveryUnit, LocalDeliveryUnit.id == ProbationOffice.local_delivery_unit_id)
    .where(ProbationOffice.local_delivery_unit_id.in_(_AREA_IDS))
    .order_by(ProbationOffice.name, ProbationOffice.id)
)


def offices_by_area(
    session: Session, area_ids: Sequence[int], *, court: Point | None = None
) -> dict[int, Contact]:
    """The office of each area nearest to the court, or else to the middle of the area.

    An office whose place is not known comes after those whose is, by name. Its page lists the
    telephone number.
    """
    nearest: dict[int, tuple[float, Contact]] = {}
    for row in session.connection().execute(_OFFICES, {"area_ids": area_ids}).all():
        centre = None if row.latitude is None else (row.latitude, row.longitude)
        miles = _miles(_position(row.postcode), court or centre)
        known = nearest.get(row.local_delivery_unit_id)
        if known is None or miles < known[0]:
            office = Contact(row.name, page_url=row.page_url)
            nearest[row.local_delivery_unit_id] = miles, office
    return {area: office for area, (_miles_away, office) in nearest.items()}


@lru_cache(maxsize=1024)
def _position(postcode: str) -> Point | None:
    try:
        return ground_of(postcode_or_part(postcode)).centre
    except DirectoryError:
        return None


def _miles(here: Point | None, there: Point | None) -> float:
    if here is None or there is None:
        return math.inf
    return great_circle_miles(here, there)
