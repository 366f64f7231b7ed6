"""Who waits and who will come, in every run."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from commissioning.forecasting.engines.durations import Durations, TimedCase
from commissioning.forecasting.engines.queue_people import (
    BLOCK_DAYS,
    NEVER,
    QueuePeople,
)
from commissioning.forecasting.engines.readiness import Readiness
from tests.commissioning.forecasting.documents import (
    Document,
    day,
    make_referral,
    make_service,
)
from tests.commissioning.forecasting.engines.certain_futures import (
    SEED,
    Keeping,
    certain_parameters,
    same_in_all,
)
from tests.commissioning.forecasting.engines.lines import TODAY, make_line

RUNS = 60
READY_AFTER_5_OR_10 = Durations([TimedCase(5, is_over=True), TimedCase(10, is_over=True)])


def queue(
    referrals: list[Document] | None = None,
    *,
    a_day: float = 0.05,
    priority: float = 0.3,
    withdrawals: float = 0.0,
    told: float = 1.0,
    priority_goes_first: bool = True,
    **facts: str,
) -> QueuePeople:
    parameters = replace(
        certain_parameters(RUNS),
        referrals_a_day=same_in_all(a_day, RUNS),
        priority_share=same_in_all(priority, RUNS),
        withdrawals_a_day=same_in_all(withdrawals, RUNS),
    )
    line = make_line(make_service(**facts), referrals)
    return QueuePeople(
        line,
        parameters,
        Readiness(READY_AFTER_5_OR_10, told),
        Keeping().of_starters,
        priority_goes_first=priority_goes_first,
        seed=SEED,
    )


def test_those_waiting_stand_by_priority_then_by_date() -> None:
    """Known by the day on which each is ready: 1, 2, 3 or 4 days ago."""
    people = [
        make_referral("a", received=day(-20), inducted=day(-4)),
        make_referral("b", received=day(-40), inducted=day(-3)),
        make_referral("c", received=day(-10), inducted=day(-2), priority="priority"),
        make_referral("d", received=day(-30), inducted=day(-1), priority="priority"),
    ]
    by_priority = queue(people)
    assert (by_priority.columns.ready[0] - TODAY).tolist() == [-1, -2, -3, -4]
    assert (by_priority.ahead_of_priority, by_priority.ahead_of_standard) == (2, 4)
    by_date = queue(people, priority_goes_first=False)
    assert (by_date.columns.ready[0] - TODAY).tolist() == [-3, -1, -4, -2]
    assert (by_date.ahead_of_priority, by_date.ahead_of_standard) == (4, 4)


def test_of_those_to_come_only_priority_people_are_ahead_of_somebody_standard() -> None:
    waiting = [make_referral(1), make_referral(2, priority="priority")]
    people = queue(waiting, a_day=0.2)
    people.look_ahead_to(TODAY + 1)
    columns = people.columns.ready.shape[1]
    assert people.ahead_of_priority == 1
    assert 2 < people.ahead_of_standard < columns
    overtaking = people.columns.ready[:, 1 : people.ahead_of_standard - 1]
    assert (overtaking > TODAY).all()  # they stand between the two who wait
    assert (people.columns.ready[:, people.ahead_of_standard - 1] < TODAY).all()


def test_where_the_date_alone_counts_nobody_to_come_is_ahead() -> None:
    people = queue([make_referral(1)], a_day=0.2, priority_goes_first=False)
    people.look_ahead_to(TODAY + 1)
    assert (people.ahead_of_priority, people.ahead_of_standard) == (1, 1)


@pytest.mark.parametrize("priority_goes_first", [True, False])
def test_looking_further_ahead_changes_nothing_nearer(priority_goes_first: bool) -> None:
    near, far = (
        queue(withdrawals=0.01, a_day=0.1, priority_goes_first=priority_goes_first)
        for _ in range(2)
    )
    near.look_ahead_to(TODAY + BLOCK_DAYS)
    far.look_ahead_to(TODAY + 4 * BLOCK_DAYS)
    for run in range(RUNS):
        nearer = there(near, run)
        assert len(nearer) < len(there(far, run))
        assert nearer == [one for one in there(far, run) if one in nearer]


def test_later_half_years_do_not_repeat_the_first() -> None:
    people = queue(a_day=0.1, priority_goes_first=False)
    numbers = []
    for half_year in (1, 2):
        people.look_ahead_to(TODAY + half_year * BLOCK_DAYS)
        numbers.append(np.array([len(there(people, run)) for run in range(RUNS)]))
    first, both = numbers
    assert (both - first != first).mean() > 0.5


def there(people: QueuePeople, run: int) -> list[tuple[int, int]]:
    """(ready, gone) of each who comes in that run, in the order of the list."""
    columns = people.columns
    pairs = zip(columns.ready[run].tolist(), columns.gone[run].tolist(), strict=True)
    return [(ready, gone) for ready, gone in pairs if ready < NEVER]


def test_so_many_come_as_are_referred() -> None:
    people = queue(a_day=0.1, priority=0.3)
    people.look_ahead_to(TODAY + 2 * BLOCK_DAYS)
    come = people.columns.ready < NEVER
    assert come.sum(axis=1).mean() == pytest.approx(0.1 * 2 * BLOCK_DAYS, rel=0.1)
    first = come[:, : people.ahead_of_standard].sum()
    assert first / come.sum() == pytest.approx(0.3, abs=0.04)


def test_each_is_ready_some_days_after_being_referred_and_in_order_of_referral() -> None:
    people = queue(a_day=0.1, priority_goes_first=False)
    people.look_ahead_to(TODAY + BLOCK_DAYS)
    for run in range(RUNS):
        ready = [ready for ready, _ in there(people, run)]
        assert all(TODAY + 5 < one <= TODAY + BLOCK_DAYS + 10 for one in ready)
        out_of_order = [b - a for a, b in pairwise(ready) if b < a]
        assert all(step >= -5 for step in out_of_order)  # ready after 5 or 10 days


def test_somebody_not_ready_yet_takes_longer_than_until_today() -> None:
    """Referred seven days ago and not ready: ten days it will be."""
    people = queue([make_referral(received=day(-7), inducted=None)])
    assert set(people.columns.ready.ravel()) == {TODAY + 3}


def test_withdrawals_come_at_the_rate_seen() -> None:
    people = queue([make_referral(n) for n in range(40)], withdrawals=0.01)
    days = people.columns.gone - TODAY
    assert days.min() >= 1
    assert days.mean() == pytest.approx(100, rel=0.1)


def test_those_to_come_withdraw_at_the_same_rate() -> None:
    people = queue(a_day=0.2, withdrawals=0.01)
    people.look_ahead_to(TODAY + 1)
    days = [gone - ready for run in range(RUNS) for ready, gone in there(people, run)]
    assert np.mean(days) == pytest.approx(100 - 7.5, rel=0.1)  # ready after 5 or 10 days


def test_nobody_is_referred_before_opening_to_a_service_that_nobody_knows() -> None:
    opens = TODAY + 90
    unknown = queue(a_day=0.3, opened_on=day(90), priority_goes_first=False)
    known = queue([make_referral(1)], a_day=0.3, opened_on=day(90), priority_goes_first=False)
    for people in (unknown, known):
        people.look_ahead_to(TODAY + 1)
    assert unknown.columns.ready.min() >= opens + 5
    assert known.columns.ready[:, 1:].min() < opens


def test_who_has_left_in_every_run_that_goes_on_is_forgotten() -> None:
    people = queue([make_referral(n) for n in range(4)])
    columns = people.columns
    over = np.arange(RUNS) % 2 == 0
    columns.gone[~over, 0] = TODAY + 5  # has withdrawn, but where nobody looks any more
    columns.keeps_until[:, 1] = 3  # has started and left
    columns.keeps_until[:, 2] = 9  # is there
    columns.keeps_until[over, 3] = 3  # has left in the runs that are over, waits in the others
    people.forget(over, day=TODAY + 6, now=6)
    assert people.columns.keeps_until.tolist() == [[9, 0]] * (RUNS // 2)
    assert people.runs.tolist() == list(range(1, RUNS, 2))
    assert len(people.parameters.missed_share) == RUNS // 2
    assert people.ahead_of_standard == 2


@pytest.mark.parametrize(("told", "share_ready"), [(1.0, 0.0), (0.0, 0.5), (0.5, 1 / 3)])
def test_who_waits_a_week_is_ready_already_as_far_as_silence_says_nothing(
    told: float, share_ready: float
) -> None:
    """Half of all are ready after 5 days, the others after 10, so in 3 days from today."""
    people = [make_referral(n, received=day(-7), inducted=None) for n in range(40)]
    ready = queue(people, told=told).columns.ready - TODAY
    assert set(np.unique(ready).tolist()) <= {0, 3}
    assert np.mean(ready == 0) == pytest.approx(share_ready, abs=0.03)
