"""The rows of the services on a page, read anew: what must not be seen is left out here too."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, bindparam, select
from sqlalchemy.orm import Session

from directory.keeping import batches
from directory.places.models import Exposure
from directory.providers.models import Provider
from directory.search.facets import Facet
from directory.search.found import FoundService
from directory.search.shelf import CardShelf
from directory.services.listing import restricted_title
from directory.services.models import ListingRevision, Programme, Service, ServiceState


def services_found(
    session: Session, service_ids: Iterable[int], shelf: CardShelf
) -> Mapping[int, FoundService]:
    """By key; without those that are no longer published, or that the public may not know of."""
    return {
        row.id: _found(row, shelf)
        for batch in batches(service_ids)
        for row in session.execute(_asked(), {"service_ids": batch})
    }


@cache
def _asked() -> Select[*tuple[Any, ...]]:
    """Built once: building it costs as much as asking it."""
    return (
        select(
            Service.id,
            Service.public_id,
            Service.delivery_kind,
            Service.exposure,
            Service.is_generated,
            ListingRevision.title,
            ListingRevision.summary,
            ListingRevision.who_for,
            ListingRevision.telephone,
            ListingRevision.setting,
            ListingRevision.pathways,
            ListingRevision.requirements,
            Programme.name.label("programme"),
            Provider.name.label("provider"),
            Provider.public_id.label("provider_public_id"),
        )
        .join(ListingRevision, ListingRevision.id == Service.published_revision_id)
        .outerjoin(Programme, Programme.id == Service.programme_id)
        .outerjoin(Provider, Provider.id == Service.provider_id)
        .where(
            Service.id.in_(bindparam("service_ids", expanding=True)),
            Service.state == ServiceState.PUBLISHED,
            Service.exposure != Exposure.CONFIDENTIAL,
        )
    )


def _found(row: Row[Any], shelf: CardShelf) -> FoundService:
    is_open = row.exposure is Exposure.OPEN
    card = shelf.cards[shelf.place_of[row.id]]
    slugs = card.choices[Facet.AREA] if card is not None else frozenset()
    return FoundService(
        service_id=row.id,
        public_id=row.public_id,
        title=row.title if is_open else restricted_title(row.programme, row.delivery_kind),
        summary=row.summary if is_open else None,
        who_for=row.who_for if is_open else None,
        provider=row.provider if is_open else None,
        provider_public_id=row.provider_public_id if is_open else None,
        telephone=row.telephone if is_open else None,
        delivery_kind=row.delivery_kind,
        setting=row.setting,
        exposure=row.exposure,
        pathways=tuple(row.pathways),
        requirements=tuple(row.requirements),
        areas=tuple(sorted(shelf.areas[slug].name for slug in slugs)),
        is_generated=row.is_generated,
    )
