"""Postcodes and their beginnings, as people type them.

`parse` takes what tables hold: any case, any spaces. `read_postcode` takes what people type.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final, Self

from directory.errors import DirectoryError

_OUTCODE = r"[A-Z]{1,2}[0-9][0-9A-Z]?"
# The second half never uses C, I, K, M, O or V (Royal Mail, Programmers' Guide to the PAF).
_INCODE = r"[0-9][ABD-HJLNP-UW-Z]{2}"
_WHOLE = re.compile(rf"({_OUTCODE})\s*({_INCODE})")
_SECTOR = re.compile(rf"({_OUTCODE})\s+([0-9])")
_FIRST_HALF = re.compile(_OUTCODE)
_SECTOR_AND_MORE = re.compile(r"[0-9][ABD-HJLNP-UW-Z]?")
_GLUED_SECTOR = re.compile(rf"({_OUTCODE})([0-9])[ABD-HJLNP-UW-Z]?")
_PARTS = re.compile(r"[A-Z0-9]+")
_LONGEST_SHOWN = 40
_NO_DISTRICT: Final = re.compile(r"[ILO]$|0[0-9]$")
"""How no first half ends: a letter was typed for a figure, or a figure for a letter."""

_TAKEN_FOR: Final = {"O": "0", "0": "O", "I": "1", "1": "I", "L": "1"}

LONGEST_TYPED: Final = 40
LONGEST_SEARCHED: Final = 200
MOST_TURNED: Final = 2

_AREAS = """
    AB AL B BA BB BD BF BH BL BN BR BS BT BX CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL
    DN DT DY E EC EH EN EX FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY
    L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S
    SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR
    WS WV XX YO ZE
"""
POST_AREAS: Final = frozenset(_AREAS.split())
"""The letters that postcodes begin with (Royal Mail)."""


class NotAPostcode(DirectoryError, ValueError):
    """What was typed does not have the shape of a postcode, or of the part asked for."""

    wanted = "a postcode"

    def __init__(self, typed: str) -> None:
        self.typed = typed
        printable = "".join(c if c.isprintable() else " " for c in typed)
        shown = " ".join(printable.split())[:_LONGEST_SHOWN] or "nothing"
        super().__init__(f"{shown} is not {self.wanted}")


class PostcodeElsewhere(NotAPostcode):
    """Of another country, of the forces, or no longer in use: each in its own sentence."""

    def __init__(self, typed: str, sentence: str) -> None:
        super().__init__(typed)
        self.args = (sentence.format(" ".join(typed.split())[:_LONGEST_SHOWN]),)


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


COVERED = "This portal covers England and Wales."

_ELSEWHERE: Final = (
    (re.compile(r"NPT ?[0-9]?.{0,3}"), "{} is no longer in use: postcodes of Newport begin NP."),
    (re.compile(r"GIR ?0AA"), "{} is no longer in use. Enter the postcode of the home."),
    (re.compile(r"BFPO ?[0-9]*"), "{} is a British Forces address. " + COVERED),
    (re.compile(r"GX11 ?1AA"), "{} is in Gibraltar. " + COVERED),
    (re.compile(r"(ASCN|STHL|TDCU|BBND|BIQQ|FIQQ|PCRN|SIQQ|TKCA)( ?1ZZ)?"),
     "{} is in an overseas territory. " + COVERED),
    (re.compile(r"[A-Z][0-9][0-9W] ?[A-Z][A-Z0-9]{3}"), "{} is a postcode of Ireland. " + COVERED),
    (re.compile(r"[A-Z][0-9][A-Z] ?[0-9][A-Z][0-9]"), "{} is a postcode of Canada. " + COVERED),
    (re.compile(r"[0-9]{4} ?[A-Z]{2}"), "{} is a postcode of the Netherlands. " + COVERED),
    (re.compile(r"([A-Z]{1,2} )?[0-9 ]{4,10}"), "{} looks like a postcode of another country. "
     + COVERED),
)  # fmt: skip


def _sentence_of_elsewhere(text: str) -> str | None:
    return next((sentence for shape, sentence in _ELSEWHERE if shape.fullmatch(text)), None)


@dataclass(frozen=True, slots=True)
class PostcodeRead:
    """What was typed, as read; `is_changed` where a letter was taken for a figure, or turned."""

    code: Postcode | PostcodeSector | Outcode
    is_changed: bool = False


def read_postcode(typed: str) -> PostcodeRead:
    """The most that the text says, however it is spaced; refuses with `NotAPostcode`.

    Dashes, dots and other marks count as spaces. Where what was typed begins as no postcode
    does, O is read as 0 and I or L as 1, and the other way round, if that makes one of it.
    """
    parts = _PARTS.findall(typed.upper()) if _is_plain(typed) else []
    read = _joined(parts)
    if read and _is_known(read):
        return PostcodeRead(read)
    if sentence := _sentence_of_elsewhere(" ".join(parts)):
        raise PostcodeElsewhere(typed, sentence)
    for other in _turned(parts):
        if (meant := _joined(other)) and _is_known(meant):
            return PostcodeRead(meant, is_changed=True)
    if read is None:
        raise NotAPostcode(typed)
    return PostcodeRead(read)


def postcode_within(text: str) -> str | None:
    """What of the text may be a postcode or part of one, wherever it is; None: it is a name."""
    try:
        read_postcode(text)
    except PostcodeElsewhere:
        return text
    except NotAPostcode:
        words = _PARTS.findall(text.upper()[:LONGEST_SEARCHED])
        found = postcode_among(words)
        return str(found.code) if found else None
    return text


@dataclass(frozen=True, slots=True)
class PostcodeAmong:
    """The words from `first` up to `last`, not counting it, are the postcode."""

    code: Postcode | PostcodeSector | Outcode
    first: int
    last: int


def postcode_among(words: Sequence[str]) -> PostcodeAmong | None:
    """The longest postcode that some of the words in capitals make; whole ones with a slip too.

    Of several words a first half is made only where one of them is it: "help me 18" names none.
    """
    for length in (3, 2, 1):
        for first in range(len(words) - length + 1):
            some = words[first : first + length]
            if code := _among(some):
                return PostcodeAmong(code, first, first + length)
    return None


def _among(words: Sequence[str]) -> Postcode | PostcodeSector | Outcode | None:
    read = _joined(words)
    if read and _is_known(read):
        is_first_half = isinstance(read, Outcode)
        return None if is_first_half and len(words) > 1 else read
    turned = (_joined(other) for other in _turned(words))
    return next((one for one in turned if isinstance(one, Postcode) and _is_known(one)), None)


def postcode_or_part(text: str) -> Postcode | PostcodeSector | Outcode:
    """As `read_postcode`, where it does not matter how it was typed."""
    return read_postcode(text).code


def _is_plain(typed: str) -> bool:
    """Only letters that a keyboard here has; marks of any kind, and not more than fit."""
    return len(typed) <= LONGEST_TYPED and all(
        letter.isascii() or not letter.isalnum() for letter in typed
    )


def _joined(parts: Sequence[str]) -> Postcode | PostcodeSector | Outcode | None:
    """ "PR 1 2QS" and "CH415 EN" are whole; of "PR1 2Q" and "PR1 2" the sector is sure."""
    whole = "".join(parts)
    if match := _WHOLE.fullmatch(whole):
        return Postcode(Outcode(match[1]), match[2])
    first, last = "".join(parts[:-1]), parts[-1] if parts else ""
    if _FIRST_HALF.fullmatch(first) and _SECTOR_AND_MORE.fullmatch(last):
        return PostcodeSector(Outcode(first), last[0])
    if _FIRST_HALF.fullmatch(whole):
        return Outcode(whole)
    match = _GLUED_SECTOR.fullmatch(whole)
    return PostcodeSector(Outcode(match[1]), match[2]) if match else None


def _is_known(code: Postcode | PostcodeSector | Outcode) -> bool:
    outcode = code if isinstance(code, Outcode) else code.outcode
    return outcode.post_area in POST_AREAS and not _NO_DISTRICT.search(outcode.text)


def _turned(parts: Sequence[str]) -> Iterator[list[str]]:
    """The same with letters for figures and figures for letters, the fewest changes first."""
    text = " ".join(parts)
    if not any(letter.isdigit() for letter in text):  # "Oil" is a word
        return
    spots = [at for at, letter in enumerate(text) if letter in _TAKEN_FOR]
    for changes in range(1, min(len(spots), MOST_TURNED) + 1):
        for chosen in combinations(spots, changes):
            letters = [_TAKEN_FOR[c] if at in chosen else c for at, c in enumerate(text)]
            yield "".join(letters).split()
