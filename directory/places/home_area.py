"""In which local delivery unit a postcode lies, and how sure that is.

Sure where the list of local authorities says so; else the nearest centre, and "probably".
Never a ground to exclude anybody.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from directory.errors import DirectoryError
from directory.places.distance import Point, great_circle_miles
from directory.places.positions import PostcodeGround
from directory.places.reference_tables import local_authorities, local_delivery_units, memberships

ALL_BUT_STRAYS = 0.99
"""Share of a ground's postcodes that must lie in one area before that area is certain."""

STRAYS = 0.01
"""Areas with a smaller share of the ground's postcodes are not offered."""

NEAR_TIE_MILES = 3.0
"""A centre no more than this much further than the nearest is offered beside it."""

Certainty = Literal["member", "nearest"]


class NoAreaKnown(DirectoryError):
    """There is no area to choose from: the atlas is empty."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(f"No probation area is known for {code}.")


@dataclass(frozen=True, slots=True)
class AreaToFind:
    """What must be known of a local delivery unit to find who lives in it."""

    slug: str
    name: str
    police_area: str
    centre: Point


@dataclass(frozen=True, slots=True)
class Atlas:
    """Areas by slug; per authority its police area and the areas listed for it.

    An authority with one area lies in it; with several it is divided between them; with none
    the areas of its police area are candidates.
    """

    areas: Mapping[str, AreaToFind]
    police_area_of: Mapping[str, str]
    listed: Mapping[str, tuple[str, ...]]

    def candidates(self, authority: str) -> Sequence[AreaToFind]:
        if slugs := self.listed.get(authority):
            return [self.areas[slug] for slug in slugs]
        police_area = self.police_area_of.get(authority)
        near = [area for area in self.areas.values() if area.police_area == police_area]
        return near or list(self.areas.values())


@dataclass(frozen=True, slots=True)
class HomeArea:
    """The likeliest area; `alternatives` are slugs, likeliest first, empty when certain."""

    slug: str
    certainty: Certainty
    says: str
    alternatives: tuple[str, ...]


@cache
def reference_atlas() -> Atlas:
    """The atlas of the shipped tables."""
    listed: defaultdict[str, list[str]] = defaultdict(list)
    for row in memberships():
        listed[row.local_authority_code].append(row.local_delivery_unit_slug)
    return Atlas(
        areas={
            unit.slug: AreaToFind(
                unit.slug, unit.name, unit.police_area, (unit.latitude, unit.longitude)
            )
            for unit in local_delivery_units()
        },
        police_area_of={row.code: row.police_area for row in local_authorities()},
        listed={code: tuple(slugs) for code, slugs in listed.items()},
    )


def home_area(ground: PostcodeGround, atlas: Atlas) -> HomeArea:
    """The area in which most of the ground's postcodes lie, with the others that it may be."""
    if not atlas.areas:
        raise NoAreaKnown(ground.code)
    shares: defaultdict[str, float] = defaultdict(float)
    surely: defaultdict[str, float] = defaultdict(float)
    ties: list[str] = []
    for authority, share in ground.authorities:
        likely = _likely(ground.centre, atlas.candidates(authority))
        shares[likely[0].slug] += share
        if len(atlas.listed.get(authority, ())) == 1:
            surely[likely[0].slug] += share
        elif share >= STRAYS:
            ties += [area.slug for area in likely[1:]]
    return _answer(atlas, shares, surely, ties)


def _answer(
    atlas: Atlas, shares: Mapping[str, float], surely: Mapping[str, float], ties: Sequence[str]
) -> HomeArea:
    total = sum(shares.values())
    ranked = sorted(shares, key=lambda slug: (-shares[slug], slug))
    first = ranked[0]
    if surely.get(first, 0.0) >= ALL_BUT_STRAYS * total:
        return HomeArea(first, "member", f"{atlas.areas[first].name} area", ())
    sizeable = [slug for slug in ranked[1:] if shares[slug] >= STRAYS * total]
    others = tuple(slug for slug in dict.fromkeys([*sizeable, *ties]) if slug != first)
    names = " or ".join(f"{atlas.areas[slug].name} area" for slug in (first, *others))
    return HomeArea(first, "nearest", f"probably {names}", others)


def _likely(here: Point, candidates: Sequence[AreaToFind]) -> list[AreaToFind]:
    """The nearest area first, then those that are all but as near."""
    miles = {area.slug: great_circle_miles(here, area.centre) for area in candidates}
    ranked = sorted(candidates, key=lambda area: (miles[area.slug], area.slug))
    limit = miles[ranked[0].slug] + NEAR_TIE_MILES
    return [area for area in ranked if miles[area.slug] <= limit]
