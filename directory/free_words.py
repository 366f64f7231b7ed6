"""What somebody typed about a case, a stay or a line, and what of it would tell who somebody is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from directory.identifiers import (
    has_email,
    has_ten_figures_of_the_nhs,
    has_whole_postcode,
    may_name_a_person,
    tells_of_a_person,
)
from directory.numbers_in_prose import numbers_among_words
from directory.telephones import numbers_in

_CASE: Final = re.compile(r"\b[A-Z]{3,}[-/](?!(?:19|20)\d\d\b)\d{3,}\b", re.IGNORECASE | re.ASCII)
"""As systems number their cases; a word and a year, such as “plan-2027”, is none."""

_HOUSE: Final = re.compile(
    r"\b\d{1,4}[a-z]?,? +[^\W\d_][\w’'-]* +(?:[^\W\d_][\w’'-]* +)?"
    r"(?:street|st|road|rd|lane|avenue|ave|crescent|terrace)\b",
    re.IGNORECASE,
)
"""Only endings that mean nothing else: “2 officers at the court” is no address."""

_DIALLED: Final = re.compile(r"0[1-9][\d ./-]{7,}|\(?\+[\d ./()-]{8,}", re.ASCII)

MAY_BE_A_NAME: Final = (
    "what may be a name: write only the first word of a sentence, days and months with a"
    " capital letter, and bodies by what they are, such as “the court team”"
)


def speaker_tells_of_a_person(text: str) -> str | None:
    """What does where a team, a body or whoever speaks for it is named, or words of them stand."""
    found = number_or_place_in(text)
    return "the address of a house" if found is None and has_house(text) else found


def has_house(text: str) -> bool:
    """A number and a street: a town or an area is no address."""
    return _HOUSE.search(text) is not None


def tells_who_is_meant(text: str) -> str | None:
    """What in the words does, said without repeating it; also a bare name, or what may be one."""
    found = number_or_place_in(text)
    if found is None and has_house(text):
        return "the address of a house"
    if found is None and may_name_a_person(text):
        return MAY_BE_A_NAME
    return found


def number_or_place_in(text: str) -> str | None:
    """The same where the name of a team, a body or whoever speaks for it belongs."""
    if what := tells_of_a_person(text):
        return what
    for what, is_there in (
        ("an NHS number", has_ten_figures_of_the_nhs(text)),
        ("a telephone number", numbers_among_words(text)),
        ("a whole postcode", has_whole_postcode(text)),
        ("an e-mail address", has_email(text)),
        ("what reads as the reference of a case", _CASE.search(text)),
    ):
        if is_there:
            return what
    return None


def is_dialled(reference: str) -> bool:
    """Whether the whole of it reads as a telephone number with its first zero or plus."""
    return _DIALLED.fullmatch(reference) is not None and bool(numbers_in(reference))


def numbered_words(text: str) -> Iterator[str]:
    """The words of a text that may be references, each as it is written and in capitals."""
    for word in re.findall(r"[\w./-]*\d[\w./-]*", text):
        bare = word.strip("./-_")
        yield from {bare, bare.upper()}
