"""Offering services: the identity, its published wording, and what the public may see of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory.acts import Act
from directory.attribution import Aside, FieldChange, Heard, SaidBy, hear, said_by_field
from directory.audit.recording import record_act
from directory.clock import local_date
from directory.delivery import DeliveryKind, delivery_rules
from directory.errors import DirectoryError
from directory.keeping import batches, found_by
from directory.offers import keep_offers
from directory.people.models import Person, PersonKind
from directory.places.models import Exposure
from directory.providers.models import Provider
from directory.services.exposing import restricted_programmes, site_exposures, state_requirements
from directory.services.listing import Listing, exposure_of
from directory.services.listing_fields import SERVICE_FIELD
from directory.services.models import (
    ListingRevision,
    ListingState,
    Programme,
    Service,
    ServiceState,
)


class DeliveryKindFixed(DirectoryError):
    """A service keeps its delivery kind: its queue and its forecasts rest on it."""

    def __init__(self, service: Service, wanted: DeliveryKind) -> None:
        self.service = service
        self.wanted = wanted
        rules = delivery_rules()
        super().__init__(
            f"{service.code} is delivered as “{rules[service.delivery_kind].name}”; "
            f"offer a new service to deliver it as “{rules[wanted].name}”."
        )


@dataclass(frozen=True, slots=True)
class ServiceOffered:
    """One service as a source offers it; provider or programme may be unknown (None).

    `says` are the fields of which the source speaks, None all of them; those of `by_design`
    follow from the programme: they stand until somebody says otherwise.
    """

    external_id: str
    provider: Provider | None
    programme: Programme | None
    delivery_kind: DeliveryKind
    listing: Listing
    source: str
    is_generated: bool = False
    says: frozenset[str] | None = None
    by_design: frozenset[str] = frozenset()

    def told(self) -> dict[str, Any]:
        """What the source says, by the columns of a revision and of a service."""
        told = self.listing.as_columns() | {
            "provider_id": None if self.provider is None else self.provider.id,
            "programme_id": None if self.programme is None else self.programme.id,
        }
        says = self.says
        return told if says is None else {name: told[name] for name in told if name in says}


@dataclass(slots=True)
class Offered:
    """The services in the order offered, how many of each outcome, and which were revised.

    `aside`: what was kept although the source says otherwise; `changes`: fields of published
    wordings, before and after.
    """

    services: list[Service]
    revised_ids: set[int] = field(default_factory=set)
    added: int = 0
    revised: int = 0
    unchanged: int = 0
    aside: list[tuple[Service, Aside]] = field(default_factory=list)
    changes: list[tuple[Service, FieldChange]] = field(default_factory=list)


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
    session: Session,
    offers: Sequence[ServiceOffered],
    *,
    by: Person,
    at: dt.datetime,
    as_of: dt.date | None = None,
) -> Offered:
    """Many offers with a few statements for each five hundred. Raises `ListingRefused`.

    The sources speak of the day `as_of`, or of that of `at`; what a person or another source
    said stays.
    """
    done = Offered(services=[])
    for batch in batches(offers):
        _offer(session, batch, done, by=by, at=at, as_of=as_of or local_date(at))
    keep_offers(session, done.aside, by=by, at=at)
    return done


def _offer(
    session: Session,
    offers: Sequence[ServiceOffered],
    done: Offered,
    *,
    by: Person,
    at: dt.datetime,
    as_of: dt.date,
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
        known = published.get(service.id)
        heard = _hear(service, known, offer, as_of)
        done.aside += [(service, one) for one in heard.aside]
        if known is not None:
            done.changes += [(service, one) for one in heard.changes]
        if offer.external_id in added:
            done.added += 1
        elif _revise_service(session, service, offer, heard, by=by, at=at):
            done.revised += 1
            done.revised_ids.add(service.id)
        else:
            done.unchanged += 1
        done.services.append(service)
        listing = offer.listing if known is None else _merged(known, heard)
        if service.merged_into_id is None and not _says(known, listing):
            listings.append((service, listing, service.programme_id))
    _publish(session, listings, by=by, at=at)


DESIGN: Final = "the programme’s design"
"""Who says what follows from the programme, whichever file named it."""


def _hear(
    service: Service, known: ListingRevision | None, offer: ServiceOffered, as_of: dt.date
) -> Heard:
    """What of the offer may stand beside what is known; the service notes who says it now."""
    told = offer.told()
    blank = dict.fromkeys(told) if known is None else Listing.of_columns(known).as_columns()
    ours = {name: getattr(service, name) for name in ("provider_id", "programme_id")}
    heard = hear(
        SERVICE_FIELD,
        known=blank | ours,
        said=said_by_field(service.said),
        told=told,
        by=lambda name: (
            SaidBy(DESIGN, as_of, is_derived=True)
            if name in offer.by_design
            else SaidBy(offer.source, as_of)
        ),
    )
    said = {name: one.as_record() for name, one in heard.said.items()}
    if service.said != said:
        service.said = said
    return heard


def _merged(known: ListingRevision, heard: Heard) -> Listing:
    columns = Listing.of_columns(known).as_columns()
    return Listing.of_record(columns | {n: v for n, v in heard.taken.items() if n in columns})


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
        search_version=0,  # the publication that follows makes both versions 1
        is_generated=offer.is_generated,
        said={},
        version=0,
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
    heard: Heard,
    *,
    by: Person,
    at: dt.datetime,
) -> bool:
    """Make the service say what of the offer was taken; whether it or its listing changes."""
    refuse_other_kind(service, offer.delivery_kind)
    told = {n: v for n, v in heard.taken.items() if n in {"provider_id", "programme_id"}}
    if told:
        before = {name: getattr(service, name) for name in told}
        for name, value in told.items():
            setattr(service, name, value)
        service.search_version += 1
        service.version += 1
        record_act(session, Act.SERVICE_REVISE, service, by=by, at=at, before=before, after=told)
    return not _only_names_an_owner(heard) and bool(heard.taken)


def _only_names_an_owner(heard: Heard) -> bool:
    """Rules name their owner; where that is called otherwise now, nobody said a new rule."""
    return heard.taken.keys() == {"eligibility"} and not heard.changes


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
    said = SaidBy(by.name, local_date(at), is_person=by.kind is PersonKind.STAFF)
    return publish_as(session, service, listing, said=said, by=by, at=at)


def publish_as(
    session: Session,
    service: Service,
    listing: Listing,
    *,
    said: SaidBy,
    states: Collection[str] = (),
    by: Person,
    at: dt.datetime,
) -> ListingRevision:
    """The same in somebody's name: the fields that change are their word, as are those stated.

    What was withdrawn is on offer again, also with the same wording.
    """
    listing.check()
    published = _published(session, [service])
    known = published.get(service.id)
    told = listing.as_columns().items()
    changed = [name for name, value in told if getattr(known, name, None) != value]
    service.said = service.said | dict.fromkeys({*changed, *states}, said.as_record())
    if not _says(known, listing) or service.state is not ServiceState.PUBLISHED:
        service.state, listings = ServiceState.PUBLISHED, [(service, listing, service.programme_id)]
        _publish(session, listings, by=by, at=at, is_edited=said.is_person)
        published = _published(session, [service])
    return published[service.id]


def _publish(
    session: Session,
    listings: Sequence[tuple[Service, Listing, int | None]],
    *,
    by: Person,
    at: dt.datetime,
    is_edited: bool = False,
) -> None:
    """New revisions for services; the ones they pointed at stay as they were, and so do drafts.

    A service that somebody withdrew stays so: no file brings it back.
    """
    revisions = _new_revisions(session, listings, by=by, at=at)
    exposures = site_exposures(session, [service.id for service, _, _ in listings])
    restricted = restricted_programmes(session) if listings else set()
    for (service, listing, programme_id), revision in zip(listings, revisions, strict=True):
        service.exposure = exposure_of(
            listing_is_restricted=listing.is_restricted,
            programme_is_restricted=programme_id in restricted,
            sites=exposures.get(service.id, []),
        )
        _point_at(service, revision)
        record_act(
            session,
            Act.LISTING_EDIT if is_edited else Act.LISTING_PUBLISH,
            service,
            by=by,
            at=at,
            after={"revision": revision.number, "title": listing.title},
        )
    asked = {service.id: listing.requirements for service, listing, _ in listings}
    state_requirements(session, asked)
    session.flush()


def _new_revisions(
    session: Session,
    listings: Sequence[tuple[Service, Listing, int | None]],
    *,
    by: Person,
    at: dt.datetime,
) -> list[ListingRevision]:
    """One of each, numbered after its newest."""
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
    return revisions


def _point_at(service: Service, revision: ListingRevision) -> None:
    """Readers find this wording from now on, unless somebody withdrew the service."""
    service.published_revision_id = revision.id
    if service.state is not ServiceState.WITHDRAWN:
        service.state = ServiceState.PUBLISHED
    service.search_version += 1
    service.version += 1


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


def withdraw_service(session: Session, service: Service, *, by: Person, at: dt.datetime) -> None:
    """Nobody finds the service any more; its history stays."""
    if service.state is ServiceState.WITHDRAWN:
        return
    before = {"state": service.state.value}
    service.state = ServiceState.WITHDRAWN
    service.search_version += 1
    after = {"state": service.state.value}
    record_act(session, Act.LISTING_WITHDRAW, service, by=by, at=at, before=before, after=after)
    session.flush()
