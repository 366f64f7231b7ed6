"""Whose courts and questions they are: those of the probation region of whoever looks."""

from __future__ import annotations

from sqlalchemy.orm import Session

from directory.acts import Act
from directory.errors import NotKnown
from directory.people.models import Person
from directory.people.permissions import Extent
from directory.places.models import Region
from portal.looking import acting_as, looking


def own_region(session: Session) -> Region | None:
    """None of whoever commissions without being a probation region, as health and councils do."""
    member = acting_as()
    is_regional = looking().reach(Act.LIAISON_WORK) is Extent.OWN_REGION
    if member is None or not is_regional or member.organisation.region_id is None:
        return None
    return session.get_one(Region, member.organisation.region_id)


def region_here(session: Session) -> Region:
    """Raises `NotKnown` for whoever has none."""
    region = own_region(session)
    if region is None:
        raise NotKnown("probation region", "yours")
    return region


def who_acts() -> Person:
    """Raises `NotKnown`."""
    person = looking().person
    if person is None:
        raise NotKnown("membership", "yours")
    return person
