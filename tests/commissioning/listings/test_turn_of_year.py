"""What becomes of a listing at the year's turn, and counts that match whatever there is."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissioning.listings.turn_of_year import (
    AtTurn,
    CountsDisagree,
    OnDay,
    TurnCounts,
    counts,
    outcome,
    turn_at,
)

NONE: frozenset[int] = frozenset()
ONE, TWO, BOTH = frozenset({1}), frozenset({2}), frozenset({1, 2})


@pytest.mark.parametrize(
    ("before", "after", "becomes"),
    [
        (OnDay(ONE), OnDay(ONE), AtTurn.CARRIED_ON),
        (OnDay(), OnDay(), AtTurn.CARRIED_ON),  # bound to no area, and goes on so
        (OnDay(ONE), OnDay(), AtTurn.ENDS),
        (OnDay(BOTH), OnDay(ONE), AtTurn.CHANGED),
        (OnDay(ONE), OnDay(TWO), AtTurn.CHANGED),
        (OnDay(ONE, ONE), OnDay(ONE, NONE), AtTurn.ENDS),  # its last queue closes
        (OnDay(ONE, BOTH), OnDay(ONE, ONE), AtTurn.CHANGED),
        (OnDay(ONE, ONE, ONE), OnDay(ONE, ONE, TWO), AtTurn.CHANGED),  # followed by another
        (OnDay(ONE, ONE, ONE), OnDay(ONE, ONE, NONE), AtTurn.CHANGED),  # none known to follow
        (OnDay(ONE, ONE, ONE), OnDay(ONE, ONE, ONE), AtTurn.CARRIED_ON),
    ],
)
def test_what_becomes_of_it(before: OnDay, after: OnDay, becomes: AtTurn) -> None:
    assert outcome(before, after) is becomes


@pytest.mark.parametrize(
    ("today", "last_day"),
    [
        (dt.date(2027, 3, 2), dt.date(2027, 3, 31)),
        (dt.date(2027, 3, 31), dt.date(2027, 3, 31)),
        (dt.date(2027, 4, 1), dt.date(2027, 3, 31)),  # the turn that was
        (dt.date(2027, 9, 30), dt.date(2027, 3, 31)),
        (dt.date(2027, 10, 1), dt.date(2028, 3, 31)),  # the turn to come
    ],
)
def test_which_turn_is_looked_at(today: dt.date, last_day: dt.date) -> None:
    turn = turn_at(today)
    assert (turn.last_day, turn.first_day) == (last_day, last_day + dt.timedelta(days=1))
    assert turn.carried_until == last_day.replace(year=last_day.year + 1)


keys = st.frozensets(st.integers(1, 4))
standing = st.builds(OnDay, keys, keys, keys)


@given(st.dictionaries(st.integers(1, 60), st.tuples(standing, standing)))
def test_each_listing_is_counted_once(listings: dict[int, tuple[OnDay, OnDay]]) -> None:
    found = counts(listings.keys(), {key: outcome(*pair) for key, pair in listings.items()})
    assert found.there_were == len(listings) == sum(found.of.values())
    assert all(number >= 0 for number in found.of.values())


@given(st.sets(st.integers(1, 20), min_size=1), st.data())
def test_one_that_is_lost_or_made_up_is_told(there_were: set[int], data: st.DataObject) -> None:
    lost = data.draw(st.sampled_from(sorted(there_were)))
    outcomes = dict.fromkeys(there_were, AtTurn.CARRIED_ON)
    with pytest.raises(CountsDisagree):
        counts(there_were - {lost}, outcomes)
    with pytest.raises(CountsDisagree):
        counts(there_were, {key: one for key, one in outcomes.items() if key != lost})


def test_counts_that_do_not_match_cannot_be_made() -> None:
    with pytest.raises(CountsDisagree, match="There were 41 listings and 40 are accounted for"):
        TurnCounts(41, {AtTurn.CARRIED_ON: 38, AtTurn.ENDS: 2})
