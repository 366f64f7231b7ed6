"""Whose agreements on sharing information somebody may change: those that their region keeps."""

from __future__ import annotations

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.partnership.protocols.models import SharingProtocol
from commissioning.partnership.protocols.queries import protocol_by_id
from directory.acts import Act
from directory.errors import NotKnown
from directory.people.permissions import Extent
from directory.places.models import Region
from directory.places.queries import all_regions
from portal.looking import acting_as, looking


def own_regions(session: Session) -> list[Region]:
    """An administrator's are all; nobody's but probation's are any."""
    reach = looking().reach(Act.PROTOCOL_CHANGE)
    if reach is Extent.ANY:
        return all_regions(session)
    member = acting_as()
    own = None if member is None else member.organisation.region_id
    if reach is Extent.NOTHING or own is None:
        return []
    return list(session.scalars(select(Region).where(Region.id == own)))


def may_change(session: Session, protocol: SharingProtocol) -> bool:
    return protocol.owner_region_id in {one.id for one in own_regions(session)}


def protocol_to_change(session: Session, public_id: uuid.UUID) -> SharingProtocol:
    """Raises `NotKnown`, also for one that another region keeps."""
    found = protocol_by_id(session, public_id)
    if not may_change(session, found):
        raise NotKnown("agreement on sharing", public_id)
    return found


def region_chosen(session: Session, slug: str | None) -> Region | None:
    """The only one, or the one that was chosen."""
    regions = own_regions(session)
    if len(regions) == 1:
        return regions[0]
    return next((one for one in regions if one.slug == slug), None)
