"""The job that erases the words of problems answered long ago."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from directory.clock import local_date
from directory.feedback.reporting import forget_words
from portal.running.jobs import Job, daily


def forget(session: Session, at: dt.datetime) -> int:
    return forget_words(session, today=local_date(at))


JOBS = (Job("forget_words_of_problems", daily(3), forget),)
