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


@pytest.mark.parametrize(
    ("told", "untold", "share"),
    [
        (10, 0, 1.0),
        (12, 2, 1.0),  # a few gaps are slips: (12 + 4 x 16/18) / (14 + 4) is more than 0.8
        (12, 4, 0.76),  # (12 + 4 x 16/20) / (16 + 4) is less
        (0, 0, 1.0),  # as the format says: no day means not ready yet
        (0, 4, 0.25),  # the area, which is this line, says half: (0 + 4 x 0.5) / (4 + 4)
        (4, 4, 0.556),  # (4 + 4 x 8/12) / (8 + 4)
    ],
)
def test_how_many_are_told_leans_on_the_area(told: int, untold: int, share: float) -> None:
    people = [make_started(f"told {n}", started=-n) for n in range(told)]
    people += [make_started(f"not {n}", started=-n) | {"inducted": None} for n in range(untold)]
    assert make_line(referrals=people).told_share == pytest.approx(share, abs=0.001)


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


def test_others_keep_what_each_weighs_against_the_rest_of_their_list() -> None:
    theirs = [TimedCase(5, is_over=True, weight=15.0), TimedCase(9, is_over=False, weight=1.0)]
    light = [TimedCase(7, is_over=False, weight=0.25)]
    cases = shared([], [theirs, light], (10, 20), prior=8)
    assert [case.weight for case in cases[:3]] == pytest.approx([7.5, 0.5, 0.25])
