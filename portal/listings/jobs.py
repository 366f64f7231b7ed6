"""The jobs that remind providers, each once a week, and forget drafts that nobody goes on with."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from directory.listings.forgetting import forget_drafts
from portal.listings.reminders import members_due, remind
from portal.running.jobs import Change, Job, daily


def remind_providers(session: Session, at: dt.datetime) -> int:
    """How many were written to."""
    return remind(session, members_due(session, at), at)


def reminding(session: Session, at: dt.datetime) -> Change:
    """Who is due is read here; that they are due still is asked again as they are written to."""
    members = members_due(session, at)
    return lambda writes, moment: remind(writes, members, moment)


JOBS = (
    Job("remind_providers", daily(hour=6), remind_providers, work_out=reminding),
    Job("forget_drafts", daily(hour=3), forget_drafts),
)
