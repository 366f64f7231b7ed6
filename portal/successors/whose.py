"""Which providers who asks may say such a thing of: the condition stands here, not in the view."""

from __future__ import annotations

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.acts import Act
from directory.clock import local_date
from directory.errors import NotKnown
from directory.listings.queries import commissioned_services
from directory.people.permissions import Extent
from directory.providers.merged import provider_merge_by_id
from directory.providers.models import Provider, ProviderMerge
from directory.services.looking import hidden_providers
from portal.asking.onlooker import sight_of_reader
from portal.listings.theirs import commissioned
from portal.looking import looking, moment


def providers_here(session: Session) -> list[Provider]:
    """Not merged; with a service of one's own areas, or, where that is no bound, all that are told
    of. By name."""
    asked = select(Provider).where(Provider.merged_into_id.is_(None))
    rows = session.scalars(asked.order_by(Provider.name, Provider.id)).all()
    if looking().reach(Act.PROVIDER_MERGE) is Extent.ANY:
        hidden = hidden_providers(session, rows, sight=sight_of_reader())
        return [one for one in rows if one.id not in hidden]
    ids = _of_own_services(session)
    return [one for one in rows if one.id in ids]


def provider_here(session: Session, public_id: uuid.UUID) -> Provider:
    """Raises `NotKnown`, also for another's."""
    for one in providers_here(session):
        if one.public_id == public_id:
            return one
    raise NotKnown("provider", public_id)


def merge_here(session: Session, public_id: uuid.UUID) -> ProviderMerge:
    """Of one that stays and is theirs. Raises `NotKnown`."""
    found = provider_merge_by_id(session, public_id)
    provider_here(session, session.get_one(Provider, found.kept_id).public_id)
    return found


def _of_own_services(session: Session) -> set[int]:
    services = commissioned_services(session, theirs=commissioned(), on=local_date(moment()))
    return {one.provider_id for one in services if one.provider_id is not None}
