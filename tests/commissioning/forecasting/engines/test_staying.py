"""Sessions still needed, attendance and stays, by hand."""

import numpy as np
import pytest

from commissioning.forecasting.engines.staying import BySession, OneToOne, by_session
from tests.commissioning.forecasting.documents import (
    Document,
    day,
    make_finished,
    make_service,
    make_started,
)
from tests.commissioning.forecasting.engines.lines import calendar_of, make_line

RUNS = 400
FIVE_WEEKS_AGO = -34  # a Tuesday: five sessions of the group until today
SIXTEEN_DAYS_AGO = -16  # a Saturday: three sessions of unpaid work until today


def staying(service: Document, referrals: list[Document]) -> BySession:
    line = make_line(service, referrals)
    return by_session(line, calendar_of(line))


def in_a_group(attended: int, number: int = 1) -> Document:
    return make_started(number, started=FIVE_WEEKS_AGO, sessions_attended=attended)


def on_unpaid_work(ordered: float | None, worked: float, number: int = 1) -> Document:
    hours: Document = {"hours_ordered": ordered, "hours_worked": worked}
    return make_started(number, started=SIXTEEN_DAYS_AGO, **hours)


@pytest.mark.parametrize(
    ("attended", "needed"),
    [(4, 8), (11, 1), (12, 1), (40, 1)],  # while they are there, at least one more
)
def test_a_group_member_needs_the_sessions_not_yet_attended(attended: int, needed: int) -> None:
    found = staying(make_service("rolling_group", sessions_required=12), [in_a_group(attended)])
    assert found.needed.tolist() == [needed]
    assert found.wholly_needed.tolist() == [12]


@pytest.mark.parametrize(
    ("ordered", "worked", "needed"),
    [
        (70, 21, 7),
        (72, 21, 8),  # two hours over: one session more
        (70, 20, 8),  # a session cut short has to be made up for
        (70, 70, 1),
        (None, 21, 15),  # 120 hours is usual: 18 sessions
    ],
)
def test_unpaid_hours_are_worked_off_session_by_session(
    ordered: float | None, worked: float, needed: int
) -> None:
    found = staying(make_service("unpaid_work"), [on_unpaid_work(ordered, worked)])
    assert found.needed.tolist() == [needed]


def test_attendance_is_of_sessions_held_not_of_weeks() -> None:
    """Nine people, five Tuesdays; with one of them closed, each held four and attended four."""
    people = [in_a_group(4, number) for number in range(9)]
    shut = {"from": day(-14), "to": day(-12)}
    open_throughout = staying(make_service("rolling_group"), people).attendance
    once_shut = staying(make_service("rolling_group", closures=[shut]), people).attendance
    assert open_throughout.value == pytest.approx((36 + 0.8 * 60) / (45 + 60))
    assert once_shut.value == pytest.approx((36 + 0.8 * 60) / (36 + 60))


def test_an_attendance_that_nobody_wrote_down_is_not_an_absence() -> None:
    not_told = make_started(1, started=-48, sessions_attended=0)
    found = staying(make_service("rolling_group"), [not_told])
    assert found.attendance.value == pytest.approx(0.8)
    assert found.needed.tolist() == [12 - 5]  # of seven sessions held, four in five is 5.6


def test_giving_up_is_counted_by_session_held() -> None:
    """Ten sessions held for two people, one of whom gave up; usual: one in a hundred."""
    left = in_a_group(5, 1) | {"status": "dropped_out", "ended": day(-6)}
    found = staying(make_service("rolling_group"), [left, in_a_group(5, 2)])
    assert found.drop_out.value == pytest.approx((1 + 1.5) / (10 + 150))


def test_whoever_comes_seldom_keeps_the_place_longer() -> None:
    people = [in_a_group(5, 1), in_a_group(1, 2)]
    found = staying(make_service("rolling_group"), people)
    often, seldom = found.own_attendance.tolist()
    usual = found.attendance.value
    assert (often, seldom) == pytest.approx(((10 * usual + 5) / 15, (10 * usual + 1) / 15))


def test_nobody_is_done_before_the_sessions_they_need_unless_they_give_up() -> None:
    found = staying(make_service("rolling_group", sessions_required=12), [in_a_group(4)])
    remaining = found.remaining(np.random.default_rng(1), RUNS)
    shorter = (remaining < 8).mean()
    assert shorter == pytest.approx(1 - 0.99**7, abs=0.05)
    assert remaining.min() >= 1
    assert 8 < np.median(remaining) < 13


def test_a_starter_has_been_to_the_first_session_by_starting() -> None:
    once = staying(make_service("rolling_group", sessions_required=1), [])
    assert set(once.of_starters(np.random.default_rng(1), (RUNS, 1)).ravel()) == {0}


def test_what_new_people_need_on_unpaid_work_leans_on_those_before_and_on_what_is_usual() -> None:
    found = staying(make_service("unpaid_work"), [on_unpaid_work(70, 0, n) for n in range(3)])
    assert found.wholly_needed.tolist() == [10, 10, 10, 9, 12, 15, 18, 23, 29]
    enough = staying(make_service("unpaid_work"), [on_unpaid_work(70, 0, n) for n in range(15)])
    assert set(enough.wholly_needed.tolist()) == {10}


def test_one_to_one_the_stay_so_far_is_taken_into_account() -> None:
    """Everybody has stayed 30 days: after 20 of them 10 are left, but not for each for sure."""
    past = [make_finished(n, started=-200 + n, stay=30) for n in range(60)]
    line = make_line(referrals=[*past, make_started("there", started=-20)])
    remaining = OneToOne.of(line).remaining(np.random.default_rng(1), RUNS)
    assert remaining.min() >= 1
    assert (remaining == 10).mean() > 0.9


def test_one_to_one_people_who_are_still_there_make_stays_longer() -> None:
    past = [make_finished(n, started=-200 + n, stay=30) for n in range(20)]
    there = [make_started(f"there {n}", started=-150) for n in range(20)]
    short = OneToOne.of(make_line(referrals=past))
    long = OneToOne.of(make_line(referrals=past + there))
    assert short.usual_days < 45
    assert long.usual_days > 90
