"""Telephone numbers among words, in which years, days, quarters, money and shares stand as well.

“Q2 2026-27” has the seven figures of a number that can be rung. What says when or how much is
taken out before what is left is looked at, so that a number behind it is found, too. Where a run
of figures begins with a zero or a plus, it is looked at as a whole besides.
"""

from __future__ import annotations

import re
from typing import Final

from directory.telephones import figures_in, numbers_in

_AMOUNT: Final = r"(?:[1-9]\d{0,2}(?:[ ,]\d{3}){1,3}(?!\d)|\d{1,9}(?!\d))(?:\.\d{1,2}(?!\d))?"
_TO: Final = r"\s?(?:-|–|to)\s?"
_HOW_MUCH: Final = re.compile(
    rf"[£€$]\s?{_AMOUNT}(?:{_TO}[£€$]?\s?(?!0){_AMOUNT})?"
    rf"|(?<![\d+])(?<!\d[ .()-])(?!0\d){_AMOUNT}(?:{_TO}(?!0\d){_AMOUNT})?\s?"
    r"(?:GBP|pounds|euros?)\b"
    rf"|(?<!\d)(?!0\d)\d{{1,3}}(?:\.\d{{1,2}})?(?:{_TO}\d{{1,3}}(?:\.\d{{1,2}})?)?\s?"
    r"(?:%|per\s?cent\b)"
    r"|(?<![\d+])(?<!\d[ .()-])[1-9]\d{0,2}(?: \d{3}){2}(?![ .()-]{0,2}\d)",
    re.IGNORECASE,
)
"""Money, percentages, and a number in groups of three, such as 1 200 000."""

_WHICH: Final = re.compile(
    r"\b(?:(?:q|qtr|quarter|h|half)\.?\s?[1-4]"
    r"|(?:phase|stage|step|wave|tranche|lot|part|year|week|page|table|section)\s[1-9]\d?)(?!\d)",
    re.IGNORECASE,
)
_DAY, _MONTH, _YEAR = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])", r"(?:19|20)\d\d"
_DAYS: Final = re.compile(
    rf"(?<![\d+]){_DAY}([.-]){_MONTH}\1{_YEAR}(?!\d)|(?<![\d+]){_YEAR}([.-]){_MONTH}\2{_DAY}(?!\d)"
    rf"|(?<![\d+])(?<!\d[ .()-]){_DAY} {_MONTH} {_YEAR}(?![ .()-]{{0,2}}\d)"
)
_YEARS: Final = re.compile(rf"(?<!\d)(?P<first>{_YEAR})\s?[-–/]\s?(?P<second>{_YEAR}|\d\d)(?!\d)")
_LONGEST_PLAN: Final = 20
"""Years between two that are named as a span."""

_HERE: Final = " | "


def numbers_among_words(text: str) -> frozenset[str]:
    """As `numbers_in`, without what says when or how much."""
    told = _DAYS.sub(_HERE, _WHICH.sub(_HERE, _HOW_MUCH.sub(_HERE, text)))
    found = numbers_in(_YEARS.sub(_without_span, told))
    for run in figures_in(told):
        if run.lstrip("(").startswith(("0", "+")):
            found |= numbers_in(run)
    return found


def _without_span(match: re.Match[str]) -> str:
    """Only years that follow each other, or the first and the last of a plan."""
    first, second = match["first"], match["second"]
    last = int(first[: 4 - len(second)] + second)
    is_next = (int(first) + 1) % 10 ** len(second) == int(second)
    return _HERE if is_next or 0 < last - int(first) <= _LONGEST_PLAN else match[0]
