"""Whatever is free is offered on within the hour; keys of forgotten people go."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from commissioning.bookings.booking import pass_on_offers
from commissioning.bookings.forgetting import forget_turns
from directory.people.queries import SystemActor, system_actor
from portal.holds.telling import tell_passed_on
from portal.running.jobs import Job, hourly


def pass_on(session: Session, at: dt.datetime) -> int:
    return pass_on_offers(session, by=system_actor(session, SystemActor.WORKER), at=at)


JOBS = (
    Job("pass_on_offers", hourly, pass_on),
    Job("tell_passed_on", hourly, tell_passed_on),
    Job("forget_turns", hourly, forget_turns),
)
