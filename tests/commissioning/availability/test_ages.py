"""How old somebody was when convicted, by the age that is said today."""

from __future__ import annotations

from datetime import date

import pytest

from commissioning.availability.question import OLDEST, CourtQuestion, LegalDates
from directory.services.eligibility import AboutPerson, Span

TODAY = date(2027, 3, 2)


@pytest.mark.parametrize(
    ("age", "convicted", "expected"),
    [
        (Span.years(21, 24), None, (21, 24)),  # convicted today
        (Span.years(21, 24), date(2027, 3, 1), (20, 24)),  # a birthday may lie between
        (Span.years(21, 24), date(2026, 3, 2), (20, 23)),  # a year ago to the day
        (Span.years(21, 24), date(2022, 6, 27), (16, 20)),  # 4 years and some months
        (Span(50), date(2022, 6, 27), (45, OLDEST - 4)),
        (Span.years(18, 20), date(2005, 4, 4), (0, 0)),  # not yet born: never below nought
        (None, date(2022, 6, 27), None),
    ],
)
def test_ages_when_convicted(
    age: Span | None, convicted: date | None, expected: tuple[int, int] | None
) -> None:
    question = CourtQuestion(about=AboutPerson(age=age), dates=LegalDates(convicted_on=convicted))
    assert question.ages_when_convicted(TODAY) == expected


def test_of_nobody_in_particular_no_age_is_known() -> None:
    assert CourtQuestion().ages_when_convicted(TODAY) is None
