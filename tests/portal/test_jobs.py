"""Jobs: claimed by one worker, taken again when it died, and none spoils another."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.extensions import WRITES
from portal.running.jobs import (
    CLOCKS_DIFFER_BY,
    RECLAIM_AFTER,
    Change,
    Job,
    claim,
    daily,
    hourly,
    is_due,
    run_due,
    weekly,
)
from portal.running.models import JobRun
from tests.makers.days import NOW

AT_THREE = dt.datetime(2027, 3, 2, 3, tzinfo=dt.UTC)
SECOND = dt.timedelta(seconds=1)

counted: list[dt.datetime] = []


def count_two(_session: Session, at: dt.datetime) -> int:
    counted.append(at)
    return 2


def write_and_fail(session: Session, at: dt.datetime) -> int:
    session.add(JobRun(job="written by a failing job", due_at=at, claimed_at=at))
    session.flush()
    raise KeyError("a fault that nobody foresaw")


COUNTING = Job("counting", daily(hour=3), count_two)
FAILING = Job("failing", daily(hour=3), write_and_fail)


@pytest.fixture(autouse=True)
def _nothing_counted() -> None:
    counted.clear()


def clock() -> dt.datetime:
    return NOW


def runs(session: Session) -> dict[str, JobRun]:
    session.expire_all()
    return {run.job: run for run in session.scalars(select(JobRun))}


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (AT_THREE, AT_THREE),  # the moment itself
        (AT_THREE - SECOND, AT_THREE - dt.timedelta(days=1)),
        (AT_THREE + dt.timedelta(hours=20), AT_THREE),
    ],
)
def test_daily_job_is_due_at_its_hour(now: dt.datetime, due: dt.datetime) -> None:
    assert daily(hour=3)(now) == due


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2027-03-01T04:00", "2027-03-01T04:00"),  # Monday, the moment itself
        ("2027-03-01T03:59", "2027-02-22T04:00"),
        ("2027-03-02T03:00", "2027-03-01T04:00"),  # before the hour of another day
        ("2027-03-07T23:59", "2027-03-01T04:00"),  # Sunday
        ("2027-03-08T05:00", "2027-03-08T04:00"),
    ],
)
def test_weekly_job_is_due_on_its_day(now: str, due: str) -> None:
    at, expected = (dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC) for text in (now, due))
    assert weekly(weekday=1, hour=4)(at) == expected


def test_hourly_job_is_due_at_the_full_hour() -> None:
    assert hourly(NOW) == NOW.replace(minute=0)
    assert hourly(AT_THREE - SECOND) == AT_THREE - dt.timedelta(hours=1)


def test_job_that_reads_much_first_does_so_where_nothing_can_be_written(
    session: Session, at_work: None
) -> None:
    told: list[bool] = []

    def work_out(reading: Session, _at: dt.datetime) -> Change:
        told.append(bool(reading.info[WRITES]))
        return count_two

    job = Job("reading first", daily(hour=3), write_and_fail, work_out=work_out)
    assert run_due([job], clock=clock) == 1
    assert told == [False]
    assert runs(session)["reading first"].done == 2


def test_first_to_claim_has_it_and_the_second_has_not(session: Session) -> None:
    first = claim(session, COUNTING, at=NOW)
    assert first is not None
    assert first.due_at == AT_THREE
    assert claim(session, COUNTING, at=NOW + SECOND) is None
    assert not is_due(session, COUNTING, at=NOW + SECOND)


@pytest.mark.parametrize(
    ("waited", "is_taken"), [(RECLAIM_AFTER - SECOND, False), (RECLAIM_AFTER, True)]
)
def test_claim_that_was_never_finished_is_taken_again_later(
    session: Session, waited: dt.timedelta, is_taken: bool
) -> None:
    first = claim(session, COUNTING, at=NOW)
    again = claim(session, COUNTING, at=NOW + waited)
    assert is_due(session, COUNTING, at=NOW + waited + RECLAIM_AFTER)
    assert (again is first) is is_taken


def test_finished_job_is_not_due_until_its_next_hour(session: Session, at_work: None) -> None:
    assert run_due([COUNTING], clock=clock) == 1
    assert run_due([COUNTING], clock=clock) == 0
    assert run_due([COUNTING], clock=lambda: NOW + RECLAIM_AFTER) == 0
    assert run_due([COUNTING], clock=lambda: NOW + dt.timedelta(days=1)) == 1
    assert counted == [NOW, NOW + dt.timedelta(days=1)]
    done = session.scalars(select(JobRun).order_by(JobRun.due_at)).all()
    assert [(run.done, run.finished_at) for run in done] == [(2, at) for at in counted]


def test_failing_job_keeps_nothing_stays_unfinished_and_spoils_no_other(
    session: Session, at_work: None, caplog: pytest.LogCaptureFixture
) -> None:
    assert run_due([FAILING, COUNTING], clock=clock) == 1
    kept = runs(session)
    assert sorted(kept) == ["counting", "failing"]
    assert kept["failing"].finished_at is None
    assert kept["counting"].finished_at == NOW
    assert "job failing failed" in caplog.text
    assert run_due([FAILING], clock=lambda: NOW + RECLAIM_AFTER) == 0
    assert runs(session)["failing"].claimed_at == NOW + RECLAIM_AFTER


AHEAD = dt.timedelta(days=1)


def test_a_run_by_a_clock_that_was_ahead_does_not_stand_for_the_run_of_that_day(
    session: Session, at_work: None
) -> None:
    """Tomorrow's job must not count as done because a wrong clock has done it today."""
    assert run_due([COUNTING], clock=lambda: NOW + AHEAD) == 1
    assert run_due([COUNTING], clock=clock) == 1
    assert run_due([COUNTING], clock=lambda: NOW + AHEAD) == 1


def test_a_run_of_another_name_is_left_alone(session: Session, at_work: None) -> None:
    """Such as the record of when a demonstration was made, which is no job of the worker's."""
    session.add(JobRun(job="made", due_at=NOW + AHEAD, claimed_at=NOW))
    session.commit()
    run_due([COUNTING], clock=clock)
    assert set(runs(session)) == {"counting", "made"}


@pytest.mark.parametrize(
    ("ahead", "is_kept"),
    [
        (CLOCKS_DIFFER_BY, True),  # two machines never agree to the second
        (CLOCKS_DIFFER_BY + SECOND, False),
    ],
)
def test_clocks_may_differ_a_little(
    session: Session, at_work: None, ahead: dt.timedelta, is_kept: bool
) -> None:
    first = claim(session, COUNTING, at=AT_THREE)
    assert first is not None
    session.commit()
    run_due([COUNTING], clock=lambda: AT_THREE - ahead)
    session.expire_all()
    found = session.scalars(select(JobRun.due_at).where(JobRun.due_at == AT_THREE)).all()
    assert bool(found) is is_kept


def test_a_claim_from_the_future_is_free(session: Session) -> None:
    """Of a job due at a full hour that has passed, by a clock put back since within the day."""
    first = claim(session, COUNTING, at=NOW + dt.timedelta(hours=5))
    assert first is not None
    assert is_due(session, COUNTING, at=NOW)
    assert claim(session, COUNTING, at=NOW) is first
    assert first.claimed_at == NOW
