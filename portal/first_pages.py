"""Where somebody goes who has logged in and wanted no page in particular: to their own work."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final
from urllib.parse import urlencode

from directory.accounts.models import Organisation
from directory.people.roles import Role
from directory.places.models import Court, LocalDeliveryUnit, Prison, Region
from portal.extensions import db
from portal.looking import WAYS_IN, acting_as, looking

ANYWHERE: Final = "/account"
BEGIN_AT: Final = MappingProxyType(
    {
        Role.SENTENCER: "/courts",
        Role.ANALYST: "/coverage",
        Role.ADMINISTRATOR: "/organisations",
        Role.LISTING_EDITOR: "/listings",
        Role.PROVIDER_ADMINISTRATOR: "/listings",
    }
)
"""Of a provider that is its tasks, and the desk stands among its own pages."""

OFFICERS: Final = frozenset({Role.COURT_OFFICER, Role.OFFENDER_MANAGER, Role.PRISON_OFFICER})


def way_on(wanted: str) -> str:
    """Where somebody who has been let in so far goes now; "" wants nothing in particular."""
    step = looking().step
    if step is None:
        return wanted or first_page()
    return f"{WAYS_IN[step]}?{urlencode({'next': wanted})}"


def first_page() -> str:
    """The court, area or prison of an officer; of everybody else what waits for them."""
    member = acting_as()
    if member is None:
        return ANYWHERE
    if member.role in OFFICERS:
        return _place_of(member.organisation)
    if member.role in BEGIN_AT:
        return BEGIN_AT[member.role]
    return next((path for _, path in looking().own_pages), ANYWHERE)


def _place_of(organisation: Organisation) -> str:
    session = db.session()
    if organisation.court_id is not None:
        return f"/courts/{session.get_one(Court, organisation.court_id).slug}"
    if organisation.local_delivery_unit_id is not None:
        area = session.get_one(LocalDeliveryUnit, organisation.local_delivery_unit_id)
        region = session.get_one(Region, area.region_id)
        return f"/areas/{region.slug}/{area.slug}"
    if organisation.prison_id is not None:
        return f"/prisons/{session.get_one(Prison, organisation.prison_id).code}"
    return ANYWHERE
