"""The towns, councils, counties, areas and regions of England and Wales by the names people use.

One list for every page that asks for a place. A name may say which one is meant behind a comma:
"Newport, Isle of Wight". Names of another language or of every day stand in `everyday_names`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from statistics import fmean
from typing import Final

from directory.naming import Likeness, NameList, Naming, name_key, name_words
from directory.places.distance import Point
from directory.places.everyday_names import NamedKind, everyday_names_of
from directory.places.home_area import HomeArea, home_area, reference_atlas
from directory.places.positions import GazetteerPlace, PostcodeGround, every_place
from directory.places.reference_rows import LocalAuthorityRow
from directory.places.reference_tables import local_authorities, local_delivery_units, regions

CLEARLY_LARGER: Final = 5
"""A namesake with so many times the people is meant, unless somebody says otherwise."""

PEOPLE_OF_A_COUNCIL: Final = 100_000
"""Councils, counties and areas have no count of people in our tables; they rank as large towns."""

PEOPLE_OF_A_REGION: Final = 100_000_000
"""More than any town: Wales is the country, not the village near Rotherham."""

MOST_ASKED: Final = 8
"""Places offered where a name is borne by several."""

CHANGED_LETTERS: Final = (
    ("ngh", "c"), ("mh", "p"), ("nh", "t"), ("ng", "g"), ("m", "b"), ("n", "d"),
    ("g", "c"), ("b", "p"), ("d", "t"), ("f", "b"), ("f", "m"), ("dd", "d"), ("l", "ll"),
)  # fmt: skip
"""How Welsh names begin behind "yn" and behind "i", and how they begin by themselves."""

SHORTEST_CHANGED: Final = 5

LINKS: Final = frozenset({"on", "under", "in", "le", "super", "by", "next", "with"})
"""Behind the part of a town's name that everybody uses: Southend-on-Sea, Newcastle under Lyme."""


@dataclass(frozen=True, slots=True)
class KnownPlace:
    """`authorities` are GSS codes, one for a town; `whole` the slugs of an area or a region.

    `full_name` tells it from its namesakes, and asked for is this place alone.
    """

    name: str
    kind: NamedKind
    centre: Point
    people: int
    authorities: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()

    @property
    def full_name(self) -> str:
        owner = self.owner
        is_its_own = self.kind != "place" or name_key(owner) == name_key(self.name)
        return self.name if is_its_own else f"{self.name}, {owner}"

    @property
    def owner(self) -> str:
        """The council in whose ground a town lies; "" for what has no one council."""
        return _authority_names()[self.authorities[0]] if len(self.authorities) == 1 else ""

    @property
    def areas(self) -> tuple[str, ...]:
        """The slugs of the areas that it lies in, or may lie in, the likeliest first."""
        homes = [self._home(code) for code in self.authorities]
        slugs = (slug for home in homes for slug in (home.slug, *home.alternatives))
        return self.whole or tuple(dict.fromkeys(slugs))

    @property
    def is_in_sight(self) -> bool:
        """A middle from which to measure says something: not of a county or region."""
        return self.kind in {"place", "authority", "area"}

    @property
    def is_in_wales(self) -> bool:
        return any(code.startswith("W") for code in self.authorities)

    def _home(self, authority: str) -> HomeArea:
        """A town by its own middle, a council by its own among several of a county."""
        row = _authority_rows()[authority]
        centre = self.centre if self.kind == "place" else (row.latitude, row.longitude)
        ground = PostcodeGround(self.name, *centre, 1.0, 1, ((authority, 1.0),))
        return home_area(ground, reference_atlas())


@dataclass(frozen=True, slots=True)
class PlacesNamed:
    """What a name means: `meant` where one is clear; `others` are its namesakes, largest first.

    `is_guessed` where a letter was put right or only the beginning was typed; `is_slip` the former.
    """

    meant: KnownPlace | None = None
    others: tuple[KnownPlace, ...] = ()
    is_guessed: bool = False
    is_slip: bool = False

    @property
    def put_right(self) -> KnownPlace | None:
        """Of a name with a slip the one place that is meant, where its like are far smaller."""
        if not self.is_slip or not self.others:
            return None
        first, *rest = self.others
        return first if not rest or _is_far_larger(first, rest[0]) else None

    def __bool__(self) -> bool:
        return self.meant is not None or bool(self.others)


NOTHING_NAMED: Final = PlacesNamed()


def places_called(typed: str, *, least: Likeness = Likeness.SLIP) -> PlacesNamed:
    """The place meant, or those among which to ask; `least` as `NameList.called` takes it."""
    name, comma, owner = typed.partition(",")
    if comma and (exact := _of_owner(name, owner)):
        return PlacesNamed(exact)
    naming = _named(typed, least)
    return _told_apart(typed, naming) if naming.things else NOTHING_NAMED


def may_begin_a_place(word: str) -> bool:
    """Whether any name begins with the word: a quick no for most words of a question."""
    return name_key(word) in _first_words()


@cache
def _first_words() -> frozenset[str]:
    keys = (*_everyday(), *_short_names(), *_names().keys)
    return frozenset(word for key in keys for word in (key.partition(" ")[0], key.replace(" ", "")))


def _of_owner(name: str, owner: str) -> KnownPlace | None:
    wanted = name_key(owner)
    named = (
        *_names().called(name, least=Likeness.SAME).things,
        *_short_names().get(name_key(name), ()),
    )
    return next((place for place in named if name_key(place.owner) == wanted), None)


def _named(typed: str, least: Likeness) -> Naming[KnownPlace]:
    """What everybody calls it, then the names themselves and their usual short forms."""
    key = name_key(typed)
    same = _names().called(key, least=Likeness.SAME).things
    if said := _everyday().get(key):
        return Naming(tuple(dict.fromkeys((said, *same))), Likeness.SAME)
    if things := tuple(dict.fromkeys((*same, *_short_names().get(key, ())))):
        return Naming(_largest_first(things), Likeness.SAME)
    if place := _behind_yn(key):
        return Naming((place,), Likeness.SAME)
    if least < Likeness.WORDS:
        return Naming()
    naming = _names().called(key, least=least)
    return Naming(_largest_first(naming.things), naming.likeness)


def _behind_yn(key: str) -> KnownPlace | None:
    """A Welsh name as "yng Nghaerdydd" or "i Fangor" change it; places in Wales alone."""
    radicals = [
        begins + key[len(changed) :]
        for changed, begins in CHANGED_LETTERS
        if key.startswith(changed) and len(key) >= SHORTEST_CHANGED
    ]
    named = (_everyday().get(radical) or _in_wales().get(radical) for radical in radicals)
    return next((place for place in named if place and place.is_in_wales), None)


@cache
def _in_wales() -> dict[str, KnownPlace]:
    return {name_key(place.name): place for place in _every_known() if place.is_in_wales}


def _told_apart(typed: str, naming: Naming[KnownPlace]) -> PlacesNamed:
    first, *others = naming.things
    if naming.likeness is not Likeness.SAME:
        names = {name_key(place.name): place for place in reversed(naming.things)}
        one_each = _largest_first(tuple(names.values()))
        is_slip = naming.likeness is Likeness.SLIP
        return PlacesNamed(others=one_each[:MOST_ASKED], is_guessed=True, is_slip=is_slip)
    is_clear = not others or _is_far_larger(first, others[0])
    if is_clear or name_key(typed) in _everyday():
        return PlacesNamed(first, tuple(others[:MOST_ASKED]))
    return PlacesNamed(others=naming.things[:MOST_ASKED])


def _is_far_larger(place: KnownPlace, other: KnownPlace) -> bool:
    return place.people >= CLEARLY_LARGER * max(1, other.people)


def _largest_first(places: Sequence[KnownPlace]) -> tuple[KnownPlace, ...]:
    return tuple(sorted(places, key=lambda place: -place.people))


@cache
def _short_names() -> dict[str, tuple[KnownPlace, ...]]:
    """Towns by what stands before the first link of their name: "newcastle", "southend"."""
    found: dict[str, tuple[KnownPlace, ...]] = {}
    for place in _every_known():
        words = name_words(place.name)
        at = next((n for n, word in enumerate(words) if n and word in LINKS), None)
        if at is not None and place.kind == "place":
            short = " ".join(words[:at])
            found[short] = (*found.get(short, ()), place)
    return found


@cache
def _everyday() -> dict[str, KnownPlace]:
    """By what people say; of several things that bear the name that is meant, the largest."""
    kinds: tuple[NamedKind, ...] = ("region", "area", "county", "authority", "place")
    meant: dict[str, KnownPlace] = {}
    for kind in kinds:
        said = everyday_names_of(kind)
        for place in _largest_first(_every_known())[::-1]:
            if place.kind == kind:
                meant |= {name_key(name): place for name in said.get(name_key(place.name), ())}
    return meant


@cache
def _names() -> NameList[KnownPlace]:
    own = [(place.name, place) for place in _every_known()]
    return NameList([*own, *_welsh_names()])


def _welsh_names() -> Iterator[tuple[str, KnownPlace]]:
    welsh = {row.name: row.welsh_name for row in local_authorities()}
    welsh |= {row.name: row.welsh_name for row in local_delivery_units()}
    welsh |= {row.name: row.welsh_name for row in regions()}
    for place in _every_known():
        if name := welsh.get(place.name):
            yield name, place


@cache
def _every_known() -> tuple[KnownPlace, ...]:
    """A council or area of the name of a town within it is the town; a region is no town."""
    towns = [_of_town(place) for place in every_place()]
    taken = {(name_key(town.name), town.authorities) for town in towns}
    councils = [_of_authority(code) for code in _authority_rows()]
    councils = [one for one in councils if (name_key(one.name), one.authorities) not in taken]
    names = {name_key(place.name) for place in (*towns, *councils)}
    wide = [one for one in (*_counties(), *_areas()) if name_key(one.name) not in names]
    return (*towns, *councils, *wide, *_regions())


def _of_town(place: GazetteerPlace) -> KnownPlace:
    return KnownPlace(place.name, "place", place.centre, place.population, (place.authority,))


def _of_authority(code: str) -> KnownPlace:
    row = _authority_rows()[code]
    centre = (row.latitude, row.longitude)
    return KnownPlace(_authority_names()[code], "authority", centre, PEOPLE_OF_A_COUNCIL, (code,))


def _counties() -> Iterator[KnownPlace]:
    for name in dict.fromkeys(row.county for row in local_authorities() if row.county):
        districts = [row for row in local_authorities() if row.county == name]
        centre = (
            fmean(row.latitude for row in districts),
            fmean(row.longitude for row in districts),
        )
        codes = tuple(row.code for row in districts)
        yield KnownPlace(name, "county", centre, PEOPLE_OF_A_COUNCIL, codes)


def _areas() -> Iterator[KnownPlace]:
    for row in local_delivery_units():
        centre = (row.latitude, row.longitude)
        yield KnownPlace(row.name, "area", centre, PEOPLE_OF_A_COUNCIL, whole=(row.slug,))


def _regions() -> Iterator[KnownPlace]:
    for region in regions():
        within = [row for row in local_delivery_units() if row.region_code == region.code]
        centre = (within[0].latitude, within[0].longitude)
        slugs = tuple(row.slug for row in within)
        yield KnownPlace(region.name, "region", centre, PEOPLE_OF_A_REGION, whole=slugs)


@cache
def _authority_rows() -> dict[str, LocalAuthorityRow]:
    return {row.code: row for row in local_authorities()}


@cache
def _authority_names() -> dict[str, str]:
    """As they are called: "Bristol" of "Bristol, City of"."""
    return {
        code: row.name.removesuffix(", City of").removesuffix(", County of")
        for code, row in _authority_rows().items()
    }
