"""In whose name who asks states provision, and in which areas."""

from __future__ import annotations

from sqlalchemy.orm import Session

from commissioning.availability.provision_authors import TREATMENTS, AuthorRole
from commissioning.availability.stating_in_person import Author
from directory.accounts.errors import NotAllowed
from directory.accounts.sights import areas_of
from directory.clock import local_date
from directory.people.models import Person
from directory.people.roles import OrganisationKind, Role
from directory.places.models import LocalDeliveryUnit
from directory.places.queries import all_areas
from directory.requirements import requirement_codes
from directory.starts import FIRST_SUPERVISION_APPOINTMENT
from portal.looking import acting_as, looking, moment


def author_here() -> Author:
    """The organisation speaks, in the role of its member. Raises `NotAllowed`."""
    member = looking().membership
    if member is None:
        raise NotAllowed("Log in to state what is provided.")
    organisation = member.organisation
    if member.role is Role.COURT_OFFICER:
        return Author(organisation.name, AuthorRole.COURT_TEAM)
    if organisation.kind is OrganisationKind.HEALTH_OR_COUNCIL:
        return Author(organisation.name, AuthorRole.TREATMENT_COMMISSIONER)
    return Author(organisation.name, AuthorRole.COMMISSIONER)


def acting_person() -> Person:
    """Raises `NotAllowed`."""
    person = looking().person
    if person is None:
        raise NotAllowed("Log in to state what is provided.")
    return person


def requirements_of(author: Author) -> tuple[str, ...]:
    """Those of which they may say anything, in the order of the law's table."""
    if author.role is AuthorRole.TREATMENT_COMMISSIONER:
        return tuple(code for code in requirement_codes() if code in TREATMENTS)
    return (FIRST_SUPERVISION_APPOINTMENT, *requirement_codes())


def own_areas(session: Session) -> list[LocalDeliveryUnit]:
    member, today = acting_as(), local_date(moment())
    ids = frozenset() if member is None else areas_of(session, member, on=today)
    return [area for area in all_areas(session, on=today) if area.id in ids]
