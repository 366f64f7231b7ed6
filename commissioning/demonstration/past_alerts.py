"""The alerts of the past year, as somebody would have had them who looked each first of a month."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from commissioning.demonstration.mentoring_year import months_told
from commissioning.demonstration.wish import morning_of
from commissioning.desk.alerting import move_alerts
from commissioning.desk.models import VolumeAlert
from commissioning.returns.months import month_after
from directory.clock import local_date
from directory.people.models import Person


def alerts_of_the_year(session: Session, *, by: Person, at: dt.datetime) -> int:
    """How many came or went; nothing where any is kept already, since days run one way."""
    if session.scalar(select(exists().where(VolumeAlert.id.is_not(None)))):
        return 0
    moved = 0
    for month in months_told(local_date(at)):
        first = month_after(month)
        moved += len(move_alerts(session, today=first, by=by, at=min(at, morning_of(first, 5))))
    return moved + len(move_alerts(session, today=local_date(at), by=by, at=at))
