"""Where a service is delivered: the areas it serves and the sites it uses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from directory.acts import Act
from directory.audit.recording import record_act
from directory.keeping import batches
from directory.people.models import Person
from directory.places.models import LocalDeliveryUnit, Site
from directory.services.exposing import work_out_exposure
from directory.services.models import Service, ServiceArea, ServiceSite


def serves_on(day: dt.date | ColumnElement[dt.date]) -> tuple[ColumnElement[bool], ...]:
    """Conditions on `ServiceArea` for an area served on a day, its last day among them."""
    return (
        ServiceArea.valid_from <= day,
        or_(ServiceArea.valid_to.is_(None), ServiceArea.valid_to >= day),
    )


def serve_areas(
    session: Session,
    service: Service,
    areas: Sequence[LocalDeliveryUnit],
    *,
    from_date: dt.date,
    by: Person,
    at: dt.datetime,
) -> int:
    """Serve the areas from a day on; how many were not served before."""
    return serve_areas_of_many(session, {service: areas}, from_date=from_date, by=by, at=at)


def serve_areas_of_many(
    session: Session,
    areas_of: Mapping[Service, Sequence[LocalDeliveryUnit]],
    *,
    from_date: dt.date,
    by: Person,
    at: dt.datetime,
) -> int:
    """The same for many services; an area served without an end is left as it is."""
    served = _served_without_end(session, [service.id for service in areas_of])
    added = 0
    for service, areas in areas_of.items():
        known = served.get(service.id, set())
        new = {area.id: area for area in areas if area.id not in known}
        if not new:
            continue
        session.add_all(
            ServiceArea(service_id=service.id, local_delivery_unit_id=key, valid_from=from_date)
            for key in new
        )
        service.search_version += 1
        added += len(new)
        record_act(
            session,
            Act.AREAS_SERVE,
            service,
            by=by,
            at=at,
            after={"areas": sorted(area.slug for area in new.values()), "from": from_date},
        )
    session.flush()
    return added


def _served_without_end(session: Session, service_ids: Sequence[int]) -> dict[int, set[int]]:
    served: dict[int, set[int]] = {}
    for batch in batches(service_ids):
        rows = session.execute(
            select(ServiceArea.service_id, ServiceArea.local_delivery_unit_id).where(
                ServiceArea.service_id.in_(batch), ServiceArea.valid_to.is_(None)
            )
        )
        for service_id, area_id in rows:
            served.setdefault(service_id, set()).add(area_id)
    return served


def stop_serving(
    session: Session,
    service: Service,
    areas: Sequence[LocalDeliveryUnit],
    *,
    last_day: dt.date,
    by: Person,
    at: dt.datetime,
) -> int:
    """Serve none of these areas after `last_day`; how many were served without an end till now."""
    rows = session.scalars(
        select(ServiceArea).where(
            ServiceArea.service_id == service.id,
            ServiceArea.local_delivery_unit_id.in_([area.id for area in areas]),
            ServiceArea.valid_to.is_(None),
        )
    ).all()
    for row in rows:
        row.valid_to = last_day
    if rows:
        service.search_version += 1
        ended = {row.local_delivery_unit_id for row in rows}
        slugs = sorted(area.slug for area in areas if area.id in ended)
        after = {"areas": slugs, "last_day": last_day}
        record_act(session, Act.AREAS_LEAVE, service, by=by, at=at, after=after)
        session.flush()
    return len(rows)


def place_at_sites(
    session: Session, service: Service, sites: Sequence[Site], *, by: Person, at: dt.datetime
) -> int:
    """Deliver the service at these sites too; how many are new. What the public sees follows."""
    return place_many_at_sites(session, {service: sites}, by=by, at=at)


def place_many_at_sites(
    session: Session, sites_of: Mapping[Service, Sequence[Site]], *, by: Person, at: dt.datetime
) -> int:
    """The same for many services, in few statements."""
    known = _known_sites(session, [service.id for service in sites_of])
    placed: list[Service] = []
    added = 0
    for service, sites in sites_of.items():
        new = {site.id: site for site in sites if site.id not in known.get(service.id, set())}
        if not new:
            continue
        session.add_all(ServiceSite(service_id=service.id, site_id=key) for key in new)
        service.search_version += 1
        placed.append(service)
        added += len(new)
        record_act(
            session,
            Act.SITES_USE,
            service,
            by=by,
            at=at,
            after={"sites": sorted(site.external_id for site in new.values())},
        )
    session.flush()
    if placed:
        work_out_exposure(session, placed)
    return added


def _known_sites(session: Session, service_ids: Sequence[int]) -> dict[int, set[int]]:
    known: dict[int, set[int]] = {}
    for batch in batches(service_ids):
        rows = session.execute(
            select(ServiceSite.service_id, ServiceSite.site_id).where(
                ServiceSite.service_id.in_(batch)
            )
        )
        for service_id, site_id in rows:
            known.setdefault(service_id, set()).add(site_id)
    return known
