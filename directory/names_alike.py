"""How alike two names are: one score for whoever asks whether two records are one and the same.

Of 100, by `rapidfuzz` over the words that make a name, whatever their order. Words are compared
one by one as well: where one has no partner, long names that differ in it ("… North", "… South")
are not almost the same, however many letters they share.

| names | almost the same |
|---|---|
| a letter or two apart in a word: Penine Works, Pennine Works | yes |
| a word shortened: Haven Hse, Larch St. Project | yes |
| legal forms, or what one of them has in brackets: Ribble Treatment (example) | yes |
| a word more, or another one: Haven House Preston; North, South | no |
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from directory.naming import LONG, SHORTEST_WITH_A_SLIP, name_words

ALMOST_THE_SAME: Final = 94
MUCH_ALIKE: Final = 75
"""Of 100, whatever the order of the words."""

LEGAL_FORMS: Final = frozenset(
    {"the", "ltd", "limited", "plc", "llp", "cic", "cio", "company", "registered", "charity"}
)
"""Words that an organisation's name has or has not, as people write it."""

SHORTENED: Final = 2
"""Letters from which on the beginning of a word, or its consonants, may stand for it."""

VOWELS: Final = frozenset("aeiou")

_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")


def likeness_of(one: str, other: str) -> float:
    """0 where nothing is left of either, 100 for one name in two spellings."""
    is_bare = bool(_BRACKETS.search(one)) != bool(_BRACKETS.search(other))
    first, second = (told_words(name, is_bare=is_bare) for name in (one, other))
    if not first or not second:
        return 0.0
    if "".join(first) == "".join(second):
        return 100.0
    score = fuzz.token_sort_ratio(" ".join(_written_out(first, second)), " ".join(second))
    is_paired = len(first) == len(second) and _are_paired(first, second)
    return max(score, ALMOST_THE_SAME) if is_paired else min(score, ALMOST_THE_SAME - 1)


@cache
def told_words(name: str, *, is_bare: bool = False) -> tuple[str, ...]:
    """The words of a name without legal forms, and where it is made bare without brackets."""
    said = _BRACKETS.sub(" ", name) if is_bare else name
    return tuple(word for word in name_words(said) if word not in LEGAL_FORMS)


def _are_paired(first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    """Each word with one of the other name that is it, shortened or with a slip."""
    free = list(second)
    for word in sorted(first, key=lambda one: one not in second):
        partner = next((one for one in free if one == word), None)
        partner = partner or next((one for one in free if _is_one_word(word, one)), None)
        if partner is None:
            return False
        free.remove(partner)
    return True


def _written_out(words: tuple[str, ...], others: tuple[str, ...]) -> list[str]:
    """Shortened words as the other name writes them."""
    return [
        next((one for one in others if word != one and _is_shortened(word, one)), word)
        for word in words
    ]


def _is_one_word(one: str, other: str) -> bool:
    return _is_shortened(one, other) or _is_shortened(other, one) or _has_slip(one, other)


def _has_slip(one: str, other: str) -> bool:
    """By the same measure as names that are asked for: no figures, no short words."""
    shorter = min(len(one), len(other))
    if shorter < SHORTEST_WITH_A_SLIP or not (one + other).isalpha():
        return False
    return OSA.distance(one, other) <= (1 if shorter < LONG else 2)


def _is_shortened(short: str, word: str) -> bool:
    """The beginning of a word more than twice as long (prob, assoc), or its first letter and
    consonants behind it in their order (ctr, svcs, rd), the last letter being any (hse)."""
    if not SHORTENED <= len(short) < len(word) or short[0] != word[0] or not short.isalpha():
        return False
    if word.startswith(short):
        return 2 * len(short) < len(word)
    last = short[-1] == word[-1] or short[-1] not in VOWELS
    letters = iter(word)
    return last and not set(short[1:-1]) & VOWELS and all(letter in letters for letter in short)
