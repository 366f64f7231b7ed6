"""The truth of simulated delivery, where a person can work it out by hand."""

from dataclasses import replace
from itertools import pairwise
from math import exp

import pytest

from tests.forecasting.making import (
    MONDAY,
    make_delivery,
    make_plan,
    put_attending,
    put_waiting,
    starts,
)
from tests.forecasting.simulated import truth
from tests.forecasting.simulated.closed_groups import ClosedGroups
from tests.forecasting.simulated.durations import Durations, Part, mixture
from tests.forecasting.simulated.people import CapacityFrom, Closure, Cohort
from tests.forecasting.simulated.plans import Groups, Habits, Plan, Sessions, Waiting

ROLLING = make_plan("rolling_group", sessions=Sessions(weekday=3, attendance=1.0, drop_out=0.0))


def with_cohorts(plan: Plan, *planned: int, places: int = 6) -> ClosedGroups:
    delivery = make_delivery(plan)
    assert isinstance(delivery, ClosedGroups)
    delivery.cohorts = [Cohort(n, day, day, places) for n, day in enumerate(planned)]
    delivery.open_cohorts = delivery.cohorts
    delivery.next_planned = MONDAY + 3000
    return delivery


def test_one_place_known_stays() -> None:
    """The place is given back on day 15, the person ahead keeps it for 21 days, until day 36."""
    delivery = make_delivery(make_plan("one_to_one", stay=Durations.fixed(21)))
    put_attending(delivery, started=MONDAY - 6)
    assert starts(delivery) == {15}
    put_waiting(delivery, ready=MONDAY)
    assert starts(delivery) == {36}


def test_a_place_given_back_on_a_saturday_is_filled_on_the_monday() -> None:
    delivery = make_delivery(make_plan("one_to_one", stay=Durations.fixed(8)))
    put_attending(delivery, started=MONDAY - 3)
    assert starts(delivery) == {7}


def test_the_person_is_not_ready_on_the_day_of_sentence_itself() -> None:
    """Half of the people are ready at once or on one of the next two days."""
    lag = mixture(Part(1.0, 20, 0.01), longest=60, at_once=0.5)
    delivery = make_delivery(make_plan("one_to_one", declared=9, waiting=Waiting(lag=lag)))
    found = truth.waits(delivery, is_priority=False, horizon=90, seed="lag", lives=400)
    assert min(found) == 1
    assert 0.33 < sum(wait <= 2 for wait in found) / 400 < 0.47  # two sixths of five sixths


@pytest.mark.parametrize(
    ("by_priority", "is_priority", "day"),
    [(True, True, 2), (True, False, 9), (False, True, 9), (False, False, 9)],
)
def test_who_is_first(by_priority: bool, is_priority: bool, day: int) -> None:
    plan = replace(ROLLING, by_priority=by_priority, declared=9)
    plan = replace(plan, sessions=replace(plan.sessions, max_new=1))
    delivery = make_delivery(plan)
    put_waiting(delivery, ready=MONDAY)
    assert starts(delivery, is_priority=is_priority) == {day}


def test_a_rolling_group_frees_the_place_of_one_who_has_attended_all_sessions() -> None:
    delivery = make_delivery(ROLLING)
    put_attending(delivery, started=MONDAY - 5).sessions = 10
    assert starts(delivery) == {16}  # the eleventh on day 2, the twelfth on day 9


def test_missed_starts_cost_a_week_each() -> None:
    plan = replace(ROLLING, waiting=Waiting(lag=Durations.fixed(1), missed=0.5, reoffer_days=1))
    found = truth.waits(
        make_delivery(plan), is_priority=False, horizon=365, seed="missed", lives=2000
    )
    assert found.count(2) / 2000 == pytest.approx(0.5, abs=0.04)
    assert found.count(9) / 2000 == pytest.approx(0.25, abs=0.04)


def test_unpaid_work_has_a_place_for_one_who_stays_away_if_places_are_of_the_day() -> None:
    sessions = Sessions(weekday=6, hours=7.0, attendance=0.0, drop_out=0.0, seats="of_the_day")
    plan = make_plan("unpaid_work", declared=7, sessions=sessions)
    day = {"of_the_day": 5, "held": 366}
    for seats in ("of_the_day", "held"):
        delivery = make_delivery(replace(plan, sessions=replace(sessions, seats=seats)))
        put_attending(delivery, started=MONDAY - 2).attendance = 0.0
        assert starts(delivery) == {day[seats]}


def test_unpaid_work_ends_when_the_hours_are_worked() -> None:
    sessions = Sessions(weekday=6, hours=7.0, attendance=1.0, drop_out=0.0)
    delivery = make_delivery(make_plan("unpaid_work", declared=13, sessions=sessions))
    put_attending(delivery, started=MONDAY - 2).hours_worked = 49.0
    assert starts(delivery) == {19}  # 56 hours on day 5, 63 of 60 on day 12


def test_a_group_with_places_for_all_starts_on_its_day() -> None:
    plan = make_plan("closed_group", groups=Groups(min_to_run=1))
    assert starts(with_cohorts(plan, MONDAY + 21, MONDAY + 70)) == {21}


def test_a_rare_edition_of_the_calendar_leaves_no_group_out() -> None:
    groups = Groups(min_to_run=1, gap_weeks=4, publish_weeks=3, publish_every=13)
    delivery = make_delivery(make_plan("closed_group", groups=groups))
    assert isinstance(delivery, ClosedGroups)
    planned = [cohort.planned for cohort in delivery.cohorts]
    assert all(late - early < 2 * 28 for early, late in pairwise(planned))
    assert planned[-1] > MONDAY + 14


def test_nobody_knows_the_first_date_beyond_the_calendar() -> None:
    groups = Groups(min_to_run=1, gap_weeks=12, gap_spread=3, publish_weeks=1)
    delivery = with_cohorts(make_plan("closed_group", groups=groups))
    delivery.last_planned, delivery.next_planned = MONDAY - 21, MONDAY + 63
    assert starts(delivery, lives=60) == {42, 49, 56, 63, 70, 77, 84}
    delivery.published_until = MONDAY + 56
    assert starts(delivery, lives=60) == {63, 70, 77, 84}


def test_those_of_a_cancelled_group_go_back_and_start_with_the_next() -> None:
    plan = make_plan("closed_group", groups=Groups(min_to_run=1))
    delivery = with_cohorts(plan, MONDAY + 21, MONDAY + 70)
    delivery.cohorts[0].status = "cancelled"
    assert starts(delivery) == {70}
    delivery = with_cohorts(plan, MONDAY + 21, MONDAY + 70, places=1)
    put_waiting(delivery, ready=MONDAY)
    assert starts(delivery) == {70}


def test_a_group_too_small_moves_twice_and_is_then_cancelled() -> None:
    plan = make_plan("closed_group", groups=Groups(min_to_run=2, move_weeks=1))
    delivery = with_cohorts(plan, MONDAY + 21)
    cohort = delivery.cohorts[0]
    seen = []
    for _ in range(60):
        delivery.live_a_day()
        seen.append((cohort.current - MONDAY, cohort.status))
    assert list(dict.fromkeys(seen)) == [
        (21, "planned"), (28, "planned"), (35, "planned"), (35, "cancelled"),
    ]  # fmt: skip


def test_a_late_group_keeps_its_date_until_it_runs() -> None:
    plan = make_plan("closed_group", groups=Groups(min_to_run=1, runs_late=1.0))
    delivery = with_cohorts(plan, MONDAY + 21)
    put_waiting(delivery, ready=MONDAY)
    delivery.live_until(MONDAY + 22)
    cohort = delivery.cohorts[0]
    assert (cohort.status, cohort.current) == ("planned", MONDAY + 21)
    delivery.live_until(MONDAY + 40)
    assert cohort.status == "ran"
    assert MONDAY + 23 <= cohort.current <= MONDAY + 35


def test_closures_holidays_and_the_end_of_the_contract() -> None:
    delivery = make_delivery(replace(ROLLING, contract_end=MONDAY + 20))
    delivery.closures.append(Closure(MONDAY, MONDAY + 8))
    assert starts(delivery) == {9}
    delivery.closures.append(Closure(MONDAY, MONDAY + 16))
    assert starts(delivery) == {366}


def test_an_announced_capacity_counts_from_its_day() -> None:
    delivery = make_delivery(make_plan("one_to_one", stay=Durations.fixed(300)))
    put_attending(delivery, started=MONDAY)
    delivery.capacity.append(CapacityFrom(MONDAY + 30, 2))
    assert starts(delivery) == {30}


def test_a_service_that_opens_later_starts_nobody_before() -> None:
    plan = make_plan("one_to_one", opened_on=MONDAY + 50, refers_from=MONDAY)
    assert starts(make_delivery(plan)) == {50}


def test_who_waits_ahead_may_withdraw_and_the_person_asked_about_does_not() -> None:
    lag = Durations.fixed(1)
    plan = make_plan(
        "one_to_one",
        stay=Durations.fixed(100),
        waiting=Waiting(lag=lag, withdrawal_a_day=0.05),
    )
    delivery = make_delivery(plan)
    put_attending(delivery, started=MONDAY - 80)
    put_waiting(delivery, ready=MONDAY)
    found = truth.waits(delivery, is_priority=False, horizon=365, seed="leave", lives=2000)
    assert set(found) == {21, 121}  # the place is free on day 20, a Sunday
    assert found.count(121) / 2000 == pytest.approx(0.95**21, abs=0.04)


def test_time_still_to_come_depends_on_time_gone() -> None:
    """Of those not over within 30 days, half take 40 days and half take 80."""
    lasting = Durations((0.0,) * 10 + (0.5,) * 30 + (0.75,) * 40 + (1.0,))
    chance = make_delivery(ROLLING).chance
    drawn = [lasting.draw(chance, longer_than=30) for _ in range(2000)]
    assert set(drawn) == {40, 80}
    assert drawn.count(40) / 2000 == pytest.approx(0.5, abs=0.04)
    assert lasting.draw(chance, longer_than=90) > 90


def test_who_misses_a_start_may_have_to_queue_again() -> None:
    """One place is filled a week; the person ahead misses the first."""
    plan = replace(ROLLING, declared=9, habits=Habits(from_the_back=True))
    plan = replace(plan, sessions=replace(plan.sessions, max_new=1))
    delivery = make_delivery(plan)
    ahead = put_waiting(delivery, ready=MONDAY)
    behind = put_waiting(delivery, ready=MONDAY + 1)
    ahead.missed_starts, ahead.queues_from = 1, MONDAY + 1
    delivery.live_until(MONDAY + 9)
    assert (behind.started, ahead.started) == (MONDAY + 2, MONDAY + 9)


def test_habits_of_the_week() -> None:
    plan = make_plan("one_to_one", declared=9, habits=Habits(intake_weekday=4))
    assert starts(make_delivery(plan)) == {3}
    plan = make_plan("one_to_one", declared=9, habits=Habits(induction_weekday=3))
    assert starts(make_delivery(plan)) == {2}
    assert starts(make_delivery(plan, until=MONDAY + 1)) == {1}
    gateway = replace(ROLLING, habits=Habits(gateway_weeks=4))
    assert len(starts(make_delivery(gateway))) == 1
    assert starts(make_delivery(gateway)) <= {2, 9, 16, 23}


def test_early_leavers_leave_early() -> None:
    """Three times one in a hundred a day for a month, then half of one in a hundred."""
    waiting = Waiting(lag=Durations.fixed(1), withdrawal_a_day=0.01)
    delivery = make_delivery(
        make_plan("one_to_one", waiting=waiting, habits=Habits(early_leaving=True))
    )
    drawn = [delivery.days_until_withdrawal() for _ in range(3000)]
    assert sum(day > 30 for day in drawn) / 3000 == pytest.approx(exp(-0.9), abs=0.03)
    later = [delivery.days_until_withdrawal(30) for _ in range(3000)]
    assert sum(day > 100 for day in later) / 3000 == pytest.approx(exp(-0.5), abs=0.03)
