"""What the cells of a column name: whether there is such a record, and which was likely meant."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final

from directory.exchange.forms import shown
from directory.places.models import Exposure

MOST_GUESSED: Final = 50
"""Different codes of a file for which a likely one is looked for; more are wrong in one way."""

ALIKE: Final = 0.8


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

    def unknown_in(self, cell: object) -> Iterator[str]:
        """Of a cell of one code or several, those that name nothing."""
        codes: Iterable[str] = (cell,) if isinstance(cell, str) else _several(cell)
        return (code for code in codes if code not in self.known)

    def not_kept(self, code: str) -> str:
        """The reason for a code that names no record, with the one that was likely meant."""
        near = self._likely(_letters(code)[:100])
        meant = f"; did you mean {near}?" if near else ""
        return f"there is no {self.what} {shown(code)}{meant}"

    def _likely(self, letters: str) -> str:
        if letters not in self._guesses and len(self._guesses) < MOST_GUESSED:
            if self._by_letters is None:
                self._by_letters = {_letters(one): one for one in self._offered}
            near = difflib.get_close_matches(letters, self._by_letters, n=1, cutoff=ALIKE)
            self._guesses[letters] = self._by_letters[near[0]] if near else ""
        return self._guesses.get(letters, "")


def open_to_all(exposures: Mapping[str, Exposure]) -> list[str]:
    """Codes that may be told to whoever mistypes one: none of what is hidden."""
    return [code for code, exposure in exposures.items() if exposure is Exposure.OPEN]


def _several(cell: object) -> Iterable[str]:
    return cell if isinstance(cell, tuple | list) else ()


def _letters(code: str) -> str:
    """As people write a code: `Central Lancashire` for `central-lancashire`."""
    return "".join(mark for mark in code.casefold() if mark.isalnum())
