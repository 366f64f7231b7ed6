"""Finding a court: by region, by name or town, or near a postcode."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from directory.naming import name_words
from directory.places.court_names import (
    CourtKind,
    NamedCourt,
    courts_called,
    kind_asked,
    kinds_of,
)
from directory.places.distance import Point, geodesic_miles, great_circle_miles
from directory.places.home_area import home_area, reference_atlas
from directory.places.known_places import KnownPlace
from directory.places.models import Court
from directory.places.positions import ground_of
from directory.places.postcodes import Outcode, read_postcode
from directory.places.queries import all_courts, areas_by_slugs, courts_serving_any
from directory.places.reference_rows import LeftOutRow

NEAREST_SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class FoundCourt:
    """`kinds` are what its name does not say; `miles` from the middle of where was asked about."""

    name: str
    welsh_name: str | None
    href: str
    town: str
    kinds: tuple[CourtKind, ...]
    miles: int | None = None


@dataclass(frozen=True, slots=True)
class CourtsOfRegion:
    name: str
    slug: str
    courts: tuple[FoundCourt, ...]


@dataclass(frozen=True, slots=True)
class AreaLink:
    name: str
    href: str


@dataclass(frozen=True, slots=True)
class CourtsNear:
    """Where a place or postcode lies, the courts that serve it, and the nearest others.

    `name` is that of a place; `note` says what was made of a postcode that was typed.
    """

    areas: tuple[AreaLink, ...]
    serving: tuple[FoundCourt, ...]
    nearest: tuple[FoundCourt, ...] = ()
    name: str = ""
    is_certain: bool = True
    note: str = ""


@dataclass(frozen=True, slots=True)
class CourtsFound:
    """What a name leads to: courts that bear it, those that serve the place, or which is meant.

    `choices` are places of the name; `kind` is the kind of court that was named.
    """

    typed: str
    courts: tuple[FoundCourt, ...] = ()
    near: CourtsNear | None = None
    choices: tuple[str, ...] = ()
    kind: CourtKind | None = None
    not_listed: LeftOutRow | None = None
    is_guessed: bool = False

    @property
    def opens(self) -> str | None:
        """The address of the one court that is meant beyond doubt."""
        is_one = len(self.courts) == 1 and not self.choices and not self.is_guessed
        return self.courts[0].href if is_one else None


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


def courts_named(session: Session, typed: str, *, on: dt.date) -> CourtsFound:
    """Courts by what somebody calls them, or those that serve the place of that name."""
    courts = all_courts(session)
    called = courts_called(typed, [_named(court) for court in courts])
    place = called.place
    return CourtsFound(
        typed,
        courts=found(court for court in courts if court.slug in called.slugs),
        near=_near_place(session, place.meant, called.kind, on) if place.meant else None,
        choices=tuple(other.full_name for other in place.others),
        kind=called.kind,
        not_listed=called.not_listed,
        is_guessed=called.is_guessed,
    )


def courts_near(session: Session, postcode: str, *, on: dt.date) -> CourtsNear:
    """Raises `NotAPostcode`, or what `ground_of` raises for one that is not in use here."""
    read = read_postcode(postcode)
    ground = ground_of(read.code)
    home = home_area(ground, reference_atlas())
    serving = by_distance(courts_serving_any(session, (home.slug,), on=on), ground.centre)
    outcode = read.code if isinstance(read.code, Outcode) else read.code.outcode
    return CourtsNear(
        areas=_links(session, (home.slug, *home.alternatives)),
        serving=tuple(_found(court, ground.centre) for court in serving),
        nearest=_nearest(session, ground.centre, serving, None),
        is_certain=home.certainty == "member",
        note=f"We read a postcode of {outcode}." if read.is_changed else "",
    )


def _near_place(
    session: Session, place: KnownPlace, kind: CourtKind | None, on: dt.date
) -> CourtsNear:
    courts = courts_serving_any(session, place.areas, on=on)
    here = place.centre if place.is_in_sight else None
    if here:
        courts = by_distance(courts, here)
    serving = [court for court in courts if kind is None or kind in kinds_of(_named(court))]
    return CourtsNear(
        areas=_links(session, place.areas),
        serving=tuple(_found(court, here) for court in serving),
        nearest=_nearest(session, here, serving, kind) if here else (),
        name=place.full_name,
    )


def _nearest(
    session: Session, here: Point, serving: Sequence[Court], kind: CourtKind | None
) -> tuple[FoundCourt, ...]:
    served = {court.id for court in serving}
    others = [court for court in all_courts(session) if court.id not in served]
    others = [court for court in others if kind is None or kind in kinds_of(_named(court))]
    return tuple(_found(court, here) for court in by_distance(others, here)[:NEAREST_SHOWN])


def by_distance(courts: Iterable[Court], here: Point) -> list[Court]:
    """A Crown court counts as a mile farther: most people are sentenced by magistrates."""

    def key(court: Court) -> tuple[float, str]:
        miles = great_circle_miles(here, _point(court))
        return miles + (CourtKind.MAGISTRATES not in kinds_of(_named(court))), court.slug

    return sorted(courts, key=key)


def _links(session: Session, slugs: Sequence[str]) -> tuple[AreaLink, ...]:
    areas = {area.slug: area for area in areas_by_slugs(session, slugs)}
    return tuple(
        AreaLink(areas[slug].name, f"/areas/{areas[slug].region.slug}/{slug}")
        for slug in slugs
        if slug in areas
    )


def _named(court: Court) -> NamedCourt:
    return NamedCourt(court.slug, court.name, court.town, court.court_types, _point(court))


def _point(court: Court) -> Point:
    return court.latitude, court.longitude


def _found(court: Court, here: Point | None = None) -> FoundCourt:
    miles = None if here is None else max(1, round(geodesic_miles(here, _point(court))))
    name = " ".join(court.name.split())
    kinds = tuple(sorted(kinds_of(_named(court)) - _kinds_said(name)))
    return FoundCourt(name, court.welsh_name, f"/courts/{court.slug}", court.town, kinds, miles)


def _kinds_said(name: str) -> frozenset[CourtKind]:
    """Kinds that the name itself says, so that they need not be said again."""
    kind, _ = kind_asked(name_words(name))
    return frozenset({kind} if kind else ())
