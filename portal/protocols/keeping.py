"""Whose agreements on sharing information somebody may change: those that their region keeps."""

from __future__ import annotations

import uuid

from sqlalchemy.orm import Session

from commissioning.partnership.protocols.models import SharingProtocol
from commissioning.partnership.protocols.queries import protocol_by_id
from directory.acts import Act
from directory.errors import NotKnown
from directory.places.models import Region
from portal.own_region import regions_for


def own_regions(session: Session) -> list[Region]:
    return regions_for(session, Act.PROTOCOL_CHANGE)


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
