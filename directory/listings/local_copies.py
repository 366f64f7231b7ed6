"""Which listing is a local copy of which, as far as somebody may read both.

Who keeps a master reads of another provider's copy what anybody may read of it, and nothing of
one that became restricted or confidential, not even that it is a copy. A copy's keeper sees its
master and no other copy.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session, joinedload

from directory.accounts.models import Membership, Organisation
from directory.errors import NotKnown
from directory.listings.copied_fields import COPIED, FieldApart, fields_apart
from directory.listings.models import ListingDraft, LocalCopy
from directory.listings.wording import Columns, Published, published_now
from directory.people.models import Person
from directory.providers.models import SupplyLink
from directory.services.listing import Listing
from directory.services.models import ListingRevision, ListingState, Service
from directory.services.sight import may_read_all_of, reaches_by_page
from directory.sight import Sight


@dataclass(frozen=True, slots=True)
class CopyStanding:
    """A copy as readers see it, where it says otherwise than its master, and one's own draft."""

    service: Service
    now: Published
    apart: tuple[FieldApart, ...]
    draft: ListingDraft | None = None


def master_of(session: Session, service: Service, *, sight: Sight) -> Service | None:
    """The master of which it is a copy, if any that may be read."""
    found = session.scalars(
        _readable(sight)
        .join(LocalCopy, LocalCopy.master_id == Service.id)
        .where(LocalCopy.service_id == service.id, LocalCopy.ended_at.is_(None))
        .where(_passes_work_to(service))
    ).one_or_none()
    return found if found is not None and _are_on_pages([found, service]) else None


def copies_of(session: Session, master: Service, *, sight: Sight) -> list[Service]:
    """Those that may be read, by title."""
    rows = session.scalars(
        _readable(sight)
        .join(LocalCopy, LocalCopy.service_id == Service.id)
        .where(LocalCopy.master_id == master.id, LocalCopy.ended_at.is_(None))
        .where(_works_for(master))
    )
    return [one for one in rows if _are_on_pages([one, master])]


def copy_of(session: Session, master: Service, public_id: uuid.UUID, *, sight: Sight) -> Service:
    """Raises `NotKnown`."""
    found = [one for one in copies_of(session, master, sight=sight) if one.public_id == public_id]
    if not found:
        raise NotKnown("local copy of this listing", public_id)
    return found[0]


def masters_offered(session: Session, service: Service, *, sight: Sight) -> list[Service]:
    """Which it may be a copy of: its own provider's listings and those of its primes, by title."""
    copies = frozenset(
        session.scalars(
            select(LocalCopy.service_id)
            .join(Service, Service.id == LocalCopy.master_id)
            .where(LocalCopy.ended_at.is_(None), *may_read_all_of(sight))
        )
    )
    rows = session.scalars(
        _readable(sight).where(Service.id != service.id).where(_passes_work_to(service))
    )
    return [one for one in rows if one.id not in copies and _are_on_pages([one, service])]


def open_copy(session: Session, service: Service) -> LocalCopy | None:
    return session.scalar(
        select(LocalCopy).where(LocalCopy.service_id == service.id, LocalCopy.ended_at.is_(None))
    )


def master_who_asked(session: Session, service: Service, author: Person) -> Service | None:
    """Its master, where the author is none of its own provider's but keeps that one."""
    known = open_copy(session, service)
    master = None if known is None else session.get(Service, known.master_id)
    if master is None or master.provider_id == service.provider_id:
        return None
    member = (
        select(Membership.id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Membership.person_id == author.id, Organisation.provider_id == master.provider_id)
    )
    return None if session.scalar(member.limit(1)) is None else master


def standing_of_copies(
    session: Session, master: Service, copies: Sequence[Service], *, reader: Person | None = None
) -> list[CopyStanding]:
    """In the order given; `reader`: with the draft that they have in hand of each."""
    now, formers = published_now(session, master), _formers(session, master)
    drafts = {} if reader is None else _drafts_by(session, copies, reader)
    found = []
    for one in copies:
        own = published_now(session, one)
        apart = fields_apart(own.says, now.says, formers)
        found.append(CopyStanding(one, own, apart, drafts.get(one.id)))
    return found


def _formers(session: Session, master: Service) -> list[Columns]:
    """What it said before, newest first; drafts that nobody published are none of it."""
    rows = session.scalars(
        select(ListingRevision)
        .where(
            ListingRevision.service_id == master.id,
            ListingRevision.state == ListingState.PUBLISHED,
            ListingRevision.id != master.published_revision_id,
        )
        .order_by(ListingRevision.number.desc())
    )
    names = [field.name for field in COPIED]
    wordings = (Listing.of_columns(row).as_columns() for row in rows)
    return [{name: one[name] for name in names} for one in wordings]


def _drafts_by(
    session: Session, services: Collection[Service], author: Person
) -> dict[int, ListingDraft]:
    rows = session.scalars(
        select(ListingDraft).where(
            ListingDraft.service_id.in_([one.id for one in services]),
            ListingDraft.author_id == author.id,
            ListingDraft.closed_at.is_(None),
        )
    )
    return {one.service_id: one for one in rows}


def _readable(sight: Sight) -> Select[Service]:
    return (
        select(Service)
        .join(ListingRevision, ListingRevision.id == Service.published_revision_id)
        .where(*may_read_all_of(sight))
        .options(joinedload(Service.published), joinedload(Service.provider))
        .order_by(ListingRevision.title, Service.id)
    )


def _passes_work_to(service: Service) -> ColumnElement[bool]:
    """Condition on `Service`: of the same provider, or of a prime that passes work to it."""
    primes = select(SupplyLink.prime_id).where(SupplyLink.subcontractor_id == service.provider_id)
    return or_(Service.provider_id == service.provider_id, Service.provider_id.in_(primes))


def _works_for(master: Service) -> ColumnElement[bool]:
    """Condition on `Service`: of the same provider, or of one to whom it passes work."""
    taken = select(SupplyLink.subcontractor_id).where(SupplyLink.prime_id == master.provider_id)
    return or_(Service.provider_id == master.provider_id, Service.provider_id.in_(taken))


def _are_on_pages(services: Iterable[Service]) -> bool:
    """A confidential service stands on no page beside another."""
    return all(reaches_by_page(one.exposure) for one in services)
