"""What the public may read around a service: its wordings over time, its neighbours, its hub."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload

from directory.places.models import Exposure, LocalDeliveryUnit, Site
from directory.providers.models import Provider
from directory.services.listing import Setting
from directory.services.models import (
    ListingRevision,
    ListingState,
    Service,
    ServiceArea,
    ServiceSite,
    ServiceState,
)
from directory.services.serving import serves_on

WORDED = (
    "title", "summary", "setting", "telephone", "email", "referral_route", "who_for", "pathways",
    "requirements", "languages", "eligibility",
)  # fmt: skip
"""The columns of a revision that a reader of its history is told of, in the order of a page."""


@dataclass(frozen=True, slots=True)
class ListingChange:
    """One column of a listing before and after."""

    column: str
    before: object
    after: object


@dataclass(frozen=True, slots=True)
class Revised:
    """What one published wording changed; without `changes` it was the first that is told."""

    number: int
    published_at: dt.datetime
    changes: tuple[ListingChange, ...]


def open_and_published() -> tuple[ColumnElement[bool], ...]:
    """Conditions on `Service` under which anybody may read all of its listing."""
    return Service.state == ServiceState.PUBLISHED, Service.exposure == Exposure.OPEN


def history_of(session: Session, service: Service) -> list[Revised]:
    """The published wordings of an open service, newest first.

    Nothing of a service that is not open, and nothing from before it was: a wording from its
    time as approved premises may name a venue.
    """
    if service.exposure is not Exposure.OPEN:
        return []
    rows = session.scalars(
        select(ListingRevision)
        .where(
            ListingRevision.service_id == service.id,
            ListingRevision.state == ListingState.PUBLISHED,
        )
        .order_by(ListingRevision.number)
    ).all()
    hidden = [at for at, row in enumerate(rows) if row.setting == Setting.APPROVED_PREMISES.value]
    told = rows[hidden[-1] + 1 :] if hidden else rows
    before: ListingRevision | None = None
    revised = []
    for row in told:
        revised.append(Revised(row.number, row.created_at, _changes(before, row)))
        before = row
    return revised[::-1]


def _changes(before: ListingRevision | None, after: ListingRevision) -> tuple[ListingChange, ...]:
    if before is None:
        return ()
    pairs = ((name, getattr(before, name), getattr(after, name)) for name in WORDED)
    return tuple(ListingChange(name, old, new) for name, old, new in pairs if old != new)


def hub_of(session: Session, service: Service) -> Service | None:
    """The service that takes referrals for this one, with its wording, if anybody may read it."""
    if service.published is None or service.published.referral_hub_id is None:
        return None
    return session.scalar(
        select(Service)
        .where(Service.id == service.published.referral_hub_id, *open_and_published())
        .options(joinedload(Service.published), joinedload(Service.provider))
    )


def services_beside(
    session: Session, service: Service, sites: Iterable[Site]
) -> list[tuple[Site, list[Service]]]:
    """The other open services at each of these open sites, by title."""
    by_site: dict[int, tuple[Site, list[Service]]] = {site.id: (site, []) for site in sites}
    rows = session.execute(
        select(ServiceSite.site_id, Service)
        .join(Service, Service.id == ServiceSite.service_id)
        .join(ListingRevision, ListingRevision.id == Service.published_revision_id)
        .where(
            ServiceSite.site_id.in_(by_site),
            Service.id != service.id,
            *open_and_published(),
        )
        .options(joinedload(Service.published))
        .order_by(ListingRevision.title, Service.id)
    )
    for site_id, found in rows:
        by_site[site_id][1].append(found)
    return list(by_site.values())


def open_services_of(session: Session, provider: Provider) -> list[Service]:
    """What the provider offers that anybody may read, by title."""
    rows = session.scalars(
        select(Service)
        .join(ListingRevision, ListingRevision.id == Service.published_revision_id)
        .where(Service.provider_id == provider.id, *open_and_published())
        .options(joinedload(Service.published))
        .order_by(ListingRevision.title, Service.id)
    )
    return list(rows)


def open_services_at_postcode(session: Session, postcode: str) -> list[Service]:
    """Open services with an open site at exactly this postcode, by title."""
    rows = session.scalars(
        select(Service)
        .join(ListingRevision, ListingRevision.id == Service.published_revision_id)
        .where(
            Service.id.in_(
                select(ServiceSite.service_id)
                .join(Site, Site.id == ServiceSite.site_id)
                .where(Site.postcode == postcode, Site.exposure == Exposure.OPEN)
            ),
            *open_and_published(),
        )
        .options(joinedload(Service.published), joinedload(Service.provider))
        .order_by(ListingRevision.title, Service.id)
    )
    return list(rows)


def services_in_area(
    session: Session, area: LocalDeliveryUnit, *, on: dt.date, settings: Sequence[Setting]
) -> list[int]:
    """Keys of the open and restricted services that serve the area in one of the settings."""
    rows = session.scalars(
        select(Service.id)
        .join(ListingRevision, ListingRevision.id == Service.published_revision_id)
        .join(ServiceArea, ServiceArea.service_id == Service.id)
        .where(
            ServiceArea.local_delivery_unit_id == area.id,
            *serves_on(on),
            Service.state == ServiceState.PUBLISHED,
            Service.exposure != Exposure.CONFIDENTIAL,
            ListingRevision.setting.in_([setting.value for setting in settings]),
        )
        .distinct()
        .order_by(Service.id)
    )
    return list(rows)


def hubs_serving(session: Session, area: LocalDeliveryUnit, *, on: dt.date) -> list[Service]:
    """The open services that take referrals for some service of this area, by title."""
    hub_ids = (
        select(ListingRevision.referral_hub_id)
        .join(Service, Service.published_revision_id == ListingRevision.id)
        .join(ServiceArea, ServiceArea.service_id == Service.id)
        .where(
            ServiceArea.local_delivery_unit_id == area.id,
            *serves_on(on),
            *open_and_published(),
            ListingRevision.referral_hub_id.is_not(None),
        )
    )
    rows = session.scalars(
        select(Service)
        .join(ListingRevision, ListingRevision.id == Service.published_revision_id)
        .where(Service.id.in_(hub_ids), *open_and_published())
        .options(joinedload(Service.published), joinedload(Service.provider))
        .order_by(ListingRevision.title, Service.id)
    )
    return list(rows)


def open_pages(session: Session) -> tuple[list[str], list[str]]:
    """Public identifiers of the open services and of the providers that offer one of them."""
    services = session.scalars(
        select(Service.public_id).where(*open_and_published()).order_by(Service.id)
    )
    providers = session.scalars(
        select(Provider.public_id)
        .where(Provider.id.in_(select(Service.provider_id).where(*open_and_published())))
        .order_by(Provider.id)
    )
    return [str(one) for one in services], [str(one) for one in providers]


def hidden_providers(session: Session, providers: Iterable[Provider]) -> set[int]:
    """Keys of those that offer something, but nothing that anybody may read: a refuge's, say."""
    ids = [provider.id for provider in providers]
    offering = set(
        session.scalars(
            select(Service.provider_id).where(
                Service.provider_id.in_(ids), Service.state == ServiceState.PUBLISHED
            )
        )
    )
    seen = set(
        session.scalars(
            select(Service.provider_id).where(Service.provider_id.in_(ids), *open_and_published())
        )
    )
    return {key for key in offering - seen if key is not None}
