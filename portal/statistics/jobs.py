"""The job that publishes a quarter nine weeks after its end, and revises the one before it once."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from commissioning.statistics.publishing import publications_due, publish
from directory.clock import local_date
from portal.running.jobs import Change, Job, daily


def publishing(session: Session, at: dt.datetime) -> Change:
    """All is counted here; what is left to do is one short write."""
    due = publications_due(session, today=local_date(at))
    return lambda writes, published_at: publish(writes, due, at=published_at)


def publish_due(session: Session, at: dt.datetime) -> int:
    return publish(session, publications_due(session, today=local_date(at)), at=at)


JOBS = (Job("publish_statistics", daily(hour=5), publish_due, work_out=publishing),)
