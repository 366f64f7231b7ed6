"""Which service stays of those that were made one."""

from __future__ import annotations

import uuid

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from directory.errors import NotKnown
from directory.services.models import Service, ServiceMerge
from directory.services.sight import may_open_page_of
from directory.sight import Sight


def stays_as(session: Session, service_id: int) -> int:
    """Its own key, or that of the service into which it went, by one step or several."""
    seen = {service_id}
    while True:
        after = session.scalar(select(Service.merged_into_id).where(Service.id == service_id))
        if after is None or after in seen:
            return service_id
        seen.add(after)
        service_id = after


def merges_of(session: Session, service: Service) -> list[ServiceMerge]:
    """Every act that made it one with another, or two again; the newest first."""
    rows = select(ServiceMerge).where(
        or_(ServiceMerge.gone_id == service.id, ServiceMerge.kept_id == service.id)
    )
    return list(session.scalars(rows.order_by(ServiceMerge.id.desc())))


def merge_by_id(session: Session, public_id: uuid.UUID) -> ServiceMerge:
    """Raises `NotKnown`."""
    found = session.scalar(select(ServiceMerge).where(ServiceMerge.public_id == public_id))
    if found is None:
        raise NotKnown("merge", public_id)
    return found


def address_that_stays(session: Session, service: Service, *, sight: Sight) -> uuid.UUID | None:
    """Of a service that was merged the address of the one that stays, if it may be opened."""
    if service.merged_into_id is None:
        return None
    kept = stays_as(session, service.id)
    return session.scalar(
        select(Service.public_id).where(Service.id == kept, *may_open_page_of(sight))
    )
