"""Sums: quarters, halves and years as people name them, and what of it has more than one meaning.

| words | read as |
|---|---|
| `Q1 2026/27`, `FY 2026-27 Q1`, `first quarter of 2026/27` | the quarter of the financial year |
| `second calendar quarter of 2026` | of the calendar year, since it says so |
| `H2 2026/27`, `second half of 2026/27` | the half of the financial year |
| `FY 2026/27`, `FY26/27` | the financial year |
| `Q2 2026`, `second half of 2026` | nothing: calendar or financial, which is asked |
| `FY 2026` | nothing: it may begin or end in that year, which is asked |
| `mid 2026`, `academic year 2026/27`, `year end 2026` | nothing: no days follow, which is asked |
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from typing import Final

QUARTER, HALF = 3, 6
"""Months."""

APRIL: Final = 4
"""In which a financial year begins."""

WHICH_MONTHS: Final = "“{words}” may be {calendar} or, of a financial year, {financial}: say which"
WHICH_YEAR: Final = "“{words}” may end in March {year} or begin in April {year}: write both years"
NO_DAYS: Final = "“{words}” does not say between which days: write months, or by when"

_NUMBERS: Final = {
    "1": 1, "2": 2, "3": 3, "4": 4, "one": 1, "two": 2, "three": 3, "four": 4, "first": 1,
    "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4,
}  # fmt: skip
_LASTS: Final = frozenset({"last", "final"})

_PART: Final = r"""
    (?P<other>\b(?:q|qtr|quarter|h)\.?\s?[1-4]\s*(?:/|&|-|–|to|and|or)\s*)?
    (?:\b(?P<of>calendar|financial)\s+)?
    (?:
        \b(?P<letter>q|h)\s?(?P<figure>[1-4])(?!\d)
        | \b(?P<word>quarter|qtr\.?|half)\s+(?P<number>[1-4]|one|two|three|four)\b
        | \b(?P<ordinal>first|second|third|fourth|1st|2nd|3rd|4th|last|final)\s+
          (?:(?P<kind>calendar|financial)\s+)?(?P<what>quarter|qtr|half)(?:[\s-]year)?\b
    )"""
_YEAR: Final = r"""
    (?P<fy>\b(?:f/?y|(?:financial|fiscal)\s+year)\s*['’]?)?
    (?:
        (?<!\d)(?P<first>(?:19|20)\d\d)(?:\s?[/–-]\s?(?P<second>\d{4}|\d\d))?(?![\d/])
        | (?<=[yY'’\s])(?P<short>\d\d)(?:\s?[/–-]\s?(?P<short_second>\d\d))?(?![\d/])
    )"""
_BETWEEN: Final = r"[\s,:(-]*(?:(?:of|in)\s+)?(?:the\s+)?(?:(?P<years>calendar)\s+year\s+)?"
_VAGUE: Final = r"""
    \b(?P<vague>mid(?:dle)?(?:[\s-]year)?|early|late|(?:beginning|start)\s+of|around|about|circa
    |approx(?:imately)?|easter|christmas|new\s+year|ramadan|(?:school|academic)\s+year
    |year[\s-]end)
    [\s-]*(?:of\s+|in\s+)?(?:the\s+)?"""


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.VERBOSE)


_WAYS: Final = (
    _compiled(_PART + _BETWEEN + _YEAR),
    _compiled(_YEAR + _BETWEEN.replace("years", "years_then") + _PART),
    _compiled(_VAGUE + _YEAR),
    _compiled(_YEAR),
)
"""Longer ways first: what one of them takes no other does."""


@dataclass(frozen=True, slots=True)
class YearPart:
    """`first` and `last` None: it has more than one meaning, or none, and `doubt` asks."""

    begins: int
    ends: int
    first: dt.date | None = None
    last: dt.date | None = None
    is_financial_year: bool = False
    doubt: str = ""


def year_parts(words: str) -> list[YearPart]:
    """In the order of the words; years that are named as such alone, like 2026/27, are none."""
    found: list[YearPart] = []
    for way in _WAYS:
        for match in way.finditer(words):
            is_free = all(match.end() <= one.begins or one.ends <= match.start() for one in found)
            if is_free and (part := _part(match)):
                found.append(part)
    return sorted(found, key=lambda one: one.begins)


def _part(match: re.Match[str]) -> YearPart | None:
    said = match.groupdict()
    years = _years(said)
    if years is None:
        return None
    begins, ends = match.span()
    words = match[0].strip(" ,;:(")
    if said.get("vague") or said.get("other"):
        return YearPart(begins, ends, doubt=NO_DAYS.format(words=words))
    year, is_financial = years
    if not _names_part(said):
        return _whole_year(said, words, match.span(), year, is_financial=is_financial)
    if said["fy"] and not is_financial:
        return YearPart(begins, ends, doubt=WHICH_YEAR.format(words=words, year=year))
    return _quarter_or_half(said, words, match.span(), year, is_financial=is_financial)


def _quarter_or_half(
    said: dict[str, str | None], words: str, span: tuple[int, int], year: int, *, is_financial: bool
) -> YearPart:
    months = _months(said)
    of_calendar, of_financial = _days(year, 1, *months), _days(year, APRIL, *months)
    if is_financial or _is_calendar(said):
        return YearPart(*span, *(of_financial if is_financial else of_calendar))
    asked = WHICH_MONTHS.format(
        words=words, calendar=_in_words(*of_calendar), financial=_in_words(*of_financial)
    )
    return YearPart(*span, doubt=asked)


def _whole_year(
    said: dict[str, str | None], words: str, span: tuple[int, int], year: int, *, is_financial: bool
) -> YearPart | None:
    """Only where it is called a financial year: any other year stands for itself."""
    if not said["fy"]:
        return None
    if not is_financial:
        return YearPart(*span, doubt=WHICH_YEAR.format(words=words, year=year))
    first, last = dt.date(year, APRIL, 1), dt.date(year + 1, APRIL - 1, 31)
    return YearPart(*span, first, last, is_financial_year=True)


def _years(said: dict[str, str | None]) -> tuple[int, bool] | None:
    """The first year, and whether two that follow each other are named; None for no year."""
    if short := said["short"]:
        second = said["short_second"]
        if not said["fy"] and second is None:
            return None
        year = 2000 + int(short)
    else:
        year, second = int(said["first"] or 0), said["second"]
    if second is None:
        return year, False
    return (year, True) if (year + 1) % 10 ** len(second) == int(second) else None


def _names_part(said: dict[str, str | None]) -> bool:
    return any(said.get(name) for name in ("letter", "word", "ordinal"))


def _is_calendar(said: dict[str, str | None]) -> bool:
    return "calendar" in {
        (said.get(name) or "").casefold() for name in ("of", "kind", "years", "years_then")
    }


def _months(said: dict[str, str | None]) -> tuple[int, int]:
    """How many months before the part the year begins, and how long the part is."""
    named = (said["letter"] or said["word"] or said["what"] or "").casefold()
    length = HALF if named.startswith("h") else QUARTER
    word = (said["figure"] or said["number"] or said["ordinal"] or "").casefold()
    place = 12 // length if word in _LASTS else _NUMBERS[word]
    return min(place, 12 // length) * length - length, length


def _days(year: int, begins_in: int, before: int, length: int) -> tuple[dt.date, dt.date]:
    first = _month(year, begins_in + before)
    last = _month(year, begins_in + before + length - 1)
    return first, last.replace(day=calendar.monthrange(last.year, last.month)[1])


def _month(year: int, number: int) -> dt.date:
    """The first of the month so many months into the year, which may be of the next."""
    return dt.date(year + (number - 1) // 12, (number - 1) % 12 + 1, 1)


def _in_words(first: dt.date, last: dt.date) -> str:
    begin = f"{first:%B}" if first.year == last.year else f"{first:%B %Y}"
    return f"{begin} to {last:%B %Y}"
