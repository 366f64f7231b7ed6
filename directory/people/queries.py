"""Finding the actor of a change."""

from __future__ import annotations

import enum

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.people.models import Person, PersonKind


class SystemActor(enum.StrEnum):
    """The parts of the system that change records without anybody's account."""

    IMPORT = "import"
    DEMONSTRATION = "demonstration"
    WORKER = "worker"
    VISITOR = "visitor"
    COMMAND_LINE = "command_line"


NAMES = {
    SystemActor.IMPORT: "Import of files",
    SystemActor.DEMONSTRATION: "Demonstration",
    SystemActor.WORKER: "Background worker",
    SystemActor.VISITOR: "A visitor without an account",
    SystemActor.COMMAND_LINE: "Somebody at the command line",
}


def system_actor(session: Session, actor: SystemActor) -> Person:
    """The named system person, added on first use."""
    found = session.scalar(select(Person).where(Person.code == actor.value))
    if found is None:
        found = Person(code=actor.value, name=NAMES[actor], kind=PersonKind.SYSTEM)
        session.add(found)
        session.flush()
    return found
