"""What outcomes teach: a forecaster that is too bright is put right, a good one left alone."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissioning.dates.recalibration import (
    CELLS,
    UNCHANGED,
    ChanceMap,
    DateShift,
    recalibrated,
)
from commissioning.forecasting.start_days import ForecastBasis, StartDays
from commissioning.promises.judging import Followed
from commissioning.promises.learning import (
    FEWEST_OUTCOMES_OF_KIND,
    LARGEST_STEP,
    Fallen,
    fallen,
    learned,
    revised_of_kind,
    revised_of_line,
    stepped,
)
from commissioning.waiting.clock import Outcome

STARTED, LEFT, WAITING = Outcome.STARTED, Outcome.LEFT, Outcome.WAITING
HORIZON = 1095


def said(*chances: tuple[int, float]) -> StartDays:
    return StartDays.of(
        chances, horizon_days=HORIZON, basis=ForecastBasis("tests", 25, 0, "history", "")
    )


STEPS = said((10, 0.1), (20, 0.5), (30, 0.95))


def cells(**filled: float) -> tuple[float, ...]:
    """Twentieths of a chance: `c3=0.5` is half an outcome from 0.15 to 0.2."""
    return tuple(filled.get(f"c{cell}", 0.0) for cell in range(CELLS))


@pytest.mark.parametrize(
    ("outcome", "days", "at", "above"),
    [
        (STARTED, 10, cells(c0=0.5, c1=0.5), cells()),  # took the chance from 0 to 0.1
        (STARTED, 20, cells(**{f"c{cell}": 1 / 8 for cell in range(2, 10)}), cells()),
        (STARTED, 15, cells(c2=1), cells()),  # a day on which nobody was to start
        (STARTED, 3, cells(c0=1), cells()),
        (STARTED, 400, cells(c19=1), cells()),  # after the last day that was to be
        (WAITING, 25, cells(), cells(c10=1)),  # somewhere above one half
        (LEFT, 25, cells(), cells(c10=1)),
        (WAITING, 0, cells(), cells(c0=1)),  # nothing is known
        (WAITING, HORIZON + 1, cells(c19=1), cells()),  # never within the order: 0.95 to 1
    ],
)
def test_where_an_outcome_falls(
    outcome: Outcome, days: int, at: tuple[float, ...], above: tuple[float, ...]
) -> None:
    found = fallen(STEPS, Followed(outcome, days, max(days, 500)))
    assert found.at == pytest.approx(at)
    assert found.above == pytest.approx(above)


def test_inside_a_twentieth_it_is_shared_between_its_ends() -> None:
    found = fallen(said((10, 0.52), (20, 1.0)), Followed(WAITING, 10, 10))
    assert found.above == pytest.approx(cells(c10=0.6, c11=0.4))


def test_two_add_up_and_are_read_back() -> None:
    one = fallen(STEPS, Followed(STARTED, 10, 50))
    other = fallen(STEPS, Followed(WAITING, 25, 25))
    both = one + other
    assert (sum(both.at), sum(both.above), both.seen) == (1, 1, 1)
    assert Fallen.from_stored(both.to_stored()) == both


def test_without_outcomes_what_was_held_before_is_held() -> None:
    assert learned(Fallen(), prior=UNCHANGED, prior_outcomes=100) == UNCHANGED


def test_outcomes_and_what_was_held_weigh_by_their_numbers() -> None:
    """A hundred outcomes all in the upper half against a prior worth a hundred: of all mass
    three quarters lie above one half."""
    upper = Fallen(at=cells(**{f"c{cell}": 10.0 for cell in range(10, 20)}))
    told = learned(upper, prior=UNCHANGED, prior_outcomes=100)
    assert told(0.5) == pytest.approx(0.25)


def test_who_still_waits_is_shared_out_as_the_others_are() -> None:
    """Ten started in the first twentieth and ten in the last; ten left in between: they are
    last ones, for nobody above them was any other."""
    seen = Fallen(at=cells(c0=10, c19=10), above=cells(c10=10))
    told = learned(seen, prior=UNCHANGED, prior_outcomes=1e-9)
    assert told(0.5) == pytest.approx(1 / 3, abs=1e-6)
    assert told(0.95) == pytest.approx(1 / 3, abs=1e-3)


@given(
    st.lists(st.floats(0, 50), min_size=CELLS, max_size=CELLS),
    st.lists(st.floats(0, 50), min_size=CELLS, max_size=CELLS),
)
def test_whatever_came_a_revision_is_a_map_and_a_bounded_step(
    at: list[float], above: list[float]
) -> None:
    target = learned(Fallen(tuple(at), tuple(above)), prior=UNCHANGED, prior_outcomes=100)
    new = stepped(UNCHANGED, target)
    assert new.moved_at_most(UNCHANGED) <= LARGEST_STEP + 1e-9


def test_too_few_outcomes_change_nothing() -> None:
    few = Fallen(at=cells(c19=FEWEST_OUTCOMES_OF_KIND - 1))
    enough = Fallen(at=cells(c19=FEWEST_OUTCOMES_OF_KIND))
    assert revised_of_kind(UNCHANGED, few) is None
    assert revised_of_kind(UNCHANGED, enough) is not None


def test_a_line_is_held_to_its_kind() -> None:
    dark = ChanceMap(tuple((cell / CELLS) ** 2 for cell in range(CELLS + 1)))
    as_its_kind = Fallen(
        at=tuple(60 * (dark.values[cell + 1] - dark.values[cell]) for cell in range(CELLS))
    )
    assert revised_of_line(dark, as_its_kind, of_kind=dark) is None


@dataclass
class World:
    """People who wait a gamma-distributed time, and a forecaster who plays it `brightness` as
    long: 0.8 says a fifth too early."""

    brightness: float
    is_censored: bool
    chance: random.Random

    def forecast(self, usual: int) -> StartDays:
        draws = Counter(
            max(1, round(self.brightness * self.chance.gammavariate(4, usual / 4)))
            for _ in range(120)
        )
        reached, chances = 0, []
        for day in sorted(draws):
            reached += draws[day]
            chances.append((day, reached / 120))
        return said(*chances)

    def outcome(self, usual: int) -> Followed:
        start = max(1, round(self.chance.gammavariate(4, usual / 4)))
        seen_to = self.chance.randint(20, 300) if self.is_censored else 5_000
        leaves = int(self.chance.expovariate(1 / 300)) if self.is_censored else 10_000
        if start <= min(seen_to, leaves):
            return Followed(STARTED, start, seen_to)
        if leaves < seen_to:
            return Followed(LEFT, leaves, seen_to)
        return Followed(WAITING, seen_to, seen_to)

    def after(self, outcomes: int) -> ChanceMap:
        """The map after so many people, revised once for every forty."""
        told, seen = UNCHANGED, Fallen()
        for person in range(1, outcomes + 1):
            usual = self.chance.choice((20, 50, 100, 200))
            seen += fallen(self.forecast(usual), self.outcome(usual))
            if person % 40 == 0:
                told = revised_of_kind(told, seen) or told
        return told


def judged(told: ChanceMap, brightness: float) -> tuple[float, float]:
    """Share of 1,000 others who start by the told date, and the loss beside the untouched one."""
    world = World(brightness, False, random.Random("judged"))
    kept, before, after = 0, 0.0, 0.0
    for _ in range(1_000):
        usual = world.chance.choice((20, 50, 100, 200))
        worked_out, start = world.forecast(usual), world.outcome(usual).days
        days = recalibrated(worked_out, DateShift(1, told))
        last = days.quantiles_within(HORIZON).p90
        kept += last is None or start <= last
        before, after = before + loss(worked_out, start), after + loss(days, start)
    return kept / 1_000, after / before


def loss(days: StartDays, start: int) -> float:
    told = days.quantiles_within(HORIZON)
    off = [
        (level, start - (HORIZON + 1 if day is None else day))
        for level, day in ((0.1, told.p10), (0.5, told.p50), (0.9, told.p90))
    ]
    return sum(level * late if late >= 0 else (level - 1) * late for level, late in off)


@pytest.mark.parametrize(
    ("is_censored", "outcomes", "least_kept"), [(False, 240, 0.86), (True, 600, 0.86)]
)
def test_a_forecaster_a_fifth_too_early_is_put_right(
    is_censored: bool, outcomes: int, least_kept: float
) -> None:
    """It keeps under 8 in 10 before; people still waiting or gone are most of what is known of
    the late ones, so that dropping them would leave it uncorrected."""
    untouched, _ = judged(UNCHANGED, 0.8)
    kept, beside = judged(World(0.8, is_censored, random.Random("early")).after(outcomes), 0.8)
    assert untouched < 0.8
    assert kept >= least_kept
    assert beside < 0.97


@pytest.mark.parametrize("is_censored", [False, True])
def test_a_good_forecaster_is_left_alone(is_censored: bool) -> None:
    kept, beside = judged(World(1.0, is_censored, random.Random("good")).after(400), 1.0)
    assert kept == pytest.approx(0.9, abs=0.03)
    assert beside < 1.02


def test_a_forecaster_who_is_too_cautious_is_put_right_as_well() -> None:
    _, beside = judged(World(1.25, False, random.Random("late")).after(240), 1.25)
    assert beside < 0.95
