"""Whose need who asks may read: of their own areas, and of services that are theirs to buy."""

from __future__ import annotations

from sqlalchemy.orm import Session

from commissioning.coverage.need import Within
from directory.accounts.sights import areas_of
from directory.clock import local_date
from directory.people.roles import OrganisationKind
from directory.places.models import LocalDeliveryUnit
from directory.places.queries import all_areas
from portal.asking.onlooker import sight_of_reader
from portal.looking import acting_as, moment


def own_areas(session: Session) -> list[LocalDeliveryUnit]:
    """By region and name."""
    member, today = acting_as(), local_date(moment())
    ids = frozenset() if member is None else areas_of(session, member, on=today)
    return [area for area in all_areas(session, on=today) if area.id in ids]


def buys_all() -> bool:
    """A probation region; health and councils read nothing but of what they have bought."""
    member = acting_as()
    return member is not None and member.organisation.kind is OrganisationKind.PROBATION_REGION


def within(areas: list[LocalDeliveryUnit]) -> Within:
    services = None if buys_all() else sight_of_reader().service_ids
    return Within(frozenset(area.id for area in areas), services)
