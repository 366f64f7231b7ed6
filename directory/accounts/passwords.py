"""Passwords: how they are kept, and which are too easily guessed."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn import zxcvbn

from directory.accounts.errors import AccountError

SHORTEST: Final = 12
LONGEST: Final = 200
FEWEST_GUESSES: Final = 10**8
"""What zxcvbn calls “safely unguessable”: moderate protection where guessing is limited online."""

_JUDGED: Final = 72
"""zxcvbn refuses to judge more; what is longer is not weaker."""


class WeakPassword(AccountError):
    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, "password")


def refuse_weak(password: str, *, about: Iterable[str] = ()) -> None:
    """Raises `WeakPassword`. `about`: what others know of the person, such as their e-mail."""
    if len(password) < SHORTEST:
        raise WeakPassword(f"Use at least {SHORTEST} characters. Three or four words will do.")
    if len(password) > LONGEST:
        raise WeakPassword(f"Use at most {LONGEST} characters.")
    known = [word for said in about for word in (said, *said.replace("@", " ").split())]
    if int(zxcvbn(password[:_JUDGED], user_inputs=known)["guesses"]) < FEWEST_GUESSES:
        raise WeakPassword(
            "This password is easily guessed: it is a common one, a pattern of keys, or your own "
            "name. Use three or four words that do not belong together."
        )


def hashed(hasher: PasswordHasher, password: str) -> str:
    return hasher.hash(_composed(password))


def is_right(hasher: PasswordHasher, digest: str | None, password: str) -> bool:
    """Takes as long where there is no digest: who has an account cannot be told by the clock."""
    try:
        hasher.verify(digest or _stand_in(hasher), _composed(password[:LONGEST]))
    except (VerificationError, InvalidHashError):
        return False
    return digest is not None


@cache
def _stand_in(hasher: PasswordHasher) -> str:
    return hasher.hash("nobody's password")


def _composed(password: str) -> str:
    """The same letters typed on another keyboard are the same password."""
    return unicodedata.normalize("NFKC", password)
