"""Whose turn it is, worked by hand."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commissioning.bookings.kinds import OfferAnswer, TurnStanding
from commissioning.bookings.turns import (
    BY_DATE_STEPS,
    USUAL_STEPS,
    TurnFacts,
    TurnOrder,
    TurnStep,
    WaitingCase,
    ahead_of,
    decided_by,
    next_in_turn,
    next_to_ring,
    turns,
)

JAN, FEB, JUNE, DECEMBER = (dt.date(2027, month, 10) for month in (1, 2, 6, 12))
LAST_DAY = dt.date(2027, 5, 4)
"""Of the group: whose order ends before it can no longer finish."""


def case(
    key: str,
    *,
    priority: bool = False,
    ends: dt.date | None = DECEMBER,
    day_0: dt.date = FEB,
    paused: bool = False,
    offered: bool = False,
    gave_up: bool = False,
    answered: OfferAnswer | None = None,
    accepted: bool = True,
) -> WaitingCase:
    facts = TurnFacts(priority, ends, day_0)
    return WaitingCase(key, facts, paused, offered, gave_up, answered, accepted)


HAND_TABLE = (
    # who waits, where they come, and how they stand
    (case("f", priority=True, ends=None), 3, TurnStanding.IN_TURN),  # voluntary, but priority
    (case("e", priority=True, ends=JUNE), 1, TurnStanding.IN_TURN),  # its order ends first
    (
        case("d", priority=True, paused=True),
        2,
        TurnStanding.PAUSED,
    ),  # keeps its turn
    (case("c", ends=dt.date(2027, 5, 3)), 4, TurnStanding.CANNOT_FINISH),  # a day too short
    (case("k", ends=LAST_DAY), 5, TurnStanding.IN_TURN),  # on the last day itself: in time
    (case("b", ends=JUNE, day_0=JAN, answered=OfferAnswer.REFUSED), 6, TurnStanding.REFUSED_HERE),
    (case("a", ends=JUNE), 8, TurnStanding.IN_TURN),
    (case("0", ends=JUNE, gave_up=True), 7, TurnStanding.GAVE_UP_HERE),  # alike in all but the key
    (case("h", offered=True), 9, TurnStanding.OFFERED_ALREADY),
    (
        case("i", ends=None, day_0=JAN, answered=OfferAnswer.PASSED_ON),
        11,
        TurnStanding.PASSED_ON_HERE,
    ),  # voluntary: no order end
    (case("j", ends=None), 12, TurnStanding.IN_TURN),
    # The provider has still to answer: the turn is kept, and nothing offered.
    (case("g", ends=None, day_0=JAN, accepted=False), 10, TurnStanding.NOT_ACCEPTED),
)


@pytest.mark.parametrize(
    ("one", "standing"),
    [
        # What holds for good is named before what the provider may still say.
        (case("a", accepted=False, ends=JAN), TurnStanding.CANNOT_FINISH),
        (case("a", accepted=False, paused=True), TurnStanding.PAUSED),
        (case("a", accepted=False, gave_up=True), TurnStanding.GAVE_UP_HERE),
        (case("a", accepted=False, offered=True), TurnStanding.OFFERED_ALREADY),
        (case("a", accepted=False, answered=OfferAnswer.REFUSED), TurnStanding.REFUSED_HERE),
        # Whoever was silent would be rung again, and is not before the provider accepts.
        (case("a", accepted=False, answered=OfferAnswer.NOT_REACHED), TurnStanding.NOT_ACCEPTED),
        (case("a", accepted=False), TurnStanding.NOT_ACCEPTED),
    ],
)
def test_nobody_whom_the_provider_has_not_accepted_is_in_turn(
    one: WaitingCase, standing: TurnStanding
) -> None:
    [only] = turns([one], steps=USUAL_STEPS, last_day=LAST_DAY)
    assert only.standing is standing
    assert next_in_turn([only], 1) == ()
    assert next_to_ring([only], {}) is None


def order() -> tuple[TurnOrder, ...]:
    return turns([one for one, _, _ in HAND_TABLE], steps=USUAL_STEPS, last_day=LAST_DAY)


def keys(those: Sequence[TurnOrder]) -> str:
    return "".join(turn.case.key for turn in those)


@pytest.mark.parametrize(("one", "position", "standing"), HAND_TABLE)
def test_the_order_is_that_of_the_table_worked_by_hand(
    one: WaitingCase, position: int, standing: TurnStanding
) -> None:
    [found] = [turn for turn in order() if turn.case.key == one.key]
    assert (found.position, found.standing) == (position, standing)


def test_places_go_to_those_in_turn_and_to_no_more_than_there_are() -> None:
    assert keys(next_in_turn(order(), 3)) == "efk"
    assert keys(next_in_turn(order(), 99)) == "efkaj"
    assert next_in_turn(order(), 0) == next_in_turn(order(), -1) == ()


@pytest.mark.parametrize(
    ("key", "ahead"),
    [
        ("e", 0),
        ("f", 1),  # the paused person before it claims nothing
        ("k", 2),  # nor does who cannot finish
        ("j", 4),
        ("0", 5),  # gave this place up: everybody in turn comes first
        ("i", 5),  # silent, so after those who wait
        ("g", 5),  # not accepted: whoever was comes first
    ],
)
def test_how_many_have_a_better_claim(key: str, ahead: int) -> None:
    assert ahead_of(order(), key) == ahead


def test_a_list_by_date_knows_neither_priority_nor_order_end() -> None:
    early = case("z", ends=None, day_0=JAN)
    late = case("a", priority=True, ends=JUNE)
    assert keys(turns([late, early], steps=BY_DATE_STEPS, last_day=None)) == "za"
    assert decided_by(early.facts, late.facts, BY_DATE_STEPS) is TurnStep.DAY_0


def test_where_nobody_knows_the_last_day_nobody_is_set_apart() -> None:
    [only] = turns([case("a", ends=JAN)], steps=USUAL_STEPS, last_day=None)
    assert only.is_in_turn


days = st.dates(dt.date(2027, 1, 1), dt.date(2027, 1, 4))
facts = st.builds(TurnFacts, st.booleans(), st.none() | days, days)
cases = st.lists(
    st.builds(WaitingCase, st.text("abcdef", min_size=3, max_size=3), facts, st.booleans()),
    unique_by=lambda one: one.key,
    min_size=1,
)


@settings(max_examples=30)
@given(cases, st.permutations(list(USUAL_STEPS)), st.randoms())
def test_the_order_does_not_depend_on_how_they_came(
    those: list[WaitingCase], steps: list[TurnStep], chance: random.Random
) -> None:
    shuffled = list(those)
    chance.shuffle(shuffled)
    first = turns(those, steps=steps, last_day=None)
    assert first == turns(shuffled, steps=steps, last_day=None)


RUNG_NO, NOT_REACHED = OfferAnswer.REFUSED, OfferAnswer.NOT_REACHED

RINGING: tuple[tuple[tuple[WaitingCase, ...], dict[str, int], str | None], ...] = (
    # who waits in the order of their keys, how often each was rung, and who is rung next
    ((case("a"), case("b")), {}, "a"),  # the first in turn
    ((case("a", answered=RUNG_NO), case("b")), {"a": 1}, "b"),  # no is no
    ((case("a", answered=NOT_REACHED), case("b")), {"a": 1}, "b"),  # the next; the turn is kept
    ((case("a", answered=NOT_REACHED), case("b", answered=RUNG_NO)), {"a": 1, "b": 1}, "a"),
    ((case("a", answered=NOT_REACHED), case("b", answered=NOT_REACHED)), {"a": 2, "b": 1}, "b"),
    ((case("a", answered=NOT_REACHED), case("b", answered=NOT_REACHED)), {"a": 1, "b": 1}, "a"),
    ((case("a", answered=OfferAnswer.PASSED_ON), case("b")), {}, "b"),  # silent before the calls
    ((case("a", answered=OfferAnswer.PASSED_ON),), {}, "a"),
    ((case("a", paused=True), case("b", offered=True), case("c", gave_up=True)), {}, None),
    ((case("a", ends=dt.date(2027, 5, 3)), case("b", answered=RUNG_NO)), {"b": 1}, None),
    ((case("a", answered=NOT_REACHED), case("b", priority=True)), {"a": 1}, "b"),
    ((), {}, None),
)


@pytest.mark.parametrize(("cases", "rung", "following"), RINGING)
def test_who_is_rung_next(
    cases: Sequence[WaitingCase], rung: dict[str, int], following: str | None
) -> None:
    order = turns(cases, steps=USUAL_STEPS, last_day=LAST_DAY)
    found = next_to_ring(order, rung)
    assert (None if found is None else found.case.key) == following
