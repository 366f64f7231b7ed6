"""How a cell may be written: dates, numbers, codes. Each form reads one text or says why not."""

from __future__ import annotations

import datetime as dt
import enum
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

LONGEST_SHOWN: Final = 40
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})|(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)
_NUMBER = re.compile(r"[+-]?\d{1,9}(\.\d{1,6})?", re.ASCII)
_FIRST_YEAR, _LAST_YEAR = 1900, 2200


class Unreadable(ValueError):
    """The cell does not have the form of its column; the message completes "postcode: …"."""


@dataclass(frozen=True, slots=True)
class Form:
    """`read` gives the value of a cell that is not empty; `words` say how to write one."""

    words: str
    read: Callable[[str], Any]


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
        if any(not (c.isprintable() or c in "\n\r\t") for c in cell):
            raise Unreadable("holds control characters")
        return cell

    return Form(f"text, at most {longest} characters", read)


def _read_date(cell: str) -> dt.date:
    match = _DATE.fullmatch(cell)
    if match is None:
        raise Unreadable(f"{shown(cell)} is not a date such as 2027-03-16 or 16/03/2027")
    year, month, day, day_first, month_second, year_last = match.groups()
    try:
        if year:
            value = dt.date(int(year), int(month), int(day))
        else:
            value = dt.date(int(year_last), int(month_second), int(day_first))
    except ValueError:
        raise Unreadable(f"{cell} is not a day of the calendar") from None
    if not _FIRST_YEAR <= value.year <= _LAST_YEAR:
        raise Unreadable(f"{cell} is not between {_FIRST_YEAR} and {_LAST_YEAR}")
    return value


DATE: Final = Form("date: 2027-03-16 or 16/03/2027", _read_date)


def whole_number(low: int = 0, high: int = 1_000_000) -> Form:
    """Both bounds included."""

    def read(cell: str) -> int:
        if not _NUMBER.fullmatch(cell) or "." in cell:
            raise Unreadable(f"{shown(cell)} is not a whole number")
        return int(_within(int(cell), low, high))

    return Form(f"whole number from {low} to {high:,}", read)


def number(low: float = 0, high: float = 10_000_000) -> Form:
    """Both bounds included; at most six decimals."""

    def read(cell: str) -> float:
        if not _NUMBER.fullmatch(cell):
            raise Unreadable(f"{shown(cell)} is not a number")
        return _within(float(cell), low, high)

    return Form(f"number from {low:,} to {high:,}", read)


def _within(value: float, low: float, high: float) -> float:
    if not low <= value <= high:
        raise Unreadable(f"{value:g} is not between {low:,} and {high:,}")
    return value


_CLAIMS: Final = {"yes": True, "true": True, "y": True, "no": False, "false": False, "n": False}


def _read_claim(cell: str) -> bool:
    claim = _CLAIMS.get(cell.casefold())
    if claim is None:
        raise Unreadable(f"{shown(cell)} is neither yes nor no")
    return claim


YES_NO: Final = Form("yes or no", _read_claim)


def one_of(codes: type[enum.StrEnum]) -> Form:
    """A code of an enumeration."""
    return one_word_of({member.value: member for member in codes})


def one_word_of(words: Mapping[str, Any]) -> Form:
    """One of the given words, each standing for a value."""

    def read(cell: str) -> Any:
        if cell not in words:
            raise Unreadable(f"{shown(cell)} is none of {', '.join(words)}")
        return words[cell]

    return Form("one of " + ", ".join(f"`{word}`" for word in words), read)


def several(form: Form) -> Form:
    """Cells of the form, joined by a bar; each counted once, in the order given."""

    def read(cell: str) -> tuple[Any, ...]:
        parts = [part.strip() for part in cell.split("|")]
        return tuple(dict.fromkeys(form.read(part) for part in parts if part))

    return Form(f"{form.words}; several joined by `|`", read)


CODE: Final = text(longest=80)
REFERENCE: Final = text(longest=120)
