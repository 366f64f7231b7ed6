"""The strictest reading of `names_in_prose`: where no name at all may stand, what may be one.

`person_named_in` tells of what is written as people are; here small letters, an initial and a
single word with a capital letter are asked about too. Names that are known to be no person's
(courts, towns, services) are taken out by whoever asks: `KNOWN` stands in their place.

| words | |
|---|---|
| `SMITH, J - unpaid work?`, `can D. Okonkwo do it`, `When can j. smith start` | taken for a name |
| `when can john smith start`, `John to start when?`, `is Okonkwo there` | taken for a name |
| `Is it run by the Salvation Army?`, `Alcohol Treatment`, `Is group B. full?`, `e.g. debt` | not |
"""

from __future__ import annotations

import re
from typing import Final

from directory.identifiers import words_like_names
from directory.names_in_prose import person_named_in
from directory.names_of_people import FORENAMES, OF_BODIES, is_known_word

KNOWN: Final = "somewhere"

_ORDINARY: Final = frozenset(
    ("carol", "christian", "dawn", "eve", "hazel", "heather", "rosemary", "victor")
)
"""Forenames that in small letters are words of every day."""

_LETTERED: Final = frozenset(
    (
        "annex", "band", "block", "category", "class", "course", "court", "group", "hall", "item",
        "level", "list", "module", "part", "phase", "plan", "programme", "project", "room",
        "section", "service", "site", "stage", "step", "team", "tier", "type", "unit", "wing",
    )
)  # fmt: skip
"""Behind these a letter counts, and is nobody's initial."""

_SMALL_BODIES: Final = frozenset(
    (
        "centre", "charity", "clinic", "foundation", "group", "home", "hospital", "hostel", "house",
        "project", "service", "society", "team", "trust",
    )
)  # fmt: skip
"""In small letters behind a name these tell of a body; “start” and “work” need not."""

_LINKING: Final = frozenset(
    (
        "a", "an", "and", "any", "are", "at", "can", "could", "do", "does", "for", "has", "have",
        "how", "if", "in", "is", "it", "may", "of", "on", "or", "please", "should", "that", "the",
        "there", "they", "this", "to", "was", "we", "what", "when", "where", "which", "who", "why",
        "will", "with", "would",
    )
)  # fmt: skip

_SHORT: Final = re.compile(r"\b(?:e\.g|i\.e|a\.m|p\.m)\.?", re.IGNORECASE)
_WORD: Final = r"[^\W\d_]{2,}(?:['’-][^\W\d_]+)*"
_INITIAL_FIRST: Final = re.compile(rf"(?:({_WORD})\s+)?(?<![\w’'])([^\W\d_])\.\s*({_WORD})")
_INITIAL_LAST: Final = re.compile(
    rf"({_WORD}),\s*[A-Z](?:\.|(?=\s*(?:[-–,;:?!)(/]|$))|(?=\s+[a-z]))"
)
_BARE_FIRST: Final = re.compile(rf"(?:({_WORD})\s+)?(?<![\w’'])[B-HJ-Z]\s+({_WORD})")
_BARE_LAST: Final = re.compile(rf"({_WORD})\s+[B-HJ-Z](?![\w’'])")
_ARTICLES: Final = re.compile(r",\s*[AI]\s+[a-z]")
_CAPITALS: Final = re.compile(
    rf"[A-Z][\w'’-]*(?:\s+[A-Z][\w'’-]*)*(?:\s+(?:{'|'.join(sorted(_SMALL_BODIES))}))?\b"
)
_TOKENS: Final = re.compile(_WORD)


def any_name_in(text: str) -> str:
    """What may be somebody's name, as written; "" where nothing is."""
    told = _SHORT.sub("", text)
    named = person_named_in(told) or _initialled(told) or _forename(told)
    return named or next(words_like_names(_CAPITALS.sub(_bodies_lowered, told)), "")


def _initialled(text: str) -> str:
    for found in _INITIAL_FIRST.finditer(text):
        before, _, word = found.groups()
        if not (_counts(before) or word.casefold() in _LINKING or is_known_word(word)):
            return found[0]
    for found in _INITIAL_LAST.finditer(text):
        if not _is_ordinary(found[1]) and not _ARTICLES.match(text, found.end(1)):
            return found[0]
    for found in _BARE_FIRST.finditer(text):
        before, word = found.groups()
        if not _counts(before) and (word[0].isupper() or word == KNOWN) and not _is_ordinary(word):
            return found[0]
    for found in _BARE_LAST.finditer(text):
        word = found[1]
        if (word[0].isupper() or word == KNOWN) and not _is_ordinary(word):
            return found[0]
    return ""


def _counts(word: str | None) -> bool:
    return word is not None and word.casefold().rstrip("s") in _LETTERED


def _is_ordinary(word: str) -> bool:
    told = word.casefold()
    return told in _LINKING or told.rstrip("s") in _LETTERED or is_known_word(word.title())


def _forename(text: str) -> str:
    """However it is written, but for those that are words of every day, and saints."""
    words = _TOKENS.findall(text)
    for at, word in enumerate(words):
        told = word.casefold()
        is_saint = at > 0 and words[at - 1].casefold() in {"st", "saint"}
        after = words[at + 1 : at + 3]
        is_body = bool(after) and word[0].isupper() and after[0][0].isupper()
        is_body = is_body and any(one in _SMALL_BODIES or _is_body(one) for one in after)
        if told in FORENAMES and not (told in _ORDINARY or is_saint or is_body):
            return " ".join(words[at : at + 2])
    return ""


def _is_body(word: str) -> bool:
    return word[0].isupper() and word.casefold() in OF_BODIES


def _bodies_lowered(found: re.Match[str]) -> str:
    """“Salvation Army”, “Elizabeth Fry hostel”, “Alcohol Treatment”; no word by itself."""
    words = found[0].split()
    is_body = len(words) > 1 and (words[-1] in _SMALL_BODIES or _is_body(words[-1]))
    is_of_trade = len(words) > 1 and all(
        is_known_word(one) or one.casefold() in _LINKING for one in words
    )
    return found[0].casefold() if is_body or is_of_trade else found[0]
