"""The reference under which whoever asked reads the answer: nobody can guess it.

Two references of a court sheet in a row, each with its own check character: of a sheet whoever
guesses finds what was open anyway, here an answer that was given to one court.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Final

from commissioning.partnership.liaison.errors import NotAQuestionsReference
from commissioning.sheets.errors import NotAReference
from commissioning.sheets.reference import LENGTH, in_groups, new_reference, read_reference

LENGTH_OF_BOTH: Final = 2 * LENGTH
_SEPARATORS: Final = str.maketrans("", "", " -–—.\t\xa0")


def new_question_reference(pick: Callable[[str], str] = secrets.choice) -> str:
    """80 random bits; as stored, without its hyphens."""
    return new_reference(pick) + new_reference(pick)


def read_question_reference(typed: str) -> str:
    """What somebody typed as it is stored. Raises `NotAQuestionsReference`."""
    bare = typed.translate(_SEPARATORS)
    if len(bare) != LENGTH_OF_BOTH:
        raise NotAQuestionsReference
    try:
        return read_reference(bare[:LENGTH]) + read_reference(bare[LENGTH:])
    except NotAReference as refusal:
        raise NotAQuestionsReference from refusal


def question_reference_in_groups(reference: str) -> str:
    """As its address has it: six groups of three."""
    return in_groups(reference)
