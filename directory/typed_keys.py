"""What staff and their systems call a case, a group, a bed or a statement: it tells of nobody.

Others read these on letters, registers and open pages. One rule for every door: forms, programs
and files.
"""

from __future__ import annotations

import re
from typing import Final

from directory.free_words import has_house, is_dialled
from directory.identifiers import (
    has_email,
    has_ten_figures_of_the_nhs,
    has_whole_postcode,
    reference_with_birth_date,
    tells_of_a_person,
)

A_NAME: Final = "what may be the name of a person"

_WORDS: Final = re.compile(r"[^\W\d_]+|\d+")
_MADE_BY_CHANCE: Final = re.compile(
    r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}", re.IGNORECASE | re.ASCII
)
_NAMES_IT: Final = 3
"""Letters from which on a word may be somebody's name."""

_TRADE: Final = """
    afternoon and annexe area autumn basement bed behaviour building case choices closed
    closure cohort course day demo double east evening evenings family first flat floor for
    friday front garden grant ground group health horizon hostel hours house hub import inside
    line local lot lower main midweek monday morning new north online open order page pathway
    person place places plan prison probation programme project rear record reference referral
    relationships rolling room run saturday second service session single skills south spring
    start state studio suite summer supply team test the thinking third thursday tuesday twin
    unit unpaid upper vacancies wednesday weekend west wing winter with women work
"""
_WORDS_OF_THE_TRADE: Final = frozenset(_TRADE.split())


def tells_in_case_reference(reference: str) -> str | None:
    """What in a reference without spaces does, in words; never the value. No name is looked for:
    a program joins words of its own as freely as somebody joins two names."""
    return (
        "a date on which somebody may be born"
        if reference_with_birth_date(reference)
        else _number_in(reference)
    )


def tells_in_key(key: str, known: str = "") -> str | None:
    """The same of a key that may be made of words. `known`: words that stand for the thing, such
    as the names of its service and line: whatever else stands two words together may be a name,
    where somebody typed them with spaces, as no program does."""
    key = _MADE_BY_CHANCE.sub("", key)
    if what := _number_in(key):
        return what
    return A_NAME if " " in key and _has_two_unknown_words(key, known) else None


def _number_in(text: str) -> str | None:
    for what, is_there in (
        ("an NHS number", has_ten_figures_of_the_nhs(text)),
        ("a whole postcode", has_whole_postcode(text)),
        ("a telephone number", is_dialled(text)),
        ("an e-mail address", has_email(text)),
        ("the address of a house", has_house(text)),
    ):
        if is_there:
            return what
    return tells_of_a_person(text)


def _has_two_unknown_words(text: str, known: str) -> bool:
    told = _WORDS_OF_THE_TRADE.union(word.casefold() for word in _WORDS.findall(known))
    together = 0
    for word in _WORDS.findall(text):
        if word.isdigit() or word.casefold() in told:
            together = 0
        elif len(word) >= _NAMES_IT:
            together += 1
            if together > 1:
                return True
    return False
