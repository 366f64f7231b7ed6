"""What counts of a scheme may say together: tables that a commissioner could check by hand."""

from __future__ import annotations

import datetime as dt

import pytest

from commissioning.partnership.cohorts.checking import counts_wrong, flow_question, period_wrong
from commissioning.partnership.cohorts.counts import CohortCounts
from commissioning.partnership.cohorts.periods import CohortPeriod, period_of

OCTOBER = CohortPeriod(dt.date(2026, 10, 1), 1)


def counts(**told: int) -> CohortCounts:
    return CohortCounts(**told)


@pytest.mark.parametrize(
    ("told", "field"),
    [
        (counts(on_scheme=14, statutory=9, not_statutory=5), None),
        (counts(on_scheme=14, statutory=9, not_statutory=4), "on_scheme"),
        (counts(on_scheme=14, statutory=9), None),
        (counts(on_scheme=14, statutory=15), "statutory"),
        (counts(on_scheme=14, not_statutory=15), "not_statutory"),
        (counts(on_scheme=0, statutory=0, not_statutory=0), None),
        (counts(), "on_scheme"),
        (counts(on_scheme=-1), "on_scheme"),
        (counts(joined=10_000), "joined"),
        (counts(places=15, on_scheme=18), None),
        (counts(left_in_all=2, left_completed=1, left_moved=1), None),
        (counts(left_in_all=2, left_completed=2, left_moved=1), "left_in_all"),
        (counts(left_in_all=7, left_completed=1, left_removed=1, left_recalled=1, left_moved=1,
                left_order_ended=1, left_other=1), "left_in_all"),
        (counts(left_in_all=6, left_completed=1, left_removed=1, left_recalled=1, left_moved=1,
                left_order_ended=1, left_other=1), None),
        (counts(statutory=9, complied=7, warned=1, breached=1), None),
        (counts(statutory=9, complied=7, warned=2, breached=1), "complied"),
        (counts(statutory=9, left_in_all=1, complied=7, warned=2, breached=1), None),
        (counts(on_scheme=9, warned=10), "complied"),
        (counts(not_statutory=5, in_contact=4, fell_away=1), None),
        (counts(not_statutory=5, in_contact=4, fell_away=2), "in_contact"),
        (counts(complied=3), None),
    ],
)  # fmt: skip
def test_counts_must_fit(told: CohortCounts, field: str | None) -> None:
    wrong = counts_wrong(told)
    assert [one.field for one in wrong] == ([] if field is None else [field])


def test_what_left_is_the_sum_of_its_reasons_where_each_is_told() -> None:
    reasons = dict.fromkeys(
        ("left_completed", "left_removed", "left_recalled", "left_moved", "left_order_ended",
         "left_other"), 1,
    )  # fmt: skip
    assert counts(**reasons).all_left == 6
    assert counts(left_in_all=9).all_left == 9
    assert counts(left_completed=1).all_left is None


@pytest.mark.parametrize(
    ("before", "told", "says"),
    [
        (14, counts(on_scheme=16, joined=3, left_in_all=2),
         "The month before ended with 14; 14 + 3 − 2 = 15, you say 16: is that right?"),
        (14, counts(on_scheme=15, joined=3, left_in_all=2), None),
        (None, counts(on_scheme=16, joined=3, left_in_all=2), None),
        (14, counts(on_scheme=16, joined=3), None),
        (14, counts(joined=3, left_in_all=2), None),
        (1, counts(on_scheme=0, joined=0, left_in_all=3),
         "The month before ended with 1; 1 + 0 − 3 = −2, you say 0: is that right?"),
    ],
)  # fmt: skip
def test_what_the_month_before_left_is_asked_about(
    before: int | None, told: CohortCounts, says: str | None
) -> None:
    asked = flow_question(told, before, OCTOBER)
    assert (None if asked is None else asked.says) == says


@pytest.mark.parametrize(
    ("period", "begins", "ends", "refused"),
    [
        ("2026-10", None, None, False),
        ("2026-11", None, None, False),
        ("2026-12", None, None, True),  # today is 1 December
        ("2027-01", None, None, True),
        ("2026-10", dt.date(2026, 10, 31), None, False),
        ("2026-10", dt.date(2026, 11, 1), None, True),
        ("2026-10", None, dt.date(2026, 10, 1), False),
        ("2026-10", None, dt.date(2026, 9, 30), True),
    ],
)
def test_a_period_is_one_that_ended_while_the_scheme_ran(
    period: str, begins: dt.date | None, ends: dt.date | None, refused: bool
) -> None:
    found = period_of(period)
    assert found is not None
    says = period_wrong(found, begins, ends, today=dt.date(2026, 12, 1))
    assert bool(says) is refused


@pytest.mark.parametrize(
    ("typed", "months", "words", "last"),
    [
        ("2026-10", 1, "October 2026", dt.date(2026, 10, 31)),
        ("2026-12", 1, "December 2026", dt.date(2026, 12, 31)),
        ("2026-Q1", 3, "January to March 2026", dt.date(2026, 3, 31)),
        ("2026-q4", 3, "October to December 2026", dt.date(2026, 12, 31)),
    ],
)
def test_a_period_is_a_month_or_a_quarter_of_the_year(
    typed: str, months: int, words: str, last: dt.date
) -> None:
    found = period_of(typed)
    assert found is not None
    assert (found.months, found.words, found.last_day) == (months, words, last)
    assert found.code == typed.upper()


@pytest.mark.parametrize("typed", ["", "2026", "2026-13", "2026-Q5", "26-10", "2026-00", "²026-10"])
def test_what_is_no_period_is_none(typed: str) -> None:
    assert period_of(typed) is None
