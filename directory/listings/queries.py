"""Whose listings somebody looks after, and which drafts of others wait for their decision.

What is not theirs is not found: the condition stands in the query.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session, joinedload

from directory.errors import NotKnown
from directory.listings.models import DecisionKind, ListingDecision, ListingDraft
from directory.people.models import Person
from directory.services.models import ListingRevision, Service, ServiceArea
from directory.services.serving import serves_on
from directory.services.sight import can_be_offered, has_a_wording, is_published, reads_text
from directory.sight import ANYBODY


def own_services(
    session: Session, provider_ids: Collection[int], *, acted_for: Collection[int] = ()
) -> list[Service]:
    """On offer by these providers, with their wording, by title; of `acted_for` the open ones."""
    rows = session.scalars(
        select(Service)
        .join(ListingRevision, ListingRevision.id == Service.published_revision_id)
        .where(is_kept_by(provider_ids, acted_for), is_published())
        .options(joinedload(Service.published), joinedload(Service.provider))
        .order_by(ListingRevision.title, Service.id)
    )
    return list(rows)


def own_service_to_write(
    session: Session, public_id: uuid.UUID, *, provider_ids: Collection[int], author: Person
) -> Service:
    """On offer, or what its author would offer. Raises `NotKnown`, also for anybody else's."""
    drafted = select(ListingDraft.service_id).where(*_offered_by(author))
    found = session.scalar(
        select(Service)
        .where(Service.public_id == public_id, Service.provider_id.in_(provider_ids))
        .where(or_(is_published(), and_(can_be_offered(), Service.id.in_(drafted))))
        .options(joinedload(Service.published), joinedload(Service.provider))
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotKnown("service of yours", public_id)
    return found


def own_offers(
    session: Session, provider_ids: Collection[int], *, author: Person
) -> list[ListingDraft]:
    """What somebody would offer and nobody has approved, the newest first."""
    rows = session.scalars(
        _drafts()
        .where(*_offered_by(author), can_be_offered(), Service.provider_id.in_(provider_ids))
        .order_by(ListingDraft.saved_at.desc(), ListingDraft.id)
    )
    return list(rows)


def withdrawn_services(session: Session, provider_ids: Collection[int]) -> list[Service]:
    """Once on offer by these providers, with their last wording, by title."""
    rows = session.scalars(
        select(Service)
        .join(ListingRevision, ListingRevision.id == Service.published_revision_id)
        .where(Service.provider_id.in_(provider_ids), can_be_offered())
        .options(joinedload(Service.published), joinedload(Service.provider))
        .order_by(ListingRevision.title, Service.id)
    )
    return list(rows)


def withdrawn_service(
    session: Session, public_id: uuid.UUID, *, provider_ids: Collection[int]
) -> Service:
    """Raises `NotKnown`, also for another provider's."""
    services = withdrawn_services(session, provider_ids)
    found = next((one for one in services if one.public_id == public_id), None)
    if found is None:
        raise NotKnown("service of yours that was withdrawn", public_id)
    return found


def known_area_ids(
    session: Session, provider_ids: Collection[int], *, on: dt.date
) -> frozenset[int]:
    """Where these providers serve on a day, as the portal knows it."""
    rows = session.scalars(
        select(ServiceArea.local_delivery_unit_id)
        .join(Service, Service.id == ServiceArea.service_id)
        .where(Service.provider_id.in_(provider_ids), has_a_wording(), *serves_on(on))
    )
    return frozenset(rows)


def _offered_by(author: Person) -> tuple[ColumnElement[bool], ...]:
    """Conditions on `ListingDraft`."""
    return (
        ListingDraft.author_id == author.id,
        ListingDraft.closed_at.is_(None),
        ListingDraft.is_offer.is_(True),
    )


def own_service(
    session: Session,
    public_id: uuid.UUID,
    *,
    provider_ids: Collection[int],
    acted_for: Collection[int] = (),
) -> Service:
    """Raises `NotKnown`, also for another's, and for what is not open of `acted_for`."""
    found = session.scalar(
        select(Service)
        .where(Service.public_id == public_id, is_kept_by(provider_ids, acted_for))
        .where(is_published())
        .options(joinedload(Service.published), joinedload(Service.provider))
    )
    if found is None:
        raise NotKnown("service of yours", public_id)
    return found


def is_kept_by(provider_ids: Collection[int], acted_for: Collection[int]) -> ColumnElement[bool]:
    """Condition on `Service`: their own; or of a provider that has named them, and open."""
    return or_(
        Service.provider_id.in_(provider_ids),
        and_(Service.provider_id.in_(acted_for), reads_text(ANYBODY)),
    )


@dataclass(frozen=True, slots=True)
class Commissioned:
    """What is somebody's to decide on: services of their areas, and those they have bought."""

    area_ids: frozenset[int]
    service_ids: frozenset[int] = frozenset()

    def holds(self, on: dt.date) -> ColumnElement[bool]:
        """Condition on `Service`."""
        serving = select(ServiceArea.service_id).where(
            ServiceArea.local_delivery_unit_id.in_(self.area_ids), *serves_on(on)
        )
        return or_(Service.id.in_(self.service_ids), Service.id.in_(serving))


def commissioned_service(
    session: Session, public_id: uuid.UUID, *, theirs: Commissioned, on: dt.date
) -> Service:
    """On offer and theirs. Raises `NotKnown`, also for another region's."""
    found = session.scalar(
        select(Service)
        .where(Service.public_id == public_id, theirs.holds(on), is_published())
        .options(joinedload(Service.published), joinedload(Service.provider))
    )
    if found is None:
        raise NotKnown("service of your areas", public_id)
    return found


def commissioned_services(session: Session, *, theirs: Commissioned, on: dt.date) -> list[Service]:
    """On offer and theirs, with provider and wording, by title."""
    rows = session.scalars(
        select(Service)
        .join(ListingRevision, ListingRevision.id == Service.published_revision_id)
        .where(theirs.holds(on), is_published())
        .options(joinedload(Service.published), joinedload(Service.provider))
        .order_by(ListingRevision.title, Service.id)
    )
    return list(rows)


def drafts_to_decide(
    session: Session, *, theirs: Commissioned, reader: Person, on: dt.date
) -> list[ListingDraft]:
    """Submitted by others for services of these areas, the longest waiting first."""
    rows = session.scalars(
        _drafts()
        .where(
            ListingDraft.submitted_at.is_not(None),
            ListingDraft.author_id != reader.id,
            theirs.holds(on),
            _is_decided_on(),
        )
        .order_by(ListingDraft.submitted_at, ListingDraft.id)
    )
    return list(rows)


def draft_to_decide(
    session: Session,
    public_id: uuid.UUID,
    *,
    theirs: Commissioned,
    reader: Person,
    on: dt.date,
) -> ListingDraft:
    """Submitted by somebody else, for a service of these areas. Raises `NotKnown`."""
    found = session.scalar(
        _drafts().where(
            ListingDraft.public_id == public_id,
            ListingDraft.submitted_at.is_not(None),
            ListingDraft.author_id != reader.id,
            theirs.holds(on),
            _is_decided_on(),
        )
    )
    if found is None:
        raise NotKnown("draft to decide on", public_id)
    return found


def decision_before(
    session: Session, public_id: uuid.UUID, *, theirs: Commissioned, on: dt.date
) -> ListingDecision:
    """The newest on a draft of these areas that waits for none any more. Raises `NotKnown`."""
    found = session.scalar(
        select(ListingDecision)
        .join(ListingDraft, ListingDraft.id == ListingDecision.draft_id)
        .join(Service, Service.id == ListingDraft.service_id)
        .where(
            ListingDraft.public_id == public_id,
            ListingDraft.submitted_at.is_(None),
            ListingDecision.kind != DecisionKind.SUBMITTED,
            theirs.holds(on),
            _is_decided_on(),
        )
        .order_by(ListingDecision.id.desc())
        .limit(1)
    )
    if found is None:
        raise NotKnown("draft to decide on", public_id)
    return found


def withdrawal_before(
    session: Session, service_id: uuid.UUID, *, theirs: Commissioned, on: dt.date
) -> ListingDecision:
    """Of a service of these areas that is off offer since. Raises `NotKnown`."""
    found = session.scalar(
        select(ListingDecision)
        .join(Service, Service.id == ListingDecision.service_id)
        .where(
            Service.public_id == service_id,
            ListingDecision.kind == DecisionKind.WITHDRAWN,
            theirs.holds(on),
            can_be_offered(),
        )
        .order_by(ListingDecision.id.desc())
        .limit(1)
    )
    if found is None:
        raise NotKnown("service of your areas", service_id)
    return found


def _is_decided_on() -> ColumnElement[bool]:
    """Condition on `Service` and `ListingDraft`: of what is on offer, or would be by it."""
    return or_(is_published(), and_(ListingDraft.is_offer, can_be_offered()))


def open_drafts(session: Session, services: Iterable[Service]) -> list[ListingDraft]:
    """Everybody's of these services, the newest first."""
    rows = session.scalars(
        _drafts()
        .where(ListingDraft.service_id.in_([service.id for service in services]))
        .order_by(ListingDraft.saved_at.desc(), ListingDraft.id)
    )
    return list(rows)


def _drafts() -> Select[ListingDraft]:
    return (
        select(ListingDraft)
        .join(Service, Service.id == ListingDraft.service_id)
        .where(ListingDraft.closed_at.is_(None))
        .options(
            joinedload(ListingDraft.service).joinedload(Service.published),
            joinedload(ListingDraft.service).joinedload(Service.provider),
        )
    )
