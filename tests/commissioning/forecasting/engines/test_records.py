"""Each person's days as cases."""

import pytest

from commissioning.forecasting.engines.durations import TimedCase
from commissioning.forecasting.engines.records import shared
from tests.commissioning.forecasting.documents import (
    day,
    make_finished,
    make_referral,
    make_service,
    make_started,
)
from tests.commissioning.forecasting.engines.lines import TODAY, make_line


def test_readiness_is_known_still_open_or_not_told() -> None:
    people = [
        make_referral(1, received=day(-30), inducted=day(-18)),
        make_referral(2, received=day(-20), inducted=None),
        make_referral(3, received=day(-15), inducted=None, status="withdrawn", withdrawn=day(-9)),
        make_started(4, started=-1) | {"inducted": None},  # ready at some time before
    ]
    assert make_line(referrals=people).readiness_cases == [
        TimedCase(12, is_over=True),
        TimedCase(20, is_over=False),
        TimedCase(6, is_over=False),
    ]


def test_stays_from_before_the_records_are_seen_from_where_the_records_begin() -> None:
    """Whoever started 800 days ago and had left by 730 days ago is not in the document."""
    people = [
        make_finished("long", started=-800, stay=300),
        make_finished("done", started=-100, stay=84),
        make_started("there", started=-40),
    ]
    line = make_line(make_service(opened_on=day(-900)), people)
    assert line.stay_cases == [
        TimedCase(300, is_over=True, seen_from=70),
        TimedCase(84, is_over=True),
        TimedCase(40, is_over=False),
    ]


@pytest.mark.parametrize(
    ("opened", "received", "first_seen"),
    [
        (-100, -50, -100),  # nobody came at first, and that says something
        (-100, -130, -130),  # referred before it opened
        (-2000, -50, -730),
        (30, None, 0),  # opens later, nobody referred yet
    ],
)
def test_records_speak_from_opening_or_the_first_referral_at_most_two_years_back(
    opened: int, received: int | None, first_seen: int
) -> None:
    people = [] if received is None else [make_referral(received=day(received))]
    line = make_line(make_service(opened_on=day(opened)), people)
    assert line.first_seen == TODAY + first_seen


def test_each_list_of_others_weighs_no_more_than_the_prior() -> None:
    own, theirs = [TimedCase(5, is_over=True)], [TimedCase(9, is_over=True, seen_from=2)]
    near, far = theirs * 80, theirs * 2
    cases = shared(own, [near, far, []], (10, 20, 30, 40), prior=8)
    weights = {
        "own": sum(c.weight for c in cases[:1]),
        "near": sum(c.weight for c in cases[1:81]),
        "far": sum(c.weight for c in cases[81:83]),
        "usual": sum(c.weight for c in cases[83:]),
    }
    assert weights == pytest.approx({"own": 1, "near": 8, "far": 2, "usual": 4})
    assert {c.seen_from for c in cases[1:83]} == {2}
