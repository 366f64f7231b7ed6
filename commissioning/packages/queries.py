"""What a package asks of the directory."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.orm import Session

from directory.services.models import ListingRevision, Service

_SERVICE_IDS: BindParameter[int] = bindparam("service_ids", expanding=True)
_PATHWAYS = (
    select(Service.id, ListingRevision.pathways)
    .join(ListingRevision, ListingRevision.id == Service.published_revision_id)
    .where(Service.id.in_(_SERVICE_IDS))
)


def pathways_by_service(session: Session, service_ids: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """The pathways that each service's published listing names."""
    rows = session.execute(_PATHWAYS, {"service_ids": list(service_ids)})
    return {service_id: tuple(found) for service_id, found in rows}
