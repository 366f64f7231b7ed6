"""How long it takes to be ready, where nobody writes it down."""

import numpy as np
import pytest

from commissioning.forecasting.engines.durations import Durations, TimedCase
from commissioning.forecasting.engines.readiness import (
    Readiness,
    readiness_of,
    spread,
    supposed_days,
)
from commissioning.forecasting.engines.readiness_evidence import ReadyWithin
from tests.commissioning.forecasting.documents import Document, day, make_referral, make_started
from tests.commissioning.forecasting.engines.lines import TODAY, make_line

USUAL = Durations([TimedCase(days, is_over=True) for days in (2, 4, 6, 8)])


def untold(number: int, *, wait: int, received: int = -60) -> Document:
    """Nobody wrote down when they became ready."""
    started = received + wait
    return make_started(number, started=started) | {"received": day(received), "inducted": None}


@pytest.mark.parametrize(
    ("spans", "weights"),
    [
        ([], {}),
        ([ReadyWithin(-1, 8)], {2: 0.25, 4: 0.25, 6: 0.25, 8: 0.25}),  # says nothing new
        ([ReadyWithin(-1, 5)], {2: 0.5, 4: 0.5}),  # ready by day 5
        ([ReadyWithin(-1, 5)] * 6, {2: 3, 4: 3}),
        ([ReadyWithin(2, 7)], {4: 0.5, 6: 0.5}),  # not ready on day 2
        ([ReadyWithin(-1, 5), ReadyWithin(4, 60)], {2: 0.5, 4: 0.5, 6: 0.5, 8: 0.5}),
        ([ReadyWithin(-1, 1)], {0: 0.5, 1: 0.5}),  # sooner than is usual
        ([ReadyWithin(9, 11)], {10: 0.5, 11: 0.5}),  # later than is usual
    ],
)
def test_a_start_stands_for_the_usual_lengths_up_to_it(
    spans: list[ReadyWithin], weights: dict[int, float]
) -> None:
    found = {case.lasted: case.weight for case in spread(spans, USUAL)}
    assert found == pytest.approx(weights)


def test_where_nobody_is_told_the_prior_gives_way_to_the_starts() -> None:
    """Sixty started within 5 days: of the usual 1, 3, 5, 7, 9, 11, 13, 16, 20, 27 days, each worth
    0.4 of a person, they are alike on 1, 3 and 5. Longer than 5: 7 x 0.4 of 64 people."""
    line = make_line(referrals=[untold(n, wait=5) for n in range(60)])
    lags = readiness_of(line).lags
    longer = lags.longer_than(np.array([0, 1, 3, 5, 27]))
    assert longer.tolist() == pytest.approx([1, 43.6 / 64, 23.2 / 64, 2.8 / 64, 0], abs=1e-9)


def test_long_waits_for_a_place_leave_what_is_usual() -> None:
    line = make_line(referrals=[untold(n, wait=59, received=-60 - n) for n in range(60)])
    lags = readiness_of(line).lags
    assert lags.longer_than(np.array([9, 27])).tolist() == pytest.approx([0.5, 0], abs=1e-9)


@pytest.mark.parametrize(
    ("told", "waited", "not_ready_at", "chance"),
    [
        (1.0, 6, -1, 0.0),  # silence means not ready
        (0.0, 6, -1, 0.75),  # as among all
        (0.5, 6, -1, 0.6),  # 0.375 of 0.375 + 0.25
        (0.0, 6, 2, 2 / 3),  # of those not ready on day 2
        (0.0, 8, -1, 1.0),
    ],
)
def test_who_waits_may_be_ready_where_nobody_writes_it_down(
    told: float, waited: int, not_ready_at: int, chance: float
) -> None:
    found = Readiness(USUAL, told).is_already(np.array([waited]), np.array([not_ready_at]))
    assert found.tolist() == pytest.approx([chance])


def test_supposed_days_are_possible_and_spread_as_lengths_are() -> None:
    people = [
        *(untold(n, wait=5, received=-60) for n in range(40)),
        *(make_referral(f"waits {n}", received=day(-90), inducted=None) for n in range(8)),
        make_referral("told", received=day(-90), inducted=day(-80)),
    ]
    line = make_line(referrals=people)
    found = supposed_days(line, Readiness(USUAL, told=0.0))
    assert found["Rtold"] == TODAY - 80
    waits = [found[f"R{n}"] - TODAY + 60 for n in range(40)]
    assert sorted(set(waits)) == [2, 4]
    assert waits.count(2) == pytest.approx(20, abs=2)
    # People received a month later were taken 55 days ago, so they were ready after that.
    assert {found[f"Rwaits {n}"] - TODAY for n in range(8)} == {-54}


def test_where_readiness_is_mostly_told_nothing_is_supposed() -> None:
    line = make_line(referrals=[untold(1, wait=5), make_started(2, started=-3)])
    assert supposed_days(line, Readiness(USUAL, told=0.9)) == {"R2": TODAY - 25}
