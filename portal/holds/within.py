"""Who acts on places, for which body, and for the homes of which areas."""

from __future__ import annotations

from directory.accounts.errors import NotAllowed
from directory.accounts.models import Membership, Organisation
from directory.accounts.sights import areas_of
from directory.clock import local_date
from directory.people.models import Person
from portal.extensions import db
from portal.looking import acting_as, looking, moment


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


def areas_here() -> frozenset[int]:
    return areas_of(db.session(), member_here(), on=local_date(moment()))
