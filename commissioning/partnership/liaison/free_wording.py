"""What is typed about a court and its services: nothing of it may tell who somebody is."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from typing import Final

from commissioning.partnership.liaison.errors import LiaisonRefused, NamesSomebody
from directory.free_words import MAY_BE_A_NAME, speaker_tells_of_a_person
from directory.names_in_questions import KNOWN, any_name_in

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
    if what := speaker_tells_of_a_person(left):
        raise NamesSomebody(what, field)
    if name := any_name_in(left):
        raise NamesSomebody(MAY_BE_A_NAME, field, taken=() if KNOWN in name else (name,))
    return words


def _without(words: str, known: Iterable[str]) -> str:
    """With a word that is no name for each name of a place or a service, whatever its case."""
    names = sorted({*NO_NAMES, *(one for one in known if one)}, key=len, reverse=True)
    told = "|".join(map(re.escape, names))
    return re.sub(rf"(?<!\w)(?:{told})(?!\w)", KNOWN, words, flags=re.IGNORECASE)
