"""Offering services: the identity, its published wording, and what the public may see of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from directory.audit import record_act
from directory.delivery import DeliveryKind, delivery_rules
from directory.errors import DirectoryError
from directory.keeping import batches, found_by
from directory.people.models import Person
from directory.places.models import Exposure, Site
from directory.providers.models import Provider
from directory.services.listing import Listing, Setting, exposure_of
from directory.services.models import (
    ListingRevision,
    ListingState,
    Programme,
    Service,
    ServiceRequirement,
    ServiceSite,
    ServiceState,
)


class DeliveryKindFixed(DirectoryError):
    """A service keeps its delivery kind: its queue and its forecasts rest on it."""

    def __init__(self, service: Service, wanted: DeliveryKind) -> None:
        self.service = service
        self.wanted = wanted
        rules = delivery_rules()
        super().__init__(
            f"{service.external_id} is delivered as “{rules[service.delivery_kind].name}”; "
            f"offer a new service to deliver it as “{rules[wanted].name}”."
        )


@dataclass(frozen=True, slots=True)
class ServiceOffered:
    """One service as a source offers it; provider or programme may be unknown (None)."""

    external_id: str
    provider: Provider | None
    programme: Programme | None
    delivery_kind: DeliveryKind
    listing: Listing
    source: str
    is_generated: bool = False


@dataclass(slots=True)
class Offered:
    """The services in the order offered, how many of each outcome, and which were revised."""

    services: list[Service]
    revised_ids: set[int] = field(default_factory=set)
    added: int = 0
    revised: int = 0
    unchanged: int = 0


def offer_service(
    session: Session,
    *,
    external_id: str,
    provider: Provider | None,
    programme: Programme | None,
    delivery_kind: DeliveryKind,
    listing: Listing,
    source: str,
    is_generated: bool = False,
    by: Person,
    at: dt.datetime,
) -> Service:
    """Add the service with its published listing, or publish a new one where it changed."""
    offer = ServiceOffered(
        external_id, provider, programme, delivery_kind, listing, source, is_generated
    )
    return offer_services(session, [offer], by=by, at=at).services[0]


def offer_services(
    session: Session, offers: Sequence[ServiceOffered], *, by: Person, at: dt.datetime
) -> Offered:
    """Many offers with a few statements for each five hundred. Raises `ListingRefused`."""
    done = Offered(services=[])
    for batch in batches(offers):
        _offer(session, batch, done, by=by, at=at)
    return done


def _offer(
    session: Session,
    offers: Sequence[ServiceOffered],
    done: Offered,
    *,
    by: Person,
    at: dt.datetime,
) -> None:
    for offer in offers:
        offer.listing.check()
    kept = found_by(session, Service.external_id, (offer.external_id for offer in offers))
    added = {o.external_id: new_service(o, at) for o in offers if o.external_id not in kept}
    session.add_all(added.values())
    session.flush()
    published = _published(session, list(kept.values()))
    listings = []
    for offer in offers:
        service = added.get(offer.external_id) or kept[offer.external_id]
        if offer.external_id in added:
            done.added += 1
        elif _revise_service(session, service, offer, published, by=by, at=at):
            done.revised += 1
            done.revised_ids.add(service.id)
        else:
            done.unchanged += 1
        done.services.append(service)
        if not _says(published.get(service.id), offer.listing):
            listings.append((service, offer.listing, offer.programme))
    _publish(session, listings, by=by, at=at)


def new_service(
    offer: ServiceOffered, at: dt.datetime, *, state: ServiceState = ServiceState.PUBLISHED
) -> Service:
    return Service(
        external_id=offer.external_id,
        provider_id=None if offer.provider is None else offer.provider.id,
        programme_id=None if offer.programme is None else offer.programme.id,
        delivery_kind=offer.delivery_kind,
        state=state,
        exposure=Exposure.OPEN,
        search_version=0,  # the publication that follows makes it 1
        is_generated=offer.is_generated,
        source=offer.source,
        recorded_at=at,
    )


def refuse_other_kind(service: Service, wanted: DeliveryKind) -> None:
    """Raises `DeliveryKindFixed`."""
    if service.delivery_kind is not wanted:
        raise DeliveryKindFixed(service, wanted)


def _revise_service(
    session: Session,
    service: Service,
    offer: ServiceOffered,
    published: Mapping[int, ListingRevision],
    *,
    by: Person,
    at: dt.datetime,
) -> bool:
    """Make the service say what the offer says; whether it or its listing said otherwise."""
    refuse_other_kind(service, offer.delivery_kind)
    told = {
        "provider_id": None if offer.provider is None else offer.provider.id,
        "programme_id": None if offer.programme is None else offer.programme.id,
        "source": offer.source,
    }
    before = {name: getattr(service, name) for name in told}
    if before != told:
        for name, value in told.items():
            setattr(service, name, value)
        service.search_version += 1
        record_act(session, "revised", service, by=by, at=at, before=before, after=told)
    return before != told or not _says(published.get(service.id), offer.listing)


def _published(session: Session, services: Sequence[Service]) -> dict[int, ListingRevision]:
    """The revision each service points at, by the service's key."""
    ids = [service.published_revision_id for service in services]
    rows: dict[int, ListingRevision] = {}
    for batch in batches(key for key in ids if key is not None):
        for revision in session.scalars(
            select(ListingRevision).where(ListingRevision.id.in_(batch))
        ):
            rows[revision.service_id] = revision
    return rows


def _says(revision: ListingRevision | None, listing: Listing) -> bool:
    if revision is None or revision.state is not ListingState.PUBLISHED:
        return False
    return all(getattr(revision, name) == value for name, value in listing.as_columns().items())


def publish_listing(
    session: Session, service: Service, listing: Listing, *, by: Person, at: dt.datetime
) -> ListingRevision:
    """Make a new revision the published one; the same wording again adds nothing."""
    listing.check()
    published = _published(session, [service])
    if not _says(published.get(service.id), listing):
        programme = (
            None
            if service.programme_id is None
            else session.get_one(Programme, service.programme_id)
        )
        _publish(session, [(service, listing, programme)], by=by, at=at)
        published = _published(session, [service])
    return published[service.id]


def _publish(
    session: Session,
    listings: Sequence[tuple[Service, Listing, Programme | None]],
    *,
    by: Person,
    at: dt.datetime,
) -> None:
    """New revisions for services; the ones they pointed at stay as they were, and so do drafts."""
    numbers = _newest_numbers(session, [service.id for service, _, _ in listings])
    revisions = [
        ListingRevision(
            service_id=service.id,
            number=numbers.get(service.id, 0) + 1,
            state=ListingState.PUBLISHED,
            created_by_id=by.id,
            created_at=at,
            **listing.as_columns(),
        )
        for service, listing, _ in listings
    ]
    session.add_all(revisions)
    session.flush()
    exposures = _site_exposures(session, [service.id for service, _, _ in listings])
    for (service, listing, programme), revision in zip(listings, revisions, strict=True):
        service.published_revision_id = revision.id
        service.state = ServiceState.PUBLISHED
        service.search_version += 1
        service.exposure = exposure_of(
            listing_is_restricted=listing.is_restricted,
            programme_is_restricted=programme is not None and programme.is_restricted,
            sites=exposures.get(service.id, []),
        )
        record_act(
            session,
            "published_listing",
            service,
            by=by,
            at=at,
            after={"revision": revision.number, "title": listing.title},
        )
    _state_requirements(session, listings)
    session.flush()


def _newest_numbers(session: Session, service_ids: Sequence[int]) -> dict[int, int]:
    numbers: dict[int, int] = {}
    for batch in batches(service_ids):
        rows = session.execute(
            select(ListingRevision.service_id, func.max(ListingRevision.number))
            .where(ListingRevision.service_id.in_(batch))
            .group_by(ListingRevision.service_id)
        )
        numbers |= dict(rows.all())
    return numbers


def _state_requirements(
    session: Session, listings: Sequence[tuple[Service, Listing, Programme | None]]
) -> None:
    for batch in batches(service.id for service, _, _ in listings):
        session.execute(
            delete(ServiceRequirement)
            .where(ServiceRequirement.service_id.in_(batch))
            .execution_options(synchronize_session=False)
        )
    session.add_all(
        ServiceRequirement(service_id=service.id, requirement=requirement)
        for service, listing, _ in listings
        for requirement in dict.fromkeys(listing.requirements)
    )


def _site_exposures(session: Session, service_ids: Sequence[int]) -> dict[int, list[Exposure]]:
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


def work_out_exposure(session: Session, services: Sequence[Service]) -> None:
    """Derive again what the public may see, after sites or programmes have changed."""
    sites = _site_exposures(session, [service.id for service in services])
    published = _published(session, services)
    restricted = set(session.scalars(select(Programme.id).where(Programme.is_restricted)))
    for service in services:
        revision = published.get(service.id)
        exposure = exposure_of(
            listing_is_restricted=revision is not None
            and revision.setting == Setting.APPROVED_PREMISES,
            programme_is_restricted=service.programme_id in restricted,
            sites=sites.get(service.id, []),
        )
        if service.exposure is not exposure:
            service.exposure = exposure
            service.search_version += 1
    session.flush()


def withdraw_service(session: Session, service: Service, *, by: Person, at: dt.datetime) -> None:
    """Nobody finds the service any more; its history stays."""
    if service.state is ServiceState.WITHDRAWN:
        return
    before = service.state.value
    service.state = ServiceState.WITHDRAWN
    service.search_version += 1
    record_act(
        session,
        "withdrawn",
        service,
        by=by,
        at=at,
        before={"state": before},
        after={"state": service.state.value},
    )
    session.flush()
