"""Finding a court: by region, by name or town, or near a postcode."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from directory.places.distance import Point, geodesic_miles, great_circle_miles
from directory.places.home_area import home_area, reference_atlas
from directory.places.models import Court
from directory.places.positions import ground_of
from directory.places.postcodes import postcode_or_part
from directory.places.queries import all_courts, area_by_slug, courts_serving

NEAREST_SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class FoundCourt:
    """`miles` is from the middle of the postcode asked about."""

    name: str
    welsh_name: str | None
    href: str
    town: str
    types: str
    miles: int | None = None


@dataclass(frozen=True, slots=True)
class CourtsOfRegion:
    name: str
    slug: str
    courts: tuple[FoundCourt, ...]


@dataclass(frozen=True, slots=True)
class CourtsNear:
    """Where the postcode lies, the courts that serve that area, and the nearest others."""

    says: str
    area_href: str
    serving: tuple[FoundCourt, ...]
    nearest: tuple[FoundCourt, ...]


def found(courts: Iterable[Court]) -> tuple[FoundCourt, ...]:
    return tuple(_found(court) for court in courts)


def by_region(courts: Iterable[Court]) -> tuple[CourtsOfRegion, ...]:
    """Every court under its region, both by name; those without a region last."""
    grouped: defaultdict[tuple[bool, str, str], list[FoundCourt]] = defaultdict(list)
    for court in courts:
        region = court.region
        key = (True, "", "") if region is None else (False, region.name, region.slug)
        grouped[key].append(_found(court))
    return tuple(CourtsOfRegion(key[1], key[2], tuple(grouped[key])) for key in sorted(grouped))


def courts_near(session: Session, postcode: str, *, on: dt.date) -> CourtsNear:
    """Raises `NotAPostcode`, or what `ground_of` raises for one that is not in use here."""
    ground = ground_of(postcode_or_part(postcode))
    home = home_area(ground, reference_atlas())
    area = area_by_slug(session, home.slug)
    serving = courts_serving(session, area, on=on)
    served = {court.id for court in serving}
    others = [court for court in all_courts(session) if court.id not in served]
    others.sort(key=lambda court: (great_circle_miles(ground.centre, _point(court)), court.slug))
    return CourtsNear(
        says=home.says,
        area_href=f"/areas/{area.region.slug}/{area.slug}",
        serving=tuple(_found(court, ground.centre) for court in serving),
        nearest=tuple(_found(court, ground.centre) for court in others[:NEAREST_SHOWN]),
    )


def _point(court: Court) -> Point:
    return court.latitude, court.longitude


def _found(court: Court, here: Point | None = None) -> FoundCourt:
    miles = None if here is None else max(1, round(geodesic_miles(here, _point(court))))
    name = " ".join(court.name.split())
    return FoundCourt(
        name, court.welsh_name, f"/courts/{court.slug}", court.town, court.court_types, miles
    )
