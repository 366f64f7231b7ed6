"""The reference of a sheet: random, short, and safe to read out on the telephone.

Eight characters of Crockford's base 32, which has no I, L, O or U, and a check
character by ISO 7064, so that one wrong character is always noticed.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Final

from stdnum.iso7064 import mod_37_36

from commissioning.sheets.errors import NotAReference

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's; with 32 characters the scheme of ISO 7064 is its "mod 33, 32"."""

RANDOM_CHARACTERS: Final = 8
"""40 bits: of a million sheets one guess in a million finds any."""

LENGTH: Final = RANDOM_CHARACTERS + 1
GROUP: Final = 3
LONGEST_SHOWN: Final = 40

_READ_AS: Final = str.maketrans("ILO", "110", " -–—.\t\xa0")


def new_reference(pick: Callable[[str], str] = secrets.choice) -> str:
    """A reference nobody can foresee; as stored, without its hyphens."""
    number = "".join(pick(ALPHABET) for _ in range(RANDOM_CHARACTERS))
    return number + mod_37_36.calc_check_digit(number, ALPHABET)


def read_reference(typed: str) -> str:
    """What somebody typed as it is stored: any case and grouping, O for 0, I and L for 1.

    Raises `NotAReference`.
    """
    reference = typed.upper().translate(_READ_AS)
    if len(reference) != LENGTH or not mod_37_36.is_valid(reference, ALPHABET):
        raise NotAReference(typed[:LONGEST_SHOWN])
    return reference


def in_groups(reference: str) -> str:
    """As people write it and as its address has it: 7K3-M9Q-0XP."""
    return "-".join(reference[at : at + GROUP] for at in range(0, len(reference), GROUP))
