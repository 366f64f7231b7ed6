"""Finding services, programmes and what belongs to them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import BindParameter, bindparam, func, or_, select
from sqlalchemy.orm import Session, joinedload

from directory.errors import NotKnown
from directory.keeping import batches, found_by
from directory.services.freshness import BY_FILE_ALONE, FactKind
from directory.services.listing import Listing
from directory.services.models import (
    Confirmation,
    ListingRevision,
    Programme,
    ProgrammeKind,
    Service,
    ServiceArea,
    ServiceRequirement,
)
from directory.services.sight import may_open_page_of, may_read_all_of
from directory.sight import Sight


def service_by_id(session: Session, public_id: uuid.UUID, *, sight: Sight) -> Service:
    """The service with its provider, programme and published wording.

    Not the ones that who looks may not know of, nor drafts: `NotKnown`.
    """
    found = session.scalar(
        select(Service)
        .where(
            Service.public_id == public_id,
            *may_open_page_of(sight),
        )
        .options(
            joinedload(Service.provider),
            joinedload(Service.programme),
            joinedload(Service.published),
        )
    )
    if found is None:
        raise NotKnown("service", public_id)
    return found


def title_to_read(session: Session, public_id: uuid.UUID, *, sight: Sight) -> str:
    """Of a service on offer of which who looks may read the text; "" of any other."""
    title = session.scalar(
        select(ListingRevision.title)
        .join(Service, Service.published_revision_id == ListingRevision.id)
        .where(Service.public_id == public_id, *may_read_all_of(sight))
    )
    return title or ""


def services_by_external_id(session: Session, external_ids: Iterable[str]) -> dict[str, Service]:
    """Those that are kept, whatever their state, by external identifier."""
    return found_by(session, Service.external_id, external_ids)


def published_listings(session: Session, services: Iterable[Service]) -> dict[int, Listing]:
    """What is published of these services, by the service's key."""
    ids = [one.published_revision_id for one in services if one.published_revision_id is not None]
    return {
        revision.service_id: Listing.of_columns(revision)
        for batch in batches(ids)
        for revision in session.scalars(
            select(ListingRevision).where(ListingRevision.id.in_(batch))
        )
    }


def programmes_by_name(session: Session) -> dict[tuple[str, ProgrammeKind], Programme]:
    """Every programme; one name may stand for two kinds."""
    rows = session.scalars(select(Programme).order_by(Programme.id))
    return {(programme.name, programme.kind): programme for programme in rows}


def all_programmes(session: Session) -> list[Programme]:
    return list(
        session.scalars(select(Programme).order_by(Programme.name, Programme.kind, Programme.id))
    )


def last_confirmed(
    session: Session, service_ids: Iterable[int], *, on: dt.date
) -> dict[int, dict[FactKind, dt.date]]:
    """For each service the newest day, not after `on`, on which each kind of fact was confirmed."""
    rows = session.execute(
        select(Confirmation.service_id, Confirmation.fact_kind, func.max(Confirmation.confirmed_on))
        .where(Confirmation.service_id.in_(list(service_ids)), Confirmation.confirmed_on <= on)
        .group_by(Confirmation.service_id, Confirmation.fact_kind)
    )
    newest: dict[int, dict[FactKind, dt.date]] = {}
    for service_id, kind, day in rows:
        newest.setdefault(service_id, {})[FactKind(kind)] = day
    return newest


def confirmed_by_file_alone(
    session: Session, service_id: int, *, on: dt.date
) -> frozenset[FactKind]:
    """The kinds of fact of a service that files alone confirmed, several times running."""
    rows = session.execute(
        select(Confirmation.fact_kind, Confirmation.times_by_file)
        .where(Confirmation.service_id == service_id, Confirmation.confirmed_on <= on)
        .order_by(Confirmation.confirmed_on)
    )
    newest = dict(rows.all())
    return frozenset(FactKind(kind) for kind, times in newest.items() if times >= BY_FILE_ALONE)


def area_ids_served(session: Session, service_id: int, *, on: dt.date) -> set[int]:
    """The internal ids of the areas that a service serves on a day."""
    return set(
        session.scalars(
            select(ServiceArea.local_delivery_unit_id).where(
                ServiceArea.service_id == service_id,
                ServiceArea.valid_from <= on,
                or_(ServiceArea.valid_to.is_(None), ServiceArea.valid_to >= on),
            )
        )
    )


_SERVICE_IDS: BindParameter[int] = bindparam("service_ids", expanding=True)
_REQUIREMENTS = select(ServiceRequirement.service_id, ServiceRequirement.requirement).where(
    ServiceRequirement.service_id.in_(_SERVICE_IDS)
)


def requirements_by_service(session: Session, service_ids: Iterable[int]) -> dict[int, list[str]]:
    found: defaultdict[int, list[str]] = defaultdict(list)
    rows = session.execute(_REQUIREMENTS, {"service_ids": list(service_ids)})
    for service_id, requirement in rows:
        found[service_id].append(requirement)
    return found
