"""Promised against actual, in tables that can be checked by hand."""

from __future__ import annotations

import math
from collections.abc import Iterable
from itertools import pairwise

import pytest

from commissioning.promises.judging import (
    Followed,
    Promised,
    PromiseTally,
    breaks_too_often,
    chance_of_breaking,
)
from commissioning.waiting.clock import Outcome

STARTED, LEFT, WAITING = Outcome.STARTED, Outcome.LEFT, Outcome.WAITING

TOLD = Promised(by_1_in_10=10, likely=20, by_9_in_10=50, target_days=42, within_target=0.8)
LATER = 100
"""Days after day 0 at which most of these people are looked at."""


def counted(*cases: Followed, told: Promised = TOLD) -> PromiseTally:
    tally = PromiseTally()
    for followed in cases:
        tally.count(told, followed)
    return tally


@pytest.mark.parametrize(
    ("outcome", "days", "seen_to", "kept", "broken", "left"),
    [
        (STARTED, 30, LATER, 1, 0, 0),
        (STARTED, 50, LATER, 1, 0, 0),  # on the very day
        (STARTED, 51, LATER, 0, 1, 0),  # a day late
        (STARTED, 30, 49, 0, 0, 0),  # early, but the date has not come: counting would flatter
        (STARTED, 30, 50, 1, 0, 0),  # the date has come
        (WAITING, LATER, LATER, 0, 1, 0),  # still waiting after it
        (WAITING, 49, 49, 0, 0, 0),  # not yet at it
        (WAITING, 50, 50, 0, 1, 0),  # the day is over
        (LEFT, 30, LATER, 0, 0, 1),  # left before it: known only to have waited 30 days
        (LEFT, 50, LATER, 0, 0, 1),
        (LEFT, 51, LATER, 0, 1, 0),  # was still waiting when the date passed
    ],
)
def test_a_date_is_judged_when_it_has_come(
    outcome: Outcome, days: int, seen_to: int, kept: int, broken: int, left: int
) -> None:
    tally = counted(Followed(outcome, days, seen_to))
    assert (tally.kept, tally.broken, tally.left.total()) == (kept, broken, left)
    assert tally.people == 1


def test_no_date_within_the_order_is_no_promise_of_one() -> None:
    none = Promised(None, None, None, 42, 0.1)
    tally = counted(Followed(WAITING, LATER, LATER), told=none)
    assert (tally.people, tally.undated, tally.judged) == (1, 1, 0)
    assert tally.share_kept() is None


def started(days: int, people: int) -> list[Followed]:
    return [Followed(STARTED, days, LATER)] * people


def test_share_kept_counts_a_leaver_as_waiting_until_they_left() -> None:
    """Ten people, promised day 50. Six start on day 25, two leave on day 30, one starts on
    day 40, one never: after day 25 four of ten wait, the leavers go, so on day 40 one of
    two starts. 0.4 × 0.5 = 0.2 broke it, where 1 of the 8 others would be 0.125."""
    tally = counted(
        *started(25, 6),
        *[Followed(LEFT, 30, LATER)] * 2,
        *started(40, 1),
        Followed(WAITING, LATER, LATER),
    )
    assert tally.share_kept() == pytest.approx(0.8)
    assert (tally.kept, tally.broken) == (7, 1)


def test_without_leavers_the_share_is_the_plain_one() -> None:
    tally = counted(*started(25, 17), Followed(WAITING, LATER, LATER), Followed(STARTED, 60, LATER))
    assert tally.share_kept() == pytest.approx(17 / 19)


@pytest.mark.parametrize(
    ("days", "is_in_range"), [(9, False), (10, True), (20, True), (50, True), (51, False)]
)
def test_the_range_runs_from_the_first_date_to_the_last(days: int, is_in_range: bool) -> None:
    tally = counted(Followed(STARTED, days, LATER))
    assert tally.share_in_range() == is_in_range


def test_half_had_started_so_many_days_after_the_likely_day() -> None:
    """Likely day 20. Starts on days 15, 22, 25 and one still waiting on day 60: the second of
    four is the median, two days late."""
    people = [Followed(STARTED, day, LATER) for day in (15, 25, 22)]
    tally = counted(*people, Followed(WAITING, 60, 60))
    assert tally.median_difference() == 2


def test_who_still_waits_is_later_than_when_last_seen_and_not_forgotten() -> None:
    """Of five one started on the likely day: of those who started all were on time, but half
    of the five have not."""
    tally = counted(*started(20, 1), *[Followed(WAITING, 60, 60)] * 4)
    assert tally.median_difference() is None


def test_a_leaver_before_the_likely_day_does_not_speed_it_up() -> None:
    """Starts on 22 and 26, one left on day 18: of the two left to see, the first is half."""
    tally = counted(*started(22, 1), *started(26, 1), Followed(LEFT, 18, LATER))
    assert tally.median_difference() == 2


@pytest.mark.parametrize(
    ("outcome", "days", "seen_to", "error"),
    [
        (STARTED, 42, LATER, 0.04),  # (0.8 - 1) squared
        (STARTED, 43, LATER, 0.64),
        (WAITING, LATER, LATER, 0.64),
        (LEFT, 60, LATER, 0.64),  # was still waiting at the target
        (LEFT, 42, LATER, None),  # it cannot be known
        (STARTED, 5, 41, None),  # the target has not come
    ],
)
def test_the_chance_of_the_target_is_judged_by_its_square(
    outcome: Outcome, days: int, seen_to: int, error: float | None
) -> None:
    brier = counted(Followed(outcome, days, seen_to)).brier()
    assert brier == (None if error is None else pytest.approx(error))


def everybody() -> list[Followed]:
    return [
        Followed(outcome, days, seen_to)
        for outcome in Outcome
        for days in (0, 9, 20, 49, 50, 51, 90)
        for seen_to in (days, LATER)
    ]


def test_tallies_add_up_in_any_parts() -> None:
    people = everybody()
    whole = counted(*people)
    parts = PromiseTally()
    for first, last in pairwise((0, 5, 20, len(people))):
        parts.add(counted(*people[first:last]))
    assert parts == whole
    assert whole.people == len(people)


def test_a_tally_is_read_back_as_it_was_stored() -> None:
    whole = counted(*everybody())
    assert PromiseTally.from_stored(whole.to_stored()) == whole
    assert PromiseTally.from_stored({}) == PromiseTally()


def by_hand(broken: int, judged: int) -> float:
    ways: Iterable[float] = (
        math.comb(judged, k) * 0.1**k * 0.9 ** (judged - k) for k in range(broken, judged + 1)
    )
    return sum(ways)


@pytest.mark.parametrize(
    ("broken", "judged", "chance"),
    [
        (0, 20, 1.0),
        (1, 1, 0.1),
        (2, 2, 0.01),
        (1, 2, 0.19),
        (3, 20, 0.3231),  # any table of the binomial
        (5, 20, 0.0432),
        (6, 20, 0.0113),
        (7, 20, 0.0024),
    ],
)
def test_how_likely_so_many_break_by_chance(broken: int, judged: int, chance: float) -> None:
    assert chance_of_breaking(broken, judged) == pytest.approx(chance, abs=5e-5)
    assert chance_of_breaking(broken, judged) == pytest.approx(by_hand(broken, judged))


def test_the_exact_test_holds_for_a_whole_country() -> None:
    assert chance_of_breaking(10_000, 100_000) == pytest.approx(0.5, abs=0.01)
    assert chance_of_breaking(10_500, 100_000) < 1e-6


@pytest.mark.parametrize(
    ("kept", "broken", "fails"),
    [
        (14, 6, False),  # 1 in 89: could be chance
        (13, 7, True),  # 1 in 417
        (12, 7, False),  # worse, but only nineteen have come due
        (90, 10, False),
        (80, 20, True),
    ],
)
def test_a_line_fails_beyond_what_chance_would_break(kept: int, broken: int, fails: bool) -> None:
    tally = counted(*started(25, kept), *[Followed(WAITING, LATER, LATER)] * broken)
    assert breaks_too_often(tally) is fails
