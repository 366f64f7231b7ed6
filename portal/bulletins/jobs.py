"""The job that writes every court's bulletin, early on Monday."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from commissioning.bulletins.writing import keep_week, work_out_week, write_bulletins
from portal.running.jobs import Change, Job, weekly


def writing(session: Session, at: dt.datetime) -> Change:
    """All is read and compared here; what is left to do is one short write."""
    week = work_out_week(session, at)
    return lambda writes, kept_at: keep_week(writes, week, at=kept_at)


JOBS = (Job("write_bulletins", weekly(weekday=1, hour=4), write_bulletins, work_out=writing),)
