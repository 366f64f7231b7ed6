"""One rule for names as people write them: which of many names was meant.

Courts, places, areas, prisons and organisations are all asked for by this rule. Case, accents,
apostrophes, hyphens and brackets are no part of a name; St, St. and Saint are one word, so are
upon and on, Gt and Great. What no rule can derive (Hull, Caerdydd) is a table of names.
"""

from __future__ import annotations

import enum
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, product
from typing import Final, Generic, TypeVar

from rapidfuzz import process
from rapidfuzz.distance import OSA

Thing = TypeVar("Thing")

_APOSTROPHES: Final = str.maketrans("", "", "'’‘‛`´ʼʹ′＇")
_WORD: Final = re.compile(r"[^\W_]+")
_ONE_WORD: Final = {"saint": "st", "upon": "on", "gt": "great"}

LONGEST_NAME: Final = 200
SHORTEST_WITH_A_SLIP: Final = 4
"""Shorter words have too many neighbours to guess."""

LONG: Final = 7
"""From so many letters on two slips are forgiven, below it one."""

SHORTEST_BEGINNING: Final = 3
MOST_READINGS: Final = 24
"""Of a name with several slips; more are not tried."""


def name_words(name: str) -> tuple[str, ...]:
    """The words that make a name: "St. Anne’s-on-Sea" is st, annes, on, sea."""
    bare = name[:LONGEST_NAME].translate(_APOSTROPHES).casefold()
    if not bare.isascii():
        apart = unicodedata.normalize("NFKD", bare).casefold()
        bare = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return tuple(_ONE_WORD.get(word, word) for word in _WORD.findall(bare.replace("&", " and ")))


def name_key(name: str) -> str:
    """How names are compared: "Stoke-on-Trent" and "stoke upon trent" are one name."""
    return " ".join(name_words(name))


def is_one_name(one: str, other: str) -> bool:
    """Whether both are spellings of one name; what has no words at all is compared as written."""
    return (name_key(one) or one) == (name_key(other) or other)


class Likeness(enum.IntEnum):
    """How a name was found, the surest first."""

    SAME = 1
    BEGINNING = 2
    """The first words of the name: Southend of Southend-on-Sea."""
    WORDS = 3
    """Words of the name in any order."""
    BEGUN = 4
    """Beginnings of its words: what somebody has typed so far."""
    SLIP = 5
    """As one of the first three, with a letter put right."""


@dataclass(frozen=True, slots=True)
class Naming(Generic[Thing]):
    """What bears the name, in the order of the list; nothing, or several: ask which."""

    things: tuple[Thing, ...] = ()
    likeness: Likeness | None = None

    @property
    def only(self) -> Thing | None:
        """The one that is meant beyond doubt."""
        return self.things[0] if len(self.things) == 1 else None


@dataclass(frozen=True, slots=True)
class _Entry(Generic[Thing]):
    words: tuple[str, ...]
    thing: Thing


class NameList(Generic[Thing]):
    """Names and what bears them, made once and asked often; a thing may have several names.

    Words that are `passed_over` ("HMP") need not be typed, and need not be in the name.
    """

    def __init__(
        self, named: Iterable[tuple[str, Thing]], *, passed_over: Collection[str] = ()
    ) -> None:
        self._passed_over = frozenset(passed_over)
        self._entries = [_Entry(self._told(name), thing) for name, thing in named]
        self._glued: defaultdict[str, list[Thing]] = defaultdict(list)
        self._by_word: defaultdict[str, list[_Entry[Thing]]] = defaultdict(list)
        for entry in self._entries:
            self._glued["".join(entry.words)].append(entry.thing)
            for word in dict.fromkeys(entry.words):
                self._by_word[word].append(entry)
        self._vocabulary = list(self._by_word)

    @property
    def keys(self) -> list[str]:
        """Every name as names are compared."""
        return [" ".join(entry.words) for entry in self._entries]

    def called(self, typed: str, *, least: Likeness = Likeness.SLIP) -> Naming[Thing]:
        """The things by the surest likeness that finds any; none less sure than `least`."""
        words = self._told(typed)
        if not words:
            return Naming()
        for likeness, find in self._ways():
            if likeness <= least and (things := find(words)):
                return Naming(tuple(dict.fromkeys(things)), likeness)
        return Naming()

    def _ways(self) -> Iterator[tuple[Likeness, Callable[[tuple[str, ...]], list[Thing]]]]:
        yield Likeness.SAME, self._same
        yield Likeness.BEGINNING, self._beginning
        yield Likeness.WORDS, self._holding
        yield Likeness.BEGUN, self._begun
        yield Likeness.SLIP, self._slipped

    def _told(self, name: str) -> tuple[str, ...]:
        """Without what is passed over, unless nothing else was said."""
        words = name_words(name)
        return tuple(word for word in words if word not in self._passed_over) or words

    def _same(self, words: tuple[str, ...]) -> list[Thing]:
        """Spaces do not matter: "kingslynn"."""
        return list(self._glued.get("".join(words), ()))

    def _beginning(self, words: tuple[str, ...]) -> list[Thing]:
        entries = self._by_word.get(words[0], ())
        return [entry.thing for entry in entries if entry.words[: len(words)] == words]

    def _holding(self, words: tuple[str, ...]) -> list[Thing]:
        wanted = set(words)
        entries = self._by_word.get(words[0], ())
        return [entry.thing for entry in entries if wanted <= set(entry.words)]

    def _begun(self, words: tuple[str, ...]) -> list[Thing]:
        if max(map(len, words)) < SHORTEST_BEGINNING:
            return []
        return [entry.thing for entry in self._entries if _is_begun(words, entry.words)]

    def _slipped(self, words: tuple[str, ...]) -> list[Thing]:
        """The readings with the fewest slips, whole names before parts of longer ones; then a
        name whose spaces have slipped too."""
        readings = list(self._readings(words))
        for find in (self._same, self._beginning, self._holding):
            if things := [thing for reading in readings for thing in find(reading)]:
                return things
        glued = "".join(words)
        near = _nearest(glued, list(self._glued))
        return [thing for name in near for thing in self._glued[name]]

    def _readings(self, words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        meant = [[word] if word in self._by_word else self._meant(word) for word in words]
        return islice(product(*meant), MOST_READINGS) if all(meant) else iter(())

    def _meant(self, word: str) -> list[str]:
        return _nearest(word, self._vocabulary)


def best_named(
    typed: str,
    named: Iterable[tuple[str, Thing]],
    *,
    passed_over: Collection[str] = (),
    least: Likeness = Likeness.SLIP,
) -> Naming[Thing]:
    """Ask a list once: `best_named("preston mags", [(court.name, court) for court in courts])`."""
    return NameList(named, passed_over=passed_over).called(typed, least=least)


def _is_begun(typed: Sequence[str], words: Sequence[str]) -> bool:
    return all(any(word.startswith(part) for word in words) for part in typed)


def _nearest(typed: str, words: Sequence[str]) -> list[str]:
    """The words with the fewest slips; those that begin alike go before those that do not."""
    if len(typed) < SHORTEST_WITH_A_SLIP or not typed.isalpha():
        return []
    allowed = 1 if len(typed) < LONG else 2
    near = process.extract(typed, words, scorer=OSA.distance, score_cutoff=allowed, limit=None)
    ranked = sorted((slips, word[0] != typed[0], word) for word, slips, _ in near)
    return [word for *rank, word in ranked if rank == list(ranked[0][:2])]
