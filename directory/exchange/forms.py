"""How a cell may be written: dates, numbers, codes. Each form reads one text or says why not."""

from __future__ import annotations

import calendar
import datetime as dt
import enum
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

LONGEST_SHOWN: Final = 40
MOST_JOINED: Final = 500
"""Values that software may send for one cell; a file is held by its cells' length."""
_DATE = re.compile(
    r"(?:(\d{4})-(\d{2})-(\d{2})|(\d{1,2})[/.](\d{1,2})[/.](\d{4})"
    r"|(\d{1,2})[ -]([A-Za-z]{3,9})[ -](\d{4}))(?:[ T]00:00(?::00(?:\.0+)?)?Z?)?",
    re.ASCII,
)
_SHORT_YEAR = re.compile(r"(\d{1,2}[/.]\d{1,2}[/.])(\d{2})", re.ASCII)
_SERIAL = re.compile(r"([2-9]\d{4})(?:\.0+)?", re.ASCII)
"""Days as spreadsheets count them, from 1954 to 2173."""

_SERIAL_ZERO: Final = dt.date(1899, 12, 30)
_NUMBER = re.compile(r"[+-]?\d{1,9}(\.\d{1,6})?", re.ASCII)
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d{1,6})?|\d+,\d{1,2}", re.ASCII)
_FIRST_YEAR, _LAST_YEAR = 1900, 2200
_MONTHS: Final = {
    word: number
    for number in range(1, 13)
    for word in (calendar.month_name[number].casefold(), calendar.month_abbr[number].casefold())
} | {"sept": 9}


class Unreadable(ValueError):
    """The cell does not have the form of its column; the message completes "postcode: …"."""


@dataclass(frozen=True, slots=True)
class Form:
    """`read` gives the value of a cell that is not empty; `words` say how to write one.

    `is_prose`: quotation marks around the whole cell are part of what it says. `longest`: of a
    text, in characters.
    `choices` are all that a cell may hold, where they are few. `plain`: what has this shape and
    tells of no person is read as it stands, untidied; no line break fits it. `schema`: as JSON
    Schema says it, for what software sends instead of a cell.
    """

    words: str
    read: Callable[[str], Any]
    is_prose: bool = False
    longest: int = 0
    choices: tuple[str, ...] = ()
    plain: re.Pattern[str] | None = None
    schema: Mapping[str, Any] = field(default_factory=lambda: {"type": "string"}, compare=False)


def shown(text: str) -> str:
    """The text as a message may quote it: printable, in one line, cut."""
    printable = "".join(c if c.isprintable() else " " for c in text[: LONGEST_SHOWN * 2])
    quoted = " ".join(printable.split())
    return quoted if len(quoted) <= LONGEST_SHOWN else quoted[:LONGEST_SHOWN] + "…"


def text(longest: int = 300) -> Form:
    """Any text up to a length in characters."""

    def read(cell: str) -> str:
        if len(cell) > longest:
            raise Unreadable(f"is {len(cell):,} characters long; at most {longest:,} can be kept")
        for place, mark in enumerate(cell, start=1):
            if not (mark.isprintable() or mark in "\n\r\t"):
                raise Unreadable(
                    f"holds control characters: U+{ord(mark):04X} at place {place}; type it again"
                )
        return cell

    schema = {"type": "string", "minLength": 1, "maxLength": longest}
    words = f"text, at most {longest} characters"
    return Form(words, read, is_prose=True, longest=longest, schema=schema)


def _read_date(cell: str) -> dt.date:
    match = _DATE.fullmatch(cell)
    if match is None:
        raise Unreadable(_no_date(cell))
    year, month, day, day_first, month_second, year_last, *named = match.groups()
    try:
        if year:
            value = dt.date(int(year), int(month), int(day))
        elif day_first:
            value = dt.date(int(year_last), int(month_second), int(day_first))
        else:
            value = dt.date(int(named[2]), _MONTHS.get(named[1].casefold(), 0), int(named[0]))
    except ValueError:
        raise Unreadable(_no_day(cell, day_first, month_second, year_last)) from None
    if not _FIRST_YEAR <= value.year <= _LAST_YEAR:
        raise Unreadable(f"{cell} is not between {_FIRST_YEAR} and {_LAST_YEAR}")
    return value


def _no_date(cell: str) -> str:
    if short := _SHORT_YEAR.fullmatch(cell):
        return f"{cell} has a year of two figures: write all four, as {short[1]}20{short[2]}"
    if serial := _SERIAL.fullmatch(cell):
        day = _SERIAL_ZERO + dt.timedelta(int(serial[1]))
        return (
            f"{cell} is the number under which a spreadsheet keeps {day:%d/%m/%Y}: format the"
            " column as a date"
        )
    return f"{shown(cell)} is not a date such as 2027-03-16 or 16/03/2027"


def _no_day(cell: str, first: str | None, second: str | None, year: str | None) -> str:
    if first and second and year and int(first) <= 12 < int(second) <= 31:
        return (
            f"{cell} has the month first; day/month/year is read. Every date of this column may"
            " be turned round"
        )
    return f"{cell} is not a day of the calendar"


DATE: Final = Form(
    "date: 2027-03-16 or 16/03/2027", _read_date, schema={"type": "string", "format": "date"}
)


def whole_number(low: int = 0, high: int = 1_000_000) -> Form:
    """Both bounds included; a spreadsheet may have put .0 behind it."""

    def read(cell: str) -> int:
        if not _NUMBER.fullmatch(cell) or not float(cell).is_integer():
            raise Unreadable(_no_number(cell, "a whole number"))
        return int(_within(cell, low, high))

    schema = {"type": "integer", "minimum": low, "maximum": high}
    return Form(f"whole number from {low} to {high:,}", read, schema=schema)


def number(low: float = 0, high: float = 10_000_000) -> Form:
    """Both bounds included; at most six decimals."""

    def read(cell: str) -> float:
        if not _NUMBER.fullmatch(cell):
            raise Unreadable(_no_number(cell, "a number"))
        return _within(cell, low, high)

    schema = {"type": "number", "minimum": low, "maximum": high}
    return Form(f"number from {low:,} to {high:,}", read, schema=schema)


def _no_number(cell: str, wanted: str) -> str:
    if _GROUPED.fullmatch(cell):
        return f"{cell} holds a comma: write digits alone, with a dot before decimals"
    return f"{shown(cell)} is not {wanted}"


def _within(cell: str, low: float, high: float) -> float:
    """The refusal repeats the cell as it was typed."""
    value = float(cell)
    if not low <= value <= high:
        raise Unreadable(f"{cell} is not between {low:,} and {high:,}")
    return value


_CLAIMS: Final = {"yes": True, "true": True, "y": True, "no": False, "false": False, "n": False}


def _read_claim(cell: str) -> bool:
    claim = _CLAIMS.get(cell.casefold())
    if claim is None:
        raise Unreadable(f"{shown(cell)} is neither yes nor no")
    return claim


YES_NO: Final = Form("yes or no", _read_claim, choices=("yes", "no"), schema={"type": "boolean"})


def one_of(codes: type[enum.StrEnum]) -> Form:
    """A code of an enumeration."""
    return one_word_of({member.value: member for member in codes})


def one_word_of(words: Mapping[str, Any]) -> Form:
    """One of the given words, each standing for a value."""

    plainly = {_plain(word): word for word in words}

    def read(cell: str) -> Any:
        word = cell if cell in words else plainly.get(_plain(cell))
        if word is None:
            raise Unreadable(f"{shown(cell)} is none of {', '.join(words)}")
        return words[word]

    schema = {"enum": list(words)}
    said = "one of " + ", ".join(f"`{word}`" for word in words)
    return Form(said, read, choices=tuple(words), schema=schema)


def _plain(word: str) -> str:
    return re.sub(r"[\s_-]+", "_", word.strip().casefold())


def several(form: Form) -> Form:
    """Cells of the form, joined by a bar; each counted once, in the order given."""

    def read(cell: str) -> tuple[Any, ...]:
        parts = [part.strip() for part in cell.split("|")]
        return tuple(dict.fromkeys(_read_part(form, part) for part in parts if part))

    schema = {"type": "array", "items": form.schema, "minItems": 1, "maxItems": MOST_JOINED}
    return Form(f"{form.words}; several joined by `|`", read, schema=schema)


def _read_part(form: Form, part: str) -> Any:
    try:
        return form.read(part)
    except ValueError as why:
        if any(mark in part for mark in ",;\n"):
            raise Unreadable(f"{why}. Join several by |") from why
        raise


CODE: Final = replace(text(longest=80), is_prose=False)
REFERENCE: Final = replace(text(longest=120), is_prose=False)
