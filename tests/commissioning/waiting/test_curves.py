import json
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissioning.waiting.clock import Outcome
from commissioning.waiting.curves import (
    ImpossibleCurve,
    StartingCurve,
    in_words,
    is_publishable,
    starting_curve,
)

STARTED, LEFT, WAITING = Outcome.STARTED, Outcome.LEFT, Outcome.WAITING
FROM_R: list[dict[str, Any]] = json.loads(  # JSON: what stands in each case is told by its keys
    Path(__file__).with_name("starting-curves.json").read_text(encoding="utf-8")
)["cases"]

cohorts = st.lists(st.tuples(st.integers(0, 60), st.sampled_from(Outcome)), min_size=1, max_size=80)


def curve_of(*people: tuple[int, Outcome]) -> StartingCurve:
    return starting_curve([days for days, _ in people], [outcome for _, outcome in people])


def test_curve_worked_by_hand() -> None:
    """Four people: one starts at once, one leaves on day 7 as one is lost to view, one starts."""
    curve = curve_of((0, STARTED), (7, LEFT), (7, WAITING), (14, STARTED))
    assert curve.times == (0, 7, 14)
    assert curve.at_risk == (4, 3, 1)  # on day 7 the person still waiting counts as at risk
    assert curve.started == pytest.approx((1 / 4, 1 / 4, 1 / 4 + 1 / 2))
    assert curve.left == pytest.approx((0, 1 / 4, 1 / 4))
    assert curve.waiting == pytest.approx((3 / 4, 1 / 2, 0))
    assert curve.std_err[0] == pytest.approx((0.25 * 0.75 / 4) ** 0.5)


def test_started_by_steps_on_the_day_itself() -> None:
    curve = curve_of((5, STARTED), (9, WAITING))
    assert [curve.started_by(t) for t in (0, 4, 5, 6, 99)] == [0, 0, 0.5, 0.5, 0.5]
    assert [curve.waiting_after(t) for t in (4, 5)] == [1, 0.5]


def test_leaving_is_not_treated_as_waiting_on() -> None:
    """One minus Kaplan–Meier would say that everybody starts here."""
    assert curve_of((1, LEFT), (2, LEFT), (3, STARTED)).started_by(99) == pytest.approx(1 / 3)


def test_median_counts_everybody_referred() -> None:
    people = [(10, STARTED), (20, STARTED), (30, STARTED), (40, LEFT), (50, WAITING), (60, WAITING)]
    curve = curve_of(*people)
    assert curve.median_time_to_start() == 30
    assert curve.median_time_to_start_if_started() == 20
    assert curve.time_to_start(0.9) is None


def test_median_not_reached_is_none_never_the_longest_wait() -> None:
    curve = curve_of((10, STARTED), (20, LEFT), (30, LEFT), (40, WAITING))
    assert curve.median_time_to_start() is None
    assert curve.median_time_to_start_if_started() == 10


def test_median_of_exactly_half_is_reached_in_spite_of_rounding() -> None:
    """Six of twelve starting on six days come to 0.49999999999999994 in binary."""
    people = [(day, STARTED) for day in range(6)] + [(9, WAITING)] * 6
    assert curve_of(*people).median_time_to_start() == 5


@pytest.mark.parametrize("people", [[], [(3, WAITING)]])
def test_nobody_started_or_left(people: list[tuple[int, Outcome]]) -> None:
    curve = curve_of(*people)
    assert curve.times == curve.started == curve.std_err == ()
    assert curve.started_by(100) == 0
    assert curve.waiting_after(100) == 1
    assert curve.median_time_to_start() is None
    assert curve.median_time_to_start_if_started() is None


def test_late_entrants_are_at_risk_only_from_entry() -> None:
    curve = starting_curve(
        [5, 10, 12, 12], [STARTED, STARTED, LEFT, WAITING], entered=[0, 0, 7, 10]
    )
    assert curve.times == (5, 10, 12)
    assert curve.at_risk == (2, 2, 2)
    assert curve.started == pytest.approx((1 / 2, 3 / 4, 3 / 4))
    assert curve.left == pytest.approx((0, 0, 1 / 8))


def test_who_enters_on_the_day_the_wait_ends_was_never_at_risk() -> None:
    curve = starting_curve([4, 4], [STARTED, STARTED], entered=[0, 4])
    assert (curve.at_risk, curve.started, curve.events) == ((1,), (1.0,), 1)


def test_entry_on_day_0_is_not_late() -> None:
    days, outcomes = [0, 0, 3], [STARTED, LEFT, STARTED]
    assert starting_curve(days, outcomes, entered=[0, 0, 0]) == starting_curve(days, outcomes)


@pytest.mark.parametrize(
    ("days", "outcomes", "entered"),
    [
        ([1], [], None),
        ([1], [STARTED], [0, 0]),
        ([-1], [STARTED], None),
        ([3], [STARTED], [4]),
        ([3], [STARTED], [-1]),
    ],
)
def test_impossible_cohorts_are_refused(
    days: list[int], outcomes: list[Outcome], entered: list[int] | None
) -> None:
    with pytest.raises(ImpossibleCurve):
        starting_curve(days, outcomes, entered=entered)


@pytest.mark.parametrize("p", [0, -0.5])
def test_share_asked_for_must_be_above_0(p: float) -> None:
    with pytest.raises(ImpossibleCurve, match="above 0"):
        curve_of((1, STARTED)).time_to_start(p)


@pytest.mark.parametrize(
    ("starts", "leavers", "waiting", "is_shown"),
    [(8, 0, 2, True), (4, 4, 2, True), (7, 0, 30, False), (9, 0, 0, False), (10, 0, 0, True)],
)
def test_curve_needs_8_events_and_10_at_risk(
    starts: int, leavers: int, waiting: int, is_shown: bool
) -> None:
    people = [(3, STARTED)] * starts + [(4, LEFT)] * leavers + [(5, WAITING)] * waiting
    assert is_publishable(curve_of(*people)) is is_shown


@pytest.mark.parametrize(
    ("people", "sentence"),
    [
        (
            [(100, STARTED)] * 6 + [(150, LEFT)] * 2 + [(200, WAITING)] * 2,
            (
                "Of 10 people referred like this, about 6 start within 26 weeks, "
                "2 never start, 2 are still waiting"
            ),
        ),
        (
            [(182, STARTED)] * 8 + [(150, LEFT)] + [(183, STARTED)],
            (
                "Of 10 people referred like this, about 8 start within 26 weeks, "
                "1 never starts, 1 is still waiting"
            ),
        ),
        (
            [(10, STARTED), (20, LEFT), (200, WAITING)],  # thirds: 4 + 3 + 3
            (
                "Of 10 people referred like this, about 4 start within 26 weeks, "
                "3 never start, 3 are still waiting"
            ),
        ),
        (
            [(100, STARTED)] * 16 + [(150, LEFT)] * 4 + [(200, WAITING)] * 5,
            (
                "Of people referred like this, about 64% start within 26 weeks, "
                "16% never start, 20% are still waiting"
            ),
        ),
        (
            [(100, STARTED)] * 2,  # followed until nobody was left to follow
            (
                "Of 10 people referred like this, about 10 start within 26 weeks, "
                "0 never start, 0 are still waiting"
            ),
        ),
    ],
)
def test_curve_in_words(people: list[tuple[int, Outcome]], sentence: str) -> None:
    assert in_words(curve_of(*people)) == sentence


@pytest.mark.parametrize("people", [[], [(10, STARTED), (181, WAITING)]])
def test_no_words_beyond_what_was_followed(people: list[tuple[int, Outcome]]) -> None:
    assert in_words(curve_of(*people), weeks=26) is None


@pytest.mark.parametrize("case", FROM_R, ids=lambda case: str(case["id"]))
def test_curve_agrees_with_r_survfit(case: dict[str, Any]) -> None:
    curve = starting_curve(case["days"], [Outcome[name] for name in case["outcomes"]])
    expected = case["started_at"]
    times = expected["times"]
    std_err = dict(zip(curve.times, curve.std_err, strict=True))
    assert set(curve.times) <= set(times)
    assert [curve.started_by(t) for t in times] == pytest.approx(expected["started"], abs=1e-9)
    assert [curve.left_by(t) for t in times] == pytest.approx(expected["withdrawn"], abs=1e-9)
    assert [curve.waiting_after(t) for t in times] == pytest.approx(
        expected["still_waiting"], abs=1e-9
    )
    for t, from_r in zip(times, expected["std_err_started"], strict=True):
        if t in std_err:
            assert std_err[t] == pytest.approx(from_r, abs=1e-9)


CODES = {WAITING: 0, STARTED: 1, LEFT: 2}


@pytest.mark.parametrize("seed", range(12))
def test_curve_agrees_with_statsmodels(seed: int) -> None:
    """The import takes a second; here it is one process's alone."""
    from statsmodels.duration.survfunc import CumIncidenceRight

    chance = random.Random(seed)
    size = chance.choice([12, 60, 400])
    days = [chance.randrange(chance.choice([5, 90])) for _ in range(size)]
    outcomes = [chance.choice(list(Outcome)) for _ in range(size)]
    days.append(100)
    outcomes.append(WAITING)  # statsmodels divides by zero when the last person has an event
    oracle = CumIncidenceRight(np.array(days), np.array([CODES[outcome] for outcome in outcomes]))
    curve = starting_curve(days, outcomes)
    at = np.searchsorted(oracle.times, curve.times)
    assert curve.times == pytest.approx(oracle.times[at])
    assert curve.started == pytest.approx(oracle.cinc[0][at], abs=1e-9)
    assert curve.left == pytest.approx(oracle.cinc[1][at], abs=1e-9)
    assert curve.std_err == pytest.approx(oracle.cinc_se[0][at], abs=1e-9)


@given(cohorts)
def test_everybody_has_started_left_or_waits(people: list[tuple[int, Outcome]]) -> None:
    curve = curve_of(*people)
    for shares in zip(curve.started, curve.left, curve.waiting, strict=True):
        assert sum(shares) == pytest.approx(1, abs=1e-9)
        assert all(-1e-12 <= share <= 1 + 1e-12 for share in shares)


@given(cohorts)
def test_shares_started_and_left_never_fall(people: list[tuple[int, Outcome]]) -> None:
    curve = curve_of(*people)
    assert list(curve.times) == sorted(set(curve.times))
    assert list(curve.started) == sorted(curve.started)
    assert list(curve.left) == sorted(curve.left)
    assert list(curve.waiting) == sorted(curve.waiting, reverse=True)


@given(cohorts, st.randoms(use_true_random=False))
def test_order_of_people_does_not_matter(
    people: list[tuple[int, Outcome]], chance: random.Random
) -> None:
    shuffled = list(people)
    chance.shuffle(shuffled)
    assert curve_of(*shuffled) == curve_of(*people)
