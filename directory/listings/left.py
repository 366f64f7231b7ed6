"""What an organisation that is closed leaves on offer, and who decides what becomes of it.

Nothing is withdrawn by the closing: readers go on seeing it until a person says otherwise.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.accounts.deputies import approvers
from directory.accounts.models import Membership, Organisation
from directory.listings.queries import own_services
from directory.people.roles import OrganisationKind
from directory.places.models import LocalDeliveryUnit
from directory.services.models import Service, ServiceArea
from directory.services.serving import serves_on


def services_left(session: Session, organisation: Organisation) -> list[Service]:
    """On offer by its provider, by title; none where it is no provider."""
    provider_id = organisation.provider_id
    return own_services(session, () if provider_id is None else (provider_id,))


def approvers_of(
    session: Session, services: Collection[Service], *, on: dt.date
) -> list[Membership]:
    """Who may approve in each region that one of the services serves on the day."""
    regions = (
        select(LocalDeliveryUnit.region_id)
        .join(ServiceArea, ServiceArea.local_delivery_unit_id == LocalDeliveryUnit.id)
        .where(ServiceArea.service_id.in_([one.id for one in services]), *serves_on(on))
    )
    organisations = session.scalars(
        select(Organisation)
        .where(
            Organisation.kind == OrganisationKind.PROBATION_REGION,
            Organisation.region_id.in_(regions),
            Organisation.closed_at.is_(None),
        )
        .order_by(Organisation.name, Organisation.id)
    )
    return [one for region in organisations for one in approvers(session, region, on=on)]
