"""Days known by their side alone: the law answers as of the days themselves."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from collections.abc import Iterator

import pytest

from commissioning.availability.answer import _by_law
from commissioning.availability.question import CourtQuestion, LegalDates
from directory.services.eligibility import AboutPerson, Span
from portal.asking.date_sides import (
    conviction_side,
    conviction_turns,
    offence_side,
    offence_turns,
    sides_of,
)
from portal.asking.person_fields import AGE_BANDS

TODAYS = (dt.date(2027, 3, 2), dt.date(2028, 2, 29), dt.date(2027, 2, 28), dt.date(2026, 1, 22))
AGES: tuple[Span | None, ...] = (None, Span(18), *AGE_BANDS.values())
ONE_DAY = dt.timedelta(days=1)


def days(today: dt.date, chance: random.Random) -> Iterator[dt.date | None]:
    """Around every turn and every anniversary that may decide, and many others."""
    yield None
    for turn in {*offence_turns(), *conviction_turns(), today}:
        yield from (turn - ONE_DAY, turn, turn + ONE_DAY)
    for years in (1, 2, 3, 6, 7, 8, 24, 25, 26, 31, 32):
        day = today.replace(year=today.year - years, day=min(today.day, 28))
        yield from (day - ONE_DAY, day, day + ONE_DAY)
    yield from (today - dt.timedelta(days=chance.randrange(25_000)) for _ in range(60))


def every_case() -> Iterator[tuple[dt.date, Span | None, LegalDates]]:
    chance = random.Random(5)
    for today, age in itertools.product(TODAYS, AGES):
        some = [day for day in days(today, chance) if day is None or day <= today]
        for convicted in some:
            for offence in (None, convicted, *chance.sample(some, 2)):
                if offence is None or offence <= (convicted or today):
                    yield today, age, LegalDates(offence, convicted)


def answer(today: dt.date, age: Span | None, dates: LegalDates) -> list[tuple[str, str, str, str]]:
    question = CourtQuestion(about=AboutPerson(age=age), dates=dates)
    return [
        (one.code, one.standing, one.reason, one.rule.statute) for one in _by_law(question, today)
    ]


def test_every_row_of_the_law_answers_alike_of_the_days_and_of_their_sides() -> None:
    cases = random.Random(7).sample(list(every_case()), 800)
    answers = {"; ".join(map(str, answer(*case))) for case in cases}
    assert len(answers) > 20
    for today, age, dates in cases:
        told = sides_of(dates, age, today)
        assert (told.offence_on is None, told.convicted_on is None) == (
            dates.offence_on is None, dates.convicted_on is None,
        )  # fmt: skip
        assert answer(today, age, told) == answer(today, age, dates), (today, age, dates, told)


def test_a_side_says_no_more_than_itself() -> None:
    """Of a thousand days no more is left than there are sides, and ages that decide."""
    today = TODAYS[0]
    every = [today - dt.timedelta(days=number) for number in range(0, 10_000, 10)]
    offences = {sides_of(LegalDates(day), None, today).offence_on for day in every}
    assert len(offences) == len(offence_turns()) + 1
    for age in AGES:
        convicted = {sides_of(LegalDates(None, day), age, today).convicted_on for day in every}
        assert len(convicted) <= len(conviction_turns()) + 1 + 3


def test_told_again_a_side_is_itself() -> None:
    for today, age, dates in itertools.islice(every_case(), 0, None, 97):
        told = sides_of(dates, age, today)
        assert sides_of(told, age, today) == told


@pytest.mark.parametrize(
    ("day", "offence", "conviction"),
    [
        (dt.date(2001, 1, 1), "before 4 April 2005", "before 1 December 2020"),
        (dt.date(2026, 1, 21), "from 1 February 2015 to 21 January 2026",
         "on or after 28 June 2022"),
        (dt.date(2026, 1, 22), "on or after 22 January 2026", "on or after 28 June 2022"),
        (dt.date(2020, 12, 1), "from 1 February 2015 to 21 January 2026",
         "from 1 December 2020 to 27 June 2022"),
    ],
)  # fmt: skip
def test_a_side_in_words(day: dt.date, offence: str, conviction: str) -> None:
    assert offence_side(day) == offence
    assert conviction_side(day) == conviction
