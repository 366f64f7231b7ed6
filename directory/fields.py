"""What a form, a file, a history and a comparison must know of a field that somebody states."""

from __future__ import annotations

import enum
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

_NOT_DIGITS: Final = re.compile(r"[^\d+]+")
_HOME: Final = "+44"
_BREAKS: Final = frozenset("\r\n\t")
_TURNING: Final = dict.fromkeys(
    (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
)
"""Marks without width by which what follows is shown from right to left (Unicode's annex 9): an
address book puts them around numbers, and one that stays open turns round the rest of a page."""


def without_turning(text: str) -> str:
    return text if text.isascii() else text.translate(_TURNING)


def cannot_be_shown(text: str) -> bool:
    """Whether a control character stands in it, other than ends of lines and tabs, or a mark that
    turns the direction of what follows."""
    if without_turning(text) != text:
        return True
    return any(unicodedata.category(one) == "Cc" and one not in _BREAKS for one in text)


class Holds(enum.StrEnum):
    """What stands in a field: it decides how the field is asked, shown and compared."""

    LINE = "line of text"
    TEXT = "text"
    TELEPHONE = "telephone"
    EMAIL = "e-mail"
    WEB_ADDRESS = "web address"
    CLAIM = "yes or no"
    SECTOR = "sector"
    SETTING = "setting"
    PATHWAYS = "codes of pathways"
    REQUIREMENTS = "codes of requirements"
    LANGUAGES = "codes of languages"
    RULES = "rules about who may come"
    SERVICE = "key of a service"
    PROVIDER = "key of a provider"
    PROGRAMME = "key of a programme"
    NUMBER = "number"
    AREA = "key of an area"
    EXPOSURE = "who may read it"
    CODES = "codes"


SEVERAL: Final = frozenset(
    {Holds.PATHWAYS, Holds.REQUIREMENTS, Holds.LANGUAGES, Holds.RULES, Holds.CODES}
)
"""Their order means nothing."""


KEYS: Final = frozenset({Holds.SERVICE, Holds.PROVIDER, Holds.PROGRAMME, Holds.AREA})
"""Internal keys, which no sentence shows."""


class Speaker(enum.StrEnum):
    """In whose name a field may be stated."""

    PROVIDER = "provider"
    COMMISSIONER = "commissioner"
    DESIGN = "national design"


ANY_OF_THEM: Final = frozenset({Speaker.PROVIDER, Speaker.COMMISSIONER})


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that is stated of a provider or a listing; `name` is its column everywhere.

    `label` heads it on pages, in a history and in a refusal; `asked` says what to write.
    `longest` counts characters, None where the length is nobody's choice. A field that
    `hides` is true, or at a higher of its `degrees`, where something must not be seen: that is
    taken whoever says it. What `is_live_at_once` needs no approval. `is_told` False: readers
    hear nothing of its changes. `confirmed_as` is the kind of fact by which somebody says that it
    is still right, if any. A field without `has_own_place` is told on the page of its
    record among its further facts. One that `follows` another is said and taken with it alone.
    """

    name: str
    label: str
    holds: Holds
    asked: str = ""
    said_by: frozenset[Speaker] = ANY_OF_THEM
    longest: int | None = None
    is_required: bool = False
    hides: bool = False
    degrees: tuple[object, ...] = ()
    is_live_at_once: bool = False
    confirmed_as: str = ""
    is_told: bool = True
    has_own_place: bool = True
    follows: str = ""

    def means_the_same(self, one: object, other: object) -> bool:
        """Whether two values differ in spelling at most: blanks, capitals, order, +44 for 0.

        Rules that name their owner by another name are the same rules.
        """
        return self._meaning(one) == self._meaning(other)

    def hides_more(self, known: object, told: object) -> bool:
        """Whether what is told keeps from being seen what could be seen until now."""
        if not self.hides:
            return False
        if known in self.degrees and told in self.degrees:
            return self.degrees.index(told) > self.degrees.index(known)
        return told is True

    def trouble_with(self, value: object) -> str | None:
        """Why the value cannot be kept, ending a sentence that names the field; None: it can."""
        if self.is_required and not value:
            return "cannot be empty"
        if self.longest is not None and isinstance(value, str) and len(value) > self.longest:
            return f"is {len(value):,} characters long; at most {self.longest:,} can be kept"
        return None

    def _meaning(self, value: object) -> object:
        if value is None or value in ("", [], ()):
            return None
        if self.holds in SEVERAL and isinstance(value, list | tuple):
            return sorted(map(_spelt_out, map(_without_owner, value)))
        if not isinstance(value, str):
            return value
        if self.holds is Holds.TELEPHONE:
            return _NOT_DIGITS.sub("", value).replace(_HOME, "0") or value
        words = " ".join(value.split())
        return words.casefold() if self.holds in {Holds.EMAIL, Holds.WEB_ADDRESS} else words


def _without_owner(value: object) -> object:
    if not isinstance(value, Mapping):
        return value
    return {name: one for name, one in value.items() if name != "owner"}


def _spelt_out(value: object) -> str:
    """Text in which equal values are equal, whatever the order of a record's keys."""
    if isinstance(value, Mapping):
        return repr(sorted((str(key), _spelt_out(one)) for key, one in value.items()))
    return str(value)


def by_name(fields: Iterable[Field]) -> dict[str, Field]:
    return {field.name: field for field in fields}
