"""On which day a return is due: a table worked by hand with a calendar of the wall."""

from __future__ import annotations

import datetime as dt

import pytest

from commissioning.returns.months import due_on, month_after, month_before, months_between


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("month", "working_day", "asked_on", "due"),
    [
        ("2027-02-01", 5, "2027-03-01", "2027-03-05"),  # Monday the 1st is the first of five
        ("2027-02-01", 10, "2027-03-01", "2027-03-12"),  # as charities commonly have it
        ("2027-03-01", 5, "2027-04-01", "2027-04-07"),  # Easter Monday was 29 March: no effect
        ("2026-12-01", 5, "2027-01-01", "2027-01-08"),  # New Year's Day, and a weekend
        ("2026-03-01", 5, "2026-04-01", "2026-04-09"),  # Good Friday 3, Easter Monday 6 April
        ("2027-04-01", 1, "2027-05-01", "2027-05-04"),  # a Saturday; Monday is a bank holiday
        ("2027-02-01", 5, "2027-03-10", "2027-03-16"),  # asked for late: never due before it
        ("2035-02-01", 5, "2035-03-01", "2035-03-07"),  # beyond the published table
    ],
)
def test_the_day_on_which_a_return_is_due(
    month: str, working_day: int, asked_on: str, due: str
) -> None:
    assert due_on(day(month), working_day, asked_on=day(asked_on)) == day(due)


def test_months() -> None:
    assert month_after(day("2026-12-01")) == day("2027-01-01")
    assert month_before(day("2027-01-01")) == day("2026-12-01")
    assert list(months_between(day("2026-12-01"), day("2027-01-01"))) == [
        day("2026-12-01"), day("2027-01-01"),
    ]  # fmt: skip
