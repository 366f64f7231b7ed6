"""Lengths learned from cases that are over and cases that are not."""

import numpy as np
import pytest

from commissioning.forecasting.engines.durations import Durations, TimedCase
from commissioning.waiting.clock import Outcome
from commissioning.waiting.curves import starting_curve

EVEN_CHANCES = (np.arange(5000) + 0.5) / 5000

HAND_WORKED = Durations(
    [
        TimedCase(2, is_over=True),
        TimedCase(4, is_over=False),
        TimedCase(4, is_over=True, weight=0.5),
        TimedCase(6, is_over=True, seen_from=3),
        TimedCase(7, is_over=False),
    ]
)


def longer_than(durations: Durations, day: int) -> float:
    return float((durations.drawn(EVEN_CHANCES) > day).mean())


@pytest.mark.parametrize(
    ("day", "share"),
    [
        (1, 1.0),
        (2, 2.5 / 3.5),  # one of those seen from the start; who came on day 3 does not count yet
        (3, 2.5 / 3.5),
        (4, 2.5 / 3.5 * 3 / 3.5),  # half a case, with the late one; who goes on is still there
        (5, 2.5 / 3.5 * 3 / 3.5),
        (6, 2.5 / 3.5 * 3 / 3.5 * 1 / 2),
        (7, 2.5 / 3.5 * 3 / 3.5 * 1 / 2),
    ],
)
def test_lengths_follow_the_product_limit_worked_by_hand(day: int, share: float) -> None:
    assert longer_than(HAND_WORKED, day) == pytest.approx(share, abs=2e-4)


def test_beyond_the_last_case_people_go_on_ending_at_the_pace_seen() -> None:
    """2.5 ended in 3 + 5 + 2.5 + 4 + 8 = 22.5 days under observation: one in nine a day."""
    beyond = 15 / 49
    chances = beyond * np.exp(-np.array([0.05, 0.95, 1.05, 13.5]) / 9)
    assert HAND_WORKED.drawn(chances).tolist() == [8, 8, 9, 21]


def test_lengths_are_those_of_the_waiting_curve_where_cases_weigh_the_same() -> None:
    days = [0, 3, 3, 5, 8, 8, 13, 21, 21, 34]
    is_over = [True, True, False, True, False, True, True, False, True, False]
    ours = Durations([TimedCase(lasted, over) for lasted, over in zip(days, is_over, strict=True)])
    published = starting_curve(days, [Outcome.STARTED if o else Outcome.WAITING for o in is_over])
    for day in range(35):
        expected = pytest.approx(published.waiting_after(day), abs=2e-4)
        assert longer_than(ours, day) == expected


@pytest.mark.parametrize("elapsed", [0, 2, 5, 6, 7, 40, 5000])
def test_what_has_lasted_so_long_lasts_at_least_a_day_more(elapsed: int) -> None:
    drawn = HAND_WORKED.drawn(EVEN_CHANCES, elapsed=elapsed)
    assert drawn.min() > elapsed


def test_given_the_days_so_far_only_longer_cases_count() -> None:
    """Of those of more than 2 days, 3 in 3.5 last longer than 4, and half of these than 6."""
    drawn = HAND_WORKED.drawn(EVEN_CHANCES, elapsed=2)
    shares = [float((drawn > day).mean()) for day in (3, 4, 6)]
    assert shares == pytest.approx([1, 6 / 7, 3 / 7], abs=2e-4)


@pytest.mark.parametrize("elapsed", [-1, 3, 100])
def test_a_smaller_chance_of_lasting_longer_is_never_a_shorter_length(elapsed: int) -> None:
    drawn = HAND_WORKED.drawn(EVEN_CHANCES, elapsed=elapsed)
    assert (np.diff(drawn) <= 0).all()


def test_without_any_case_something_is_drawn_all_the_same() -> None:
    assert Durations([]).drawn(np.array([0.9999, 0.5, 1e-9])).tolist() == [1, 694, 3653]


def test_what_is_usual_is_the_mean() -> None:
    cases = [TimedCase(10, is_over=True), TimedCase(20, is_over=True), TimedCase(60, is_over=True)]
    assert Durations(cases).usual == pytest.approx(30)
