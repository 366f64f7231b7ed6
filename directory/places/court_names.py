"""Courts by the names that people use: "preston mags", "Llys y Goron Caerdydd", "the Old Bailey".

Which kind of court is wanted is read from the words and told apart from where: a Crown Court and
a magistrates' court of one town are two. A town is asked for in a court's own name, then in the
names of its town, its region and every day.
"""

from __future__ import annotations

import enum
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Final

from rapidfuzz.distance import OSA

from directory.naming import Likeness, NameList, name_key, name_words
from directory.places.distance import Point, great_circle_miles
from directory.places.everyday_names import everyday_names, everyday_names_of
from directory.places.known_places import NOTHING_NAMED, PlacesNamed, places_called
from directory.places.reference_rows import LeftOutRow
from directory.places.reference_tables import left_out


class CourtKind(enum.StrEnum):
    """What sentences adults."""

    CROWN = "crown"
    MAGISTRATES = "magistrates"


KIND_WORDS: Final = {
    **dict.fromkeys(("crown", "goron", "cc"), CourtKind.CROWN),
    **dict.fromkeys(
        ("magistrates", "magistrate", "mags", "mag", "magi", "ynadon", "mc", "jps", "bench"),
        CourtKind.MAGISTRATES,
    ),
}
MILES_OF_A_TOWN: Final = 20
LONGEST_KIND_SLIP: Final = 2
"""Slips forgiven in "magistrates", which few can spell."""

_PASSED_OVER = """
    court courts courthouse ct cort crt centre center llys building
    county family civil tribunal tribunals hearing hearings formerly
"""
_LINKS = "the at in and of for y yr s"
PASSED_OVER: Final = frozenset((_PASSED_OVER + _LINKS).split())
"""Words of courts' names that tell none from another."""

NO_PLACE: Final = frozenset((*_PASSED_OVER.split(), "combined", "justice", "law", "trial"))

SORTS: Final = NO_PLACE - PASSED_OVER
"""Words that tell some courts from others, and that a stranger may use of any."""


@dataclass(frozen=True, slots=True)
class NamedCourt:
    """What must be known of a court to find it by name."""

    slug: str
    name: str
    town: str
    types: str
    at: Point


@dataclass(frozen=True, slots=True)
class CourtsCalled:
    """Slugs in the order of the list. Where no court bears the name, the place that does.

    Beside courts `place` holds other places of the name, where none is clearly meant.
    `not_listed` is what sentences no adults and is asked for by its name.
    `is_guessed` where a letter was put right or only the beginning was typed.
    """

    slugs: tuple[str, ...] = ()
    kind: CourtKind | None = None
    place: PlacesNamed = field(default=NOTHING_NAMED)
    not_listed: LeftOutRow | None = None
    is_guessed: bool = False


def kinds_of(court: NamedCourt) -> frozenset[CourtKind]:
    """What its name says; else what the source lists, which errs where both sit in one house."""
    named = {KIND_WORDS[word] for word in name_words(court.name) if word in KIND_WORDS}
    listed = {KIND_WORDS[word] for word in name_words(court.types) if word in KIND_WORDS}
    return frozenset(named or listed)


def kind_asked(words: Sequence[str]) -> tuple[CourtKind | None, tuple[str, ...]]:
    """The kind of court, if one was named, and the words that are left."""
    kinds = [_kind_of_word(word) for word in words]
    left = tuple(word for word, kind in zip(words, kinds, strict=True) if kind is None)
    said = {kind for kind in kinds if kind}
    return (said.pop() if len(said) == 1 else None), left


def courts_called(typed: str, courts: Sequence[NamedCourt]) -> CourtsCalled:
    """The courts meant; or the place meant, for the courts that serve it."""
    if exact := [court.slug for court in courts if name_key(court.name) == name_key(typed)]:
        return CourtsCalled(tuple(exact))
    kind, left = kind_asked(name_words(typed))
    wanted = [court for court in courts if kind is None or kind in kinds_of(court)]
    where = tuple(_spelt_out().get(word, word) for word in left if word not in PASSED_OVER)
    if not where:
        return CourtsCalled(tuple(court.slug for court in wanted) if kind else (), kind)
    return _called(where, _place_words(typed), wanted, kind)


def _called(
    where: Sequence[str], place: str, wanted: Sequence[NamedCourt], kind: CourtKind | None
) -> CourtsCalled:
    """A court of that very name before a place of it, a place before parts of courts' names."""
    known = places_called(place, least=Likeness.BEGINNING)
    if known.meant and known.meant.kind == "region":
        return CourtsCalled(kind=kind, place=known)
    names = _names(tuple(wanted))
    plain = [word for word in where if word not in SORTS] or where
    sorted_words = Likeness.BEGINNING if len(plain) == len(where) else Likeness.WORDS
    for words, least in ((where, sorted_words), (plain, Likeness.BEGINNING)):
        if slugs := names.called(" ".join(words), least=least).things:
            towns = {name_key(court.town) for court in wanted if court.slug in slugs}
            return CourtsCalled(slugs, kind, place=_elsewhere(known, towns))
    if known:
        return CourtsCalled(kind=kind, place=known)
    return _perhaps(" ".join(plain), place, names, kind)


def _elsewhere(known: PlacesNamed, towns: Collection[str]) -> PlacesNamed:
    """Where no place is clearly meant: those of the name in which none of the courts sits."""
    others = tuple(place for place in known.others if name_key(place.name) not in towns)
    return NOTHING_NAMED if known.meant else PlacesNamed(others=others)


def _perhaps(words: str, place: str, names: NameList[str], kind: CourtKind | None) -> CourtsCalled:
    """Parts of names, then what is not listed, then slips."""
    if slugs := names.called(words, least=Likeness.BEGUN).things:
        return CourtsCalled(slugs, kind)
    if row := _left_out().called(words, least=Likeness.WORDS).only:
        return CourtsCalled(kind=kind, not_listed=row)
    if slugs := names.called(words).things:
        return CourtsCalled(slugs, kind, is_guessed=True)
    known = places_called(place)
    slugs = () if known else _amid(words.split(), names)
    return CourtsCalled(slugs, kind, place=known, is_guessed=True)


def _amid(words: Sequence[str], names: NameList[str]) -> tuple[str, ...]:
    """Where more was typed than a name: the longest part that is one, "in liverpool please"."""
    for length in range(len(words) - 1, 0, -1):
        for first in range(len(words) - length + 1):
            part = " ".join(words[first : first + length])
            if slugs := names.called(part, least=Likeness.SAME).things:
                return slugs
    return ()


@cache
def _left_out() -> NameList[LeftOutRow]:
    rows = [row for row in left_out() if row.table == "courts"]
    return NameList(((row.name, row) for row in rows), passed_over=PASSED_OVER)


@cache
def _spelt_out() -> dict[str, str]:
    """Counties that people cut short, also within a court's name: "North Staffs"."""
    rows = (row for row in everyday_names() if row.kind in {"county", "area"})
    return {name_key(row.name): name_key(row.means) for row in rows if " " not in row.means}


def _place_words(typed: str) -> str:
    """What was typed without the kind of court, the comma before a council's name kept."""
    parts = []
    for part in typed.split(","):
        _, words = kind_asked(name_words(part))
        left = [word for word in words if word not in NO_PLACE]
        while left and left[0] in {"at", "in", "for", "the"}:
            left.pop(0)
        parts.append(" ".join(left))
    return ",".join(filter(None, parts))


def _kind_of_word(word: str) -> CourtKind | None:
    if word in KIND_WORDS:
        return KIND_WORDS[word]
    is_slip = OSA.distance(word, "magistrates", score_cutoff=LONGEST_KIND_SLIP) <= LONGEST_KIND_SLIP
    return CourtKind.MAGISTRATES if is_slip else None


@lru_cache(maxsize=8)
def _names(courts: tuple[NamedCourt, ...]) -> NameList[str]:
    named = ((name, court.slug) for court in courts for name in _names_of(court))
    return NameList(named, passed_over=PASSED_OVER)


def _names_of(court: NamedCourt) -> Iterator[str]:
    """Its own, its town's, and what people call either."""
    _, words = kind_asked(name_words(court.name))
    own = [word for word in words if word not in PASSED_OVER]
    short = " ".join(word for word in own if word not in SORTS)
    full = " ".join(word for word in words if word not in NO_PLACE)
    yield from (" ".join(own), short, court.town)
    yield from everyday_names_of("court").get(court.slug, ())
    for town in dict.fromkeys((full, name_key(court.town))):
        said = (*everyday_names_of("place").get(town, ()),
                *everyday_names_of("authority").get(town, ()))  # fmt: skip
        yield from (name for name in said if _is_near(name, court.at))


def _is_near(said: str, court: Point) -> bool:
    """Casnewydd is Newport in Wales, not the one on the Isle of Wight."""
    place = places_called(said, least=Likeness.SAME).meant
    return place is not None and great_circle_miles(place.centre, court) < MILES_OF_A_TOWN
