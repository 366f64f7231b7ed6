"""What holds for every package, looked for by machine."""

from __future__ import annotations

import random
from dataclasses import replace

import hypothesis.strategies as st
from hypothesis import given, settings

from commissioning.packages.draws import DRAWS, NEVER, futures_of, likely_future
from commissioning.packages.futures import play_out
from commissioning.packages.limits import WeeklyLimit
from commissioning.packages.ordering import needs_among, ordering_rules
from commissioning.packages.parts import Part, TimeOfDay
from commissioning.packages.planned import Plan
from commissioning.packages.planning import plan_package
from commissioning.packages.timetable import (
    PackageTerms,
    clashes_among,
    first_start,
    ready_from,
)
from commissioning.timing.time_needed import TimeNeeded
from tests.makers.parts import EVERY_DAY, EVERY_WEEK, make_part, make_turn

FEW = settings(max_examples=12)
ROOMY = WeeklyLimit(1000, 1000)
LIMITS = st.builds(WeeklyLimit, st.integers(1, 4), st.integers(4, 16))
KINDS = (
    "other", "programme", "detoxification", "drug_or_alcohol_treatment", "place_to_live",
    "employment",
)  # fmt: skip


@st.composite
def turns(draw: st.DrawFn) -> dict[int, float]:
    days = sorted(draw(st.sets(st.integers(1, 300), min_size=1, max_size=4)))
    shares = sorted(draw(st.sets(st.integers(1, 1000), min_size=len(days), max_size=len(days))))
    return {day: share / 1000 for day, share in zip(days, shares, strict=True)}


@st.composite
def parts(draw: st.DrawFn, *, is_free: bool = False) -> list[Part]:
    """`is_free`: without days of the week, so that nothing clashes."""
    found = []
    for number in range(draw(st.integers(1, 3))):
        usual = draw(st.integers(1, 150))
        found.append(
            make_part(
                f"part {number}",
                draw(turns()),
                (usual, usual + draw(st.integers(0, 60))),
                kind=draw(st.sampled_from(KINDS)),
                on=[] if is_free else draw(st.sampled_from([[], [2], [2, 4], [6]])),
                at=draw(st.sampled_from([None, *TimeOfDay])),
                times=draw(st.integers(0, 2)),
                hours=draw(st.sampled_from([None, 2.5, 7])),
                starts=draw(st.sampled_from([EVERY_DAY, EVERY_WEEK, (35, 98, 160)])),
            )
        )
    return found


def plan(chosen: list[Part], limit: WeeklyLimit = ROOMY, *, order_days: int = 365) -> Plan:
    return plan_package(chosen, order_days=order_days, limit=limit)


def terms_of(chosen: list[Part], limit: WeeklyLimit) -> PackageTerms:
    return PackageTerms(needs_among(chosen, ordering_rules()), clashes_among(chosen), limit)


@FEW
@given(parts(), LIMITS, st.randoms(use_true_random=False))
def test_the_order_in_which_parts_are_given_changes_nothing(
    chosen: list[Part], limit: WeeklyLimit, chance: random.Random
) -> None:
    shuffled = list(chosen)
    chance.shuffle(shuffled)
    assert plan(shuffled, limit) == plan(chosen, limit)


@FEW
@given(parts(), LIMITS)
def test_all_of_it_is_never_likelier_than_any_part_of_it(
    chosen: list[Part], limit: WeeklyLimit
) -> None:
    found = plan(chosen, limit)
    if found.chance_all_finished is None:
        return
    assert found.chance_all_started is not None
    for one in found.parts:
        assert one.chance_finished is not None
        assert found.chance_all_finished <= one.chance_finished <= one.chance_started
        assert found.chance_all_started <= one.chance_started
    assert found.chance_all_finished <= found.chance_all_started


@FEW
@given(parts(), LIMITS, st.integers(1, 800), st.integers(0, 295))
def test_a_longer_order_never_lowers_a_chance(
    chosen: list[Part], limit: WeeklyLimit, order_days: int, more: int
) -> None:
    short = plan(chosen, limit, order_days=order_days)
    long = plan(chosen, limit, order_days=order_days + more)
    assert (short.chance_all_finished or 0) <= (long.chance_all_finished or 0)
    before = {one.part.key: one for one in short.parts}
    for one in long.parts:
        assert before[one.part.key].chance_started <= one.chance_started
        # The plan itself is the same: only what lies beyond the order is left unsaid.
        likely = before[one.part.key].likely_start
        assert likely in (None, one.likely_start)


@FEW
@given(parts(), LIMITS)
def test_another_part_never_brings_the_end_forward(chosen: list[Part], limit: WeeklyLimit) -> None:
    """Where nothing is left to chance; otherwise orders are compared on some futures only."""
    certain = [as_likely(part) for part in chosen]
    end = certain_end(certain, limit)
    for left_out in certain:
        assert certain_end([part for part in certain if part is not left_out], limit) <= end


def as_likely(part: Part) -> Part:
    """The part with its likely turn and length for certain."""
    future = likely_future(part)
    turn = make_turn(future.turn) if future.turn < NEVER else make_turn({})
    return replace(part, turn=turn, time=TimeNeeded(future.length, future.length, None, None, ""))


def certain_end(chosen: list[Part], limit: WeeklyLimit) -> int:
    futures = {part.key: futures_of(part)[:1] for part in chosen}
    if not chosen:
        return 0
    return play_out(chosen, terms_of(chosen, limit), futures).ends[0]


@FEW
@given(parts(is_free=True))
def test_without_clashes_another_part_never_lets_any_other_begin_earlier(
    chosen: list[Part],
) -> None:
    """With clashes it may: two that compete can change places when a third joins them."""
    whole = plan(chosen)
    starts = {one.part.key: one.likely_start or NEVER for one in whole.parts}
    chances = {one.part.key: one.chance_started for one in whole.parts}
    for left_out in chosen:
        for one in plan([part for part in chosen if part is not left_out]).parts:
            assert (one.likely_start or NEVER) <= starts[one.part.key]
            assert one.chance_started >= chances[one.part.key]


@FEW
@given(parts(), LIMITS)
def test_every_future_keeps_order_week_and_turn(chosen: list[Part], limit: WeeklyLimit) -> None:
    chosen = [part for part in chosen if limit.carries([part.weekly])]
    if not chosen:
        return
    terms = terms_of(chosen, limit)
    futures = {part.key: futures_of(part)[:40] for part in chosen}
    for number, spans in enumerate(play_out(chosen, terms, futures).timetables):
        begun = [part for part in chosen if spans[part.key].start < NEVER]
        for part in begun:
            span = spans[part.key]
            assert span.start >= futures[part.key][number].turn
            assert span.start >= ready_from(part.key, terms.needs, spans)
            on = {futures[part.key][number].turn, *part.possible_starts}
            assert span.start in on
            beside = [one for one in begun if spans[one.key].start <= span.start]
            running = [one for one in beside if span.start <= spans[one.key].finish]
            assert limit.carries(one.weekly for one in running)
        for one, other in terms.clashes:
            assert not spans[one].meets(spans[other])


@FEW
@given(parts())
def test_by_itself_a_part_has_exactly_the_chances_of_its_line(chosen: list[Part]) -> None:
    part = chosen[0]
    assert part.turn is not None
    for order_days in (30, 90, 365):
        [one] = plan([part], order_days=order_days).parts
        assert round(one.chance_started * DRAWS) == round(
            part.turn.chance_within(order_days) * DRAWS
        )
        if order_days == 365:
            assert one.likely_start == part.turn.day_reached(0.5, order_days=order_days)
            assert one.start_by_9_in_10 == part.turn.day_reached(0.9, order_days=order_days)


def test_turns_that_were_missed_take_the_next_start() -> None:
    part = make_part("a", 10, starts=(10, 24, 38))
    assert [first_start(part, 10, ready) for ready in (0, 10, 11, 24, 39)] == [
        10,
        10,
        24,
        24,
        NEVER,
    ]
