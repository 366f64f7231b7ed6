"""The jobs of the start dates, and the record of the worker's passes."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.dates.keeping import thin_history
from portal.dates.passes import LineTally
from portal.running.jobs import Job, daily, drop_runs_ahead
from portal.running.models import JobRun

PASSES = "answer_due_lines"

JOBS = (Job("thin_forecast_history", daily(hour=3), thin_history),)


def record_passes(session: Session, tally: LineTally, *, at: dt.datetime) -> None:
    """Add to the day's one row of passes, from which pages say when the worker last looked.

    Rows of days to come are dropped: they would hide for so long that no worker looks.
    """
    drop_runs_ahead(session, [PASSES], at=at)
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    run = session.scalars(
        select(JobRun).where(JobRun.job == PASSES, JobRun.due_at == midnight).with_for_update()
    ).one_or_none()
    if run is None:
        run = JobRun(job=PASSES, due_at=midnight, claimed_at=at, done=0, failed=0)
        session.add(run)
    run.finished_at = at
    run.done += tally.answered
    run.failed += tally.failed
    session.flush()
