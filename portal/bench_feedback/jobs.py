"""The jobs that remind of rounds of feedback, and delete what was written in old ones."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from commissioning.partnership.liaison.rounds import forget_bench_comments
from directory.clock import local_date
from portal.bench_feedback.telling import tell_of_rounds
from portal.running.jobs import Job, daily


def forget_comments(session: Session, at: dt.datetime) -> int:
    return forget_bench_comments(session, today=local_date(at))


JOBS = (
    Job("tell_of_feedback_rounds", daily(hour=6), tell_of_rounds),
    Job("forget_bench_comments", daily(3), forget_comments),
)
