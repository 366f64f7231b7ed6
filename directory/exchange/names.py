"""What the cells of a column name: whether there is such a record, and which was likely meant."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final

from directory.exchange.forms import shown
from directory.places.models import Exposure

MOST_GUESSED: Final = 50
"""Different codes of a file for which a likely one is looked for; more are wrong in one way."""

ALIKE: Final = 0.8
SHORTEST_BEGINNING: Final = 3
_OTHER_MARKS: Final = re.compile(r"[;,/&\n]")


class Names:
    """The codes of the records of a sort; `offered` are those that may be told to a stranger.

    What no secret hangs on is offered: the code of a hidden site is not, to whoever mistypes one.
    """

    def __init__(
        self, what: str, known: Collection[str], offered: Iterable[str] | None = None
    ) -> None:
        self.what = what
        self.known = known
        self._offered = known if offered is None else offered
        self._by_letters: dict[str, str] | None = None
        self._guesses: dict[str, str] = {}
        self._hints: dict[str, str] = {}

    def unknown_in(self, cell: object) -> Iterator[str]:
        """Of a cell of one code or several, those that name nothing."""
        codes: Iterable[str] = (cell,) if isinstance(cell, str) else _several(cell)
        return (code for code in codes if code not in self.known)

    def not_kept(self, code: str, *, is_one_of_several: bool = False) -> str:
        """The reason for a code that names no record, with what was likely meant."""
        told = f"there is no {self.what} {shown(code)}"
        if is_one_of_several and (barred := self._barred(code)):
            return f"{told}: join several by a bar, as {barred}"
        near = self._likely(_letters(code)[:100])
        if near:
            return f"{told}; did you mean {near}?"
        if code not in self._hints and len(self._hints) < MOST_GUESSED:
            self._hints[code] = self.hint(code)
        hint = self._hints.get(code)
        return f"{told}; {hint}" if hint else told

    def hint(self, _code: str) -> str:
        """What else is known of a code that is like none."""
        return ""

    def _barred(self, code: str) -> str:
        """Codes that somebody joined by another mark, as they should stand; "" for one code."""
        parts = [part.strip() for part in _OTHER_MARKS.split(code)]
        is_several = len(parts) > 1 and all(part in self.known for part in parts)
        return "|".join(parts) if is_several else ""

    def _likely(self, letters: str) -> str:
        if letters not in self._guesses and len(self._guesses) < MOST_GUESSED:
            if self._by_letters is None:
                self._by_letters = {_letters(one): one for one in self._offered}
            near = difflib.get_close_matches(letters, self._by_letters, n=1, cutoff=ALIKE)
            near = near or self._begun(letters)
            self._guesses[letters] = self._by_letters[near[0]] if near else ""
        return self._guesses.get(letters, "")

    def _begun(self, letters: str) -> list[str]:
        """The only code that begins so: STEADY of STEADY-PR."""
        begun = [one for one in self._by_letters or () if one.startswith(letters)]
        return begun if len(begun) == 1 and len(letters) >= SHORTEST_BEGINNING else []


def open_to_all(exposures: Mapping[str, Exposure]) -> list[str]:
    """Codes that may be told to whoever mistypes one: none of what is hidden."""
    return [code for code, exposure in exposures.items() if exposure is Exposure.OPEN]


def _several(cell: object) -> Iterable[str]:
    return cell if isinstance(cell, tuple | list) else ()


def _letters(code: str) -> str:
    """As people write a code: `Central Lancashire` for `central-lancashire`."""
    return "".join(mark for mark in code.casefold() if mark.isalnum())
