"""The place and the people that a question's words name: "… for men near Preston"."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from directory.errors import DirectoryError
from directory.naming import Likeness, name_key
from directory.places.distance import Point
from directory.places.home_area import home_area, reference_atlas
from directory.places.known_places import KnownPlace, may_begin_a_place, places_called
from directory.places.positions import PostcodeGround, ground_of
from directory.places.postcodes import postcode_among
from directory.search.facets import Who
from directory.search.place_names import place_vocabulary
from directory.search.shelf import CardShelf
from directory.search.wording import FILLER_WORDS, each_of

BEFORE_A_PLACE: Final = frozenset(
    {"near", "in", "around", "at", "by", "close", "nearest", "yn", "ym", "yng", "ger"}
)
"""In Welsh too."""

LONGEST_NAME: Final = 5
SHORTEST_NAME: Final = 3

A_TOWN: Final = 10_000
"""People of a place whose name is taken for the place even where listings use it as a word."""

ALSO_WORDS: Final = each_of("""
    ash bath battle beds beer bread deal eye for forth harrow hook hope lark less loose march marry
    mold mon
    nelson over reading rugby sale seal settle stone street wash wells wolves work
""")
"""Places whose names are plain words: only with "near" or "in" before them."""

WHO_WORDS: Final[Mapping[str, Who]] = {
    **dict.fromkeys(("men", "mens", "males", "man", "male"), Who.MEN),
    **dict.fromkeys(("women", "woman", "females", "female", "ladies"), Who.WOMEN),
}

ONLY_WORDS: Final[Mapping[str, Who]] = {
    **dict.fromkeys(("men", "mens", "male", "males"), Who.MEN_ONLY),
    **dict.fromkeys(("women", "womens", "female", "females", "ladies"), Who.WOMEN_ONLY),
}


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """A place as understood; `others` are namesakes, and `is_asked` when none is clearly meant.

    `typed` is what stood there, where that had a slip.
    """

    name: str
    origin: Point | None
    home_area: str | None
    region: str | None = None
    precision: str = ""
    is_postcode: bool = False
    is_asked: bool = False
    others: tuple[str, ...] = ()
    typed: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """The words that are left, and what the others named.

    A listing that speaks of the `asides` fits better: they named the people, or the place
    without "near" before it.
    """

    words: tuple[str, ...]
    asides: tuple[tuple[str, ...], ...] = ()
    place: NamedPlace | None = None
    who: Who | None = None


Knows = Callable[[str], bool]
"""Whether a word stands in listings, so that it need not be a place."""


def named_in(words: Sequence[str], shelf: CardShelf, knows: Knows) -> Named:
    """Take out what names a place or who it is for; the order of the words is kept."""
    found = _take_who(Named(tuple(words)))
    for take in (_take_postcode, _take_after_near, _take_anywhere, _take_misspelt):
        if found.place is None:
            found = take(found, shelf, knows)
    return found


Taking = Callable[[Named, CardShelf, Knows], Named]


def _take_who(found: Named) -> Named:
    """ "For men" and "men’s" leave out what is not open to them, "men only" what others may use."""
    words = found.words
    for at, word in enumerate(words):
        is_for = words[at - 1 : at] == ("for",)
        is_only = words[at + 1 : at + 2] == ("only",)
        if who := _who(word, is_for=is_for, is_only=is_only):
            left = words[: at - is_for] + words[at + 1 + is_only :]
            return replace(found, words=left, who=who, asides=((word,),))
    return found


def _who(word: str, *, is_for: bool, is_only: bool) -> Who | None:
    if is_only:
        return ONLY_WORDS.get(word)
    return WHO_WORDS.get(word) if is_for or word == "mens" else None


def _take_postcode(found: Named, _shelf: CardShelf, _knows: Knows) -> Named:
    """As people type it, with the "near" before it; one that is not in use here stays a word."""
    among = postcode_among([word.upper() for word in found.words])
    if among is None:
        return found
    try:
        ground = ground_of(among.code)
    except DirectoryError:
        return found
    before, after = found.words[: among.first], found.words[among.last :]
    kept = before[:-1] if before and before[-1] in BEFORE_A_PLACE else before
    place = replace(_of_ground(ground), precision=ground.precision, is_postcode=True)
    return replace(found, words=kept + after, place=place)


def _take_after_near(found: Named, shelf: CardShelf, _knows: Knows) -> Named:
    words = found.words
    for at, word in enumerate(words[:-1]):
        if word in BEFORE_A_PLACE:
            first = at + 2 if words[at + 1] in {"to", "the"} else at + 1
            for last in range(min(len(words), first + LONGEST_NAME), first, -1):
                if place := place_called(" ".join(words[first:last]), shelf):
                    return replace(found, words=words[:at] + words[last:], place=place)
    return found


def _take_anywhere(found: Named, shelf: CardShelf, knows: Knows) -> Named:
    """The longest name, the last of equals."""
    words = found.words
    for length in range(min(LONGEST_NAME, len(words)), 0, -1):
        for first in range(len(words) - length, -1, -1):
            name = words[first : first + length]
            is_all = length == len(words)
            if not (name[0] in shelf.first_words or may_begin_a_place(name[0])):
                continue
            if (is_all or _may_name(name, knows)) and (
                place := place_called(" ".join(name), shelf)
            ):
                left = words[:first] + words[first + length :]
                asides = (*found.asides, name)
                return replace(found, words=left, place=place, asides=asides)
    return found


def _may_name(name: Sequence[str], knows: Knows) -> bool:
    """A single word that listings use only if it names an area, an authority or a town."""
    if len(name) > 1:
        return True
    word = name[0]
    if len(word) < SHORTEST_NAME or word in ALSO_WORDS or word in FILLER_WORDS:
        return False
    return not knows(word) or _names_a_town(word)


def _names_a_town(word: str) -> bool:
    known = places_called(word, least=Likeness.BEGINNING)
    places = (known.meant,) if known.meant else known.others
    return any(place.people >= A_TOWN for place in places)


def _take_misspelt(found: Named, shelf: CardShelf, knows: Knows) -> Named:
    """After "near" or "in", a name with a slip or two."""
    words = found.words
    for at in range(len(words) - 1):
        typed = words[at + 1]
        if words[at] in BEFORE_A_PLACE and not knows(typed):
            is_like_a_place = place_vocabulary().nearest(typed) is not None
            if is_like_a_place and (place := place_guessed(typed, shelf)):
                return replace(found, words=words[:at] + words[at + 2 :], place=place)
    return found


def place_guessed(typed: str, shelf: CardShelf) -> NamedPlace | None:
    """Of a name that nothing bears: with a slip put right, or the places among which to ask."""
    guessed = places_called(typed)
    if guessed.put_right is None:
        asked = _asked_apart(guessed.others)
        return asked and replace(asked, name=typed)
    place = place_called(guessed.put_right.name, shelf)
    return place and replace(place, typed=typed)


def place_called(name: str, shelf: CardShelf) -> NamedPlace | None:
    """An area or region of ours before what `known_places` knows by that name."""
    if place := _of_shelf(name, shelf):
        return place
    known = places_called(name, least=Likeness.BEGINNING)
    if known.meant is None:
        return _asked_apart(known.others)
    if place := _of_shelf(known.meant.name, shelf):
        return place
    places = (known.meant, *known.others)
    meant = next((place for place in places if place.is_in_sight), known.meant)
    return _of_known(meant, tuple(one.full_name for one in known.others if one != meant))


def _of_shelf(name: str, shelf: CardShelf) -> NamedPlace | None:
    key = name_key(name)
    if area := shelf.area_names.get(key):
        return NamedPlace(area.name, area.centre, area.slug)
    if area := shelf.region_names.get(key):
        return NamedPlace(area.region_name, None, None, region=area.region)
    return None


def _asked_apart(places: Sequence[KnownPlace]) -> NamedPlace | None:
    if not places:
        return None
    names = tuple(place.full_name for place in places)
    return NamedPlace(places[0].name, None, None, is_asked=True, others=names)


def _of_known(place: KnownPlace, others: tuple[str, ...]) -> NamedPlace:
    return NamedPlace(
        place.full_name if others else place.name,
        place.centre,
        place.areas[0],
        precision=f"near the middle of {place.name}",
        others=others,
    )


def _of_ground(ground: PostcodeGround) -> NamedPlace:
    found = home_area(ground, reference_atlas())
    return NamedPlace(ground.code, ground.centre, found.slug)
