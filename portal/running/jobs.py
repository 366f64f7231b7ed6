"""Jobs that fall due: claimed by one worker each, counted, and kept for pages to tell."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Select, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.running.models import JobRun
from portal.running.transactions import in_reading, in_writing

log = logging.getLogger("portal.running.jobs")


Change = Callable[[Session, dt.datetime], int]
"""Changes through the session as at a moment, and returns a count."""


@dataclass(frozen=True, slots=True)
class Job:
    """Done once for each due moment; `run` is given the moment at which it is run.

    It may be given it twice: a worker that is killed leaves its claim unfinished, and
    after `RECLAIM_AFTER` another takes it. Where there is much to read, `work_out` is
    asked first, in a transaction that cannot write, for the change to make instead.
    """

    name: str
    due_at: Callable[[dt.datetime], dt.datetime]
    run: Change
    work_out: Callable[[Session, dt.datetime], Change] | None = None


RECLAIM_AFTER = dt.timedelta(minutes=30)

CLOCKS_DIFFER_BY = dt.timedelta(minutes=5)
"""What lies further ahead was said by a clock that was wrong."""


def daily(hour: int) -> Callable[[dt.datetime], dt.datetime]:
    """Due every day at a full hour, UTC: the latest such moment that has passed."""

    def latest(now: dt.datetime) -> dt.datetime:
        today = now.replace(hour=hour, minute=0, second=0, microsecond=0)
        return today if today <= now else today - dt.timedelta(days=1)

    return latest


def hourly(now: dt.datetime) -> dt.datetime:
    """Due at every full hour: the latest that has passed."""
    return now.replace(minute=0, second=0, microsecond=0)


def weekly(weekday: int, hour: int) -> Callable[[dt.datetime], dt.datetime]:
    """Due on one ISO weekday (1 is Monday) at a full hour, UTC: the latest that has passed."""
    at_hour = daily(hour)

    def latest(now: dt.datetime) -> dt.datetime:
        last = at_hour(now)
        return last - dt.timedelta(days=(last.isoweekday() - weekday) % 7)

    return latest


def is_due(session: Session, job: Job, *, at: dt.datetime) -> bool:
    """Not finished, and nobody has been at it for less than `RECLAIM_AFTER`."""
    run = session.scalars(_run_of(job, at)).one_or_none()
    return run is None or _is_free(run, at)


def claim(session: Session, job: Job, *, at: dt.datetime) -> JobRun | None:
    """The run to do now, or None when it is done or somebody is at it."""
    known = session.scalars(_run_of(job, at).with_for_update()).one_or_none()
    if known is None:
        return _claim_new(session, job, at)
    if not _is_free(known, at):
        return None
    known.claimed_at = at
    session.flush()
    return known


def _run_of(job: Job, at: dt.datetime) -> Select[JobRun]:
    return select(JobRun).where(JobRun.job == job.name, JobRun.due_at == job.due_at(at))


def _is_free(run: JobRun, at: dt.datetime) -> bool:
    """A claim of a moment to come was made by a clock that has been put back since."""
    waited = at - run.claimed_at
    return run.finished_at is None and (waited >= RECLAIM_AFTER or waited < -CLOCKS_DIFFER_BY)


def _claim_new(session: Session, job: Job, at: dt.datetime) -> JobRun | None:
    """The unique (job, due_at) decides between two workers at the same moment."""
    run = JobRun(job=job.name, due_at=job.due_at(at), claimed_at=at)
    try:
        with session.begin_nested():
            session.add(run)
    except IntegrityError:
        return None
    return run


def run_due(jobs: Sequence[Job], *, clock: Callable[[], dt.datetime]) -> int:
    """Run what is due, one transaction to claim and one to do; returns how many jobs ran.

    A job that fails is logged and stays unfinished, to be taken again later. Runs of these
    jobs that are due only later are dropped first, or the days when they are would go without.
    """
    take_back(jobs, at=clock())
    due = in_reading(lambda session: [job for job in jobs if is_due(session, job, at=clock())])
    return sum(_run(job, clock) for job in due)


def take_back(jobs: Sequence[Job], *, at: dt.datetime) -> None:
    """Drop the runs of a clock that was ahead; mostly there are none, and nothing is written."""
    names = [job.name for job in jobs]
    if in_reading(lambda session: session.scalars(_runs_ahead(names, at)).first()) is None:
        return
    log.warning("runs of jobs lie in the future: the clock of a worker was wrong")
    in_writing(lambda session: drop_runs_ahead(session, names, at=at))


def drop_runs_ahead(session: Session, names: Iterable[str], *, at: dt.datetime) -> None:
    ahead = list(session.scalars(_runs_ahead(names, at)))
    session.execute(delete(JobRun).where(JobRun.id.in_(ahead)))


def _runs_ahead(names: Iterable[str], at: dt.datetime) -> Select[int]:
    return select(JobRun.id).where(JobRun.job.in_(names), JobRun.due_at > at + CLOCKS_DIFFER_BY)


def _run(job: Job, clock: Callable[[], dt.datetime]) -> bool:
    run_id = in_writing(partial(_claimed_id, job=job, at=clock()))
    if run_id is None:
        return False
    try:
        at = clock()
        in_writing(partial(_do, change=_change(job, at), run_id=run_id, at=at))
    except Exception:  # no fault of a job may stop the worker
        log.exception("job %s failed", job.name)
        return False
    return True


def _change(job: Job, at: dt.datetime) -> Change:
    work_out = job.work_out
    return job.run if work_out is None else in_reading(lambda session: work_out(session, at))


def _claimed_id(session: Session, job: Job, at: dt.datetime) -> int | None:
    run = claim(session, job, at=at)
    return None if run is None else run.id


def _do(session: Session, change: Change, run_id: int, at: dt.datetime) -> None:
    run = session.get_one(JobRun, run_id)
    run.done = change(session, at)
    run.finished_at = at
    session.flush()
