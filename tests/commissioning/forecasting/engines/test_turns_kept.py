"""How often somebody was taken although another was ready and came first."""

import pytest

from commissioning.forecasting.engines.turns_kept import turns_kept
from tests.commissioning.forecasting.documents import (
    Document,
    day,
    make_referral,
    make_service,
    make_started,
)
from tests.commissioning.forecasting.engines.lines import make_line

ASSUMED_PICKS, ASSUMED_OUT_OF_TURN = 25, 2


def picked_from_the_list(number: int, **facts: object) -> Document:
    """Started ten days ago; sentenced 40 days and ready 32 days before today."""
    return make_started(number, started=-10) | facts


def counted(*people: Document, allocation: str = "priority_then_date") -> tuple[int, int]:
    """(out of turn, picks at which there was a choice)."""
    found = turns_kept(make_line(make_service(allocation=allocation), list(people))).out_of_turn
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
    found = turns_kept(make_line(referrals=[*picks, left_waiting(-36)])).out_of_turn
    assert found.value == pytest.approx((1 + 2) / (4 + 25))


def test_starts_of_more_than_a_year_ago_no_longer_count() -> None:
    long_ago = make_started(1, started=-364)
    waiting = make_referral("left", received=day(-600), inducted=day(-500))
    assert counted(long_ago, waiting) == (0, 0)


def overtakings(number: int) -> list[Document]:
    """Each time a priority person, sentenced later, started while a standard one stayed ready."""
    overtaking = [
        picked_from_the_list(n, priority="priority", received=day(-40 + n)) for n in range(number)
    ]
    return [*overtaking, left_waiting(-50)]


def overtakings_refused(number: int) -> list[Document]:
    """Each time a standard person started while a priority one, sentenced later, stayed ready."""
    return [
        *(picked_from_the_list(n, received=day(-60 + n)) for n in range(number)),
        left_waiting(-50, priority="priority", inducted=day(-40)),
    ]


@pytest.mark.parametrize(
    ("declared", "people", "priority_goes_first"),
    [
        ("date", overtakings(2), False),  # twice may be for a reason of its own
        ("date", overtakings(3), True),
        ("priority_then_date", overtakings(3), True),
        ("priority_then_date", overtakings_refused(2), True),
        ("priority_then_date", overtakings_refused(3), False),
        ("date", [], False),
        ("priority_then_date", [], True),
    ],
)
def test_what_is_practised_is_learned_where_it_is_not_what_was_declared(
    declared: str, people: list[Document], priority_goes_first: bool
) -> None:
    line = make_line(make_service(allocation=declared), people)
    assert turns_kept(line).priority_goes_first is priority_goes_first


def test_whoever_had_just_become_ready_was_not_passed_over() -> None:
    people = [
        *(picked_from_the_list(n, received=day(-60 + n)) for n in range(5)),
        left_waiting(-50, priority="priority", inducted=day(-15)),
    ]
    assert turns_kept(make_line(make_service(), people)).priority_goes_first


def goes_first(allocation: str, picks: list[Document], left: Document) -> bool:
    line = make_line(make_service(allocation=allocation), [*picks, left])
    return turns_kept(line).priority_goes_first


@pytest.mark.parametrize(("picks", "is_believed"), [(0, True), (2, True), (3, False)])
def test_the_declared_order_is_believed_until_three_picks_speak_against_it(
    picks: int, is_believed: bool
) -> None:
    """Standard people before a later priority one; priority people before an earlier standard."""
    standard = [picked_from_the_list(n) for n in range(picks)]
    later_with_priority = left_waiting(-30, priority="priority")
    assert goes_first("priority_then_date", standard, later_with_priority) is is_believed
    with_priority = [person | {"priority": "priority"} for person in standard]
    assert goes_first("date", with_priority, left_waiting(-50)) is not is_believed


@pytest.mark.parametrize(
    ("facts", "is_believed"),
    [
        ({"inducted": day(-28)}, False),
        ({"inducted": day(-27)}, True),  # ready for less than eight days
        ({"status": "withdrawn", "withdrawn": day(-5)}, False),
        ({"status": "withdrawn", "withdrawn": day(-6)}, True),  # was about to leave
        ({"missed_starts": 1}, True),
        ({"received": day(-60)}, True),  # against either order, so that it tells nothing
    ],
)
def test_only_whoever_was_long_ready_and_stayed_was_really_passed_over(
    facts: Document, is_believed: bool
) -> None:
    picks = [make_started(n, started=-20) for n in range(4)]  # sentenced 50 days ago
    left = make_referral("left", received=day(-45), inducted=day(-40), priority="priority")
    assert goes_first("priority_then_date", picks, left | facts) is is_believed
