"""The jobs that remind of rounds of feedback, fold what small benches answered in those that are
over, and delete what was written in old ones."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from commissioning.partnership.liaison.folding import fold_closed_rounds
from commissioning.partnership.liaison.rounds import forget_bench_comments
from directory.clock import local_date
from portal.bench_feedback.telling import tell_of_rounds
from portal.running.jobs import Job, daily


def forget_comments(session: Session, at: dt.datetime) -> int:
    return forget_bench_comments(session, today=local_date(at))


def fold_benches(session: Session, at: dt.datetime) -> int:
    return fold_closed_rounds(session, today=local_date(at))


JOBS = (
    Job("tell_of_feedback_rounds", daily(hour=6), tell_of_rounds),
    Job("fold_small_benches", daily(3), fold_benches),
    Job("forget_bench_comments", daily(3), forget_comments),
)
