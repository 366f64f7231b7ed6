"""In whose name a session changes things, where the actor's own organisation acts for another.

The edge says so as it opens the record; every act recorded in the session after that tells it.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy.orm import Session

from directory.people.models import Person

ACTING: Final = "acting"
"""The name under which an audit row keeps it, among what stands after."""


def act_for(session: Session, words: str) -> None:
    """“Council X for Charity Y”; "" for oneself again."""
    session.info[ACTING] = words


def acting_words(session: Session) -> str:
    found: str = session.info.get(ACTING, "")
    return found


def named(session: Session, by: Person) -> str:
    """The actor, and for whom they act."""
    words = acting_words(session)
    return f"{by.name}, {words}" if words else by.name
