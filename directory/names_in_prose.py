"""Whether a sentence names a person: by a title, a forename, an initial, or by capital letters.

What is written of bodies, posts and places is full of capital letters, so that
`identifiers.words_like_names` would refuse it. Here a name is what the lists of `names_of_people`
tell of, and, where less is let pass, two or three words with capital letters of which none is a
word of bodies, posts or places. A name in small letters nobody can tell, and of the first word of
a sentence nobody can tell whether it is one.

| words | |
|---|---|
| `agreed with Sarah Jones`, `Mr Patel rang`, `J. Smith`, `told Sarah` | named |
| `Kwame Mensah`, `led by Kwame Mensah` | likely named |
| `in Milton Keynes`, `the charity Stepping Stones`, `Stepping Stones Trust` | nobody |
| `Chief Executive of Fellside Council`, `John Lewis Partnership`, `St Helens` | nobody |
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from directory.names_of_people import FORENAMES, OF_BODIES, TITLES, is_known_word
from directory.naming import Likeness
from directory.places.known_places import places_called

_TOKENS: Final = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|[.!?:;,()\[\]/&“”\"–]|\d+")
_STOPS: Final = frozenset(".!?:;")
_NO_PERSON_FOLLOWS: Final = frozenset(
    {"in", "at", "near", "across", "around", "outside", "the", "between", "into", "st", "saint"}
)
_NO_INITIALS: Final = frozenset({"A", "I"})
_ALWAYS_TITLES: Final = frozenset({"mr", "mrs", "ms"})
_LONGEST: Final = 3
_OF_THE_CALENDAR: Final = frozenset(
    name.casefold() for name in (*calendar.month_name[1:], *calendar.day_name)
)


@dataclass(frozen=True, slots=True)
class _Run:
    """Words with a capital letter that follow one another. `begins`: with the first of them a
    sentence does. `before`, `after`: the words beside them, "" at a stop; `is_all`: nothing else
    is said."""

    words: tuple[str, ...]
    begins: bool
    before: str
    after: str
    is_all: bool


def person_named_in(text: str) -> str:
    """The words that name somebody, as written; "" where none does."""
    if title := _titled(text):
        return title
    return next((" ".join(run.words) for run in _runs(text) if _is_named(run)), "")


def likely_person_in(text: str) -> str:
    """The same, and what by its capital letters may be a name."""
    found = (" ".join(run.words) for run in _runs(text) if _is_likely(run))
    return person_named_in(text) or next(found, "")


def _titled(text: str) -> str:
    """“mr smith” too; of the Lord Mayor it is a post."""
    tokens = _TOKENS.findall(text)
    for at, token in enumerate(tokens):
        rest = tokens[at + 1 :]
        if rest[:1] == ["."]:
            rest = rest[1:]
        is_title = token.casefold() in TITLES and (token[0].isupper() or len(token) <= _LONGEST)
        if is_title and rest and _may_follow(token, rest[0]):
            return f"{token} {rest[0]}"
    return ""


def _may_follow(title: str, word: str) -> bool:
    is_written_so = word[0].isupper() or title.casefold() in _ALWAYS_TITLES
    return word[0].isalpha() and is_written_so and not is_known_word(word)


def _runs(text: str) -> Iterator[_Run]:
    tokens = _TOKENS.findall(text)
    at, begins = 0, True
    while at < len(tokens):
        if not _has_capital(tokens[at]):
            begins = tokens[at] in _STOPS
            at += 1
            continue
        end = at + 1
        while end < len(tokens) and (_has_capital(tokens[end]) or _dots(tokens, end)):
            end += 1
        words = tuple(one for one in tokens[at:end] if one != ".")
        before = tokens[at - 1].casefold() if at else ""
        after = tokens[end].casefold() if end < len(tokens) else ""
        is_all = not any(one[0].isalpha() for one in (*tokens[:at], *tokens[end:]))
        yield _Run(words, begins, before, after, is_all)
        at, begins = end, False


def _dots(tokens: list[str], at: int) -> bool:
    """The dot of an initial, between two words."""
    is_initial = tokens[at] == "." and len(tokens[at - 1]) == 1
    return is_initial and at + 1 < len(tokens) and _has_capital(tokens[at + 1])


def _has_capital(token: str) -> bool:
    return token[0].isupper()


def _of_body(run: _Run) -> bool:
    """“Elizabeth Fry Trust”, “Elizabeth Fry hostel”, “the charity Stepping Stones”."""
    return bool({run.words[-1].casefold(), run.after, run.before} & OF_BODIES)


def _is_named(run: _Run) -> bool:
    if _of_body(run) or run.before in {"st", "saint"} or _is_place(run.words):
        return False
    if any(_is_forename(word) and _has_surname(run.words, at) for at, word in enumerate(run.words)):
        return True
    return _has_initial(run) or _is_lone_forename(run)


def _is_forename(word: str) -> bool:
    """“Siân”, “Mary-Ann”."""
    letters = unicodedata.normalize("NFKD", word.casefold())
    plain = "".join(one for one in letters if not unicodedata.combining(one))
    return any(part in FORENAMES for part in plain.split("-"))


def _has_surname(words: tuple[str, ...], at: int) -> bool:
    """Beside it, which no word of bodies, posts or places is."""
    beside = (*words[max(0, at - 1) : at], *words[at + 1 : at + 2])
    is_named = any(len(one) > 1 and not is_known_word(one) for one in beside)
    return is_named and not _is_saint(words, at)


def _has_initial(run: _Run) -> bool:
    """“J. Smith”, and neither “A board” nor “Group A Blackburn”."""
    first, *rest = run.words
    is_article = run.begins and first in _NO_INITIALS
    return len(first) == 1 and not is_article and bool(rest) and not is_known_word(rest[0])


def _is_saint(words: tuple[str, ...], at: int) -> bool:
    return at > 0 and words[at - 1].casefold() in {"st", "saint"}


def _is_lone_forename(run: _Run) -> bool:
    """Not where a sentence begins: “Dawn raids”."""
    [first, *rest] = run.words
    return not rest and not run.begins and _is_forename(first)


def _is_place(words: tuple[str, ...]) -> bool:
    return bool(places_called(" ".join(words), least=Likeness.SAME))


def _is_likely(run: _Run) -> bool:
    words = run.words if run.is_all or not run.begins else run.words[1:]
    if {one.casefold() for one in words} & _OF_THE_CALENDAR:
        return False
    if not 2 <= len(words) <= _LONGEST or run.before in _NO_PERSON_FOLLOWS or _of_body(run):
        return False
    return not any(map(is_known_word, words)) and not _is_place(words)
