"""Days of an offence and a conviction, known by their side of each day the law hangs on.

An address may hold which side, never the day. A side is told by a day that stands for all of it:
of an offence the first, of a conviction the last, so that they never come in the wrong order.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final

from commissioning.availability.question import OLDEST, CourtQuestion, LegalDates
from directory.clock import day_in_words
from directory.requirements import ADULT_AGE, requirement_rules
from directory.services.eligibility import AboutPerson, Span

FIRST_DAY: Final = dt.date(1900, 1, 1)
ONE_DAY: Final = dt.timedelta(days=1)


def sides_of(dates: LegalDates, age: Span | None, today: dt.date) -> LegalDates:
    """Days that stand for these: for somebody of this age the law answers of both alike."""
    offence, convicted = dates.offence_on, dates.convicted_on
    return LegalDates(
        None if offence is None else _first_of_side(offence, offence_turns()),
        None if convicted is None else _last_of_side(convicted, age, today),
    )


def offence_side(day: dt.date) -> str:
    return _in_words(day, offence_turns())


def conviction_side(day: dt.date) -> str:
    return _in_words(day, conviction_turns())


@cache
def offence_turns() -> tuple[dt.date, ...]:
    """The days from which another answer may hold for an offence, the earliest first."""
    rules = requirement_rules()
    return _turns((rule.offence_from, rule.offence_until) for rule in rules)


@cache
def conviction_turns() -> tuple[dt.date, ...]:
    rules = requirement_rules()
    return _turns((rule.convicted_from, rule.convicted_until) for rule in rules)


def _turns(spans: Iterator[tuple[dt.date | None, dt.date | None]]) -> tuple[dt.date, ...]:
    found: set[dt.date] = set()
    for first, last in spans:
        found |= {first} if first else set()
        found |= {last + ONE_DAY} if last else set()
    return tuple(sorted(found))


def _first_of_side(day: dt.date, turns: Sequence[dt.date]) -> dt.date:
    place = bisect_right(turns, day)
    return turns[place - 1] if place else FIRST_DAY


def _last_of_side(day: dt.date, age: Span | None, today: dt.date) -> dt.date:
    """Of those with the same ages when convicted, as far as the law asks for ages."""
    turns = conviction_turns()
    place = bisect_right(turns, day)
    end = min(turns[place] - ONE_DAY, today) if place < len(turns) else today
    ages = _ages(day, age, today)
    return next(one for one in _last_days(day, end, today) if _ages(one, age, today) == ages)


def _last_days(day: dt.date, end: dt.date, today: dt.date) -> Iterator[dt.date]:
    """Where an age when convicted may change, from the end back to the day itself."""
    yield end
    for years in range(OLDEST):
        anniversary = _years_before(today, years)
        yield from (one for one in (anniversary, anniversary - ONE_DAY) if day <= one < end)
    yield day


def _years_before(today: dt.date, years: int) -> dt.date:
    day = min(today.day, 28) if today.month == 2 else today.day
    return today.replace(year=today.year - years, day=day)


def _ages(convicted_on: dt.date, age: Span | None, today: dt.date) -> tuple[int, ...]:
    """How many of the ages that the law asks for the youngest and the oldest had reached."""
    question = CourtQuestion(
        about=AboutPerson(age=age), dates=LegalDates(convicted_on=convicted_on)
    )
    between = question.ages_when_convicted(today) or ()
    return tuple(bisect_right(ages_asked_for(), years) for years in between)


@cache
def ages_asked_for() -> tuple[int, ...]:
    limits = {rule.below_age for rule in requirement_rules() if rule.below_age is not None}
    return tuple(sorted({ADULT_AGE, *limits}))


def _in_words(day: dt.date, turns: Sequence[dt.date]) -> str:
    place = bisect_right(turns, day)
    if not place:
        return f"before {day_in_words(turns[0])}"
    if place == len(turns):
        return f"on or after {day_in_words(turns[-1])}"
    last = day_in_words(turns[place] - ONE_DAY)
    return f"from {day_in_words(turns[place - 1])} to {last}"
