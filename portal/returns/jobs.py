"""The worker's part in monthly returns: asked for once a month is over, and reminded of."""

from __future__ import annotations

import datetime as dt

from flask import current_app
from sqlalchemy.orm import Session

from commissioning.returns.asking import ask_for_returns
from commissioning.returns.telling import remind_of_returns
from directory.people.queries import SystemActor, system_actor
from portal.running.jobs import Job, daily


def ask_each_month(session: Session, at: dt.datetime) -> int:
    """On the first of a month, of the one before; on any other day what was missed."""
    return ask_for_returns(session, by=system_actor(session, SystemActor.WORKER), at=at)


def remind(session: Session, at: dt.datetime) -> int:
    return remind_of_returns(session, at=at, page=f"{current_app.config['ADDRESS']}/returns")


JOBS = (
    Job("ask_for_returns", daily(hour=4), ask_each_month),
    Job("remind_of_returns", daily(hour=6), remind),
)
