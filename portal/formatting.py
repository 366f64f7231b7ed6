"""Dates, counts and shares as a magistrate would say them. Words only: it decides nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from flask import Flask
from markupsafe import Markup, escape

from directory.clock import LONDON, day_in_words

NUMBERS = (
    "none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
)  # fmt: skip
NOT_KNOWN = "not known"
FEWEST_SHOWN = 8
"""Below this an open page says only "fewer than"; the rule itself is commissioning's."""


def register(app: Flask) -> None:
    """Give templates these functions as filters: `{{ day | in_words }}`."""
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


def age(day: dt.date, today: dt.date) -> str:
    """How old a fact is, as "today", "3 days ago", "2 weeks ago", "5 months ago".

    Days up to a fortnight, whole weeks up to 12, then whole months of 30.4 days.
    """
    days = (today - day).days
    if days < 0:
        return f"in {counted(-days, 'day')}"
    if days < 2:
        return ("today", "yesterday")[days]
    if days < 14:
        return f"{days} days ago"
    if days < 84:
        return f"{counted(days // 7, 'week')} ago"
    if days < 730:
        return f"{counted(int(days / 30.4375), 'month')} ago"
    return f"{counted(days // 365, 'year')} ago"


def long_wait(days: int | None) -> str:
    """A wait as "5 days", "3 weeks", "4 months": days up to a fortnight, weeks up to 26."""
    if days is None:
        return NOT_KNOWN
    if days < 15:
        return counted(days, "day")
    if days <= 26 * 7:
        return counted(round(days / 7), "week")
    return counted(round(days / 30.4375), "month")


def people(band: int | None) -> str:
    """A banded count: None not known, 0 "none", 1 to 7 "fewer than 8", else "about 15".

    The number comes already banded from `commissioning.monitoring.disclosure`;
    whatever its value, nothing below eight is ever said exactly.
    """
    if band is None:
        return NOT_KNOWN
    if band == 0:
        return "none"
    if band < FEWEST_SHOWN:
        return f"fewer than {FEWEST_SHOWN}"
    return f"about {5 * round(band / 5):,}"


def tens(share: float | None) -> str:
    """A share from 0 to 1 in whole tens, as "about 70%"; over 1 stays over ("about 120%")."""
    if share is None:
        return NOT_KNOWN
    if share < 0.05:
        return "less than 10%" if share > 0 else "none"
    return f"about {round(share * 10 + 1e-9) * 10}%"


def in_ten(share: float) -> str:
    """A chance from 0 to 1 as "9 in 10"; never "10 in 10", for nothing is certain."""
    return f"{min(9, max(1, round(share * 10)))} in 10"


def counted(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun, as "1 place", "1,200 places"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def number_word(number: int) -> str:
    """A small number as a word, a large one in figures."""
    return NUMBERS[number] if 0 <= number < len(NUMBERS) else f"{number:,}"


def ordinal(number: int) -> str:
    """A place in a row, as "1st", "12th", "23rd"."""
    if 10 <= number % 100 <= 20:
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"


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


def sentence(words: str) -> str:
    """The same words with a capital and a full stop."""
    trimmed = words.strip()
    ending = "" if trimmed.endswith((".", "?", "!")) else "."
    return trimmed[:1].upper() + trimmed[1:] + ending


def telephone_link(number: str) -> str:
    """A number as a `tel:` address a phone can dial."""
    return "tel:" + "".join(mark for mark in number if mark.isdigit() or mark == "+")


def _hour(at: dt.datetime) -> str:
    if (at.hour, at.minute) in {(0, 0), (12, 0)}:
        return "midnight" if at.hour == 0 else "midday"
    minute = f":{at.minute:02}" if at.minute else ""
    return f"{at.hour % 12 or 12}{minute}{'am' if at.hour < 12 else 'pm'}"


FILTERS = (
    in_words, short, month, weekday, day_to_plan, moment, as_at, between, age, long_wait, people,
    tens, in_ten, counted, number_word, ordinal, joined, sentence, telephone_link,
)  # fmt: skip
