"""Finding services: words, filters, place and person in one answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from directory.places.distance import Point
from directory.search.bits import Bits, any_of, bits_of, places_in
from directory.search.catalogue import Catalogue, View
from directory.search.explaining import order_in_words, why
from directory.search.facets import Facet
from directory.search.found import FacetChoice, Hit, SearchAnswer, WayOut
from directory.search.matching import Matched, match
from directory.search.question import SearchQuestion, choices_of, refuse_the_impossible
from directory.search.ranking import Signs, in_order
from directory.search.understanding import Understood, understand
from directory.services.eligibility import Answer, Fit, fit
from directory.services.public_record import PublicService, public_services

SHOWN_APART = 20
"""Services without an address beside a list that is ordered by distance."""


def find(
    session: Session, question: SearchQuestion, *, catalogue: Catalogue, today: dt.date
) -> SearchAnswer:
    """What fits, in order. Raises `SearchRefused`; hostile words find nothing, or something."""
    view = catalogue.view(session, today=today)
    refuse_the_impossible(question, view.shelf)
    understood = understand(question.words, view.shelf, view.words, as_typed=question.as_typed)
    search = Search(view, question, understood)
    found = _answered(session, search)
    return found if not found.is_empty else replace(found, ways_out=_ways_out(session, search))


@dataclass(frozen=True)
class Search:
    """One question against one state of the shelf and the words."""

    view: View
    question: SearchQuestion
    understood: Understood

    @cached_property
    def origin(self) -> Point | None:
        if self.question.origin is not None or self.understood.place is None:
            return self.question.origin
        return self.understood.place.origin

    @cached_property
    def home_area(self) -> str | None:
        named = self.understood.place
        if self.question.home_area is not None or self.question.origin is not None:
            return self.question.home_area
        known = None if named is None else named.home_area
        return known if known in self.view.shelf.areas else None

    @cached_property
    def chosen(self) -> Mapping[Facet, frozenset[str]]:
        """Filters, and what the words say of region and people where no filter does."""
        found = {Facet(name): frozenset(codes) for name, codes in self.question.filters.items()}
        place, who = self.understood.place, self.understood.who
        if place is not None and place.region is not None:
            found.setdefault(Facet.REGION, frozenset({place.region}))
        if who is not None:
            found.setdefault(Facet.WHO, frozenset({who.value}))
        return {facet: codes for facet, codes in found.items() if codes}

    @cached_property
    def matched(self) -> Matched | None:
        """None where there are no words to look for, or no index to look in."""
        words = self.view.words
        if not self.understood.wants or words is None:
            return None
        return match(self.understood.wants, words, self.view.places, size=self.view.shelf.size)

    @cached_property
    def miles(self) -> NDArray[np.float64] | None:
        return None if self.origin is None else self.view.shelf.miles_from(self.origin)

    @cached_property
    def within(self) -> Bits:
        """What words and place leave, before any facet."""
        shelf = self.view.shelf
        left = shelf.public if self.matched is None else shelf.public & self.matched.bits
        return left if self.miles is None else left & self._near(self.miles)

    def _near(self, miles: NDArray[np.float64]) -> Bits:
        """With an address and in reach, or without one and serving the home area."""
        shelf, radius = self.view.shelf, self.question.radius_miles
        reached = shelf.placed if radius is None else bits_of(miles <= radius)
        nowhere = shelf.public & ~shelf.placed
        return reached | (
            nowhere if self.home_area is None else nowhere & shelf.serving(self.home_area)
        )

    @cached_property
    def by_facet(self) -> Mapping[Facet, Bits]:
        """The services that each chosen facet leaves by itself."""
        known = self.view.shelf.choices
        return {
            facet: any_of(known[facet].get(code, 0) for code in codes)
            for facet, codes in self.chosen.items()
        }

    @cached_property
    def bits(self) -> Bits:
        return self.without(None)

    def without(self, facet: Facet | None) -> Bits:
        """What all but one of the facets leave."""
        left = self.within
        for other, bits in self.by_facet.items():
            if other is not facet:
                left &= bits
        return left

    @cached_property
    def fits(self) -> tuple[Sequence[Fit], NDArray[np.int64]] | None:
        """The answers for the different sets of rules, and which of them is a service's."""
        about = self.question.about
        if about is None:
            return None
        sets, of_place = self.view.shelf.rule_sets
        return [fit(rules, about) for rules in sets], of_place

    def fit_at(self, place: int) -> Fit | None:
        return None if self.fits is None else self.fits[0][int(self.fits[1][place])]


def _answered(session: Session, search: Search) -> SearchAnswer:
    shelf, question = search.view.shelf, search.question
    bits = search.bits
    measured = bits if search.miles is None else bits & shelf.placed
    apart = bits & ~measured
    first = (question.page - 1) * question.per_page
    hits = _hits(session, search, measured, first=first, count=question.per_page)
    beside = _hits(session, search, apart, first=0, count=SHOWN_APART) if apart else ()
    understood, matched = search.understood, search.matched
    return SearchAnswer(
        hits=hits,
        total=measured.bit_count(),
        facets=_facets(search),
        apart=beside,
        apart_total=apart.bit_count(),
        words_ready=search.view.words is not None,
        is_partly=matched is not None and bool(matched.missed) and bool(bits),
        is_shortened=understood.is_shortened,
        corrected=understood.corrected,
        unfound=understood.unfound,
        pathways=understood.pathways,
        place=understood.place,
        who=understood.who,
        order=order_in_words(
            has_words=matched is not None,
            has_home=search.home_area is not None,
            has_place=search.miles is not None,
            about_somebody=question.about is not None,
        ),
        fits=_fits_counted(search, bits),
        countable_words=understood.remaining,
    )


def _hits(
    session: Session, search: Search, bits: Bits, *, first: int, count: int
) -> tuple[Hit, ...]:
    places = _in_order(search, bits, first=first, count=count)
    ids = [int(search.view.shelf.service_ids[place]) for place in places]
    services = public_services(session, ids, today=search.view.shelf.stamp.day)
    return tuple(
        _hit(search, place, services[key])
        for place, key in zip(places, ids, strict=True)
        if key in services
    )


def _in_order(search: Search, bits: Bits, *, first: int, count: int) -> list[int]:
    shelf = search.view.shelf
    places = places_in(bits, shelf.size)
    home = None
    if search.home_area is not None:
        home = np.zeros(shelf.size, bool)
        home[places_in(shelf.serving(search.home_area), shelf.size)] = True
    signs = Signs(
        titles=shelf.title_order[places],
        scores=None if search.matched is None else search.matched.scores[places],
        is_home=None if home is None else home[places],
        miles=None if search.miles is None else search.miles[places],
        is_refused=_refused(search, places),
    )
    return [int(place) for place in places[in_order(signs, first=first, count=count)]]


def _refused(search: Search, places: NDArray[np.int64]) -> NDArray[np.bool_] | None:
    if search.fits is None:
        return None
    fits, of_place = search.fits
    refused = np.array([one.answer is Answer.NO for one in fits])
    return refused[of_place[places]]


def _hit(search: Search, place: int, service: PublicService) -> Hit:
    shelf = search.view.shelf
    stand = None if search.origin is None else shelf.nearest_stand(place, search.origin)
    home = search.home_area
    hit = Hit(
        service=service,
        about_miles=None if stand is None or search.miles is None else round(search.miles[place]),
        in_area=shelf.areas[stand.area].name if stand is not None and stand.is_area else None,
        serves_home=None if home is None else bool(shelf.serving(home) >> place & 1),
        fit=search.fit_at(place),
    )
    if not search.question.explains:
        return hit
    home_name = None if home is None else shelf.areas[home].name
    return replace(hit, why=why(hit, search.understood.wants, search.matched, home_name))


def _facets(search: Search) -> Mapping[Facet, tuple[FacetChoice, ...]]:
    """Each choice with how many it would leave, whatever else of its own facet is chosen."""
    found = {}
    for facet in Facet:
        names = choices_of(facet, search.view.shelf)
        left = search.without(facet) if facet in search.chosen else search.bits
        chosen = search.chosen.get(facet, frozenset())
        found[facet] = tuple(
            FacetChoice(code, names.get(code, code), (left & bits).bit_count(), code in chosen)
            for code, bits in search.view.shelf.choices[facet].items()
        )
    return found


def _fits_counted(search: Search, bits: Bits) -> Mapping[str, int]:
    if search.fits is None:
        return {}
    fits, of_place = search.fits
    numbers = np.bincount(of_place[places_in(bits, search.view.shelf.size)], minlength=len(fits))
    counted = {answer.value: 0 for answer in Answer}
    for one, number in zip(fits, numbers.tolist(), strict=True):
        counted[one.answer.value] += number
    return counted


def _ways_out(session: Session, search: Search) -> tuple[WayOut, ...]:
    """What to leave out so that something is found, the least loss first."""
    found = []
    for drop, question in _with_less(search):
        wider = Search(search.view, question, search.understood)
        hits = _hits(session, wider, wider.bits, first=0, count=1)
        if hits:
            found.append(WayOut(drop, wider.bits.bit_count(), hits[0]))
    return tuple(found)


def _with_less(search: Search) -> list[tuple[str, SearchQuestion]]:
    """The question without one of its parts, each in turn."""
    question = search.question
    less: list[tuple[str, SearchQuestion]] = []
    if question.radius_miles is not None:
        less.append(("radius_miles", replace(question, radius_miles=None)))
    for facet in search.chosen:
        others = {name: codes for name, codes in question.filters.items() if name != facet}
        less.append((facet.value, replace(question, filters=others)))
    return less
