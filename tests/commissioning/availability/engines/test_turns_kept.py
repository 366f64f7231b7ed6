"""How often somebody was taken although another was ready and came first."""

import pytest

from commissioning.availability.engines.turns_kept import out_of_turn
from tests.commissioning.availability.documents import (
    Document,
    day,
    make_referral,
    make_service,
    make_started,
)
from tests.commissioning.availability.engines.lines import make_line

ASSUMED_PICKS, ASSUMED_OUT_OF_TURN = 25, 2


def picked_from_the_list(number: int, **facts: object) -> Document:
    """Started ten days ago; sentenced 40 days and ready 32 days before today."""
    return make_started(number, started=-10) | facts


def counted(*people: Document, allocation: str = "priority_then_date") -> tuple[int, int]:
    """(out of turn, picks at which there was a choice)."""
    found = out_of_turn(make_line(make_service(allocation=allocation), list(people)))
    return round(found.times - ASSUMED_OUT_OF_TURN), round(found.of - ASSUMED_PICKS)


def left_waiting(received: int, **facts: object) -> Document:
    return make_referral("left", received=day(received), inducted=day(-20)) | facts


@pytest.mark.parametrize(
    ("left", "expected"),
    [
        (left_waiting(-50), (1, 1)),  # came before and was passed over
        (left_waiting(-30), (0, 1)),  # came later: the right one was picked
        (left_waiting(-40), (0, 1)),  # the same day: either may be first
        (left_waiting(-50, inducted=day(-10)), (0, 0)),  # ready only on the day: no choice
        (left_waiting(-50, inducted=None), (0, 0)),
        (left_waiting(-50, missed_starts=1), (0, 0)),  # may have been passed over for that
        (left_waiting(-50, status="withdrawn", withdrawn=day(-10)), (0, 0)),  # no longer there
        (left_waiting(-30, priority="priority"), (1, 1)),
        (left_waiting(-50, started=day(-3), status="in_progress"), (1, 1)),
        (left_waiting(-50, started=day(-10), status="in_progress"), (0, 0)),  # both were taken
    ],
)
def test_a_pick_is_out_of_turn_when_somebody_ready_came_first(
    left: Document, expected: tuple[int, int]
) -> None:
    assert counted(picked_from_the_list(1), left) == expected


def test_where_the_date_alone_counts_priority_is_not_passed_over() -> None:
    people = picked_from_the_list(1), left_waiting(-30, priority="priority")
    assert counted(*people, allocation="date") == (0, 1)


def test_one_of_four_picks_out_of_turn() -> None:
    """They were sentenced 50, 45, 40 and 35 days ago; the one of 36 days ago still waits."""
    picks = [picked_from_the_list(n, received=day(-50 + 5 * n)) for n in range(4)]
    found = out_of_turn(make_line(referrals=[*picks, left_waiting(-36)]))
    assert found.value == pytest.approx((1 + 2) / (4 + 25))


def test_starts_of_more_than_a_year_ago_no_longer_count() -> None:
    long_ago = make_started(1, started=-364)
    waiting = make_referral("left", received=day(-600), inducted=day(-500))
    assert counted(long_ago, waiting) == (0, 0)
