"""`services_in_short`: what a list says of each service, in a few statements for all of them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Row, bindparam, select
from sqlalchemy.orm import Session

from commissioning.availability.answer_types import LineRow
from commissioning.availability.headline import soonest_first
from commissioning.availability.placed_lines import placed_lines
from commissioning.availability.question import CourtQuestion
from commissioning.availability.rows import rows_of
from commissioning.availability.stored_lines import areas_by_line, lines_of_services
from directory.clock import local_date
from directory.delivery import DeliveryKind
from directory.places.models import Exposure, LocalDeliveryUnit, Region
from directory.providers.models import Provider
from directory.services.eligibility import AboutPerson, Fit, fit
from directory.services.eligibility_records import from_record
from directory.services.listing import restricted_title
from directory.services.models import (
    ListingRevision,
    Programme,
    Service,
    ServiceArea,
    ServiceState,
)
from directory.services.serving import serves_on


@dataclass(frozen=True, slots=True)
class AreaServed:
    slug: str
    name: str
    region_slug: str
    region_name: str


@dataclass(frozen=True, slots=True)
class ServiceInShort:
    """One service as an open list may show it; a restricted one names neither provider nor text.

    `rows` are its queues, the soonest first; `fit` is None unless somebody was asked about.
    """

    service: uuid.UUID
    title: str
    kind: DeliveryKind
    is_restricted: bool
    is_generated: bool
    areas: tuple[AreaServed, ...]
    rows: tuple[LineRow, ...]
    requirements: tuple[str, ...]
    summary: str | None = None
    who_for: str | None = None
    provider: str | None = None
    provider_id: uuid.UUID | None = None
    telephone: str | None = None
    website: str | None = None
    fit: Fit | None = None


def services_in_short(
    session: Session, service_ids: Sequence[int], question: CourtQuestion, as_at: dt.datetime
) -> dict[int, ServiceInShort]:
    """By internal id; one that has since been withdrawn or hidden is not in the answer.

    With home areas asked about, only the queues that serve one of them are shown, where there
    are such.
    """
    today = local_date(as_at)
    found = session.execute(_IN_SHORT, {"service_ids": list(service_ids)}).all()
    ids = [row.id for row in found]
    areas = _areas_of(session, ids, today)
    rows = _rows_of(session, ids, question, today)
    return {
        row.id: _in_short(row, areas.get(row.id, ()), rows.get(row.id, ()), question.about)
        for row in found
    }


_IN_SHORT = (
    select(
        Service.id,
        Service.public_id,
        Service.delivery_kind,
        Service.exposure,
        Service.is_generated,
        ListingRevision.title,
        ListingRevision.summary,
        ListingRevision.who_for,
        ListingRevision.eligibility,
        ListingRevision.requirements,
        ListingRevision.telephone,
        Programme.name.label("programme"),
        Provider.name.label("provider"),
        Provider.public_id.label("provider_id"),
        Provider.telephone.label("provider_telephone"),
        Provider.website,
    )
    .join(ListingRevision, ListingRevision.id == Service.published_revision_id)
    .outerjoin(Programme, Programme.id == Service.programme_id)
    .outerjoin(Provider, Provider.id == Service.provider_id)
    .where(
        Service.id.in_(bindparam("service_ids", expanding=True)),
        Service.state == ServiceState.PUBLISHED,
        Service.exposure != Exposure.CONFIDENTIAL,
    )
    .order_by(Service.id)
)


def _in_short(
    row: Row[Any], areas: Iterable[AreaServed], rows: Iterable[LineRow], about: AboutPerson | None
) -> ServiceInShort:
    common = {
        "service": row.public_id,
        "kind": row.delivery_kind,
        "is_generated": row.is_generated,
        "areas": tuple(areas),
        "rows": tuple(rows),
        "requirements": tuple(row.requirements),
        "fit": None if about is None else fit(map(from_record, row.eligibility), about),
    }
    if row.exposure is Exposure.RESTRICTED:
        title = restricted_title(row.programme, row.delivery_kind)
        return ServiceInShort(**common, title=title, is_restricted=True)
    return ServiceInShort(
        **common,
        title=row.title,
        is_restricted=False,
        summary=row.summary,
        who_for=row.who_for,
        provider=row.provider,
        provider_id=row.provider_id,
        telephone=row.telephone or row.provider_telephone,
        website=row.website,
    )


def _areas_of(
    session: Session, service_ids: Sequence[int], today: dt.date
) -> Mapping[int, list[AreaServed]]:
    unit = LocalDeliveryUnit
    rows = session.execute(
        select(ServiceArea.service_id, unit.slug, unit.name, Region.slug, Region.name)
        .join(unit, unit.id == ServiceArea.local_delivery_unit_id)
        .join(Region, Region.id == unit.region_id)
        .where(ServiceArea.service_id.in_(service_ids), *serves_on(today))
        .order_by(ServiceArea.service_id, unit.name, unit.id)
    )
    areas: defaultdict[int, list[AreaServed]] = defaultdict(list)
    for service_id, *area in rows:
        areas[service_id].append(AreaServed(*area))
    return areas


def _rows_of(
    session: Session, service_ids: Sequence[int], question: CourtQuestion, today: dt.date
) -> Mapping[int, list[LineRow]]:
    # Whether somebody may go there is answered once for the service, above its queues.
    plain = replace(question, about=None)
    lines = lines_of_services(session, service_ids, today=today)
    areas = areas_by_line(session, [line.line_id for line in lines], today=today)
    names, slugs = _area_names(session)
    home = {slugs[slug] for slug in question.home_areas if slug in slugs}
    near = {line.line_id for line in lines if home & set(areas.get(line.line_id, ()))}
    homely = {line.service_id for line in lines if line.line_id in near}
    shown = [line for line in lines if line.service_id not in homely or line.line_id in near]
    placed = sorted(placed_lines(session, shown, plain, today=today), key=soonest_first)
    made = rows_of(session, placed, plain, today=today, area_names=names, offices={})
    rows: defaultdict[int, list[LineRow]] = defaultdict(list)
    for one in placed:
        rows[one.stored.service_id].append(made[one.stored.line_id])
    return rows


def _area_names(session: Session) -> tuple[dict[int, str], dict[str, int]]:
    unit = LocalDeliveryUnit
    rows = session.execute(select(unit.id, unit.slug, unit.name).order_by(unit.id)).all()
    return {row.id: row.name for row in rows}, {row.slug: row.id for row in rows}
