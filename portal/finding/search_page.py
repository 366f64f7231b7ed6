"""What the page of results shows, built once from the answer."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from flask_babel import gettext, lazy_gettext

from commissioning.partnership.actions.naming import NamedAction
from directory.search.facets import Facet
from directory.search.found import FacetChoice, Hit, SearchAnswer, WayOut
from directory.search.helplines import Helpline
from directory.search.question import LAST_PAGE
from portal.finding.asked import Asked
from portal.finding.beside_hits import (
    ShownHome,
    ShownNamedScheme,
    ShownPartner,
    more_partners_of,
    scheme_kinds,
    shown_home,
    shown_partners,
    shown_pathways,
    shown_schemes,
)
from portal.finding.hits import ShownHit, miles_in_words, shown_hit
from portal.finding.listing_words import language_name
from portal.finding.places import ShownPlace
from portal.finding.searching import Searched
from portal.formatting import joined

_ = lazy_gettext

FACETS: Final[Mapping[Facet, object]] = MappingProxyType(
    {
        Facet.REQUIREMENT: _("Requirement"),
        Facet.PATHWAY: _("Pathway"),
        Facet.WHO: _("Who it is for"),
        Facet.DELIVERY: _("How it is delivered"),
        Facet.REGION: _("Region"),
        Facet.AREA: _("Area"),
        Facet.SECTOR: _("Kind of provider"),
        Facet.SETTING: _("Setting"),
        Facet.LANGUAGE: _("Language"),
    }
)
"""In the order of the page."""

PARTS: Final[Mapping[str, object]] = MappingProxyType(
    {
        "home_area": _("the area"),
        "radius_miles": _("the distance"),
        **{facet.value: name for facet, name in FACETS.items()},
    }
)
"""What a search that finds nothing could do without."""


@dataclass(frozen=True, slots=True)
class ShownChoice:
    code: str
    name: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class ShownFacet:
    """One way to narrow; only choices that would leave something, or that are chosen."""

    code: str
    name: str
    choices: tuple[ShownChoice, ...]

    @property
    def chosen(self) -> int:
        return sum(choice.is_chosen for choice in self.choices)


@dataclass(frozen=True, slots=True)
class ShownQuestionPart:
    """A part of the question with the address of the question without it; "" where the words
    themselves say it.
    """

    name: str
    text: str
    href: str


@dataclass(frozen=True, slots=True)
class ShownWayOut:
    without: str
    total: int
    href: str
    nearest: ShownHit | None


@dataclass(frozen=True, slots=True)
class ShownPlaceLine:
    """The place measured from, and its namesakes with their addresses; `typed` had a slip."""

    name: str
    says: str
    is_asked: bool
    choices: tuple[tuple[str, str], ...]
    typed: str
    is_postcode: bool


@dataclass(frozen=True, slots=True)
class PageLink:
    number: int
    href: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class SearchPage:
    """`is_sealed`: what was asked about a person is in the address, and left out of shared ones."""

    as_at: dt.datetime
    total: int
    first: int
    hits: tuple[ShownHit, ...]
    apart: tuple[ShownHit, ...]
    apart_total: int
    facets: tuple[ShownFacet, ...]
    parts: tuple[ShownQuestionPart, ...]
    ways_out: tuple[ShownWayOut, ...]
    place: ShownPlaceLine | None
    home: ShownHome | None
    schemes: tuple[ShownNamedScheme, ...]
    scheme_names: str
    partners: tuple[ShownPartner, ...]
    more_partners: str
    actions: tuple[NamedAction, ...]
    helplines: tuple[Helpline, ...]
    pathways: tuple[tuple[str, str], ...]
    pages: tuple[PageLink, ...]
    last_page: int
    corrected: tuple[tuple[str, str], ...]
    order: str
    fits: Mapping[str, int]
    asked: Asked
    is_sealed: bool
    words_ready: bool
    is_partly: bool
    unfound: str
    is_shortened: bool
    dropped_postcode: bool
    has_generated_figures: bool
    first_page: str
    words_alone: str
    link: str
    csv: str
    sheet: str
    why: str
    as_typed: str

    @property
    def is_near_home(self) -> bool:
        """Measured from the home of the person asked about."""
        return self.is_sealed and self.place is not None and self.place.is_postcode

    @property
    def is_empty(self) -> bool:
        return not self.total and not self.apart_total

    @property
    def tells_no_places(self) -> bool:
        """What was asked about may be confidential: not even that there is none is said."""
        return any(line.note for line in self.helplines)

    @property
    def is_past_the_end(self) -> bool:
        return not self.hits and self.total > 0


def search_page(searched: Searched, *, root: str, is_sealed: bool) -> SearchPage:
    """`root` is the address of this installation, for the link that may be passed on."""
    asked, found = searched.readable, searched.found
    shared = replace(searched.shareable, page=1, explains=False)
    hits = tuple(_hits(searched, found.hits))
    apart = tuple(_hits(searched, found.apart))
    last = max(1, math.ceil(found.total / searched.per_page))
    return SearchPage(
        as_at=searched.as_at,
        total=found.total,
        first=(asked.page - 1) * searched.per_page + 1,
        hits=hits,
        apart=apart,
        apart_total=found.apart_total,
        facets=tuple(_facets(found)),
        parts=tuple(_parts(searched)),
        ways_out=tuple(_way_out(way, searched) for way in found.ways_out),
        place=_place(searched.place, asked, found),
        home=shown_home(searched),
        schemes=tuple(shown_schemes(searched)),
        scheme_names="; ".join(scheme_kinds(searched)),
        partners=tuple(shown_partners(searched)),
        more_partners=more_partners_of(searched),
        actions=searched.actions,
        helplines=found.helplines,
        pathways=tuple(shown_pathways(searched)),
        pages=_pages(asked, last),
        last_page=last,
        corrected=found.corrected,
        order=found.order,
        fits=found.fits,
        asked=searched.asked,
        is_sealed=is_sealed,
        words_ready=found.words_ready or not searched.asked.words,
        is_partly=found.is_partly,
        unfound=str(joined(f"“{words}”" for words in found.unfound)) if found.unfound else "",
        is_shortened=found.is_shortened,
        dropped_postcode=searched.dropped_postcode,
        has_generated_figures=any(hit.is_generated for hit in (*hits, *apart)),
        first_page=replace(asked, page=1).href(),
        words_alone=Asked(words=asked.words, is_anywhere=True).href(),
        link=root + shared.href(is_shared=True),
        csv=shared.href("/services.csv", is_shared=True),
        sheet=shared.href("/services/sheet", is_shared=True),
        why=replace(asked, explains=not asked.explains).href(),
        as_typed=replace(asked, page=1, as_typed=True).href(),
    )


def _hits(searched: Searched, hits: Sequence[Hit]) -> Iterator[ShownHit]:
    for hit, one in searched.shown(hits):
        where = miles_in_words(hit.about_miles, hit.in_area)
        home = searched.place.area if searched.place else None
        yield shown_hit(one, where=where, why=hit.why, home=home, order=searched.order)


def _facets(found: SearchAnswer) -> Iterator[ShownFacet]:
    for facet, name in FACETS.items():
        choices = [
            ShownChoice(choice.code, _named(facet, choice), choice.count, choice.is_chosen)
            for choice in found.facets.get(facet, ())
            if choice.count or choice.is_chosen
        ]
        if choices:
            by_name = facet in {Facet.REGION, Facet.AREA, Facet.LANGUAGE}
            order = sorted(choices, key=_by_name) if by_name else sorted(choices, key=_by_count)
            yield ShownFacet(facet.value, str(name), tuple(order))


def _by_name(choice: ShownChoice) -> str:
    return choice.name


def _by_count(choice: ShownChoice) -> tuple[int, str]:
    return -choice.count, choice.name


def _named(facet: Facet, choice: FacetChoice) -> str:
    return language_name(choice.code) if facet is Facet.LANGUAGE else choice.name


def _parts(searched: Searched) -> Iterator[ShownQuestionPart]:
    asked, found, typed = searched.readable, searched.found, searched.asked
    if typed.place:
        href = asked.without("place").href()
        yield ShownQuestionPart(str(gettext("Near")), typed.place, href)
    if typed.radius:
        text = str(gettext("%(miles)s miles", miles=typed.radius))
        href = asked.without("radius_miles").href()
        yield ShownQuestionPart(str(gettext("Within")), text, href)
    for facet, name in FACETS.items():
        for choice in found.facets.get(facet, ()):
            if choice.is_chosen:
                is_own = choice.code in asked.filters.get(facet.value, ())
                yield ShownQuestionPart(
                    str(name),
                    _named(facet, choice),
                    asked.without(facet.value, choice.code).href() if is_own else "",
                )


def _way_out(way: WayOut, searched: Searched) -> ShownWayOut:
    nearest = next(_hits(searched, [way.nearest]), None)
    part = str(PARTS.get(way.drop, way.drop))
    without = searched.readable.without(way.drop)
    return ShownWayOut(part, way.total, without.href(), nearest)


def _place(place: ShownPlace | None, asked: Asked, found: SearchAnswer) -> ShownPlaceLine | None:
    if place is None:
        return None
    words = asked.words if asked.place else found.countable_words
    choices = tuple(
        (name, replace(asked, words=words, place=name, page=1).href()) for name in place.choices[:8]
    )
    return ShownPlaceLine(
        place.name, place.says, place.is_asked, choices, place.typed, place.is_postcode
    )


def _pages(asked: Asked, last: int) -> tuple[PageLink, ...]:
    """The first, the last and those around this one."""
    here = min(asked.page, LAST_PAGE)
    wanted = {1, last, *range(max(1, here - 2), min(last, here + 2) + 1)} if last > 1 else set()
    return tuple(
        PageLink(number, replace(asked, page=number).href(), number == here)
        for number in sorted(wanted)
    )
