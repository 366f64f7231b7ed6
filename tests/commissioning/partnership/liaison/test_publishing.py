"""Which benches are told beside their region: 7 and 8 answers, and what a difference would tell."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest

from commissioning.partnership.liaison.publishing import is_published, published_benches
from commissioning.partnership.liaison.round_days import RoundReminder, round_reminder
from commissioning.partnership.liaison.round_questions import meeting_roles, questions_of_year


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ({"a": 7}, ""),  # the region has 7: nothing at all
        ({"a": 8}, "a"),
        ({"a": 4, "b": 4}, ""),  # the region is told, neither bench is
        ({"a": 8, "b": 0}, "a"),  # nobody is left to be told by difference
        ({"a": 9, "b": 3}, ""),  # 12 less 9 would tell what 3 said
        ({"a": 20, "b": 9, "c": 3}, "a"),  # b goes with c: 12 together
        ({"a": 20, "b": 4, "c": 4}, "a"),  # 8 together are told by difference
        ({"a": 20, "b": 4, "c": 3}, ""),  # 7 together are not
        ({"a": 9, "b": 9, "c": 1}, "b"),  # of two alike the first goes
        ({}, ""),
    ],
)
def test_which_benches_are_told(answers: dict[str, int], told: str) -> None:
    assert published_benches(answers) == frozenset(told)


def test_no_sum_or_difference_of_what_is_told_is_of_fewer_than_8() -> None:
    """Of every region of three benches with up to 18 answers each: the region, each bench that is
    told, and the region less any of them."""
    for counts in itertools.product((0, 1, 4, 7, 8, 9, 16, 18), repeat=3):
        answers = dict(zip("abc", counts, strict=True))
        told = published_benches(answers)
        if not is_published(sum(counts)):
            assert told == frozenset()
            continue
        for size in range(len(told) + 1):
            for some in itertools.combinations(sorted(told), size):
                rest = sum(counts) - sum(answers[bench] for bench in some)
                assert rest == 0 or rest >= 8, (answers, some)


OPENED, CLOSES = dt.date(2027, 3, 1), dt.date(2027, 4, 30)


@pytest.mark.parametrize(
    ("today", "answers", "is_last", "told"),
    [
        ("2027-04-15", 7, True, RoundReminder.NOTHING),  # 15 days before its last
        ("2027-04-16", 7, True, RoundReminder.FEW_ANSWERS),
        ("2027-04-16", 8, True, RoundReminder.NOTHING),
        ("2027-04-27", 8, True, RoundReminder.CLOSES_SOON),
        ("2027-04-30", 0, True, RoundReminder.CLOSES_SOON),  # the last day counts
        ("2027-05-01", 0, True, RoundReminder.CLOSED),
        ("2028-02-28", 0, True, RoundReminder.CLOSED),
        ("2028-02-29", 0, True, RoundReminder.DUE_AGAIN),  # 365 days after it was opened
        ("2028-02-29", 0, False, RoundReminder.CLOSED),  # a later round was opened
    ],
)
def test_what_the_owner_is_reminded_of(
    today: str, answers: int, is_last: bool, told: RoundReminder
) -> None:
    found = round_reminder(
        OPENED, CLOSES, None, answers=answers, is_last=is_last, today=dt.date.fromisoformat(today)
    )
    assert found is told


def test_a_round_closed_early_is_closed() -> None:
    found = round_reminder(OPENED, CLOSES, OPENED, answers=0, is_last=True, today=OPENED)
    assert found is RoundReminder.CLOSED


def test_tables_of_a_year_and_of_roles() -> None:
    questions = questions_of_year(2030)
    assert questions == questions_of_year(2026)
    assert all(len(one.choices) == len(one.codes) >= 2 for one in questions)
    roles = meeting_roles()
    assert len({one.code for one in roles}) == len(roles)
    assert {one.side for one in roles} == {"court", "probation", "other"}
