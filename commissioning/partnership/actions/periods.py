"""Sums: from words of a target, such as “by Autumn 2004”, to the days on which it may fall.

| words | first day | last day |
|---|---|---|
| `September 2004` | 1st of the month | last of it |
| `Summer 2004` | 1 June | 31 August; so spring from March, autumn September, winter December |
| `2004` | 1 January | 31 December |
| `2004/05` | 1 April | 31 March, the financial year |
| `by` a season or a year, `by the end of` anything | none | last day of the period |
| `by` a month | none | its first day; its end is the other reading, and is asked about |
| `until` a period | none | its last day; of a month its first is the other reading |
| `not after`, `at the latest` behind a period | none | its last day |
| `before` a period, `by Christmas 2026` | none | the day before it, 25 December |
| `at the end of` a period | its last day | the same |
| `from`, `since`, `not before` a period, `onwards` behind it | its first day | none |
| `after` a period | the day after it | none |
| `week commencing`, `week ending` a day | that day, or six before | six later, or that day |
| `1 to 5 March 2027`, `June and July 2027` | the first of them | the last of them |
| `over the next 3 years`, `within 6 months` | the day of publication, or none | so long after it |
| `after 6 months` | so long after what stands before it | the same |

Days and months are read as people write them: `3rd of March 2026`, `March 3, 2026`, `3/3/26`,
`3.3.26`, `Mar-26`, `2026-03`, `03/2026`; in figures the day is first, and where the month could be,
it is asked. Quarters, halves and other ways to name a year stand in `year_parts`, days with a name
in `named_days`, and in `years_alone` what says more than a year. A month without a year is read in
the year of publication, and asked about. What has more than one meaning, or is in no table, is read
as nothing.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from commissioning.partnership.actions.named_days import (
    FEASTS,
    MONTH_FIRST,
    SEVERAL_DAYS,
    feast,
    month_first,
)
from commissioning.partnership.actions.qualifiers import in_a_week, qualified
from commissioning.partnership.actions.target_periods import TargetPeriod, TargetPrecision
from commissioning.partnership.actions.year_parts import NO_DAYS, YearPart, year_parts
from commissioning.partnership.actions.years_alone import years_that_say_more
from directory.clock import day_in_words

MONTHS: Final = {
    word.casefold(): number
    for number in range(1, 13)
    for word in (calendar.month_name[number], calendar.month_abbr[number])
} | {"sept": 9}
SEASONS: Final = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}
"""By the month in which each begins; three months long. A winter has the year it begins in."""

LAST_SHORT_YEAR: Final = 99
"""Up to here a year is written with two figures."""

NUMBERS: Final = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "eighteen": 18,
}  # fmt: skip


_MONTH: Final = "|".join(sorted(MONTHS, key=len, reverse=True))
_COUNT: Final = rf"(\d{{1,2}}|{'|'.join(NUMBERS)})"
_SEASON: Final = "|".join(SEASONS)
_WHOLE_OR_SHORT: Final = (
    r"(?:19|20)\d{2}\b|['’]\d{2}\b|\d{2}\b(?![.:/]\d)(?=\s*(?:$|[][,;.:)(–-]"
    r"|(?:and|to|or|then|at|until|for|with|by|onwards?|latest|earliest)\b))"
)
"""A year of two figures only where no count of something can follow it: “on 3 March 40 staff”."""

_FORMS: Final = re.compile(
    rf"""
    (?P<iso>\b(?:19|20)\d{{2}}-\d{{2}}-\d{{2}}\b)
    | (?P<figures>(?<![\d/.-])\d{{1,2}}(?P<mark>[/.-])\d{{1,2}}(?P=mark)(?:19|20)\d{{2}}\b
        |(?<![\d/.-])\d{{1,2}}(?P<second_mark>[/.-])\d{{1,2}}(?P=second_mark)\d{{2}}\b(?![/.-]\d))
    | (?:(?<![\d/.-])(?P<first_day>\d{{1,2}})(?:st|nd|rd|th)?\s*(?:to|and|or|[–/-])\s*)?
        \b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[ -]+(?:of\ +)?(?P<day_month>{_MONTH})\b\.?,?[ -]+
        (?P<day_year>{_WHOLE_OR_SHORT})
    | \b(?P<of_month>{_MONTH})\.?\ +(?P<of_day>\d{{1,2}})(?:st|nd|rd|th)?,?\ +
        (?P<of_year>(?:19|20)\d{{2}})\b
    | (?<![\d/.-])(?P<number>0?[1-9]|1[0-2])[/.-](?P<number_year>(?:19|20)\d{{2}})\b(?![/.-]\d)
    | \b(?P<financial>(?:19|20)\d{{2}})(?P<dash>\s?[/–-]\s?)(?P<second>\d{{4}}|\d{{2}})\b
    | \b(?P<month>{_MONTH})\b\.?,?
        (?:[ -]+(?:of\ +)?(?P<month_year>(?:19|20)\d{{2}}\b|['’]\d{{2}}\b)
        |-(?P<month_short>\d{{2}})\b(?![-/.:]?\d)(?!\s*(?:{_MONTH})\b))?
    | \b(?:(?P<first_season>{_SEASON})\s*(?:/|-|–|or|and|to)\s*)?
        (?P<season>{_SEASON}),?\ +(?:of\ +)?(?P<season_year>{_WHOLE_OR_SHORT})
        (?P<season_second>/\d{{2,4}}\b)?
    | \bover\ +(?:the\ +)?next\ +(?P<over>{_COUNT})\ +(?P<over_unit>year|month)s?\b
    | \bwithin\ +(?:the\ +next\ +)?(?P<within>{_COUNT})\ +(?P<within_unit>year|month)s?\b
        (?!\ +(?:of|from|after|before|following)\b(?!\ +(?:the\ +plan['’]s\ +)?publication\b))
    | \bafter\ +(?P<after>{_COUNT})\ +(?P<after_unit>year|month)s?\b
    | \b(?P<feast>{FEASTS})(?:\ +(?:of|in))?,?\ +(?P<feast_year>(?:19|20)\d{{2}})\b
    | (?<![/\w-])(?<!\d\.)(?P<year>(?:19|20)\d{{2}})\b(?![/-]\d)
    """,
    re.IGNORECASE | re.VERBOSE,
)
_NAMES_A_MONTH: Final = re.compile(
    r"\b(?:in|by|from|of|during|until|to|between|before|and|since)\s+(?:the\s+)?$", re.IGNORECASE
)
_DAY_OR_SHORT_YEAR: Final = re.compile(r"[\s-]+\d{1,2}(?:st|nd|rd|th)?\b(?!:)")
_TO: Final = re.compile(r"\s*(?:to|until|till|through(?:\s+to)?|–|-)\s*", re.IGNORECASE)
_DAY_BEFORE: Final = re.compile(r"\b\d{1,2}(?:st|nd|rd|th)?[\s-]+(?:of\s+)?$", re.IGNORECASE)
_NEXT_YEAR: Final = re.compile(
    r"\s*,?\s*(?:of\s+)?(?:next|this|last|each|every|the\s+(?:following|same))\s+(?:\w+\s+)?year",
    re.IGNORECASE,
)
_OR: Final = re.compile(r"\s*(?:and|or|/|&)\s*", re.IGNORECASE)
"""Between two months of which the last has the year: “June and July 2027”."""

_EITHER: Final = re.compile(r"\s*(?:or|/)\s*", re.IGNORECASE)
_AND: Final = re.compile(r"\s*and\s*", re.IGNORECASE)
_BETWEEN: Final = re.compile(r"\bbetween\s+$", re.IGNORECASE)


def periods_in(words: str, *, published_on: dt.date) -> list[TargetPeriod]:
    """In the order of the words; none where nothing in them says when."""
    parts = [_of_part(part) for part in year_parts(words)]
    others = [one for match in _FORMS.finditer(words) for one in _plain(match, published_on)]
    free = (one for one in others if not any(_overlap(one, part) for part in parts))
    plain = [in_a_week(one, words) for one in sorted((*parts, *free), key=lambda one: one.begins)]
    plain = _given_the_next_ones_year(plain, words)
    periods: list[TargetPeriod] = []
    at = 0
    while at < len(plain):
        taken = _spanned(plain, at, words)
        if taken is None:
            periods.append(qualified(plain[at], words))
            at += 1
        else:
            periods.append(qualified(taken, words, is_span=True))
            at += 2
    return years_that_say_more(periods, words)


def _of_part(part: YearPart) -> TargetPeriod:
    how = TargetPrecision.FINANCIAL_YEAR if part.is_financial_year else TargetPrecision.SPAN
    return TargetPeriod(
        part.first, part.last, how if part.first else TargetPrecision.UNREAD, part.begins,
        part.ends, doubt=part.doubt,
    )  # fmt: skip


def _overlap(one: TargetPeriod, other: TargetPeriod) -> bool:
    return one.begins < other.ends and other.begins < one.ends


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
    has_year = said["month_year"] or said["month_short"]
    if said["month"] and not has_year and not _is_a_month(match):
        return
    try:
        first, last, precision, doubt = _days(said, published_on)
    except ValueError:
        return
    months_after = None
    if precision is TargetPrecision.RELATIVE:
        months_after = _months(said["after"], said["after_unit"])
    other = month_first(said["figures"]) if said["figures"] else None
    if other is not None:
        doubt = MONTH_FIRST.format(day=day_in_words(other))
    yield TargetPeriod(
        first, last, precision, begins, ends, months_after=months_after, doubt=doubt,
        other=None if other is None else (other, other),
        is_year_guessed=precision is TargetPrecision.MONTH and bool(doubt),
        is_bound_alone=(said["feast"] or "").casefold() in SEVERAL_DAYS,
    )  # fmt: skip


def _is_a_month(match: re.Match[str]) -> bool:
    """Without a year: what “may” be done, or who will “march”, is none."""
    before, after = match.string[: match.start()], match.string[match.end() :]
    if not match[0][0].isupper():
        return False
    if _DAY_OR_SHORT_YEAR.match(after):
        return False  # “Mar-26”, “by March 26”: the day, or the year
    if _DAY_BEFORE.search(before) or _NEXT_YEAR.match(after):
        return False  # “the 3rd of June”: the whole month is not meant
    joined = _TO.match(after) or _OR.match(after)
    then = _FORMS.match(after, joined.end()) if joined else None
    if then and not then["month_year"] and _DAY_OR_SHORT_YEAR.match(after, then.end()):
        return False  # “Jan-Mar 27”
    is_joined = then is not None
    return is_joined or _NAMES_A_MONTH.search(before) is not None


Days = tuple[dt.date | None, dt.date | None, TargetPrecision, str]


def _days(said: dict[str, str | None], published_on: dt.date) -> Days:
    """Raises ValueError for what is written as a day and is none."""
    if exact := _exact_day(said):
        first = exact.replace(day=int(said["first_day"])) if said["first_day"] else exact
        if first > exact:
            raise ValueError(said["first_day"])
        return first, exact, TargetPrecision.SPAN if first < exact else TargetPrecision.DAY, ""
    if said["financial"]:
        is_iso = said["dash"] == "-"
        return (*_two_years(said["financial"], said["second"] or "", is_iso=is_iso), "")
    if said["number"]:
        span = _month(int(said["number_year"] or 0), int(said["number"]))
        return (*span, TargetPrecision.MONTH, "")
    if said["month"]:
        year = said["month_year"] or said["month_short"]
        doubt = "" if year else f"no year is given: {published_on.year} is read"
        span = _month(_year(year) if year else published_on.year, MONTHS[said["month"].casefold()])
        return (*span, TargetPrecision.MONTH, doubt)
    if said["after"] or said["over"] or said["within"]:
        return _counted(said, published_on)
    return _season(said) if said["season"] else _calendar_year(int(said["year"] or 0))


def _calendar_year(year: int) -> Days:
    return dt.date(year, 1, 1), dt.date(year, 12, 31), TargetPrecision.YEAR, ""


def _season(said: dict[str, str | None]) -> Days:
    """Raises ValueError for “spring 2026/27”, of which there are two, and “winter/spring 2026”."""
    season = (said["season"] or "").casefold()
    begins = SEASONS[season]
    year = _year(said["season_year"] or "")
    if said["season_second"] and begins == SEASONS["spring"]:
        raise ValueError(season)
    last = months_later(dt.date(year, begins, 1), 3) - dt.timedelta(1)
    if not said["first_season"]:
        return dt.date(year, begins, 1), last, TargetPrecision.SEASON, ""
    first = dt.date(year, SEASONS[said["first_season"].casefold()], 1)
    if first > last:
        raise ValueError(season)
    return first, last, TargetPrecision.SPAN, ""


def _year(written: str) -> int:
    """“’26”, and “26”, is of this century."""
    year = int(written.lstrip("'’"))
    return year if year > LAST_SHORT_YEAR else 2000 + year


def _exact_day(said: dict[str, str | None]) -> dt.date | None:
    if said["iso"]:
        return dt.date.fromisoformat(said["iso"])
    if said["figures"]:
        day, month, year = map(int, re.split(r"[/.-]", said["figures"]))
        return dt.date(year if year > LAST_SHORT_YEAR else 2000 + year, month, day)
    if said["feast"]:
        return feast(said["feast"], int(said["feast_year"] or 0))
    for name in ("day", "of"):
        if said[f"{name}_month"]:
            number = said["day"] if name == "day" else said["of_day"]
            month = MONTHS[(said[f"{name}_month"] or "").casefold()]
            return dt.date(_year(said[f"{name}_year"] or ""), month, int(number or 0))
    return None


def _two_years(
    first: str, second: str, *, is_iso: bool
) -> tuple[dt.date, dt.date, TargetPrecision]:
    """Raises ValueError for years that do not follow each other: 2004/12 is no financial year;
    2004-12 is a month, as computers write one."""
    year = int(first)
    if (year + 1) % 10 ** len(second) != int(second):
        if not is_iso:
            raise ValueError(second)
        return (*_month(year, int(second)), TargetPrecision.MONTH)
    return dt.date(year, 4, 1), dt.date(year + 1, 3, 31), TargetPrecision.FINANCIAL_YEAR


def _counted(said: dict[str, str | None], published_on: dt.date) -> Days:
    """From the plan's publication, or from what stands before it."""
    if said["after"]:
        return None, None, TargetPrecision.RELATIVE, ""
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
            plain[at] = replace(
                one, earliest=span[0], latest=span[1], doubt="", is_year_guessed=False
            )
    return plain


def _joins(one: TargetPeriod, then: TargetPeriod, words: str) -> bool:
    between, before = words[one.ends : then.begins], words[: one.begins]
    is_and = _AND.fullmatch(between) is not None and _BETWEEN.search(before) is not None
    has_no_year = not re.search(r"\d", words[one.begins : one.ends])
    is_or = has_no_year and then.is_read and _OR.fullmatch(between) is not None
    is_or |= one.is_read and then.is_read and _EITHER.fullmatch(between) is not None
    return is_and or is_or or _TO.fullmatch(between) is not None


def _spanned(plain: list[TargetPeriod], at: int, words: str) -> TargetPeriod | None:
    """Two periods that are the first and the last of one."""
    if at + 1 == len(plain) or not _joins(plain[at], plain[at + 1], words):
        return None
    one, then = plain[at], plain[at + 1]
    whole = TargetPeriod(
        one.earliest, then.latest, TargetPrecision.SPAN, one.begins, then.ends,
        doubt=one.doubt or then.doubt,
        is_year_guessed=one.is_year_guessed and then.is_year_guessed,
    )  # fmt: skip
    is_either = _EITHER.fullmatch(words[one.ends : then.begins]) is not None
    is_choice = is_either and TargetPrecision.DAY in {one.precision, then.precision}
    if not (one.is_read and then.is_read) or is_choice or _ends_before_it_begins(whole):
        return whole.unread(NO_DAYS.format(words=words[whole.begins : whole.ends]))
    return whole


def _ends_before_it_begins(period: TargetPeriod) -> bool:
    first, last = period.earliest, period.latest
    return first is not None and last is not None and last < first
