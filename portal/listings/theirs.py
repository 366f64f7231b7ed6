"""Whose listings who asks may look after: the condition stands in the query, not in the view."""

from __future__ import annotations

import uuid

from sqlalchemy.orm import Session

from commissioning.listings.commissioners import commissioned_by
from directory.accounts.errors import LogInNeeded
from directory.acts import Act
from directory.clock import local_date
from directory.errors import NotKnown
from directory.listings.queries import Commissioned, commissioned_service, own_service
from directory.people.models import Person
from directory.people.permissions import Extent
from directory.services.models import Service
from portal.asking.onlooker import sight_of_reader
from portal.looking import looking, moment


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
    """What whoever asks decides on."""
    member = looking().membership
    if member is None:
        return Commissioned(frozenset())
    return commissioned_by(member.organisation.kind, sight_of_reader())


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
