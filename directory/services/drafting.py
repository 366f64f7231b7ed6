"""Drafts: a service or a wording that is kept and that nobody finds until it is published."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory.acts import Act
from directory.audit.recording import record_act
from directory.keeping import batches, found_by
from directory.people.models import Person
from directory.services.editing import Offered, ServiceOffered, new_service, refuse_other_kind
from directory.services.listing import Listing
from directory.services.listing_fields import LISTING_FIELD
from directory.services.models import ListingRevision, ListingState, Service, ServiceState


def draft_services(
    session: Session, offers: Sequence[ServiceOffered], *, by: Person, at: dt.datetime
) -> Offered:
    """Keep each offer as a draft: a new service, or a wording beside the one that is published.

    A known service keeps its provider, programme and what the public reads of it. A draft that
    says what is published, or what the newest draft says, adds nothing. Raises `ListingRefused`
    and `DeliveryKindFixed`.
    """
    for offer in offers:
        offer.listing.check()
    kept = found_by(session, Service.external_id, (offer.external_id for offer in offers))
    fresh = {
        offer.external_id: new_service(offer, at, state=ServiceState.DRAFT)
        for offer in offers
        if offer.external_id not in kept
    }
    session.add_all(fresh.values())
    session.flush()
    newest = newest_wordings(session, kept.values())
    done = Offered(services=[])
    for offer in offers:
        service = fresh.get(offer.external_id) or kept[offer.external_id]
        refuse_other_kind(service, offer.delivery_kind)
        done.services.append(service)
        if any(_says_the_same(offer.listing, one) for one in newest.get(service.id, ())):
            done.unchanged += 1
            continue
        if offer.external_id in fresh:
            done.added += 1
        else:
            done.revised += 1
            done.revised_ids.add(service.id)
        _draft(session, service, offer.listing, by=by, at=at)
    session.flush()
    return done


def _says_the_same(one: Listing, other: Listing) -> bool:
    """Rules that name their owner by another name are no wording to be looked at."""
    rules = LISTING_FIELD["eligibility"]
    is_same_rule = rules.means_the_same(one.eligibility, other.eligibility)
    return is_same_rule and replace(one, eligibility=other.eligibility) == other


def newest_wordings(
    session: Session, services: Iterable[Service]
) -> dict[int, tuple[Listing, ...]]:
    """By the service's key what its newest draft says, if that is its newest wording, and what
    is published of it; either may be missing, never both."""
    by_id = {service.id: service for service in services}
    found: dict[int, tuple[Listing, ...]] = {}
    for batch in batches(by_id):
        newest = (
            select(func.max(ListingRevision.id))
            .where(ListingRevision.service_id.in_(batch))
            .group_by(ListingRevision.service_id)
        )
        published = [
            by_id[key].published_revision_id
            for key in batch
            if by_id[key].published_revision_id is not None
        ]
        rows = session.scalars(
            select(ListingRevision)
            .where(ListingRevision.id.in_(newest) | ListingRevision.id.in_(published))
            .order_by(ListingRevision.id.desc())
        )
        for row in rows:
            found[row.service_id] = (*found.get(row.service_id, ()), Listing.of_columns(row))
    return found


def _draft(
    session: Session, service: Service, listing: Listing, *, by: Person, at: dt.datetime
) -> None:
    number = session.scalar(
        select(func.max(ListingRevision.number)).where(ListingRevision.service_id == service.id)
    )
    session.add(
        ListingRevision(
            service_id=service.id,
            number=(number or 0) + 1,
            state=ListingState.DRAFT,
            created_by_id=by.id,
            created_at=at,
            **listing.as_columns(),
        )
    )
    session.flush()
    record_act(
        session,
        Act.LISTING_DRAFT,
        service,
        by=by,
        at=at,
        after={"revision": (number or 0) + 1, "title": listing.title},
    )
