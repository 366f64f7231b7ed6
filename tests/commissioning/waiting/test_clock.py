from collections.abc import Sequence
from datetime import date, timedelta
from typing import TypedDict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissioning.errors import CommissioningError
from commissioning.waiting.clock import ImpossibleWait, Outcome, Wait, day_zero, wait_of

RECEIVED = date(2027, 1, 4)
CENSUS = date(2027, 6, 30)


def after(days: int) -> date:
    return RECEIVED + timedelta(days)


class Facts(TypedDict, total=False):
    started: date | None
    left: date | None
    ended: date | None
    census: date


def wait(facts: Facts, pauses: Sequence[tuple[date, date | None]] = ()) -> Wait:
    return wait_of(
        RECEIVED,
        started=facts.get("started"),
        left=facts.get("left"),
        ended=facts.get("ended"),
        pauses=pauses,
        census=facts.get("census", CENSUS),
    )


@pytest.mark.parametrize(
    ("facts", "days", "weeks", "outcome"),
    [
        ({"started": after(0)}, 0, 0, Outcome.STARTED),  # starts on the day itself
        ({"started": after(6)}, 6, 0, Outcome.STARTED),
        ({"started": after(7)}, 7, 1, Outcome.STARTED),
        ({"left": after(50)}, 50, 7, Outcome.LEFT),
        ({}, 177, 25, Outcome.WAITING),  # 4 January to 30 June
        ({"started": CENSUS}, 177, 25, Outcome.STARTED),  # on the census counts
        ({"started": CENSUS + timedelta(1)}, 177, 25, Outcome.WAITING),  # booked, not yet begun
        ({"left": CENSUS + timedelta(1)}, 177, 25, Outcome.WAITING),
        ({"started": CENSUS + timedelta(9), "left": after(50)}, 50, 7, Outcome.LEFT),
        ({"census": RECEIVED}, 0, 0, Outcome.WAITING),
        ({"started": after(7), "ended": after(7)}, 7, 1, Outcome.STARTED),
    ],
)
def test_clock_runs_from_day_zero_to_start_leaving_or_census(
    facts: Facts, days: int, weeks: int, outcome: Outcome
) -> None:
    answer = wait(facts)
    assert (answer.days, answer.weeks, answer.outcome) == (days, weeks, outcome)
    assert answer.adjusted_days == days


@pytest.mark.parametrize(("days", "is_within"), [(0, True), (125, True), (126, True), (127, False)])
def test_126_days_is_within_18_weeks_and_127_is_not(days: int, is_within: bool) -> None:
    assert wait({"started": after(days)}).is_within_weeks(18) is is_within


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"started": after(-1)}, "started"),
        ({"left": after(-1)}, "left"),
        ({"started": after(9), "left": after(5)}, "left"),
        ({"started": after(5), "left": after(9)}, "left"),
        ({"started": after(9), "ended": after(8)}, "ended"),
        ({"census": after(-1)}, "received"),
    ],
)
def test_dates_that_cannot_be_true_are_refused_naming_the_field(facts: Facts, field: str) -> None:
    with pytest.raises(ImpossibleWait, match=f"^{field}: ") as refused:
        wait(facts)
    assert refused.value.field == field
    assert isinstance(refused.value, ValueError)
    assert isinstance(refused.value, CommissioningError)


def test_pause_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ImpossibleWait, match="before it begins") as refused:
        wait({}, [(after(9), after(8))])
    assert refused.value.field == "pauses"


@pytest.mark.parametrize(
    ("pauses", "facts", "paused"),
    [
        ([(after(10), after(20))], {}, 10),  # half-open: the last day is not paused
        ([(after(10), after(10))], {}, 0),
        ([(after(10), after(20)), (after(15), after(25))], {}, 15),  # overlap counted once
        ([(after(15), after(25)), (after(10), after(20))], {}, 15),  # in any order
        ([(after(10), after(30)), (after(12), after(14))], {}, 20),  # one inside the other
        ([(after(10), after(20)), (after(20), after(25))], {}, 15),  # touching
        ([(after(-9), after(5))], {}, 5),  # begun before day 0
        ([(after(170), None)], {}, 7),  # open: to the census
        ([(after(10), None)], {"started": after(40)}, 30),  # but never past the start
        ([(after(50), after(60))], {"started": after(40)}, 0),
        ([(CENSUS + timedelta(3), None)], {}, 0),
    ],
)
def test_adjusted_wait_leaves_out_the_union_of_pauses(
    pauses: list[tuple[date, date | None]], facts: Facts, paused: int
) -> None:
    answer = wait(facts, pauses)
    assert answer.days - answer.adjusted_days == paused
    assert answer.days == wait(facts).days


@pytest.mark.parametrize(
    ("made_by_court", "expected"), [(True, date(2027, 1, 4)), (False, date(2027, 1, 11))]
)
def test_court_requirement_counts_from_sentence_others_from_referral(
    made_by_court: bool, expected: date
) -> None:
    day = day_zero(
        referral_received=date(2027, 1, 11),
        sentenced=date(2027, 1, 4),
        made_by_court=made_by_court,
    )
    assert day == expected


@pytest.mark.parametrize(
    ("sentenced", "field"), [(None, "sentenced"), (date(2027, 1, 12), "referral_received")]
)
def test_court_requirement_needs_a_sentence_not_after_the_referral(
    sentenced: date | None, field: str
) -> None:
    with pytest.raises(ImpossibleWait) as refused:
        day_zero(referral_received=date(2027, 1, 11), sentenced=sentenced, made_by_court=True)
    assert refused.value.field == field


spans = st.tuples(st.integers(-30, 200), st.none() | st.integers(0, 60)).map(
    lambda span: (after(span[0]), None if span[1] is None else after(span[0] + span[1]))
)


@given(pauses=st.lists(spans, max_size=6), started=st.none() | st.integers(0, 177))
def test_adjusted_wait_is_the_days_on_which_no_pause_ran(
    pauses: list[tuple[date, date | None]], started: int | None
) -> None:
    answer = wait({"started": None if started is None else after(started)}, pauses)
    unpaused = [
        day
        for day in map(after, range(answer.days))
        if not any(begins <= day and (ends is None or day < ends) for begins, ends in pauses)
    ]
    assert answer.adjusted_days == len(unpaused)
