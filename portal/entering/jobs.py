"""What is kept of entering, and no longer than it serves."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from directory.accounts.entering import drop_old_attempts
from directory.accounts.forgetting import forget_links, forget_visits
from portal.running.jobs import Job, daily


def forget(session: Session, at: dt.datetime) -> int:
    """Attempts after a day, links and visits a month after they are over."""
    return drop_old_attempts(session, at) + forget_links(session, at) + forget_visits(session, at)


JOBS = (Job("entering.forget", daily(3), forget),)
