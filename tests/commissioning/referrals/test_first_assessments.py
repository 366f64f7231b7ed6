"""First assessments in time, worked by hand on the calendar of January 2027."""

from __future__ import annotations

import datetime as dt

import pytest

from commissioning.bank_holidays import england_and_wales
from commissioning.referrals.first_assessments import AssessedCase, first_assessments

MONDAY = dt.date(2027, 1, 4)
DUE = dt.date(2027, 1, 18)
"""Ten working days after that Monday, itself not counted; two week-ends lie between."""

CENSUS = dt.date(2027, 3, 2)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(f"2027-{text}")


@pytest.mark.parametrize(
    ("case", "census", "counted"),
    [
        (AssessedCase(MONDAY, attended_on=DUE), CENSUS, "in_time"),
        (AssessedCase(MONDAY, attended_on=day("01-19")), CENSUS, "late"),
        (AssessedCase(MONDAY, missed_on=day("01-12"), attended_on=DUE), CENSUS, "in_time"),
        (AssessedCase(MONDAY, missed_on=day("01-12")), CENSUS, "overdue"),
        (AssessedCase(MONDAY), DUE, "not_yet_due"),  # the last day is still its
        (AssessedCase(MONDAY), day("01-19"), "overdue"),
        (AssessedCase(MONDAY, attended_on=day("01-19")), DUE, "not_yet_due"),  # not yet come
        (AssessedCase(MONDAY, ended_on=day("01-15")), CENSUS, "ended_before_due"),
        (AssessedCase(MONDAY, ended_on=day("01-25")), CENSUS, "overdue"),
        # Christmas 2026: Friday 25, the substitute Monday 28 and 1 January are no working days.
        (AssessedCase(dt.date(2026, 12, 18), attended_on=day("01-06")), CENSUS, "in_time"),
        (AssessedCase(dt.date(2026, 12, 18), attended_on=day("01-07")), CENSUS, "late"),
    ],
)
def test_in_time_is_within_ten_working_days(
    case: AssessedCase, census: dt.date, counted: str
) -> None:
    found = first_assessments([case], calendar=england_and_wales(), census=census)
    outcomes = ("in_time", "late", "overdue", "not_yet_due", "ended_before_due")
    assert [name for name in outcomes if getattr(found, name)] == [counted]
    assert found.due == (counted in {"in_time", "late", "overdue"})
