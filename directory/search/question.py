"""What can be asked, and what is refused before anything is looked up."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from directory.places.distance import Point
from directory.search.errors import SearchRefused
from directory.search.facets import Facet, fixed_names
from directory.search.shelf import CardShelf
from directory.services import eligibility
from directory.sight import ANYBODY, Sight

PER_PAGE: Final = 20
MOST_PER_PAGE: Final = 1_000
LAST_PAGE: Final = 1_000_000
LARGEST_RADIUS_MILES: Final = 500


@dataclass(frozen=True, slots=True)
class SearchQuestion:
    """Everything that narrows or orders; `about` and `origin` come by POST and are kept nowhere.

    `home_area` is the slug of the area where somebody lives: only what serves it is listed, or,
    where `elsewhere` is asked, only what does not. `sight` shows more of what is found; nothing
    more is found by it. `radius_miles` measures
    from `origin`, or from the place that the words name. `as_typed`: no word is put right.
    """

    words: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    origin: Point | None = None
    radius_miles: float | None = None
    home_area: str | None = None
    about: eligibility.AboutPerson | None = None
    page: int = 1
    per_page: int = PER_PAGE
    explains: bool = False
    as_typed: bool = False
    elsewhere: bool = False
    sight: Sight = ANYBODY


def refuse_the_impossible(question: SearchQuestion, shelf: CardShelf) -> None:
    """Raise `SearchRefused` for a page, radius, place or facet that cannot be."""
    if not 1 <= question.page <= LAST_PAGE:
        raise SearchRefused("page", f"Enter a page from 1 to {LAST_PAGE:,}.")
    if not 1 <= question.per_page <= MOST_PER_PAGE:
        raise SearchRefused("per_page", f"Ask for 1 to {MOST_PER_PAGE:,} services to a page.")
    radius = question.radius_miles
    if radius is not None and not 0 < radius <= LARGEST_RADIUS_MILES:
        raise SearchRefused(
            "radius_miles",
            f"Enter a distance of more than 0 and up to {LARGEST_RADIUS_MILES} miles.",
        )
    if question.origin is not None and not _is_on_earth(question.origin):
        raise SearchRefused("origin", "Enter a place in England or Wales.")
    if question.home_area is not None and question.home_area not in shelf.areas:
        raise SearchRefused("home_area", "Choose an area from the list.")
    for facet, codes in question.filters.items():
        _refuse_choice(facet, codes, shelf)


def _is_on_earth(point: Point) -> bool:
    latitude, longitude = point
    return math.isfinite(latitude) and abs(latitude) <= 90 and abs(longitude) <= 180


def _refuse_choice(facet: str, codes: tuple[str, ...], shelf: CardShelf) -> None:
    if facet not in list(Facet):
        raise SearchRefused("filters", "Services cannot be narrowed in that way.")
    known = choices_of(Facet(facet), shelf)
    for code in codes:
        if code not in known:
            raise SearchRefused(facet, f"Choose a {facet} from the list.")


def choices_of(facet: Facet, shelf: CardShelf) -> Mapping[str, str]:
    """Every choice of a facet with its name, whether or not a service has it."""
    match facet:
        case Facet.AREA:
            return {area.slug: area.name for area in shelf.areas.values()}
        case Facet.REGION:
            return {area.region: area.region_name for area in shelf.areas.values()}
        case Facet.LANGUAGE:
            return {code: code for code in shelf.choices[Facet.LANGUAGE]}
        case _:
            return fixed_names(facet)
