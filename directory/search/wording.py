"""What people type and what listings say, brought to the same plain words."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

LONGEST_WORDS: Final = 300
"""Characters of a question that are read; the rest is dropped, and the answer says so."""

MOST_WORDS: Final = 24


def each_of(words: str) -> frozenset[str]:
    return frozenset(words.split())


STOP_WORDS: Final = each_of("""
    a about after an and any are as at be before by can do does for from get got has have he
    her him his how i if in into is it its me my near of off on or our she so that the their
    them they this to us was we what when where which who will with would you your
""")
"""Left out of the index and of questions: they stand in every listing."""

FILLER_WORDS: Final = each_of("""
    advice area around available centre class classes close closest course courses find
    group groups help helping local looking nearby nearest need needs offender offenders
    people person place places please probation problem problems programme programmes
    project requirement scheme service services somebody someone support supporting want
    work working
""")
"""Count towards the order, but a listing need not have them when the question says more."""

OF_ADDICTION: Final = each_of("addict addicted addiction addictions addicts")
"""Asked alone they mean drugs; beside another word they are that word's."""

_WORD: Final = re.compile(r"[a-z0-9]+")
_APOSTROPHES: Final = str.maketrans("", "", "'’‘`´ʼ")


def plain(text: str) -> str:
    """Small letters without accents and apostrophes: "Women’s" and "womens" are one word."""
    apart = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES)).casefold()
    return "".join(
        " " if unicodedata.category(one).startswith("C") else one
        for one in apart
        if not unicodedata.combining(one)
    )


def words_of(text: str) -> list[str]:
    """The words in order, stop words among them, at most as many as a question may have."""
    return _WORD.findall(plain(text[:LONGEST_WORDS]))[:MOST_WORDS]
