"""Which organisations are within somebody's reach: asked in the query, never after it."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import ColumnElement, false, or_, select, true
from sqlalchemy.orm import Session

from directory.accounts.models import Membership, Organisation
from directory.accounts.sights import areas_of
from directory.errors import NotKnown
from directory.people.permissions import Extent
from directory.people.roles import OrganisationKind
from directory.places.models import CourtArea
from directory.services.models import Service, ServiceArea
from directory.services.sight import has_a_wording


def organisations_within(
    session: Session, member: Membership, extent: Extent, *, on: dt.date, closed: bool = False
) -> list[Organisation]:
    """By name; those that are open, or those that are closed."""
    rows = session.scalars(
        select(Organisation)
        .where(_within(session, member, extent, on), _is_closed(closed))
        .order_by(Organisation.name, Organisation.id)
    )
    return list(rows)


def organisation_within(
    session: Session,
    member: Membership,
    extent: Extent,
    public_id: uuid.UUID,
    *,
    on: dt.date,
    closed: bool = False,
) -> Organisation:
    """Open, or closed. Raises `NotKnown` for one that is another's as for one that is not."""
    organisation = session.scalars(
        select(Organisation).where(
            Organisation.public_id == public_id,
            _within(session, member, extent, on),
            _is_closed(closed),
        )
    ).one_or_none()
    if organisation is None:
        raise NotKnown("organisation", public_id)
    return organisation


def _is_closed(closed: bool) -> ColumnElement[bool]:
    return Organisation.closed_at.is_not(None) if closed else Organisation.closed_at.is_(None)


def _within(
    session: Session, member: Membership, extent: Extent, on: dt.date
) -> ColumnElement[bool]:
    """A commissioner of health or of a council has nothing of probation's but what is its own."""
    is_own = Organisation.id == member.organisation_id
    match extent:
        case Extent.ANY:
            return true()
        case Extent.OWN_REGION if member.organisation.kind is OrganisationKind.PROBATION_REGION:
            return or_(is_own, *_in_areas(areas_of(session, member, on=on)))
        case Extent.NOTHING:
            return false()
        case _:
            return is_own


def _in_areas(area_ids: frozenset[int]) -> tuple[ColumnElement[bool], ...]:
    """Teams of these areas and of their courts, and whoever offers a service there."""
    courts = select(CourtArea.court_id).where(CourtArea.local_delivery_unit_id.in_(area_ids))
    providers = (
        select(Service.provider_id)
        .join(ServiceArea, ServiceArea.service_id == Service.id)
        .where(ServiceArea.local_delivery_unit_id.in_(area_ids), has_a_wording())
    )
    return (
        Organisation.local_delivery_unit_id.in_(area_ids),
        Organisation.court_id.in_(courts),
        Organisation.provider_id.in_(providers),
    )
