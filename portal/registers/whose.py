"""Who marks a register."""

from __future__ import annotations

from directory.accounts.errors import NotAllowed
from directory.people.models import Person
from portal.looking import looking


def person_here() -> Person:
    """Raises `NotAllowed`."""
    person = looking().person
    if person is None:
        raise NotAllowed("Log in to keep a register.")
    return person
