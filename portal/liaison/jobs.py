"""The jobs that remind of questions of courts, and erase the words of old ones."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from commissioning.partnership.liaison.asking import forget_question_words
from commissioning.partnership.liaison.question_counts import forget_question_counts
from directory.clock import local_date
from portal.liaison.telling import tell_of_questions
from portal.running.jobs import Job, daily


def forget_questions(session: Session, at: dt.datetime) -> int:
    """The words of old ones, and from where those of days before came."""
    today = local_date(at)
    return forget_question_words(session, today=today) + forget_question_counts(
        session, today=today
    )


JOBS = (
    Job("tell_of_court_questions", daily(hour=6), tell_of_questions),
    Job("forget_court_questions", daily(3), forget_questions),
)
