"""The lines and agreements of somebody's desk as they are stored: few questions, none to cases."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, select, true
from sqlalchemy.orm import Session, aliased

from commissioning.agreements.models import (
    Agreement,
    AgreementFunder,
    AgreementKind,
    AgreementTerm,
)
from commissioning.desk.models import LineAttention
from commissioning.desk.own_lines import PROVIDERS, is_own_line
from commissioning.lines.models import Line, LineArea, LineFigures, LineTerms
from commissioning.volumes.models import CommissionedVolume, Lot, VolumeUnit
from directory.delivery import DeliveryKind
from directory.places.models import LocalDeliveryUnit, Region
from directory.providers.models import Provider
from directory.services.models import ListingRevision, Service, ServiceRequirement
from directory.services.sight import reads_text
from directory.sight import Sight
from directory.unchanged import while_unchanged


class StoredLine(NamedTuple):
    """One line with one lot of an agreement of theirs, or a line of which none is known.

    Where nobody was ever received, or told as waiting, how many wait is not known.
    """

    line_id: int
    line: uuid.UUID
    name: str
    service_id: int
    kind: DeliveryKind
    is_generated: bool
    title: str | None
    provider: str | None
    is_read: bool
    lot_id: int | None
    agreement_id: int | None
    agreement: uuid.UUID | None
    agreement_kind: AgreementKind | None
    agreement_title: str | None
    waiting: int
    last_received_on: dt.date | None
    longest_waiting_since: dt.date | None
    half_waiting_since: dt.date | None
    dates_confirmed_on: dt.date | None
    vacancies_confirmed_on: dt.date | None
    changed_at: dt.datetime | None
    as_of: dt.date | None
    starts_without_end: int | None
    people_above_places: int | None
    orders_end_first: int | None
    promised: int | None
    later_than_promised: int | None

    @property
    def known_waiting(self) -> int | None:
        return self.waiting if self.waiting or self.last_received_on else None


class Term(NamedTuple):
    starts_on: dt.date | None
    ends_on: dt.date | None


class VolumeChosen(NamedTuple):
    """Of a lot, in one unit: the volume whose period holds the day."""

    id: int
    unit: VolumeUnit


@dataclass(frozen=True, slots=True)
class LineSides:
    """By what a desk is narrowed, of one line; names beside keys of whatever has an address."""

    areas: tuple[tuple[str, str], ...] = ()
    regions: tuple[tuple[str, str], ...] = ()


def stored_lines(session: Session, sight: Sight, *, today: dt.date) -> list[StoredLine]:
    """In the order of keys; lines that have closed for good are not asked for."""
    attention, figures = LineAttention, LineFigures
    rows = session.connection().execute(
        select(
            Line.id,
            Line.public_id,
            Line.name,
            Line.service_id,
            Service.delivery_kind,
            Service.is_generated,
            ListingRevision.title,
            Provider.name,
            reads_text(sight),
            Lot.id,
            Agreement.id,
            Agreement.public_id,
            Agreement.kind,
            Agreement.title,
            figures.waiting,
            figures.last_received_on,
            figures.longest_waiting_since,
            figures.half_waiting_since,
            figures.dates_confirmed_on,
            figures.vacancies_confirmed_on,
            figures.changed_at,
            attention.as_of,
            attention.starts_without_end,
            attention.people_above_places,
            attention.orders_end_first,
            attention.promised,
            attention.later_than_promised,
        )
        .select_from(Line)
        .join(Service, Service.id == Line.service_id)
        .join(figures, figures.line_id == Line.id)
        .outerjoin(LineTerms, LineTerms.id == figures.terms_id)
        .outerjoin(ListingRevision, ListingRevision.id == Service.published_revision_id)
        .outerjoin(Provider, Provider.id == Service.provider_id)
        .outerjoin(Lot, Lot.line_id == Line.id)
        .outerjoin(Agreement, and_(Agreement.id == Lot.agreement_id, _is_own(sight)))
        .outerjoin(attention, attention.line_id == Line.id)
        .where(
            is_own_line(sight),
            func.coalesce(LineTerms.closed_on, dt.date.max) > today,
        )
        .order_by(Line.id, Lot.id)
    )
    return [StoredLine._make(row) for row in rows]


def _is_own(sight: Sight) -> ColumnElement[bool]:
    """A subcontractor reads its line, and nothing of its prime's agreement."""
    if sight.looker in PROVIDERS:
        return Agreement.provider_id.in_(sight.provider_ids)
    return true()


def terms_of(session: Session, agreement_ids: Collection[int]) -> dict[int, Term]:
    """What was recorded last of when each runs."""
    later = aliased(AgreementTerm)
    is_newest = ~(
        select(later.id)
        .where(later.agreement_id == AgreementTerm.agreement_id, later.id > AgreementTerm.id)
        .exists()
    )
    rows = session.connection().execute(
        select(AgreementTerm.agreement_id, AgreementTerm.starts_on, AgreementTerm.ends_on).where(
            AgreementTerm.agreement_id.in_(agreement_ids), is_newest
        )
    )
    return {key: Term(starts_on, ends_on) for key, starts_on, ends_on in rows}


def volumes_chosen(
    session: Session, lot_ids: Collection[int], *, today: dt.date
) -> dict[int, list[VolumeChosen]]:
    """By lot, one a unit: that which holds today, of several the one that ends first."""
    volume = CommissionedVolume
    rows = session.connection().execute(
        select(volume.lot_id, volume.id, volume.unit)
        .where(volume.lot_id.in_(lot_ids), volume.starts_on <= today, volume.ends_on >= today)
        .order_by(volume.lot_id, volume.ends_on.desc(), volume.id.desc())
    )
    found: defaultdict[int, dict[VolumeUnit, VolumeChosen]] = defaultdict(dict)
    for lot_id, key, unit in rows:
        found[lot_id][unit] = VolumeChosen(key, unit)
    return {
        lot_id: [by_unit[unit] for unit in VolumeUnit if unit in by_unit]
        for lot_id, by_unit in found.items()
    }


def areas_of_lines(session: Session, sight: Sight) -> dict[int, LineSides]:
    """Kept while nothing changes: areas seldom do."""
    return while_unchanged(session, _areas_of_lines, sight)


def _areas_of_lines(session: Session, sight: Sight) -> dict[int, LineSides]:
    area = LocalDeliveryUnit
    rows = session.connection().execute(
        select(LineArea.line_id, area.slug, area.name, Region.slug, Region.name)
        .join(area, area.id == LineArea.local_delivery_unit_id)
        .join(Region, Region.id == area.region_id)
        .join(Line, Line.id == LineArea.line_id)
        .join(Service, Service.id == Line.service_id)
        .where(is_own_line(sight))
        .order_by(LineArea.line_id, area.name)
    )
    found: defaultdict[int, list[tuple[str, str, str, str]]] = defaultdict(list)
    for line_id, *names in rows:
        found[line_id].append((names[0], names[1], names[2], names[3]))
    return {
        line_id: LineSides(
            tuple((slug, name) for slug, name, _, _ in areas),
            tuple(dict.fromkeys((slug, name) for _, _, slug, name in areas)),
        )
        for line_id, areas in found.items()
    }


def requirements_of_services(session: Session, sight: Sight) -> dict[int, tuple[str, ...]]:
    return while_unchanged(session, _requirements, sight)


def _requirements(session: Session, sight: Sight) -> dict[int, tuple[str, ...]]:
    rows = session.connection().execute(
        select(ServiceRequirement.service_id, ServiceRequirement.requirement)
        .where(ServiceRequirement.service_id.in_(_own_services(sight)))
        .order_by(ServiceRequirement.service_id, ServiceRequirement.requirement)
    )
    found: defaultdict[int, list[str]] = defaultdict(list)
    for service_id, requirement in rows:
        found[service_id].append(requirement)
    return {key: tuple(codes) for key, codes in found.items()}


def pathways_of_services(session: Session, sight: Sight) -> dict[int, tuple[str, ...]]:
    return while_unchanged(session, _pathways, sight)


def _pathways(session: Session, sight: Sight) -> dict[int, tuple[str, ...]]:
    rows = session.connection().execute(
        select(Service.id, ListingRevision.pathways)
        .join(ListingRevision, ListingRevision.id == Service.published_revision_id)
        .where(Service.id.in_(_own_services(sight)))
    )
    return {key: tuple(pathways) for key, pathways in rows}


def funders_of(session: Session, agreement_ids: Collection[int]) -> dict[int, tuple[str, ...]]:
    """By agreement, in the order of names."""
    rows = session.connection().execute(
        select(AgreementFunder.agreement_id, AgreementFunder.funder)
        .where(AgreementFunder.agreement_id.in_(agreement_ids))
        .order_by(AgreementFunder.agreement_id, AgreementFunder.funder)
    )
    found: defaultdict[int, list[str]] = defaultdict(list)
    for agreement_id, funder in rows:
        found[agreement_id].append(funder)
    return {key: tuple(names) for key, names in found.items()}


def _own_services(sight: Sight) -> Select[int]:
    return (
        select(Line.service_id)
        .join(Service, Service.id == Line.service_id)
        .where(is_own_line(sight))
    )
