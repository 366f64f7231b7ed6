"""Whose listings who asks may look after: the condition stands in the query, not in the view."""

from __future__ import annotations

import uuid

from sqlalchemy.orm import Session

from directory.accounts.errors import LogInNeeded
from directory.acts import Act
from directory.clock import local_date
from directory.errors import NotKnown
from directory.listings.queries import (
    Commissioned,
    commissioned_service,
    own_service,
    own_service_to_write,
)
from directory.people.models import Person
from directory.people.permissions import Extent
from directory.people.roles import OrganisationKind
from directory.services.models import Service
from portal.asking.onlooker import sight_of_reader
from portal.looking import looking, moment


def service_to_write(session: Session, public_id: uuid.UUID) -> Service:
    """Of their own provider: on offer, or what they themselves would offer. Raises `NotKnown`."""
    return own_service_to_write(session, public_id, provider_ids=own_providers(), author=who_acts())


def who_acts() -> Person:
    """Raises `LogInNeeded`."""
    person = looking().person
    if person is None:
        raise LogInNeeded("Log in to see this page.")
    return person


def own_providers() -> frozenset[int]:
    """The provider of the organisation in whose name they are here; a prime's is its own alone."""
    member = looking().membership
    found = None if member is None else member.organisation.provider_id
    return frozenset() if found is None else frozenset({found})


def commissioned() -> Commissioned:
    """A probation region decides in all of its areas, others on what they have bought."""
    member, sight = looking().membership, sight_of_reader()
    in_areas = member is not None and member.organisation.kind is OrganisationKind.PROBATION_REGION
    return Commissioned(sight.area_ids if in_areas else frozenset(), sight.service_ids)


def service_for(session: Session, public_id: uuid.UUID, act: Act) -> Service:
    """On offer, and theirs to do this to. Raises `NotKnown`, also for another's."""
    match looking().reach(act):
        case Extent.OWN:
            return own_service(session, public_id, provider_ids=own_providers())
        case Extent.OWN_REGION:
            today = local_date(moment())
            return commissioned_service(session, public_id, theirs=commissioned(), on=today)
        case _:
            raise NotKnown("service", public_id)
