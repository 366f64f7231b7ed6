"""Who acts on places, and for which body."""

from __future__ import annotations

from directory.accounts.errors import NotAllowed
from directory.accounts.models import Membership, Organisation
from directory.people.models import Person
from portal.looking import acting_as, looking


def member_here() -> Membership:
    """Raises `NotAllowed`."""
    member = acting_as()
    if member is None:
        raise NotAllowed("Log in to see this page.")
    return member


def team_here() -> Organisation:
    return member_here().organisation


def person_here() -> Person:
    """Raises `NotAllowed`."""
    person = looking().person
    if person is None:
        raise NotAllowed("Log in to see this page.")
    return person
