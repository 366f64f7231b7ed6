"""Whose courts, questions and records they are: those of the probation region of whoever looks."""

from __future__ import annotations

from sqlalchemy.orm import Session

from directory.acts import Act
from directory.errors import NotKnown
from directory.people.models import Person
from directory.people.permissions import Extent
from directory.places.models import Region
from directory.places.queries import all_regions
from portal.looking import acting_as, looking


def own_region(session: Session) -> Region | None:
    """None of whoever commissions without being a probation region, as health and councils do."""
    member = acting_as()
    is_regional = looking().reach(Act.LIAISON_WORK) is Extent.OWN_REGION
    if member is None or not is_regional or member.organisation.region_id is None:
        return None
    return session.get_one(Region, member.organisation.region_id)


def regions_for(session: Session, act: Act) -> list[Region]:
    """Those whose records whoever looks may do this to: an administrator's are all; nobody's but
    probation's are any."""
    reach, member = looking().reach(act), acting_as()
    if reach is Extent.ANY:
        return all_regions(session)
    own = None if member is None else member.organisation.region_id
    if reach is Extent.NOTHING or own is None:
        return []
    return [session.get_one(Region, own)]


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
