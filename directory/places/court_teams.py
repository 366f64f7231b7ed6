"""The probation team to ring at a court, by its name; never a person's."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.acts import Act
from directory.audit.recording import record_act
from directory.people.models import Person
from directory.places.models import Court, CourtTeam
from directory.stating import NotSaid, day_said, said


def state_court_team(
    session: Session,
    court: Court,
    *,
    name: str,
    telephone: str | None,
    email: str | None,
    stated_by: str,
    stated_on: dt.date,
    by: Person,
    at: dt.datetime,
) -> CourtTeam:
    """Record whom a court rings first; the newest of a court counts.

    Raises `NotSaid` without a name, a speaker or a way to reach the team, `StatedAhead` for a
    day to come.
    """
    if not telephone and not email:
        raise NotSaid("a telephone number or an e-mail address")
    team = CourtTeam(
        court_id=court.id,
        name=said(name, "the name of the team"),
        telephone=telephone or None,
        email=email or None,
        stated_by=said(stated_by, "who said so"),
        stated_on=day_said(stated_on, at),
        recorded_at=at,
        recorded_by_id=by.id,
    )
    session.add(team)
    session.flush()
    after = {"name": team.name, "telephone": telephone, "email": email, "stated_on": stated_on}
    record_act(session, Act.COURT_TEAM_STATE, team, by=by, at=at, after=after)
    return team


def teams_told(session: Session, court_id: int) -> list[CourtTeam]:
    """All that was ever said of a court's team, the newest last."""
    rows = select(CourtTeam).where(CourtTeam.court_id == court_id)
    return list(session.scalars(rows.order_by(CourtTeam.stated_on, CourtTeam.id)))
