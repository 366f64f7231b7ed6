"""What is typed about a court and its services: nothing of it may tell who somebody is."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from typing import Final

from commissioning.partnership.liaison.errors import LiaisonRefused, NamesSomebody
from directory.free_words import has_house, number_or_place_in, tells_who_is_meant
from directory.identifiers import words_like_names

LONGEST_QUESTION: Final = 500
LONGEST_ANSWER: Final = 1000

NO_NAMES: Final = (*(f"{name}s" for name in calendar.day_name), "Christmas", "Easter")
"""Ordinary in a question of a court, beside those that `directory.identifiers` knows."""


def checked_words(
    typed: str,
    *,
    field: str,
    known: Iterable[str] = (),
    most: int = LONGEST_ANSWER,
    wanted: str = "",
) -> str:
    """On one line. `known`: names that are no person's, such as those of courts and areas.

    `wanted` is said where nothing was typed; "" lets that pass. Raises `LiaisonRefused`.
    """
    words = " ".join(typed.split())
    if not words and wanted:
        raise LiaisonRefused(wanted, field)
    if len(words) > most:
        raise LiaisonRefused(f"Use {most:,} characters or fewer.", field)
    left = _without(words, known)
    if what := tells_who_is_meant(left):
        is_name = number_or_place_in(left) is None and not has_house(left)
        raise NamesSomebody(what, field, taken=tuple(words_like_names(left)) if is_name else ())
    return words


def _without(words: str, known: Iterable[str]) -> str:
    """With the names of places and services in small letters, which the check lets pass."""
    names = sorted({*NO_NAMES, *(one for one in known if one)}, key=len, reverse=True)
    told = "|".join(map(re.escape, names))
    return re.sub(rf"(?<!\w)(?:{told})(?!\w)", lambda found: found[0].casefold(), words)
