"""What a search asks for that may stand in an address: words, a place's name, filters, a page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final
from urllib.parse import urlencode

from flask import request
from werkzeug.datastructures import MultiDict

from directory.search.errors import SearchRefused
from directory.search.facets import Facet
from directory.search.question import LAST_PAGE
from portal.showing.onward import ASKED, SEALED
from portal.showing.words import ENGLISH, page_language

PATH: Final = "/services"
LONGEST_WORDS: Final = 400
LONGEST_PLACE: Final = 80
LONGEST_CODE: Final = 80
MOST_CODES: Final = 150
WITHOUT: Final = "without"
HOME: Final = "home"
LEFT_OUT: Final = "no"


@dataclass(frozen=True, slots=True)
class Asked:
    """Nothing in it is about a person; `radius` is as it was typed, and so are the words taken
    where `as_typed` says so: none is put right.
    """

    words: str = ""
    place: str = ""
    radius: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    page: int = 1
    explains: bool = False
    as_typed: bool = False
    elsewhere: bool = False
    is_anywhere: bool = False
    """The home of the person asked about, if any is, is not measured from."""

    @classmethod
    def of(cls, sent: MultiDict[str, str]) -> Asked:
        """From an address or a form. Raises `SearchRefused` for a page that cannot be."""
        dropped = {*sent.getlist(WITHOUT)}
        filters = {
            facet.value: tuple(code for code in codes if f"{facet.value}:{code}" not in dropped)
            for facet in Facet
            if (codes := _codes(sent, facet.value))
        }
        return cls(
            words=_tidy(sent.get("q", ""), LONGEST_WORDS),
            place="" if "place" in dropped else _tidy(sent.get("place", ""), LONGEST_PLACE),
            radius="" if "radius" in dropped else _tidy(sent.get("radius", ""), LONGEST_CODE),
            filters={facet: codes for facet, codes in filters.items() if codes},
            page=_page(sent.get("page", "")),
            explains=bool(sent.get("why")),
            as_typed=bool(sent.get("exact")),
            elsewhere=bool(sent.get("elsewhere")) or "home_area" in dropped,
            is_anywhere="place" in dropped or sent.get(HOME) == LEFT_OUT,
        )

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Name and value of everything that differs from a question that asks nothing."""
        simple = (("q", self.words), ("place", self.place), ("radius", self.radius))
        yield from ((name, value) for name, value in simple if value)
        for facet in Facet:
            yield from ((facet.value, code) for code in self.filters.get(facet.value, ()))
        if self.as_typed:
            yield "exact", "yes"
        if self.elsewhere:
            yield "elsewhere", "yes"
        if self.explains:
            yield "why", "yes"
        if self.is_anywhere:
            yield HOME, LEFT_OUT
        if self.page > 1:
            yield "page", str(self.page)

    def href(self, path: str = PATH, *, is_shared: bool = False) -> str:
        """The address of this question, in the language of the page and about the same person;
        `is_shared` leaves the person out, for somebody else to open.
        """
        word = "" if is_shared else request.environ.get(SEALED, "")
        pairs = [pair for pair in self.pairs() if word or pair[0] != HOME]
        if page_language() != ENGLISH:
            pairs.append(("lang", page_language()))
        if word:
            pairs.append((ASKED, word))
        return f"{path}?{urlencode(pairs)}" if pairs else path

    def without(self, part: str, code: str = "") -> Asked:
        """From its first page on, less one filter's choice, or all of a part by its name."""
        first = replace(self, page=1)
        match part:
            case "words":
                return replace(first, words="")
            case "place":
                return replace(first, place="", radius="", elsewhere=False, is_anywhere=True)
            case "home_area":
                return replace(first, elsewhere=True)
            case "radius_miles":
                return replace(first, radius="")
        left = tuple(one for one in self.filters.get(part, ()) if code and one != code)
        others = {name: codes for name, codes in self.filters.items() if name != part}
        return replace(first, filters={**others, part: left} if left else others)


def _codes(sent: MultiDict[str, str], name: str) -> tuple[str, ...]:
    codes = dict.fromkeys(_tidy(code, LONGEST_CODE) for code in sent.getlist(name)[:MOST_CODES])
    return tuple(code for code in codes if code)


def _tidy(text: str, longest: int) -> str:
    """One line without NUL, which no database takes, at most so long."""
    return " ".join(text.replace("\x00", " ").split())[:longest]


def _page(text: str) -> int:
    """Whether there is such a page is for the answer to say."""
    if not text.strip():
        return 1
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(LAST_PAGE))):
        raise SearchRefused("page", f"Enter a page from 1 to {LAST_PAGE:,}.")
    return int(text)
