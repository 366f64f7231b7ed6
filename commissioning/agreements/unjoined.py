"""Lots that join no line, and the lines that they may have bought."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from commissioning.agreements.matching import Candidate, Ground, LineOffered, LotSought, candidates
from commissioning.agreements.models import Agreement, AgreementTerm
from commissioning.agreements.own_agreements import is_regions_agreement, lies_in
from commissioning.lines.models import Line, LineArea, LineFigures, LineTerms
from commissioning.volumes.models import CommissionedVolume, Lot
from directory.errors import NotKnown
from directory.places.models import (
    AuthorityMembership,
    LocalAuthority,
    LocalDeliveryUnit,
    Region,
)
from directory.providers.models import Provider, SupplyLink
from directory.services.models import ListingRevision, Service
from directory.services.sight import may_know_of
from directory.sight import ANYBODY, Sight


@dataclass(frozen=True, slots=True)
class UnjoinedLot:
    """A lot that joins no line, with its term and what it may have bought, the likeliest first.

    `ends_on` None: the end is not known. `has_volume`: something was bought by it.
    """

    sought: LotSought
    region: str | None
    starts_on: dt.date | None
    ends_on: dt.date | None
    has_volume: bool
    candidates: tuple[Candidate, ...]


def own_unjoined(session: Session, *, sight: Sight) -> Sequence[Lot]:
    """Lots of a probation region's agreements on its ground that join no line, by reference."""
    own = select(Agreement.id).where(is_regions_agreement(session, sight))
    rows = select(Lot).where(
        Lot.line_id.is_(None), Lot.agreement_id.in_(own), lies_in(session, sight.area_ids)
    )
    return session.scalars(rows.order_by(Lot.external_id)).all()


def own_lot(session: Session, public_id: uuid.UUID, *, sight: Sight) -> Lot:
    """Raises `NotKnown`, also for another region's."""
    own = select(Agreement.id).where(is_regions_agreement(session, sight))
    lot = session.scalar(
        select(Lot).where(
            Lot.public_id == public_id,
            Lot.agreement_id.in_(own),
            lies_in(session, sight.area_ids),
        )
    )
    if lot is None:
        raise NotKnown("lot", public_id)
    return lot


def unjoined_lots(
    session: Session,
    *,
    today: dt.date,
    region: str | None = None,
    lot_ids: Collection[int] | None = None,
) -> list[UnjoinedLot]:
    """By agreement and lot; `region` is the code of the only one wanted, `lot_ids` are all wanted.

    A lot of which only a police area is known is in every region.
    """
    offered = lines_offered(session, today=today)
    providers = _providers_by_agreement(session)
    terms = _terms(session)
    bought = set(session.scalars(select(CommissionedVolume.lot_id).distinct()))
    found = []
    for lot, agreement, ground in _lots(session, region, lot_ids):
        sought = LotSought(
            lot.external_id,
            agreement.external_id,
            agreement.title,
            agreement.contract_type,
            lot.region_id,
            lot.police_area,
            providers.get(agreement.id, {}),
        )
        starts_on, ends_on = terms.get(agreement.id, (None, None))
        likely = tuple(candidates(sought, offered))
        found.append(UnjoinedLot(sought, ground, starts_on, ends_on, lot.id in bought, likely))
    return found


def _lots(
    session: Session, region: str | None, lot_ids: Collection[int] | None
) -> list[tuple[Lot, Agreement, str | None]]:
    rows = (
        select(Lot, Agreement, Region.name)
        .join(Agreement, Agreement.id == Lot.agreement_id)
        .outerjoin(Region, Region.id == Lot.region_id)
        .where(Lot.line_id.is_(None))
        .order_by(Agreement.external_id, Lot.external_id)
    )
    if region is not None:
        rows = rows.where(or_(Region.code == region, Lot.region_id.is_(None)))
    if lot_ids is not None:
        rows = rows.where(Lot.id.in_(lot_ids))
    return [(lot, agreement, ground) for lot, agreement, ground in session.execute(rows)]


def lines_offered(session: Session, *, today: dt.date) -> list[LineOffered]:
    """The lines that are open, of services that are published and not confidential."""
    grounds = _grounds_by_line(session)
    rows = session.execute(
        select(Line.id, Line.external_id, ListingRevision.title, Provider.id, Provider.name)
        .join(Service, Service.id == Line.service_id)
        .join(ListingRevision, ListingRevision.id == Service.published_revision_id)
        .outerjoin(Provider, Provider.id == Service.provider_id)
        .join(LineFigures, LineFigures.line_id == Line.id)
        .join(LineTerms, LineTerms.id == LineFigures.terms_id)
        .where(
            *may_know_of(ANYBODY),
            or_(LineTerms.closed_on.is_(None), LineTerms.closed_on > today),
        )
        .order_by(Line.external_id)
    )
    return [
        LineOffered(line, title, provider_id, provider, tuple(grounds.get(key, ())))
        for key, line, title, provider_id, provider in rows
    ]


def _grounds_by_line(session: Session) -> dict[int, list[Ground]]:
    police: defaultdict[int, set[str]] = defaultdict(set)
    membership = AuthorityMembership
    for area_id, name in session.execute(
        select(membership.local_delivery_unit_id, LocalAuthority.police_area).join(
            LocalAuthority, LocalAuthority.id == membership.local_authority_id
        )
    ):
        police[area_id].add(name)
    unit = LocalDeliveryUnit
    found: defaultdict[int, list[Ground]] = defaultdict(list)
    for line_id, area_id, name, region_id in session.execute(
        select(LineArea.line_id, unit.id, unit.name, unit.region_id)
        .join(unit, unit.id == LineArea.local_delivery_unit_id)
        .order_by(unit.name, unit.id)
    ):
        found[line_id].append(Ground(name, region_id, frozenset(police[area_id])))
    return found


def _providers_by_agreement(session: Session) -> dict[int, dict[int, str]]:
    """The prime, then those to whom it passes work under the agreement."""
    found: dict[int, dict[int, str]] = {}
    for agreement_id, provider_id, name in session.execute(
        select(Agreement.id, Provider.id, Provider.name).join(
            Provider, Provider.id == Agreement.provider_id
        )
    ):
        found[agreement_id] = {provider_id: name}
    for agreement_id, provider_id, name in session.execute(
        select(Agreement.id, Provider.id, Provider.name)
        .join(SupplyLink, SupplyLink.agreement_reference == Agreement.external_id)
        .join(Provider, Provider.id == SupplyLink.subcontractor_id)
        .order_by(SupplyLink.id)
    ):
        found.setdefault(agreement_id, {}).setdefault(provider_id, name)
    return found


def _terms(session: Session) -> dict[int, tuple[dt.date | None, dt.date | None]]:
    """The newest of each agreement."""
    rows = session.scalars(
        select(AgreementTerm).order_by(AgreementTerm.recorded_at, AgreementTerm.id)
    )
    return {one.agreement_id: (one.starts_on, one.ends_on) for one in rows}


def lots_of_agreement(session: Session, agreement_id: int) -> Sequence[Lot]:
    return session.scalars(
        select(Lot).where(Lot.agreement_id == agreement_id).order_by(Lot.id)
    ).all()
