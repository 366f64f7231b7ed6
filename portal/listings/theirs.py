"""Whose listings who asks may look after: the condition stands in the query, not in the view."""

from __future__ import annotations

import uuid

from sqlalchemy.orm import Session

from commissioning.listings.commissioners import commissioned_by
from directory.accounts.acting import ACTS_FOR_ANOTHER, acted_for, in_words
from directory.accounts.errors import LogInNeeded
from directory.accounts.models import Organisation
from directory.acts import Act
from directory.attribution import SaidBy
from directory.audit.speaking import act_for, acting_words, named
from directory.clock import local_date
from directory.errors import NotKnown
from directory.listings.errors import WithdrawnSince
from directory.listings.queries import (
    Commissioned,
    commissioned_service,
    own_service,
    own_service_to_write,
    withdrawn_services,
)
from directory.people.models import Person
from directory.people.permissions import Extent
from directory.services.models import Service
from portal.asking.onlooker import sight_of_reader
from portal.looking import looking, moment


def service_to_write(session: Session, public_id: uuid.UUID) -> Service:
    """On offer and theirs to edit, or what they themselves would offer. Raises `NotKnown`, and
    `WithdrawnSince` of their own that is off offer."""
    try:
        return service_for(session, public_id, Act.LISTING_EDIT)
    except NotKnown:
        return _own_to_write(session, public_id)


def _own_to_write(session: Session, public_id: uuid.UUID) -> Service:
    providers = own_providers()
    try:
        return own_service_to_write(session, public_id, provider_ids=providers, author=who_acts())
    except NotKnown as unknown:
        gone = withdrawn_services(session, providers)
        for service in gone:
            if service.public_id == public_id:
                raise WithdrawnSince(service) from unknown
        raise


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


def acted_for_providers(session: Session, act: Act) -> dict[int, Organisation]:
    """By provider, the organisations in whose name they may do this: none but to listings, and
    never by a program."""
    member = looking().membership
    if member is None or looking().software is not None or act not in ACTS_FOR_ANOTHER:
        return {}
    named_by = acted_for(session, member.organisation)
    return {one.provider_id: one for one in named_by if one.provider_id is not None}


def said_for_another(session: Session) -> SaidBy | None:
    """Whose word it is, where one's organisation acts for the provider; None for one's own."""
    if not acting_words(session):
        return None
    return SaidBy(named(session, who_acts()), local_date(moment()), is_person=True)


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
            return _own_service(session, public_id, act)
        case Extent.OWN_REGION:
            today = local_date(moment())
            return commissioned_service(session, public_id, theirs=commissioned(), on=today)
        case _:
            raise NotKnown("service", public_id)


def _own_service(session: Session, public_id: uuid.UUID, act: Act) -> Service:
    """What is done to one of another provider is recorded from here on as done for it."""
    others = acted_for_providers(session, act)
    service = own_service(session, public_id, provider_ids=own_providers(), acted_for=others.keys())
    other, member = others.get(service.provider_id or 0), looking().membership
    if other is not None and member is not None:
        act_for(session, in_words(member.organisation, other))
    return service
