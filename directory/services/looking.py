"""What may be read around a service: its wordings over time, its neighbours, its hub."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload

from directory.places.models import LocalDeliveryUnit, Site
from directory.providers.merged import services_handed_over
from directory.providers.models import Provider
from directory.services.differences import ListingChange, changes_between
from directory.services.listing import Listing, Setting
from directory.services.listing_fields import TOLD
from directory.services.merged import stays_as
from directory.services.models import (
    ListingRevision,
    ListingState,
    Service,
    ServiceArea,
    ServiceSite,
)
from directory.services.serving import serves_on
from directory.services.sight import (
    may_hide_provider,
    may_know_of,
    may_read_all_of,
    may_see_site,
    sees_openly,
)
from directory.sight import ANYBODY, Sight


@dataclass(frozen=True, slots=True)
class Revised:
    """What one published wording changed; without `changes` it was the first that is told."""

    number: int
    published_at: dt.datetime
    changes: tuple[ListingChange, ...]


def history_of(session: Session, service: Service) -> list[Revised]:
    """The published wordings of an open service, newest first.

    Nothing of a service that is not open, and nothing from before it was: a wording from its
    time as approved premises may name a venue.
    """
    if not sees_openly(service.exposure):
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
    old, new = (Listing.of_columns(one).as_columns() for one in (before, after))
    return changes_between(old, new, TOLD)


def hub_of(session: Session, service: Service, *, sight: Sight) -> Service | None:
    """The service that takes referrals for this one, with its wording, if it may be read."""
    if service.published is None or service.published.referral_hub_id is None:
        return None
    return service_kept(session, service.published.referral_hub_id, sight=sight)


def service_kept(session: Session, key: int, *, sight: Sight) -> Service | None:
    """The service of that key, or the one into which it went, if it may be read."""
    return session.scalar(
        select(Service)
        .where(Service.id == stays_as(session, key), *may_read_all_of(sight))
        .options(joinedload(Service.published), joinedload(Service.provider))
    )


def services_beside(
    session: Session, service: Service, site_ids: Iterable[int], *, sight: Sight
) -> dict[int, list[Service]]:
    """The other services that may be read at each of these sites, by title."""
    by_site: dict[int, list[Service]] = {key: [] for key in site_ids}
    rows = session.execute(
        select(ServiceSite.site_id, Service)
        .join(Service, Service.id == ServiceSite.service_id)
        .join(ListingRevision, ListingRevision.id == Service.published_revision_id)
        .where(
            ServiceSite.site_id.in_(by_site),
            Service.id != service.id,
            *may_read_all_of(sight),
        )
        .options(joinedload(Service.published))
        .order_by(ListingRevision.title, Service.id)
    )
    for site_id, found in rows:
        by_site[site_id].append(found)
    return by_site


def open_services_of(session: Session, provider: Provider, *, sight: Sight) -> list[Service]:
    """What the provider offers that whoever looks may read, by title."""
    rows = session.scalars(
        select(Service)
        .join(ListingRevision, ListingRevision.id == Service.published_revision_id)
        .where(Service.provider_id == provider.id, *may_read_all_of(sight))
        .options(joinedload(Service.published))
        .order_by(ListingRevision.title, Service.id)
    )
    return list(rows)


def open_services_at_postcode(session: Session, postcode: str, *, sight: Sight) -> list[Service]:
    """Services that may be read with a site that may be seen at exactly this postcode, by title."""
    rows = session.scalars(
        select(Service)
        .join(ListingRevision, ListingRevision.id == Service.published_revision_id)
        .where(
            Service.id.in_(
                select(ServiceSite.service_id)
                .join(Site, Site.id == ServiceSite.site_id)
                .where(Site.postcode == postcode, may_see_site(sight))
            ),
            *may_read_all_of(sight),
        )
        .options(joinedload(Service.published), joinedload(Service.provider))
        .order_by(ListingRevision.title, Service.id)
    )
    return list(rows)


def services_in_area(
    session: Session,
    area: LocalDeliveryUnit,
    *,
    on: dt.date,
    settings: Sequence[Setting],
    sight: Sight,
) -> list[int]:
    """Keys of the services that may be known of and serve the area in one of the settings."""
    rows = session.scalars(
        select(Service.id)
        .join(ListingRevision, ListingRevision.id == Service.published_revision_id)
        .join(ServiceArea, ServiceArea.service_id == Service.id)
        .where(
            ServiceArea.local_delivery_unit_id == area.id,
            *serves_on(on),
            *may_know_of(sight),
            ListingRevision.setting.in_([setting.value for setting in settings]),
        )
        .distinct()
        .order_by(Service.id)
    )
    return list(rows)


def hubs_serving(
    session: Session, areas: Collection[LocalDeliveryUnit], *, on: dt.date, sight: Sight
) -> list[Service]:
    """The services that may be read and take referrals for some service of one of these areas,
    by title."""
    hub_ids = (
        select(ListingRevision.referral_hub_id)
        .join(Service, Service.published_revision_id == ListingRevision.id)
        .join(ServiceArea, ServiceArea.service_id == Service.id)
        .where(
            ServiceArea.local_delivery_unit_id.in_([area.id for area in areas]),
            *serves_on(on),
            *may_read_all_of(sight),
            ListingRevision.referral_hub_id.is_not(None),
        )
    )
    rows = session.scalars(
        select(Service)
        .join(ListingRevision, ListingRevision.id == Service.published_revision_id)
        .where(Service.id.in_(hub_ids), *may_read_all_of(sight))
        .options(joinedload(Service.published), joinedload(Service.provider))
        .order_by(ListingRevision.title, Service.id)
    )
    return list(rows)


def open_pages(session: Session) -> tuple[list[str], list[str]]:
    """Public identifiers of the open services and of the providers that offer one of them."""
    services = session.scalars(
        select(Service.public_id).where(*may_read_all_of(ANYBODY)).order_by(Service.id)
    )
    providers = session.scalars(
        select(Provider.public_id)
        .where(Provider.id.in_(select(Service.provider_id).where(*may_read_all_of(ANYBODY))))
        .order_by(Provider.id)
    )
    return [str(one) for one in services], [str(one) for one in providers]


def hidden_providers(session: Session, providers: Iterable[Provider], *, sight: Sight) -> set[int]:
    """Keys of those that offer something, but nothing that may be read: a refuge's, say.

    Whose refuge is closed, or is not told of yet, stays as hidden as it was; so does one that
    went into another with it.
    """
    ids = [provider.id for provider in providers]
    before = services_handed_over(session, ids)
    offering = _offering(session, ids, before, may_hide_provider())
    return offering - _offering(session, ids, before, *may_read_all_of(sight))


def _offering(
    session: Session,
    provider_ids: Collection[int],
    before: Mapping[int, Collection[int]],
    *such: ColumnElement[bool],
) -> set[int]:
    """Those that offer a service of which it is so, or handed one over as they were merged."""
    asked = select(Service.provider_id).where(Service.provider_id.in_(provider_ids), *such)
    found = {key for key in session.scalars(asked) if key is not None}
    handed = [one for some in before.values() for one in some]
    over = set(session.scalars(select(Service.id).where(Service.id.in_(handed), *such)))
    return found | {key for key, some in before.items() if not over.isdisjoint(some)}
