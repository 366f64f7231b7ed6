"""What stands in an address that a program asks: a name that is not read is refused, not ignored.

Whoever misspells `requirement` would else be given the answer to another question.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA
from werkzeug.datastructures import MultiDict

from directory.places.postcodes import postcode_within

LONGEST_SHOWN: Final = 40
LIKELY: Final = 0.6
"""How like a name must be to one that is read, from 0 to 1, to be taken for its slip."""


class ParameterNotRead(ValueError):
    """A parameter that no one reads, or that stands twice where it is read once; where to read
    what there is."""

    def __init__(
        self, words: str, next_step: str = "The parameters are listed on /about/api."
    ) -> None:
        self.next_step = next_step
        super().__init__(words)


def check_parameters(
    words: MultiDict[str, str], once: Collection[str], *, often: Collection[str] = ()
) -> None:
    """Raises `ParameterNotRead` with the likely name; each of `often` may stand many times."""
    known = (*once, *often)
    for name in words:
        if name not in known:
            raise ParameterNotRead(_unknown(name, known))
        if name in once and len(words.getlist(name)) > 1:
            raise ParameterNotRead(f"The parameter `{name}` stands twice. Give it once.")


def _unknown(name: str, known: Sequence[str]) -> str:
    near = process.extractOne(
        name.casefold(), known, scorer=OSA.normalized_similarity, score_cutoff=LIKELY
    )
    taken = ", ".join(f"`{one}`" for one in known)
    hint = f"did you mean `{near[0]}`?" if near else f"this address takes {taken}."
    return f"Unknown parameter `{_shown(name)}`; {hint}"


def _shown(name: str) -> str:
    """Never a postcode, and nothing that is not printed."""
    if postcode_within(name):
        return "…"
    return "".join(letter for letter in name if letter.isprintable())[:LONGEST_SHOWN]
