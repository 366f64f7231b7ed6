"""What follows from a published listing, a programme and sites: who may see it, what it backs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from directory.keeping import batches
from directory.places.models import Exposure, Site
from directory.services.listing import Setting, exposure_of
from directory.services.models import (
    ListingRevision,
    Programme,
    Service,
    ServiceRequirement,
    ServiceSite,
)


def site_exposures(session: Session, service_ids: Sequence[int]) -> dict[int, list[Exposure]]:
    exposures: dict[int, list[Exposure]] = {}
    for batch in batches(service_ids):
        rows = session.execute(
            select(ServiceSite.service_id, Site.exposure)
            .join(Site, Site.id == ServiceSite.site_id)
            .where(ServiceSite.service_id.in_(batch))
        )
        for service_id, exposure in rows:
            exposures.setdefault(service_id, []).append(exposure)
    return exposures


def restricted_programmes(session: Session) -> set[int]:
    return set(session.scalars(select(Programme.id).where(Programme.is_restricted)))


def work_out_exposure(session: Session, services: Sequence[Service]) -> None:
    """Derive again what the public may see, after sites or programmes have changed."""
    sites = site_exposures(session, [service.id for service in services])
    settings = _settings(session, services)
    restricted = restricted_programmes(session)
    for service in services:
        exposure = exposure_of(
            listing_is_restricted=settings.get(service.id) == Setting.APPROVED_PREMISES,
            programme_is_restricted=service.programme_id in restricted,
            sites=sites.get(service.id, []),
        )
        if service.exposure is not exposure:
            service.exposure = exposure
            service.search_version += 1
    session.flush()


def state_requirements(session: Session, stated: Mapping[int, Sequence[str]]) -> None:
    """The requirements of published listings as rows that a question can join, by service."""
    for batch in batches(stated):
        session.execute(
            delete(ServiceRequirement)
            .where(ServiceRequirement.service_id.in_(batch))
            .execution_options(synchronize_session=False)
        )
    session.add_all(
        ServiceRequirement(service_id=key, requirement=requirement)
        for key, requirements in stated.items()
        for requirement in dict.fromkeys(requirements)
    )


def derive_again(session: Session, services: Sequence[Service]) -> None:
    """What follows from the published listings and the sites, after either was put back."""
    stated: dict[int, Sequence[str]] = {service.id: () for service in services}
    for batch in batches(service.published_revision_id for service in services):
        asked = select(ListingRevision.service_id, ListingRevision.requirements)
        for row in session.execute(asked.where(ListingRevision.id.in_(batch))):
            stated[row.service_id] = row.requirements
    state_requirements(session, stated)
    work_out_exposure(session, services)
    for service in services:
        service.search_version += 1
    session.flush()


def _settings(session: Session, services: Sequence[Service]) -> dict[int, str]:
    """Of the published revisions, by the service's key."""
    settings: dict[int, str] = {}
    for batch in batches(service.published_revision_id for service in services):
        rows = session.execute(
            select(ListingRevision.service_id, ListingRevision.setting).where(
                ListingRevision.id.in_(batch)
            )
        )
        settings |= {row.service_id: row.setting for row in rows}
    return settings
