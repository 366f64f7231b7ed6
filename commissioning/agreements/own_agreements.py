"""Whose an agreement is, as one condition that every question about agreements carries.

A probation region's where one of its lots lies on its ground, unless bodies of health and
councils pay for the whole of it; a body of health's or a council's where it is named as a funder
and a lot lies in its areas; a provider's where it is the prime. A subcontractor's it is not.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select, true
from sqlalchemy.orm import Session

from commissioning.agreements.matching import names_police_area
from commissioning.agreements.models import Agreement, AgreementFunder
from commissioning.lines.models import Line, LineArea
from commissioning.volumes.models import Lot
from directory.accounts.models import Organisation
from directory.people.roles import OrganisationKind
from directory.places.models import AuthorityMembership, LocalAuthority, LocalDeliveryUnit
from directory.services.models import Service
from directory.sight import Looker, Sight

WHOLE = 1 - 1e-9
"""Shares that come to this are all of it."""


def is_own_agreement(session: Session, sight: Sight) -> ColumnElement[bool]:
    """Condition on `Agreement`: theirs to read, and none but these to name at all."""
    match sight.looker:
        case Looker.PROVIDER | Looker.PRIME:
            return Agreement.provider_id.in_(sight.provider_ids)
        case Looker.COMMISSIONER if sight.area_ids:
            return is_regions_agreement(session, sight)
        case Looker.COMMISSIONER:
            return Agreement.id.in_(sight.agreement_ids)
    return false()


def is_own_beside_own_line(sight: Sight) -> ColumnElement[bool]:
    """`is_own_agreement` of a lot on a line that is theirs: its ground is known to be theirs."""
    match sight.looker:
        case Looker.PROVIDER | Looker.PRIME:
            return Agreement.provider_id.in_(sight.provider_ids)
        case Looker.COMMISSIONER if sight.area_ids:
            return Agreement.id.not_in(_paid_wholly_by_others())
        case Looker.COMMISSIONER:
            return Agreement.id.in_(sight.agreement_ids)
    return false()


def is_regions_agreement(session: Session, sight: Sight) -> ColumnElement[bool]:
    """Condition on `Agreement`: a probation region's, which alone states its terms here."""
    here = lies_in(session, sight.area_ids)
    has_lot = exists().where(Lot.agreement_id == Agreement.id, here)
    return and_(has_lot, Agreement.id.not_in(_paid_wholly_by_others()))


def lots_shown(sight: Sight) -> ColumnElement[bool]:
    """Condition on `Lot` of an agreement that is theirs: a provider sees no other's part."""
    if sight.looker not in (Looker.PROVIDER, Looker.PRIME):
        return true()
    own = (
        select(Line.id)
        .join(Service, Service.id == Line.service_id)
        .where(Service.provider_id.in_(sight.provider_ids))
    )
    return or_(Lot.line_id.is_(None), Lot.line_id.in_(own))


def agreements_funded_by(
    session: Session, funder: str, *, area_ids: Collection[int]
) -> frozenset[int]:
    """Internal ids of those that name it as a funder, with a lot in the areas or no ground."""
    without_ground = and_(Lot.line_id.is_(None), Lot.region_id.is_(None), Lot.police_area.is_(None))
    rows = session.scalars(
        select(Lot.agreement_id)
        .join(AgreementFunder, AgreementFunder.agreement_id == Lot.agreement_id)
        .where(AgreementFunder.funder == funder, or_(without_ground, lies_in(session, area_ids)))
    )
    return frozenset(rows)


def lies_in(session: Session, area_ids: Collection[int]) -> ColumnElement[bool]:
    """Condition on `Lot`: its ground is in one of the areas, as far as it is known.

    Its line's areas; without a line its region; without either its police area.
    """
    area = LocalDeliveryUnit
    lines = select(LineArea.line_id).where(LineArea.local_delivery_unit_id.in_(area_ids))
    regions = select(area.region_id).where(area.id.in_(area_ids))
    return or_(
        Lot.line_id.in_(lines),
        and_(Lot.line_id.is_(None), Lot.region_id.in_(regions)),
        and_(
            Lot.line_id.is_(None),
            Lot.region_id.is_(None),
            Lot.police_area.in_(_police_areas(session, area_ids)),
        ),
    )


def _police_areas(session: Session, area_ids: Collection[int]) -> list[str]:
    """As lots write them: each names one in which an area lies."""
    own = set(
        session.scalars(
            select(LocalAuthority.police_area)
            .join(AuthorityMembership, AuthorityMembership.local_authority_id == LocalAuthority.id)
            .where(AuthorityMembership.local_delivery_unit_id.in_(area_ids))
        )
    )
    written = session.scalars(
        select(Lot.police_area).where(Lot.police_area.is_not(None)).distinct()
    )
    return [one for one in written if one and names_police_area(one, own)]


def _paid_wholly_by_others() -> ColumnElement[int]:
    """Every funder named is a body of health or a council, and nothing is left for another."""
    others = select(Organisation.name).where(
        Organisation.kind == OrganisationKind.HEALTH_OR_COUNCIL
    )
    funder = AgreementFunder
    is_other = funder.funder.in_(others)
    return (
        select(funder.agreement_id)
        .group_by(funder.agreement_id)
        .having(
            func.count(funder.id) == func.count().filter(is_other),
            or_(func.count(funder.share) < func.count(funder.id), func.sum(funder.share) >= WHOLE),
        )
        .scalar_subquery()
    )
