"""One question against one state of the shelf and the words: which services it leaves."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from directory.places.distance import Point
from directory.search.bits import Bits, any_of, bits_of, places_in
from directory.search.catalogue import View
from directory.search.facets import Facet
from directory.search.matching import Matched, match
from directory.search.question import SearchQuestion
from directory.search.understanding import Understood
from directory.services.eligibility import Fit, fit

MOST_COMPARED: Final = 200
"""So many services of a home area are put in the order in which somebody could start."""

Soonest = Callable[[Sequence[int], str], Mapping[int, int]]
"""Of services and a home area, each one's rank by when somebody from there could start."""


@dataclass(frozen=True)
class Search:
    """One question against one state of the shelf and the words."""

    view: View
    question: SearchQuestion
    understood: Understood
    soonest: Soonest | None = None

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

    @property
    def area_asked(self) -> str:
        """Where home is, or the one area that is chosen; "" where there is no such one."""
        chosen = self.chosen.get(Facet.AREA, frozenset())
        return self.home_area or (next(iter(chosen)) if len(chosen) == 1 else "")

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
        left = self.at_home if self.matched is None else self.at_home & self.matched.bits
        return left if self.miles is None else left & self._near(self.miles)

    @cached_property
    def is_at_home(self) -> bool:
        """The home area narrows the list, unless somebody chose areas or regions themselves."""
        is_chosen = {Facet.AREA.value, Facet.REGION.value} & set(self.question.filters)
        return self.home_area is not None and not is_chosen

    @cached_property
    def at_home(self) -> Bits:
        """What serves the home area, or what does not where `elsewhere` is asked."""
        shelf = self.view.shelf
        if self.home_area is None or not self.is_at_home:
            return shelf.public
        serving = shelf.serving(self.home_area)
        return shelf.public & ~serving if self.question.elsewhere else shelf.public & serving

    @cached_property
    def other_side(self) -> Search:
        """The same question about everywhere else, or about home where that was asked."""
        elsewhere = not self.question.elsewhere
        return replace(self, question=replace(self.question, elsewhere=elsewhere))

    @cached_property
    def ranks(self) -> NDArray[np.int64] | None:
        """By place, in which order somebody could start; None for too many, or without a home.

        Elsewhere the nearest comes first, not what starts a day sooner a hundred miles off.
        """
        if self.soonest is None or self.home_area is None or not self.is_at_home:
            return None
        if self.question.elsewhere:
            return None
        if not 0 < self.bits.bit_count() <= MOST_COMPARED:
            return None
        shelf = self.view.shelf
        places = places_in(self.bits, shelf.size)
        ids = [int(key) for key in shelf.service_ids[places]]
        ranked = self.soonest(ids, self.home_area)
        found = np.full(shelf.size, MOST_COMPARED, np.int64)
        found[places] = [min(ranked.get(key, MOST_COMPARED), MOST_COMPARED) for key in ids]
        return found

    def _near(self, miles: NDArray[np.float64]) -> Bits:
        """With an address and in reach, or without one: at home, or anywhere within no distance."""
        shelf, radius = self.view.shelf, self.question.radius_miles
        reached = shelf.placed if radius is None else bits_of(miles <= radius)
        nowhere = shelf.public & ~shelf.placed
        if self.home_area is None or (self.question.elsewhere and radius is None):
            return reached | nowhere
        return reached | (nowhere & shelf.serving(self.home_area))

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
