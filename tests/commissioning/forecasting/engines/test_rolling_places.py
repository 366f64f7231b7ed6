"""Places that come free, played forward where nothing is left to chance."""

import numpy as np
import pytest

from commissioning.forecasting.engines.starting_weeks import StartingWeeks
from tests.commissioning.forecasting.documents import (
    Document,
    day,
    make_referral,
    make_service,
)
from tests.commissioning.forecasting.engines.certain_futures import (
    Keeping,
    priority_day,
    rolled,
    the_day,
)
from tests.commissioning.forecasting.engines.lines import TODAY

FIRST, SECOND, THIRD = 1, 8, 15  # Tuesdays after today
NEVER_LEAVES = 400


def a_group(places: int = 2, *, most_new: int | None = None, **facts: object) -> Document:
    capacity = [{"from": day(-400), "value": places}]
    group = make_service("rolling_group", capacity=capacity, max_new_per_session=most_new)
    return group | facts


def waiting(people: int, **facts: object) -> list[Document]:
    return [make_referral(n) | facts for n in range(people)]


def test_with_a_free_place_somebody_starts_on_the_next_session_day() -> None:
    person = rolled(a_group(2), keeping=Keeping((NEVER_LEAVES,)))
    assert the_day(person) == FIRST


def test_nobody_starts_before_somebody_leaves_when_all_places_are_taken() -> None:
    leaves_after_the_first = Keeping((1, NEVER_LEAVES))
    assert the_day(rolled(a_group(2), keeping=leaves_after_the_first)) == SECOND
    assert the_day(rolled(a_group(2), keeping=Keeping((NEVER_LEAVES, NEVER_LEAVES)))) is None


def test_those_waiting_take_the_places_that_come_free_first() -> None:
    """One leaves, and one is waiting: nothing is left, but for somebody with priority."""
    person = rolled(a_group(2), waiting(1), keeping=Keeping((1, NEVER_LEAVES)))
    assert the_day(person) is None
    assert priority_day(person) == SECOND


def test_a_place_is_free_again_after_the_sessions_that_somebody_needs() -> None:
    """Whoever starts on the first day comes once more, so that the third day is free."""
    person = rolled(a_group(1), waiting(1), keeping=Keeping(stay=1))
    assert the_day(person) == THIRD


def test_one_to_one_a_place_is_kept_for_days() -> None:
    """Whoever starts tomorrow leaves about twenty days later; the record tells no nearer."""
    one = make_service("one_to_one", capacity=[{"from": day(-400), "value": 1}])
    person = rolled(one, waiting(1), keeping=Keeping(stay=20, is_in_turns=False))
    waits = person.start - TODAY
    assert 14 < waits[1].min() <= waits[1].max() < 35
    assert set(waits[0].ravel()) == {1}


@pytest.mark.parametrize(
    ("most_new", "starts"),
    [(1, FIRST + 35), (2, THIRD), (5, SECOND), (6, FIRST), (None, FIRST)],
)
def test_no_more_start_on_one_day_than_are_let_in(most_new: int | None, starts: int) -> None:
    """Five are ready and wait; ten places are free."""
    assert the_day(rolled(a_group(10, most_new=most_new), waiting(5))) == starts


def test_capacity_announced_for_later_is_used_from_that_day() -> None:
    more_from_the_third = [{"from": day(-400), "value": 1}, {"from": day(THIRD), "value": 2}]
    full = Keeping((NEVER_LEAVES,))
    assert the_day(rolled(a_group(capacity=more_from_the_third), keeping=full)) == THIRD


def test_while_nothing_is_declared_nobody_starts() -> None:
    none_at_first = [{"from": day(-400), "value": 0}, {"from": day(SECOND), "value": 1}]
    assert the_day(rolled(a_group(capacity=none_at_first))) == SECOND


def test_a_fixed_number_of_hours_is_shared_by_people_at_a_time() -> None:
    """14 hours of seven each are two places."""
    hours = [{"from": day(-400), "value": 14}]
    work = make_service("unpaid_work", capacity=hours, max_new_per_session=None)
    assert the_day(rolled(work, waiting(1))) == 5  # a Saturday
    assert the_day(rolled(work, waiting(2))) is None


def test_people_start_only_in_the_weeks_that_the_service_keeps() -> None:
    every_other = StartingWeeks(every=2, phase=(TODAY + SECOND) // 7 % 2)
    assert the_day(rolled(a_group(2), starting_weeks=every_other)) == SECOND


def test_closed_days_and_the_end_of_the_contract_are_kept() -> None:
    shut = {"closures": [{"from": day(0), "to": day(SECOND)}]}
    assert the_day(rolled(a_group() | shut)) == THIRD
    assert the_day(rolled(a_group() | shut | {"contract_end": day(THIRD)})) == THIRD
    assert the_day(rolled(a_group() | shut | {"contract_end": day(THIRD - 1)})) is None


def test_those_whose_start_lies_behind_the_horizon_have_not_started() -> None:
    late = a_group(10, most_new=1), waiting(5)
    assert the_day(rolled(*late, horizon_days=FIRST + 35)) == FIRST + 35
    assert the_day(rolled(*late, horizon_days=FIRST + 34)) is None


def test_runs_that_are_over_leave_the_others_as_they_were() -> None:
    """Looked at for longer, nothing that has happened changes."""
    one = make_service("one_to_one", capacity=[{"from": day(-400), "value": 1}])
    keeping = Keeping(stay=20, is_in_turns=False)
    short, long = (
        rolled(one, waiting(2), keeping=keeping, horizon_days=days).start for days in (35, 200)
    )
    assert np.array_equal(short[short < TODAY + 36], long[short < TODAY + 36])
    assert (long[1] < TODAY + 200).all()
