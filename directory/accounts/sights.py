"""What a member sees with: their role, and what is theirs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from functools import cache

from sqlalchemy import Date, Select, bindparam, or_, select
from sqlalchemy.orm import Session

from directory.accounts.models import Membership, MembershipArea, Organisation, OrganisationArea
from directory.people.roles import OrganisationKind
from directory.places.models import CourtArea, LocalDeliveryUnit
from directory.providers.models import SupplyLink
from directory.sight import Looker, Sight


def sight_of(
    session: Session,
    member: Membership,
    *,
    on: dt.date,
    service_ids: Collection[int] = (),
    agreement_ids: Collection[int] = (),
) -> Sight:
    """`service_ids`, `agreement_ids`: what a commissioner of health or of a council has an
    agreement for, and those; they read nothing of probation's by its being in their areas.
    """
    organisation = member.organisation
    own = organisation.provider_id
    subcontractors = _subcontractors_of(session, own)
    looker = member.role.sees_as
    if looker is Looker.PROVIDER and subcontractors:
        looker = Looker.PRIME
    buys_for_areas = organisation.kind is not OrganisationKind.HEALTH_OR_COUNCIL
    return Sight(
        looker,
        area_ids=areas_of(session, member, on=on) if buys_for_areas else frozenset(),
        provider_ids=frozenset() if own is None else frozenset({own}),
        subcontractor_ids=subcontractors,
        service_ids=frozenset(service_ids),
        agreement_ids=frozenset(agreement_ids),
        prison_id=organisation.prison_id,
    )


def areas_of(session: Session, member: Membership, *, on: dt.date) -> frozenset[int]:
    """The areas that are the member's own: all of the organisation's, or those chosen of them."""
    all_of_them = areas_of_organisation(session, member.organisation, on=on)
    session.flush()
    chosen = frozenset(session.connection().scalars(_chosen(), {"member": member.id}))
    return all_of_them & chosen if chosen else all_of_them


@cache
def _chosen() -> Select[int]:
    return select(MembershipArea.local_delivery_unit_id).where(
        MembershipArea.membership_id == bindparam("member")
    )


def areas_of_organisation(
    session: Session, organisation: Organisation, *, on: dt.date
) -> frozenset[int]:
    """Internal ids on a day; none for a provider: where its services are, they say."""
    match organisation.kind:
        case OrganisationKind.PROBATION_REGION:
            told = {"region": organisation.region_id, "on": on}
            return frozenset(session.scalars(_areas_of_region(), told))
        case OrganisationKind.COURT_TEAM if organisation.court_id is not None:
            rows = select(CourtArea.local_delivery_unit_id).where(
                CourtArea.court_id == organisation.court_id,
                CourtArea.valid_from <= on,
                or_(CourtArea.valid_to.is_(None), CourtArea.valid_to >= on),
            )
        case OrganisationKind.HEALTH_OR_COUNCIL:
            rows = select(OrganisationArea.local_delivery_unit_id).where(
                OrganisationArea.organisation_id == organisation.id
            )
        case OrganisationKind.INFRASTRUCTURE_BODY:
            return frozenset()  # where it stands says who looks after it, and nothing more
        case _:
            area_id = organisation.local_delivery_unit_id
            return frozenset() if area_id is None else frozenset({area_id})
    return frozenset(session.scalars(rows))


@cache
def _areas_of_region() -> Select[int]:
    area, day = LocalDeliveryUnit, bindparam("on", type_=Date)
    return select(area.id).where(
        area.region_id == bindparam("region"),
        area.valid_from <= day,
        or_(area.valid_to.is_(None), area.valid_to >= day),
    )


def _subcontractors_of(session: Session, prime_id: int | None) -> frozenset[int]:
    """Those to whom it passes work."""
    if prime_id is None:
        return frozenset()
    session.flush()
    return frozenset(session.connection().scalars(_passed_to(), {"prime": prime_id}))


@cache
def _passed_to() -> Select[int]:
    return select(SupplyLink.subcontractor_id).where(SupplyLink.prime_id == bindparam("prime"))
