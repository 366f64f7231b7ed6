"""Dates, counts and shares as a magistrate would say them. Words only: it decides nothing."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from functools import lru_cache

from flask import Flask
from markupsafe import Markup, escape

from directory.clock import LONDON, day_in_words

NOT_KNOWN = "not known"
_FIRST_NUMBER = re.compile(r"\+?\d[\d ().-]*", re.ASCII)


def register(app: Flask) -> None:
    """Give templates those that they use as filters: `{{ day | in_words }}`."""
    for name in FILTERS:
        app.jinja_env.filters[name.__name__] = name


def in_words(day: dt.date | None) -> str:
    """A date as "16 March 2027"."""
    return NOT_KNOWN if day is None else day_in_words(day)


def short(day: dt.date | None) -> str:
    """A date for a narrow column, as "16 Mar 2027"."""
    return NOT_KNOWN if day is None else f"{day.day} {day:%b %Y}"


def month(day: dt.date | None) -> str:
    """A date as "March 2027": all that an open page says of a restricted service."""
    return NOT_KNOWN if day is None else f"{day:%B %Y}"


def weekday(day: dt.date) -> str:
    """A near date as "Monday 16 March"."""
    return f"{day:%A} {day.day} {day:%B}"


def day_to_plan(day: dt.date | None, *, after: dt.date | None = None) -> str:
    """A date to plan by, as "Tuesday 16 March 2027"; without its year `after` one of that year."""
    if day is None:
        return NOT_KNOWN
    if after is not None and after.year == day.year:
        return weekday(day)
    return f"{day:%A} {day_in_words(day)}"


def moment(at: dt.datetime) -> str:
    """An instant on the clocks of London, as "16 March 2027 at 9:05am"."""
    local = at.astimezone(LONDON)
    return f"{in_words(local.date())} at {_hour(local)}"


def time_of_day(at: dt.datetime) -> str:
    """On the clocks of London, as "9:05am"."""
    return _hour(at.astimezone(LONDON))


def as_at(at: dt.datetime) -> str:
    """When figures were true, as "As at 16 March 2027 at 9:05am"."""
    return f"As at {moment(at)}"


def between(first: dt.date, last: dt.date) -> str:
    """Two dates with nothing said twice, as "16 to 20 March 2027"."""
    if first == last:
        return in_words(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} to {in_words(last)}"
    if first.year == last.year:
        return f"{first.day} {first:%B} to {in_words(last)}"
    return f"{in_words(first)} to {in_words(last)}"


def long_wait(days: int | None) -> str:
    """A wait as "5 days", "3 weeks", "4 months": days up to a fortnight, weeks up to 26."""
    if days is None:
        return NOT_KNOWN
    if days < 15:
        return counted(days, "day")
    if days <= 26 * 7:
        return counted(round(days / 7), "week")
    return counted(round(days / 30.4375), "month")


def counted(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun, as "1 place", "1,200 places"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def joined(things: Iterable[object], last: str = "and") -> Markup | str:
    """A list in a sentence, as "Preston, Blackburn and Burnley"; what is Markup stays Markup."""
    items = list(things)
    if not items:
        return "none"
    if any(isinstance(item, Markup) for item in items):
        items = [escape(item) for item in items]
        comma: str = Markup(", ")
        end: str = Markup(" {} ").format(last)
    else:
        items = [str(item) for item in items]
        comma, end = ", ", f" {last} "
    if len(items) == 1:
        return items[0]  # type: ignore[return-value]  # str or Markup by the lines above
    return comma.join(items[:-1]) + end + items[-1]  # type: ignore[arg-type,operator]


def address_line(*parts: str | None) -> str:
    """An address on one line, in which no piece stands twice: the last of two stays."""
    pieces = [piece.strip() for part in parts if part for piece in part.split(",")]
    kept: dict[str, str] = {}
    for piece in filter(None, reversed(pieces)):
        kept.setdefault(piece.casefold(), piece)
    return ", ".join(reversed(kept.values()))


def sentence(words: str) -> str:
    """The same words with a capital and a full stop."""
    trimmed = words.strip()
    ending = "" if trimmed.endswith((".", "?", "!")) else "."
    return trimmed[:1].upper() + trimmed[1:] + ending


@lru_cache(maxsize=4096)
def telephone_link(number: str) -> str:
    """The first number of a text as a `tel:` address that a phone can dial."""
    match = _FIRST_NUMBER.search(number.replace("(0)", ""))
    dialled = match[0] if match else ""
    return "tel:" + "".join(mark for mark in dialled if mark.isdigit() or mark == "+")


def _hour(at: dt.datetime) -> str:
    if (at.hour, at.minute) in {(0, 0), (12, 0)}:
        return "midnight" if at.hour == 0 else "midday"
    minute = f":{at.minute:02}" if at.minute else ""
    return f"{at.hour % 12 or 12}{minute}{'am' if at.hour < 12 else 'pm'}"


FILTERS = (in_words, joined, moment, time_of_day, as_at, sentence, telephone_link)
