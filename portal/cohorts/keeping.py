"""Whose counts of schemes somebody may see exactly, and state: those of their own region."""

from __future__ import annotations

from sqlalchemy.orm import Session

from directory.accounts.models import Organisation
from directory.acts import Act
from directory.errors import NotKnown
from directory.people.permissions import Extent
from directory.places.models import Court, LocalDeliveryUnit
from directory.places.queries import area_by_slug
from portal.extensions import db
from portal.looking import acting_as, looking


def sees_exactly(area: LocalDeliveryUnit) -> bool:
    return _is_own(Act.COHORT_READ, area)


def may_state(area: LocalDeliveryUnit) -> bool:
    return _is_own(Act.COHORT_STATE, area)


def area_to_state(session: Session, slug: str) -> LocalDeliveryUnit:
    """Raises `NotKnown`, also for one of another region."""
    area = area_by_slug(session, slug)
    if not may_state(area):
        raise NotKnown("area", slug)
    return area


def _is_own(act: Act, area: LocalDeliveryUnit) -> bool:
    member = acting_as()
    if member is None or looking().reach(act) is not Extent.OWN_REGION:
        return False
    return _region_id(member.organisation) == area.region_id


def _region_id(own: Organisation) -> int | None:
    """Of a court team it is that of its area or court; nobody's but probation's have any."""
    if own.local_delivery_unit_id is not None:
        return db.session().get_one(LocalDeliveryUnit, own.local_delivery_unit_id).region_id
    if own.court_id is not None:
        return db.session().get_one(Court, own.court_id).region_id
    return own.region_id
