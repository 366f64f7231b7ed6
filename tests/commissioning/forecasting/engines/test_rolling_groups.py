"""The calendar of groups played forward where nothing is left to chance."""

import pytest

from commissioning.forecasting.engines.group_record import GroupRecord
from commissioning.forecasting.engines.rates import Share
from commissioning.forecasting.engines.rolling_groups import GroupsLine
from commissioning.forecasting.engines.sentenced_today import SentencedToday
from tests.commissioning.forecasting.documents import (
    Document,
    day,
    make_group,
    make_referral,
    make_service,
)
from tests.commissioning.forecasting.engines.certain_futures import (
    certain_futures,
    priority_day,
    the_day,
)
from tests.commissioning.forecasting.engines.lines import TODAY

HARDLY_EVER, NEARLY_ALWAYS = Share(1e-9, 1), Share(1, 1 + 1e-9)
GAP = 77


def rolled(
    *groups: Document,
    waiting: int = 0,
    ready_in: int = 0,
    late: Share = HARDLY_EVER,
    cancelled: Share = HARDLY_EVER,
    horizon_days: int = 60,
    **facts: object,
) -> SentencedToday:
    """The person sentenced today beside so many others, all of them ready in so many days."""
    people = [make_referral(n) for n in range(waiting)]
    futures = certain_futures(make_service("closed_group", cohorts=list(groups), **facts), people)
    futures.people.columns.ready[:] = TODAY + ready_in
    record = GroupRecord(late, cancelled, delays=(28,), gaps=(GAP,), filled=1.0)
    GroupsLine(futures, record=record).roll_on(horizon_days)
    return futures.person


def test_a_group_with_a_place_left_is_joined_on_its_day() -> None:
    assert the_day(rolled(make_group(14, places=6), waiting=5)) == 14


def test_a_full_group_leaves_the_next_one_to_whoever_is_not_first() -> None:
    person = rolled(make_group(14, places=6), make_group(42, places=6), waiting=6)
    assert (priority_day(person), the_day(person)) == (14, 42)


def test_whoever_is_not_ready_is_not_in_the_way() -> None:
    assert the_day(rolled(make_group(14, places=6), waiting=6, ready_in=15)) == 14


@pytest.mark.parametrize(
    ("ready_in", "starts"),
    [
        (14, 14),
        (15, 35),  # three weeks later there are enough
        (35, 35),
        (36, 56),  # and three more
        (57, None),  # after two moves it is off
    ],
)
def test_a_group_below_its_minimum_moves_three_weeks_and_is_off_after_two_moves(
    ready_in: int, starts: int | None
) -> None:
    """Four are needed: the person sentenced today and three who wait."""
    group = make_group(14)
    person = rolled(group, waiting=3, ready_in=ready_in, min_to_run=4, horizon_days=90)
    assert the_day(person) == starts


def test_a_group_that_has_moved_before_has_fewer_moves_left() -> None:
    """Put off twice already, it does not wait for those who are ready the day after."""
    moved_twice = make_group(14, moved=42)
    assert the_day(rolled(moved_twice, waiting=3, ready_in=14, min_to_run=4)) == 14
    assert the_day(rolled(moved_twice, waiting=3, ready_in=15, min_to_run=4)) is None


def test_a_group_published_for_a_day_gone_by_is_imminent() -> None:
    starts = set((rolled(make_group(-7), waiting=2).start - TODAY).ravel().tolist())
    assert starts <= set(range(1, 11))
    assert len(starts) > 1  # on which of these days, nobody knows


def test_a_late_group_runs_a_delay_later() -> None:
    assert the_day(rolled(make_group(14), late=NEARLY_ALWAYS)) == 42


def test_a_cancelled_group_starts_nobody() -> None:
    assert the_day(rolled(make_group(14), cancelled=NEARLY_ALWAYS)) is None


@pytest.mark.parametrize("last", [make_group(-56, status="ran"), make_group(21, places=1)])
def test_beyond_the_calendar_groups_follow_at_the_gaps_seen(last: Document) -> None:
    """Two wait for the places declared, one for each group: the third place is the next one."""
    start = -56 if last["status"] == "ran" else 21
    one_place = [{"from": day(-400), "value": 1}]
    person = rolled(last, waiting=2, capacity=one_place, horizon_days=400)
    groups_before = 3 if last["status"] == "ran" else 2
    assert the_day(person) == start + GAP * groups_before


def test_a_group_after_the_calendar_is_not_expected_at_once() -> None:
    """The last group ran 70 days ago and one is due in a week, but none has been published."""
    assert the_day(rolled(make_group(-70, status="ran"))) == 15


def test_without_any_group_one_is_expected_from_next_week() -> None:
    starts = (rolled(horizon_days=100).start - TODAY).ravel()
    assert 8 <= starts.min() <= starts.max() < 1 + GAP + 2


@pytest.mark.parametrize(("ends", "starts"), [(14, 14), (13, None)])
def test_no_group_starts_after_the_end_of_the_contract(ends: int, starts: int | None) -> None:
    assert the_day(rolled(make_group(14), contract_end=day(ends))) == starts


def test_a_group_put_off_beyond_the_end_of_the_contract_is_lost() -> None:
    late = rolled(make_group(14), late=NEARLY_ALWAYS, contract_end=day(41), horizon_days=200)
    assert the_day(late) is None


def test_a_group_on_a_closed_day_starts_on_the_next_working_day() -> None:
    """Closed from Monday to Friday: it starts on the Monday after."""
    shut = [{"from": day(14), "to": day(18)}]
    assert the_day(rolled(make_group(14), closures=shut)) == 21


def test_a_group_beyond_the_horizon_does_not_count() -> None:
    assert the_day(rolled(make_group(60), horizon_days=60)) == 60
    assert the_day(rolled(make_group(61), horizon_days=60)) is None


def test_a_tenth_of_the_places_may_never_be_offered() -> None:
    """Of ten places filled to nine tenths, nine are offered."""
    people = [make_referral(n) for n in range(9)]
    group = make_service("closed_group", cohorts=[make_group(14, places=10)])
    nearly_full = GroupRecord(HARDLY_EVER, HARDLY_EVER, delays=(28,), gaps=(GAP,), filled=0.9)
    futures = certain_futures(group, people)
    GroupsLine(futures, record=nearly_full).roll_on(60)
    assert (priority_day(futures.person), the_day(futures.person)) == (14, None)
