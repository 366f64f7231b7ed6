"""The address of a scheme within its area: its name, since that is what a scheme is known by."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import Final

from directory.stating import single_spaced

_PLAIN: Final = re.compile(r"[a-z0-9]+(?: [a-z0-9]+)*", re.ASCII)
_MARK_LETTERS: Final = 6
LONGEST: Final = 80
"""Letters of the name; the mark comes to them."""


def scheme_key(name: str) -> str:
    """Under which all rows of one scheme of an area stand: capitals and spaces make no other."""
    return single_spaced(name).casefold()


def scheme_slug(name: str) -> str:
    """`first-call` of "First Call". A name with other marks than letters, figures and spaces, or
    a very long one, ends with a mark of its own: "First-Call" is another scheme."""
    key = scheme_key(name)
    letters = unicodedata.normalize("NFKD", key).encode("ascii", "ignore").decode()
    slug = "-".join(re.findall(r"[a-z0-9]+", letters))[:LONGEST].rstrip("-")
    if slug and len(key) <= LONGEST and _PLAIN.fullmatch(key):
        return slug
    mark = hashlib.sha256(key.encode()).hexdigest()[:_MARK_LETTERS]
    return f"{slug}-{mark}" if slug else f"scheme-{mark}"
