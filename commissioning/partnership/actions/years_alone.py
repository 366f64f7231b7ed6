"""Sums: what says when and is in no period that is read, beside one that is.

A year beside words that say more than a year, such as “summer term 2027”, is not read: the whole
year would put off what was to be done by summer. A day that is left over is asked about.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from typing import Final

from commissioning.partnership.actions.target_periods import TargetPeriod, TargetPrecision
from commissioning.partnership.actions.year_parts import NO_DAYS, without_half_brackets

_YEARS: Final = frozenset({TargetPrecision.YEAR, TargetPrecision.FINANCIAL_YEAR})
_MONTHS: Final = "|".join(
    sorted(
        filter(None, {*calendar.month_name, *calendar.month_abbr, "Sept"}), key=len, reverse=True
    )
)
_MONTH: Final = re.compile(rf"\b(?:{_MONTHS})\b")
"""With its capital letter: what “may” be done is no month."""

_TIME: Final = re.compile(
    rf"\b(?:spring|summer|autumn|winter|easter|christmas|whitsun|pentecost|michaelmas|hilary\s+term"
    r"|trinity\s+term|lent|advent|ramadan|eid|diwali|hanukkah|passover|new\s+year"
    rf"|{'|'.join(calendar.day_name[:])}|recess|half[\s-]term|fortnight|semester|trimester|midsummer"
    r"|weeks?\s+\d+|month\s+\d+|period\s+\d+|[qh][1-4]|wk\s?\d+)\b"
    r"|(?<!each )(?<!every )(?<!per )(?<!a )\bquarter\b"
    r"|(?<!long )(?<!long-)(?<!short )(?<!short-)(?<!medium )(?<!medium-)\bterm\b",
    re.IGNORECASE,
)
_BESIDE: Final = re.compile(
    r"(?:\b(?:fall|fye|y/?e|year[\s-]end(?:ing)?|year\s+to|session|elections?|budget|spending\s+review|conference|holidays?)|(?:\d+[./-]\s*)*\d+[./-]?"
    r"|[^\W\d_]+['’]s?)\s*(?:of|in)?\s*(?:the\s+)?$",
    re.IGNORECASE,
)
_DAY: Final = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?[\s-]+(?:of\s+)?(?:{_MONTHS})\b(?:[\s-]+['’]?\d{{1,2}}\b)?"
    rf"|(?:{_MONTHS})[\s-]+['’]?\d{{1,2}}(?:st|nd|rd|th)?\b)"
)
LEFT_OVER: Final = "nobody can read a day from “{words}”: write its year in four figures"
_STOPS: Final = re.compile(r"[.;]\s")


def years_that_say_more(periods: list[TargetPeriod], words: str) -> list[TargetPeriod]:
    """Of the periods in their order, years with such words in their clause as unread."""
    told = []
    for at, one in enumerate(periods):
        start = periods[at - 1].ends if at else 0
        stop = periods[at + 1].begins if at + 1 < len(periods) else len(words)
        told.append(_alone(one, words, start, stop) if one.precision in _YEARS else one)
    return told


def days_left_over(periods: Sequence[TargetPeriod], words: str) -> list[str]:
    """What is asked about days that stand in none of the periods."""
    return [
        LEFT_OVER.format(words=found[0])
        for found in _DAY.finditer(words)
        if not any(one.begins < found.end() and found.start() < one.ends for one in periods)
    ]


def _alone(year: TargetPeriod, words: str, start: int, stop: int) -> TargetPeriod:
    before = _STOPS.split(words[start : year.begins])[-1]
    behind = re.split(r"[.;]", words[year.ends : stop])[0]
    is_bare = words[year.begins].isdigit()
    beside = _BESIDE.search(words, start, year.begins) if is_bare else None
    if not (_says_when(before) or _says_when(behind) or beside):
        return year
    begins = min(year.begins - len(before), beside.start() if beside else year.begins)
    asked = words[begins : year.ends + len(behind)]
    return year.unread(NO_DAYS.format(words=without_half_brackets(asked)))


def _says_when(words: str) -> bool:
    return _TIME.search(words) is not None or _MONTH.search(words) is not None
