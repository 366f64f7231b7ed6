"""Until when a date that was worked out may still be told."""

from __future__ import annotations

import datetime as dt

import pytest

from commissioning.dates.kept_dates import is_current

TODAY = dt.date(2027, 3, 2)


@pytest.mark.parametrize(
    ("worked_out_on", "is_told"),
    [
        ("2027-03-02", True),  # today
        ("2027-03-01", True),  # the worker is about to begin its night
        ("2027-02-27", True),  # three days ago, over a weekend
        ("2027-02-26", False),  # four days ago: the worker stands still
        ("2027-02-10", False),  # twenty days ago
        ("2027-03-03", False),  # tomorrow: some clock is wrong
        (None, False),  # never worked out
    ],
)
def test_a_date_is_told_for_three_days_and_never_from_the_future(
    worked_out_on: str | None, is_told: bool
) -> None:
    answered_on = None if worked_out_on is None else dt.date.fromisoformat(worked_out_on)
    assert is_current(answered_on, TODAY) is is_told
