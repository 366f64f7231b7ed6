"""What the last sweep found, kept as the run of its job: a number for `/health`."""

from __future__ import annotations

from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.running.models import JobRun

SWEEP: Final = "check_answers"


def contradictions_found(session: Session) -> int | None:
    """As many as the newest sweep counted; None where none has ended yet."""
    return session.scalar(
        select(JobRun.done)
        .where(JobRun.job == SWEEP, JobRun.finished_at.is_not(None))
        .order_by(JobRun.due_at.desc())
        .limit(1)
    )
