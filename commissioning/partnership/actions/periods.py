"""Sums: from words of a target, such as “by Autumn 2004”, to the days on which it may fall.

| words | first day | last day |
|---|---|---|
| `September 2004` | 1st of the month | last of it |
| `Summer 2004` | 1 June | 31 August; so spring from March, autumn September, winter December |
| `2004` | 1 January | 31 December |
| `2004/05` | 1 April | 31 March, the financial year |
| `by` a season or a year, `by the end of` anything | none | last day of the period |
| `by` a month | none | its first day; its end is the other reading, and is asked about |
| `at the end of` a period | its last day | the same |
| `from` a period | its first day | none |
| `over the next 3 years`, `within 6 months` | the day of publication, or none | so long after it |
| `after 6 months` | so long after what stands before it | the same |

A month without a year is read in the year of publication, and asked about. What is not in the
table, such as a quarter, is read as nothing.
"""

from __future__ import annotations

import calendar
import datetime as dt
import enum
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

MONTHS: Final = {
    word.casefold(): number
    for number in range(1, 13)
    for word in (calendar.month_name[number], calendar.month_abbr[number])
} | {"sept": 9}
SEASONS: Final = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}
"""By the month in which each begins; three months long. A winter has the year it begins in."""

NUMBERS: Final = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "eighteen": 18,
}  # fmt: skip


class TargetPrecision(enum.StrEnum):
    """How exactly the words say when."""

    DAY = "day"
    MONTH = "month"
    SEASON = "season"
    YEAR = "year"
    FINANCIAL_YEAR = "financial_year"
    SPAN = "span"
    """From one period to another, or so long from publication."""

    RELATIVE = "relative"
    """So many months after another milestone: no day until that one was met."""

    UNREAD = "unread"
    """Words that nobody can read as a time, or none."""


@dataclass(frozen=True, slots=True)
class TargetPeriod:
    """The first and the last day on which something may fall; None: open on that side.

    `begins`, `ends`: where in the words the period stands, with “by” or “from” before it.
    `is_from`: it is told only from when on, which tells of a start. `months_after`: counted from
    what stands before it. `doubt`: the other way to read it, as a sentence to somebody.
    """

    earliest: dt.date | None
    latest: dt.date | None
    precision: TargetPrecision
    begins: int
    ends: int
    is_from: bool = False
    months_after: int | None = None
    doubt: str = ""


_MONTH: Final = "|".join(sorted(MONTHS, key=len, reverse=True))
_COUNT: Final = rf"(\d{{1,2}}|{'|'.join(NUMBERS)})"
_FORMS: Final = re.compile(
    rf"""
    (?P<iso>\b\d{{4}}-\d{{2}}-\d{{2}}\b)
    | (?P<slashed>\b\d{{1,2}}/\d{{1,2}}/\d{{4}}\b)
    | \b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\ +(?P<day_month>{_MONTH})\.?\ +(?P<day_year>\d{{4}})\b
    | \b(?P<financial>(?:19|20)\d{{2}})\s?[/–-]\s?(?P<second>\d{{4}}|\d{{2}})\b
    | \b(?P<month>{_MONTH})\b\.?,?(?:\ +(?P<month_year>(?:19|20)\d{{2}})\b)?
    | \b(?P<season>spring|summer|autumn|winter)\ +(?:of\ +)?(?P<season_year>(?:19|20)\d{{2}})\b
    | \bover\ +(?:the\ +)?next\ +(?P<over>{_COUNT})\ +(?P<over_unit>year|month)s?\b
    | \bwithin\ +(?:the\ +next\ +)?(?P<within>{_COUNT})\ +(?P<within_unit>year|month)s?\b
    | \bafter\ +(?P<after>{_COUNT})\ +(?P<after_unit>year|month)s?\b
    | (?<![/\w-])(?P<year>(?:19|20)\d{{2}})\b(?![/-]\d)
    """,
    re.IGNORECASE | re.VERBOSE,
)
_QUALIFIED: Final = re.compile(
    r"(?:\b(?P<by_end>(?:by|before|no later than|not later than)\s+(?:the\s+)?end(?:\s+of)?)"
    r"|\b(?P<by>by|no later than|not later than)"
    r"|\b(?P<before>before)"
    r"|\b(?P<at_end>(?:at\s+)?the\s+end\s+of|at\s+end(?:\s+of)?|end(?:\s+of)?)"
    r"|\b(?P<since>from|starting(?:\s+(?:in|from))?))\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_NAMES_A_MONTH: Final = re.compile(
    r"\b(?:in|by|from|of|during|until|to|between|before|and|since)\s+(?:the\s+)?$", re.IGNORECASE
)
_QUARTER: Final = re.compile(r"(?:\bquarter\b[^.;]{0,12}|\bq[1-4]\b\W*)$", re.IGNORECASE)
_TO: Final = re.compile(r"\s*(?:to|until|till|–|-)\s*", re.IGNORECASE)
_AND: Final = re.compile(r"\s*and\s*", re.IGNORECASE)
_BETWEEN: Final = re.compile(r"\bbetween\s+$", re.IGNORECASE)


def periods_in(words: str, *, published_on: dt.date) -> list[TargetPeriod]:
    """In the order of the words; none where nothing in them says when."""
    plain = [one for match in _FORMS.finditer(words) for one in _plain(match, published_on)]
    plain = _given_the_next_ones_year(plain, words)
    periods: list[TargetPeriod] = []
    at = 0
    while at < len(plain):
        taken = _spanned(plain, at, words)
        if taken is None:
            periods.append(_qualified(plain[at], words))
            at += 1
        else:
            periods.append(taken)
            at += 2
    return [one for one in periods if not _QUARTER.search(words[: one.begins])]


def no_such_days(words: str) -> list[str]:
    """What is written as a day of the calendar and is none, as written: “31 February 2027”."""
    return [match[0] for match in _FORMS.finditer(words) if _is_no_day(match)]


def _is_no_day(match: re.Match[str]) -> bool:
    try:
        _exact_day(match.groupdict())
    except ValueError:
        return True
    return False


def months_later(day: dt.date, months: int) -> dt.date:
    """The same day of the month, or the month's last where it has none."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def precision_of(first: dt.date | None, last: dt.date | None) -> TargetPrecision:
    """As a pair of stated days looks: a whole month, a whole year, or anything between."""
    if first is None or last is None:
        return TargetPrecision.UNREAD if first is last else TargetPrecision.DAY
    begun, spans = (first.month if first.day == 1 else 0), {0: TargetPrecision.DAY}
    if begun:
        spans[1] = TargetPrecision.MONTH
        spans |= {3: TargetPrecision.SEASON} if begun in SEASONS.values() else {}
        spans |= {12: TargetPrecision.YEAR} if begun == 1 else {}
        spans |= {12: TargetPrecision.FINANCIAL_YEAR} if begun == 4 else {}
    for months, precision in spans.items():
        if last == (months_later(first, months) - dt.timedelta(1) if months else first):
            return precision
    return TargetPrecision.SPAN


def _plain(match: re.Match[str], published_on: dt.date) -> Iterator[TargetPeriod]:
    """The period that stands there, without what is said before it; nothing for no day at all."""
    said = match.groupdict()
    begins, ends = match.span()
    if said["month"] and not said["month_year"] and not _is_a_month(match):
        return
    try:
        first, last, precision, doubt = _days(said, published_on)
    except ValueError:
        return
    months_after = None
    if precision is TargetPrecision.RELATIVE:
        months_after = _months(said["after"], said["after_unit"])
    yield TargetPeriod(first, last, precision, begins, ends, months_after=months_after, doubt=doubt)


def _is_a_month(match: re.Match[str]) -> bool:
    """Without a year: what “may” be done, or who will “march”, is none."""
    before, after = match.string[: match.start()], match.string[match.end() :]
    if not match[0][0].isupper():
        return False
    joined = _TO.match(after)
    is_joined = joined is not None and _FORMS.match(after, joined.end()) is not None
    return is_joined or _NAMES_A_MONTH.search(before) is not None


Days = tuple[dt.date | None, dt.date | None, TargetPrecision, str]


def _days(said: dict[str, str | None], published_on: dt.date) -> Days:
    """Raises ValueError for what is written as a day and is none."""
    if exact := _exact_day(said):
        return exact, exact, TargetPrecision.DAY, ""
    if said["financial"]:
        return (*_two_years(said["financial"], said["second"] or ""), "")
    if said["month"]:
        year = said["month_year"]
        doubt = "" if year else f"no year is given: {published_on.year} is read"
        span = _month(int(year or published_on.year), MONTHS[said["month"].casefold()])
        return (*span, TargetPrecision.MONTH, doubt)
    if said["after"]:
        return None, None, TargetPrecision.RELATIVE, ""
    if said["over"] or said["within"]:
        return _from_publication(said, published_on)
    return _season_or_year(said)


def _season_or_year(said: dict[str, str | None]) -> Days:
    if said["season"]:
        first = dt.date(int(said["season_year"] or 0), SEASONS[said["season"].casefold()], 1)
        return first, months_later(first, 3) - dt.timedelta(1), TargetPrecision.SEASON, ""
    year = int(said["year"] or 0)
    return dt.date(year, 1, 1), dt.date(year, 12, 31), TargetPrecision.YEAR, ""


def _exact_day(said: dict[str, str | None]) -> dt.date | None:
    if said["iso"]:
        return dt.date.fromisoformat(said["iso"])
    if said["slashed"]:
        day, month, year = map(int, said["slashed"].split("/"))
        return dt.date(year, month, day)
    if said["day"]:
        month = MONTHS[(said["day_month"] or "").casefold()]
        return dt.date(int(said["day_year"] or 0), month, int(said["day"]))
    return None


def _two_years(first: str, second: str) -> tuple[dt.date, dt.date, TargetPrecision]:
    """Raises ValueError for years that do not follow each other: 2004/12 is no financial year."""
    year = int(first)
    if (year + 1) % 10 ** len(second) != int(second):
        raise ValueError(second)
    return dt.date(year, 4, 1), dt.date(year + 1, 3, 31), TargetPrecision.FINANCIAL_YEAR


def _from_publication(said: dict[str, str | None], published_on: dt.date) -> Days:
    if said["over"]:
        last = months_later(published_on, _months(said["over"], said["over_unit"]))
        return published_on, last - dt.timedelta(1), TargetPrecision.SPAN, ""
    last = months_later(published_on, _months(said["within"], said["within_unit"]))
    return None, last, TargetPrecision.SPAN, ""


def _months(count: str | None, unit: str | None) -> int:
    number = NUMBERS.get((count or "").casefold()) or int(count or 0)
    return number * (12 if (unit or "").casefold() == "year" else 1)


def _month(year: int, month: int) -> tuple[dt.date, dt.date]:
    return dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1])


def _given_the_next_ones_year(plain: list[TargetPeriod], words: str) -> list[TargetPeriod]:
    """Of “April to June 2005” April is of 2005 as well."""
    for at, one in enumerate(plain[:-1]):
        then = plain[at + 1]
        if one.doubt and one.earliest and then.earliest and _joins(one, then, words):
            span = _month(then.earliest.year, one.earliest.month)
            plain[at] = replace(one, earliest=span[0], latest=span[1], doubt="")
    return plain


def _joins(one: TargetPeriod, then: TargetPeriod, words: str) -> bool:
    between, before = words[one.ends : then.begins], words[: one.begins]
    is_and = _AND.fullmatch(between) is not None and _BETWEEN.search(before) is not None
    return is_and or _TO.fullmatch(between) is not None


def _spanned(plain: list[TargetPeriod], at: int, words: str) -> TargetPeriod | None:
    """Two periods that are the first and the last of one."""
    if at + 1 == len(plain) or not _joins(plain[at], plain[at + 1], words):
        return None
    one, then = plain[at], plain[at + 1]
    doubt = one.doubt or then.doubt
    return TargetPeriod(
        one.earliest, then.latest, TargetPrecision.SPAN, one.begins, then.ends, doubt=doubt
    )


def _qualified(period: TargetPeriod, words: str) -> TargetPeriod:
    """As “by”, “from” or “the end of” before it turns it."""
    said = _QUALIFIED.search(words[: period.begins])
    if said is None or period.latest is None:
        return period
    period = replace(period, begins=said.start())
    if said["by_end"]:
        return replace(period, earliest=None)
    if said["by"]:
        return _by(period)
    if said["before"] and period.earliest is not None:
        return replace(period, earliest=None, latest=period.earliest - dt.timedelta(1))
    if said["at_end"]:
        return replace(period, earliest=period.latest, precision=TargetPrecision.DAY)
    return replace(period, latest=None, is_from=True)


def _by(period: TargetPeriod) -> TargetPeriod:
    """By a month: by its first day, as Probation Circular 48/2004 reads “by April 2005”."""
    if period.precision is not TargetPrecision.MONTH or period.latest is None:
        return replace(period, earliest=None)
    other = f"by the end of {period.latest:%B %Y} is the other reading"
    return replace(
        period, earliest=None, latest=period.earliest, precision=TargetPrecision.DAY,
        doubt=period.doubt or other,
    )  # fmt: skip
