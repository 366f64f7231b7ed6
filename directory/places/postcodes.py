"""Postcodes and their beginnings, as people type them: any case, any spaces."""

import re
from dataclasses import dataclass
from typing import Self

from directory.errors import DirectoryError

_OUTCODE = r"[A-Z]{1,2}[0-9][0-9A-Z]?"
# The second half never uses C, I, K, M, O or V (Royal Mail, Programmers' Guide to the PAF).
_INCODE = r"[0-9][ABD-HJLNP-UW-Z]{2}"
_WHOLE = re.compile(rf"({_OUTCODE})\s*({_INCODE})")
_SECTOR = re.compile(rf"({_OUTCODE})\s+([0-9])")
_FIRST_HALF = re.compile(_OUTCODE)
_LONGEST_SHOWN = 40


class NotAPostcode(DirectoryError, ValueError):
    """What was typed does not have the shape of a postcode, or of the part asked for."""

    wanted = "a postcode"

    def __init__(self, typed: str) -> None:
        self.typed = typed
        printable = "".join(c if c.isprintable() else " " for c in typed)
        shown = " ".join(printable.split())[:_LONGEST_SHOWN] or "nothing"
        super().__init__(f"{shown} is not {self.wanted}")


class NotAnOutcode(NotAPostcode):
    wanted = "the first half of a postcode, such as PR1"


def _tidied(text: str) -> str:
    # ASCII only: elsewhere upper() makes letters that the pattern would take for others.
    return text.strip().upper() if text.isascii() else ""


@dataclass(frozen=True, slots=True, order=True)
class Outcode:
    """The first half of a postcode: "PR1"."""

    text: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """The first half alone; a whole postcode is refused, for it says more than is needed."""
        tidied = _tidied(text)
        if not _FIRST_HALF.fullmatch(tidied):
            raise NotAnOutcode(text)
        return cls(tidied)

    @property
    def post_area(self) -> str:
        """The letters: "PR" of "PR1"."""
        return self.text.rstrip("0123456789") if self.text[-1].isdigit() else self._letters()

    def _letters(self) -> str:
        return self.text[:2] if self.text[1].isalpha() else self.text[:1]

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True, order=True)
class PostcodeSector:
    """The first half and the digit that follows: "PR2 8"."""

    outcode: Outcode
    digit: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Needs the space: without it "PR28" is a first half."""
        match = _SECTOR.fullmatch(_tidied(text))
        if match is None:
            raise NotAPostcode(text)
        return cls(Outcode(match[1]), match[2])

    def __str__(self) -> str:
        return f"{self.outcode} {self.digit}"


@dataclass(frozen=True, slots=True, order=True)
class Postcode:
    """A whole postcode: "PR2 8AB"."""

    outcode: Outcode
    incode: str

    @classmethod
    def parse(cls, text: str) -> Self:
        match = _WHOLE.fullmatch(_tidied(text))
        if match is None:
            raise NotAPostcode(text)
        return cls(Outcode(match[1]), match[2])

    @property
    def sector(self) -> PostcodeSector:
        return PostcodeSector(self.outcode, self.incode[0])

    def __str__(self) -> str:
        return f"{self.outcode} {self.incode}"


def postcode_or_part(text: str) -> Postcode | PostcodeSector | Outcode:
    """The most that the text says; refuses with `NotAPostcode`."""
    for kind in (Postcode, PostcodeSector, Outcode):
        try:
            return kind.parse(text)
        except NotAPostcode:
            continue
    raise NotAPostcode(text)
