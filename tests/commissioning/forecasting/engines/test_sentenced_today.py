"""The person asked about, with priority and without."""

import numpy as np
import pytest

from commissioning.forecasting.engines.durations import Durations, TimedCase
from commissioning.forecasting.engines.queue_people import NEVER
from commissioning.forecasting.engines.sentenced_today import (
    MOST_MISSES,
    PRIORITY,
    STANDARD,
    SentencedToday,
)
from tests.commissioning.forecasting.documents import make_referral, make_service
from tests.commissioning.forecasting.engines.certain_futures import (
    READY_TOMORROW,
    RUNS,
    SEED,
    Keeping,
    certain_people,
    priority_day,
    ready_tomorrow,
    same_in_all,
    the_day,
)
from tests.commissioning.forecasting.engines.lines import TODAY, make_line

TWO_AHEAD = certain_people(
    make_line(make_service(), [make_referral(1), make_referral(2, priority="priority")]), Keeping()
)
EVERY_RUN = np.arange(RUNS)


def offer(
    person: SentencedToday,
    days: int,
    *,
    places: int,
    jumpers: int = 0,
    jump_chance: float = 0.0,
    again_after_days: int = 7,
) -> None:
    """A day with so many places, of which two people are ready and ahead (one has priority)."""
    person.take_offers(
        TWO_AHEAD,
        EVERY_RUN,
        np.full(RUNS, TODAY + days),
        slots=np.full(RUNS, places),
        jumpers=np.full(RUNS, jumpers),
        jump_chance=same_in_all(jump_chance),
        eligible_before=np.tile(np.array([0, 1, 2]), (RUNS, 1)),
        again_after_days=again_after_days,
    )


@pytest.mark.parametrize(
    ("places", "with_priority", "without"),
    [(1, None, None), (2, 3, None), (3, 3, 3)],
)
def test_a_start_is_offered_when_a_place_is_left_after_those_ahead(
    places: int, with_priority: int | None, without: int | None
) -> None:
    person = ready_tomorrow()
    offer(person, 3, places=places)
    assert (priority_day(person), the_day(person)) == (with_priority, without)


def test_places_taken_out_of_turn_are_not_left() -> None:
    person = ready_tomorrow()
    offer(person, 3, places=3, jumpers=1)
    assert (priority_day(person), the_day(person)) == (3, None)


def test_out_of_turn_the_person_may_be_taken_too_while_a_place_is_left() -> None:
    person = ready_tomorrow()
    offer(person, 3, places=1, jumpers=1, jump_chance=1.0)
    assert (priority_day(person), the_day(person)) == (None, None)
    offer(person, 4, places=1, jump_chance=1.0)
    assert (priority_day(person), the_day(person)) == (4, 4)


def test_nobody_is_offered_a_start_before_they_are_ready() -> None:
    person = ready_tomorrow()
    offer(person, 0, places=9)
    assert the_day(person) is None
    offer(person, 1, places=9)
    assert the_day(person) == 1


def test_the_first_start_counts() -> None:
    person = ready_tomorrow()
    for days in (3, 4):
        offer(person, days, places=9)
    assert the_day(person) == 3


@pytest.mark.parametrize("missed_share", [0.0, 0.5])
def test_priority_is_offered_whatever_standard_is_offered(missed_share: float) -> None:
    person = ready_tomorrow(missed_share)
    places = np.random.default_rng(1).integers(0, 4, size=60).tolist()
    for days, free in enumerate(places, start=1):
        offer(person, days, places=free, jump_chance=0.1)
    assert (person.start[PRIORITY] <= person.start[STANDARD]).all()
    assert (person.start[PRIORITY] < person.start[STANDARD]).any()


def test_a_missed_start_uses_up_an_offer_and_the_next_comes_some_days_later() -> None:
    """Offered every day, whoever misses m starts is there 7 m days after the first."""
    person = ready_tomorrow(missed_share=0.5)
    for days in range(1, 60):
        offer(person, days, places=3)
    waits = (person.start[STANDARD] - TODAY).ravel()
    assert set(waits.tolist()) <= {1 + 7 * missed for missed in range(MOST_MISSES + 1)}
    assert np.mean(waits == 1) == pytest.approx(0.5, abs=0.2)


def test_an_offer_that_is_not_made_is_not_missed() -> None:
    """Nobody has missed more than so many starts, so that as many offers and one are enough."""
    person = ready_tomorrow(missed_share=0.9)
    for days in range(1, MOST_MISSES + 2):
        offer(person, days, places=3, again_after_days=1)
        offer(person, days, places=0, again_after_days=1)
    assert person.has_started(EVERY_RUN).all()
    assert (person.start[STANDARD] == TODAY + MOST_MISSES + 1).any()


def test_a_run_is_of_interest_until_all_have_started_in_it() -> None:
    person = ready_tomorrow()
    assert person.are_ready(EVERY_RUN, np.full(RUNS, TODAY + 1)).all()
    assert not person.are_ready(EVERY_RUN, np.full(RUNS, TODAY)).any()
    offer(person, 3, places=2)
    assert not person.has_started(EVERY_RUN).any()
    offer(person, 4, places=3)
    assert person.has_started(EVERY_RUN).all()
    assert not person.are_ready(EVERY_RUN, np.full(RUNS, TODAY + 5)).any()


def test_chances_rise_day_by_day_within_the_horizon() -> None:
    person = ready_tomorrow()
    person.start[STANDARD] = NEVER
    person.start[STANDARD, 0] = TODAY + 30
    person.start[STANDARD, 1:3] = TODAY + 9
    assert person.chances("standard", 365) == [(9, 2 / RUNS), (30, 3 / RUNS)]
    assert person.chances("standard", 29) == [(9, 2 / RUNS)]
    assert person.chances("priority", 365) == []


def test_the_ways_of_becoming_ready_cover_the_record_evenly() -> None:
    """One in four takes thirty days, in these few runs too: on day 6 the others have started."""
    readiness = Durations([TimedCase(days, is_over=True) for days in (2, 4, 6, 30)])
    person = SentencedToday(readiness, same_in_all(0.0), as_of=TODAY, seed=SEED)
    for days in (2, 4, 6, 30):
        offer(person, days, places=9)
    assert person.chances("standard", 365) == [(2, 0.25), (4, 0.5), (6, 0.75), (30, 1.0)]


def test_another_seed_is_another_luck_and_the_same_seed_the_same() -> None:
    def waits(seed: tuple[int, ...]) -> list[int]:
        person = SentencedToday(READY_TOMORROW, same_in_all(0.5), as_of=TODAY, seed=seed)
        for days in range(1, 60):
            offer(person, days, places=3)
        return [int(day) for day in person.start[STANDARD].ravel()]

    assert waits(SEED) == waits(SEED) != waits((TODAY, 2))
