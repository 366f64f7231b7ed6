"""The day's record of the worker's looks for lines that are due."""

from __future__ import annotations

import datetime as dt
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.running.jobs import drop_runs_ahead
from portal.running.models import JobRun

LOOKED: Final = "answer_due_lines"


def record_looks(session: Session, *, answered: int, failed: int, at: dt.datetime) -> None:
    """Add to the day's one row, from which pages say when the worker last looked.

    Rows of days to come are dropped: they would hide for so long that no worker looks.
    """
    drop_runs_ahead(session, [LOOKED], at=at)
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    run = session.scalars(
        select(JobRun).where(JobRun.job == LOOKED, JobRun.due_at == midnight).with_for_update()
    ).one_or_none()
    if run is None:
        run = JobRun(job=LOOKED, due_at=midnight, claimed_at=at, done=0, failed=0)
        session.add(run)
    run.finished_at = at
    run.done += answered
    run.failed += failed
    session.flush()
