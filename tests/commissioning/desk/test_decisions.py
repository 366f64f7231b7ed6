"""The order of the desk, worked by hand: what comes first, and of two of a kind which."""

from __future__ import annotations

import datetime as dt

import pytest

from commissioning.desk.decisions import (
    Attention,
    Decision,
    DeskFacts,
    counted_by_decision,
    desk_place,
    needs_of,
)
from commissioning.volumes.account import VolumeAccount, volume_account
from commissioning.volumes.alerts import Direction
from commissioning.volumes.silence import is_to_be_asked
from commissioning.volumes.volume import Volume

TODAY = dt.date(2026, 9, 30)
YEAR = (dt.date(2026, 4, 1), dt.date(2027, 3, 31))
FRESH = dt.date(2026, 9, 20)


def account(delivered_a_month: float) -> VolumeAccount:
    """600 starts in the year: 301 are expected after 183 of its 365 days."""
    months = {dt.date(2026, month, 1): delivered_a_month for month in range(4, 10)}
    return volume_account(Volume(YEAR, 600, "start", tolerance=0.1), months, TODAY)


def untold(delivered: dict[int, float], *silent: int) -> VolumeAccount:
    """6 bought in the year; of the months `silent` nobody told."""
    months = {dt.date(2026, month, 1): count for month, count in delivered.items()}
    return volume_account(
        Volume(YEAR, 6, "start"),
        months,
        TODAY,
        untold=tuple(dt.date(2026, month, 1) for month in silent),
    )


def counts(**of: int) -> Attention:
    return Attention(TODAY, **of)


DESK = {
    "Ended in May with people": DeskFacts(
        TODAY, ends_on=dt.date(2026, 5, 31), confirmed_on=FRESH, under_way=7, waiting=1
    ),
    "Ended in June": DeskFacts(TODAY, ends_on=dt.date(2026, 6, 30), confirmed_on=FRESH),
    "Closed in August with people": DeskFacts(
        TODAY,
        closed_on=dt.date(2026, 8, 20),
        account=account(25),
        alert=Direction.UNDER,
        under_way=1,
    ),
    "Notice passed, ends in October": DeskFacts(
        TODAY, ends_on=dt.date(2026, 10, 31), notice_day=dt.date(2026, 7, 31), confirmed_on=FRESH
    ),
    "Notice passed, ends in December": DeskFacts(
        TODAY, ends_on=dt.date(2026, 12, 31), notice_day=dt.date(2026, 9, 29), confirmed_on=FRESH
    ),
    "Notice day is today": DeskFacts(
        TODAY, ends_on=dt.date(2026, 12, 31), notice_day=TODAY, confirmed_on=FRESH
    ),
    "Notice in 60 days": DeskFacts(
        TODAY, ends_on=dt.date(2027, 5, 31), notice_day=dt.date(2026, 11, 29), confirmed_on=FRESH
    ),
    "Nine without an end": DeskFacts(
        TODAY, attention=counts(starts_without_end=9), confirmed_on=FRESH
    ),
    "Four too many": DeskFacts(TODAY, attention=counts(people_above_places=4), confirmed_on=FRESH),
    "Silent since April": DeskFacts(
        TODAY, account=untold({}, 4, 5, 6, 7, 8, 9), confirmed_on=FRESH
    ),
    "Silent since July": DeskFacts(TODAY, account=untold({4: 1}, 7, 8, 9), confirmed_on=FRESH),
    "Used at 75 a month": DeskFacts(TODAY, account=account(75), confirmed_on=FRESH),
    "Used at 60 a month": DeskFacts(TODAY, account=account(60), confirmed_on=FRESH),
    "Three orders": DeskFacts(TODAY, attention=counts(orders_end_first=3), confirmed_on=FRESH),
    "One order": DeskFacts(TODAY, attention=counts(orders_end_first=1), confirmed_on=FRESH),
    "Never confirmed": DeskFacts(TODAY),
    "Confirmed 36 days ago": DeskFacts(TODAY, confirmed_on=TODAY - dt.timedelta(days=36)),
    "Return of July": DeskFacts(
        TODAY, return_due_on=dt.date(2026, 8, 7), overdue_returns=2, confirmed_on=FRESH
    ),
    "Return of August": DeskFacts(
        TODAY, return_due_on=dt.date(2026, 9, 7), overdue_returns=1, confirmed_on=FRESH
    ),
    "Under by a half": DeskFacts(
        TODAY, account=account(25), alert=Direction.UNDER, confirmed_on=FRESH
    ),
    "Under by a fifth": DeskFacts(
        TODAY, account=account(40), alert=Direction.UNDER, confirmed_on=FRESH
    ),
    "Six of ten late": DeskFacts(
        TODAY, attention=counts(promised=10, later_than_promised=6), confirmed_on=FRESH
    ),
    "Three of ten late": DeskFacts(
        TODAY, attention=counts(promised=10, later_than_promised=3), confirmed_on=FRESH
    ),
    "All is well": DeskFacts(TODAY, account=account(50), attention=counts(), confirmed_on=FRESH),
    "Ended and followed": DeskFacts(
        TODAY, ends_on=dt.date(2026, 6, 30), confirmed_on=FRESH, under_way=7, is_followed=True
    ),
    "Notice in 61 days": DeskFacts(
        TODAY, ends_on=dt.date(2027, 5, 31), notice_day=dt.date(2026, 11, 30), confirmed_on=FRESH
    ),
    "Three of thirty late": DeskFacts(
        TODAY, attention=counts(promised=30, later_than_promised=3), confirmed_on=FRESH
    ),
    "Untold for a day": DeskFacts(TODAY, account=untold({4: 1}, 9), confirmed_on=FRESH),
}
"""In the order in which they stand; those without a decision by title."""

WELL = (
    "All is well",
    "Ended and followed",
    "Notice in 61 days",
    "Three of thirty late",
    "Untold for a day",
)


def test_the_desk_is_in_this_order() -> None:
    backwards = list(reversed(DESK.items()))
    found = sorted(
        backwards,
        key=lambda one: desk_place(needs_of(one[1]), title=one[0], key=1),
    )
    assert [title for title, _ in found] == list(DESK)


@pytest.mark.parametrize("title", WELL)
def test_nothing_to_decide(title: str) -> None:
    assert needs_of(DESK[title]) == ()


@pytest.mark.parametrize(
    ("title", "words"),
    [
        (
            "Ended in May with people",
            ("The agreement ended on 31 May 2026, 7 people still under way and 1 person waiting:"
             " extend it, buy again, or say where they go and close the line. Until then courts are"
             " told to ring, as nobody said whether it goes on."),
        ),
        (
            "Ended in June",
            "The agreement ended on 30 June 2026: buy again, or close the line.",
        ),
        (
            "Closed in August with people",
            ("The line closed on 20 August 2026, 1 person still under way: pass them on, or record"
             " how their time here ended."),
        ),
        (
            "Notice passed, ends in October",
            ("Notice day passed on 31 July 2026; the agreement ends on 31 October 2026: extend it,"
            " or say what follows."),
        ),
        (
            "Notice in 60 days",
            ("Notice must be given by 29 November 2026, in 60 days; the agreement ends on"
            " 31 May 2027: give notice, extend it, or say what follows."),
        ),
        (
            "Notice day is today",
            ("Notice must be given by 30 September 2026, today; the agreement ends on"
            " 31 December 2026: give notice, extend it, or say what follows."),
        ),
        (
            "Silent since July",
            ("Records incomplete: nobody told of July 2026 to September 2026. Ring the provider for"
             " its records or its return; accept the return if it was sent."),
        ),
        (
            "Used at 75 a month",
            ("What was bought runs out about 1 December 2026, before 31 March 2027: vary the"
            " volume, or say who waits."),
        ),
        (
            "Return of July",
            "2 monthly returns are overdue, the first due on 7 August 2026: chase it.",
        ),
        (
            "Under by a half",
            "150 starts where about 301 were expected: under the tolerance of 10%.",
        ),
        (
            "Six of ten late",
            ("6 of 10 people whose promised date came in the last 92 days started later, or still"
            " wait."),
        ),
        ("One order", ("1 person cannot finish before their order ends: ask for places, or tell"
         " their officers.")),
    ],
)  # fmt: skip
def test_words(title: str, words: str) -> None:
    assert [need.words for need in needs_of(DESK[title])] == [words]


def test_months_and_people_are_both_told_of() -> None:
    [need] = needs_of(
        DeskFacts(
            TODAY,
            attention=counts(starts_without_end=2),
            account=untold({4: 1}, 8),
            confirmed_on=FRESH,
        )
    )
    assert need.words == (
        "Records incomplete: 2 people started long ago without a recorded end. Ask the provider to"
        " complete them. Nobody told of August 2026. Ring the provider for its records or its"
        " return; accept the return if it was sent."
    )


@pytest.mark.parametrize(
    ("month", "day", "is_asked"),
    [(8, (9, 1), False), (8, (9, 14), False), (8, (9, 15), True), (12, (1, 14), False)],
)
def test_a_month_is_asked_for_once_its_return_is_due(
    month: int, day: tuple[int, int], is_asked: bool
) -> None:
    year = 2027 if month == 12 else 2026
    assert is_to_be_asked((dt.date(2026, month, 1),), dt.date(year, *day)) is is_asked


def test_every_decision_of_a_line_is_told_the_first_places_it() -> None:
    facts = DeskFacts(
        TODAY,
        ends_on=dt.date(2026, 10, 31),
        notice_day=dt.date(2026, 7, 31),
        attention=counts(orders_end_first=2),
        confirmed_on=None,
    )
    needs = needs_of(facts)
    assert [need.decision for need in needs] == [
        Decision.NOTICE_PASSED,
        Decision.ORDER_ENDS_FIRST,
        Decision.NOT_CONFIRMED,
    ]
    assert desk_place(needs, title="", key=1)[0] == Decision.NOTICE_PASSED


def test_lines_are_counted_once_for_each_decision() -> None:
    needs = [needs_of(facts) for facts in DESK.values()]
    assert counted_by_decision(needs) == {
        Decision.ENDED: 3,
        Decision.NOTICE_PASSED: 2,
        Decision.NOTICE_NEAR: 2,
        Decision.RECORDS_INCOMPLETE: 4,
        Decision.RUNNING_OUT: 2,
        Decision.ORDER_ENDS_FIRST: 2,
        Decision.NOT_CONFIRMED: 2,
        Decision.RETURN_OVERDUE: 2,
        Decision.PAST_TOLERANCE: 2,
        Decision.LATER_THAN_PROMISED: 2,
    }
