"""The facets and positions of every public service, in the memory of this process.

A shelf never changes: bringing it level makes another one, so that a question under way keeps
the one that it began with. A service keeps its place on the shelf for as long as it lasts.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from directory.naming import name_key
from directory.places.distance import EARTH_RADIUS_MILES, Point
from directory.search.bits import Bits, bits_at, places_in
from directory.search.facets import Facet
from directory.services.eligibility import Rule

NOWHERE: Final = np.inf


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a service is for a search: at an open site, or at the centre of an area."""

    latitude: float
    longitude: float
    is_area: bool
    area: str


@dataclass(frozen=True, slots=True)
class Card:
    """All that a search needs of one service but its words."""

    service_id: int
    version: int
    title: str
    choices: Mapping[Facet, frozenset[str]]
    rules: tuple[Rule, ...]
    stands: tuple[Stand, ...]


@dataclass(frozen=True, slots=True)
class Stamp:
    """What is compared to see whether the shelf is level: a sum over all services, and the day."""

    services: int
    versions: int
    highest: int
    day: dt.date


@dataclass(frozen=True, slots=True)
class AreaFacts:
    """An area of today by its slug."""

    slug: str
    name: str
    region: str
    region_name: str
    centre: Point | None


@dataclass(frozen=True)
class CardShelf:
    """Cards in their places; an empty place (None) was a service's that is public no more."""

    stamp: Stamp
    areas: Mapping[str, AreaFacts]
    cards: Sequence[Card | None] = ()
    place_of: Mapping[int, int] = field(default_factory=dict)

    @property
    def size(self) -> int:
        return len(self.cards)

    @cached_property
    def public(self) -> Bits:
        return bits_at(np.array(list(self.place_of.values()), np.int64), self.size)

    @cached_property
    def choices(self) -> Mapping[Facet, Mapping[str, Bits]]:
        """For every facet, each choice with the services that it leaves, by code."""
        members: dict[Facet, defaultdict[str, list[int]]] = {
            facet: defaultdict(list) for facet in Facet
        }
        for place, card in enumerate(self.cards):
            if card is not None:
                for facet, codes in card.choices.items():
                    for code in codes:
                        members[facet][code].append(place)
        return {
            facet: {
                code: bits_at(np.array(places), self.size) for code, places in sorted(codes.items())
            }
            for facet, codes in members.items()
        }

    @cached_property
    def area_names(self) -> Mapping[str, AreaFacts]:
        """Areas by their names as names are compared."""
        return {name_key(area.name): area for area in self.areas.values()}

    @cached_property
    def region_names(self) -> Mapping[str, AreaFacts]:
        """Some area of each region by the region's name; London is a place as well."""
        named = {name_key(area.region_name): area for area in self.areas.values()}
        return {name: area for name, area in named.items() if name != "london"}

    @cached_property
    def first_words(self) -> frozenset[str]:
        """Words with which the name of an area or region begins."""
        return frozenset(name.partition(" ")[0] for name in (*self.area_names, *self.region_names))

    @cached_property
    def service_ids(self) -> NDArray[np.int64]:
        """By place, -1 for an empty one."""
        return np.array([-1 if c is None else c.service_id for c in self.cards], np.int64)

    @cached_property
    def title_order(self) -> NDArray[np.int64]:
        """By place: its rank by title and then by key; no two are alike."""
        named = [
            ("", 0) if card is None else (card.title.casefold(), card.service_id)
            for card in self.cards
        ]
        ranks = np.empty(self.size, np.int64)
        ranks[sorted(range(self.size), key=named.__getitem__)] = np.arange(self.size)
        return ranks

    @cached_property
    def rule_sets(self) -> tuple[Sequence[tuple[Rule, ...]], NDArray[np.int64]]:
        """The different sets of rules, and by place which of them is a service's."""
        sets: list[tuple[Rule, ...]] = [()]
        numbers: dict[int, int] = {id(sets[0]): 0}
        of_place = np.zeros(self.size, np.int64)
        for place, card in enumerate(self.cards):
            if card is not None:
                # By identity: hashing ten thousand sets of rules would cost more than asking them.
                of_place[place] = numbers.setdefault(id(card.rules), len(sets))
                if of_place[place] == len(sets):
                    sets.append(card.rules)
        return sets, of_place

    @cached_property
    def _stands(self) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.int64]]:
        """Place, position in radians and number at its card, of every stand in order of place."""
        found = [
            (place, number, stand.latitude, stand.longitude)
            for place, card in enumerate(self.cards)
            if card is not None
            for number, stand in enumerate(card.stands)
        ]
        table = np.array(found, np.float64).reshape(-1, 4)
        places, numbers = table[:, 0].astype(np.int64), table[:, 1].astype(np.int64)
        return places, np.radians(table[:, 2:]), numbers

    @cached_property
    def placed(self) -> Bits:
        """Services that stand somewhere."""
        return bits_at(self._stands[0], self.size)

    def miles_from(self, origin: Point) -> NDArray[np.float64]:
        """By place: miles to the nearest stand over a sphere, infinite for one that has none."""
        miles = np.full(self.size, NOWHERE)
        places, positions, _ = self._stands
        if places.size:
            first = np.flatnonzero(np.r_[True, places[1:] != places[:-1]])
            miles[places[first]] = np.minimum.reduceat(_miles(origin, positions), first)
        return miles

    def nearest_stand(self, place: int, origin: Point) -> Stand | None:
        card = self.cards[place]
        if card is None or not card.stands:
            return None
        points = np.radians([(stand.latitude, stand.longitude) for stand in card.stands])
        return card.stands[int(np.argmin(_miles(origin, points)))]

    def serving(self, area: str) -> Bits:
        return self.choices[Facet.AREA].get(area, 0)

    def renewed(self, stamp: Stamp, changed: Iterable[Card], gone: Iterable[int]) -> CardShelf:
        """This shelf with some cards exchanged, added or taken away."""
        cards, place_of = list(self.cards), dict(self.place_of)
        exchanged: set[int] = set()
        for service_id in gone:
            if service_id in place_of:
                exchanged.add(place := place_of.pop(service_id))
                cards[place] = None
        for card in changed:
            exchanged.add(place := place_of.setdefault(card.service_id, len(cards)))
            cards[place : place + 1] = [card]
        shelf = replace(self, stamp=stamp, cards=cards, place_of=place_of)
        if "choices" in self.__dict__:
            shelf.__dict__["choices"] = _exchanged(self.choices, shelf.cards, exchanged)
        return shelf

    def cards_in(self, bits: Bits) -> list[Card]:
        found = (self.cards[place] for place in places_in(bits, self.size))
        return [card for card in found if card is not None]


def _exchanged(
    before: Mapping[Facet, Mapping[str, Bits]], cards: Sequence[Card | None], places: Iterable[int]
) -> Mapping[Facet, Mapping[str, Bits]]:
    """The choices with some places told anew: a hundredth of the cost of telling all."""
    places = list(places)
    others = ~sum(1 << place for place in places)
    after = {
        facet: {c: bits & others for c, bits in codes.items()} for facet, codes in before.items()
    }
    for place in places:
        card = cards[place]
        for facet, codes in () if card is None else card.choices.items():
            for code in codes:
                after[facet][code] = after[facet].get(code, 0) | 1 << place
    return {
        facet: {code: bits for code, bits in sorted(codes.items()) if bits}
        for facet, codes in after.items()
    }


def _miles(origin: Point, positions: NDArray[np.float64]) -> NDArray[np.float64]:
    here = np.radians(np.array(origin))
    half = (positions - here) / 2
    across = np.sin(half[:, 0]) ** 2
    across += np.cos(here[0]) * np.cos(positions[:, 0]) * np.sin(half[:, 1]) ** 2
    miles: NDArray[np.float64] = np.arcsin(np.sqrt(np.minimum(across, 1.0)))
    return 2 * EARTH_RADIUS_MILES * miles
