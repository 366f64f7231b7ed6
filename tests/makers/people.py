"""Who makes the records of a test."""

from __future__ import annotations

from sqlalchemy.orm import Session

from directory.people.models import Person
from directory.people.queries import SystemActor, system_actor


def actor(session: Session) -> Person:
    return system_actor(session, SystemActor.IMPORT)
