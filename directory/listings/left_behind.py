"""Drafts of members who have left: a colleague goes on with one, or throws it away.

What was decided on a draft names its author for good, so that another one is begun with the same
words, and the one that was left is closed.
"""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from directory.accounts.models import Account, Membership, Organisation
from directory.acts import Act
from directory.audit.recording import record_act
from directory.errors import NotKnown
from directory.listings.drafting import begun_draft, open_draft
from directory.listings.errors import OwnDraftFirst
from directory.listings.models import ListingDraft
from directory.listings.wording import hold_listing
from directory.people.models import Person
from directory.services.models import Service


def left_behind(session: Session, service: Service) -> list[ListingDraft]:
    """Of this service, whose authors belonged to its provider and cannot enter for it any more."""
    were = _members(service)
    still = were.where(Membership.ended_at.is_(None), Account.disabled_at.is_(None))
    rows = session.scalars(
        select(ListingDraft)
        .where(
            ListingDraft.service_id == service.id,
            ListingDraft.closed_at.is_(None),
            ListingDraft.is_offer.is_(False),
            ListingDraft.author_id.in_(were),
            ListingDraft.author_id.not_in(still),
        )
        .order_by(ListingDraft.id)
    )
    return list(rows)


def draft_left_behind(session: Session, service: Service, public_id: uuid.UUID) -> ListingDraft:
    """Raises `NotKnown`, also for that of somebody who is still a member."""
    hold_listing(session, service)
    found = next((d for d in left_behind(session, service) if d.public_id == public_id), None)
    if found is None:
        raise NotKnown("draft that somebody left", public_id)
    return found


def take_over_draft(
    session: Session, service: Service, draft: ListingDraft, *, by: Person, at: dt.datetime
) -> ListingDraft:
    """A draft of one's own with the same words, to be looked at and submitted.

    Raises `OwnDraftFirst`.
    """
    if open_draft(session, service, by) is not None:
        raise OwnDraftFirst
    own = begun_draft(session, service, by)
    own.changes, own.based_on, own.saved_at, own.version = draft.changes, draft.based_on, at, 1
    _close(session, service, draft, is_taken_over=True, by=by, at=at)
    return own


def throw_away_draft(
    session: Session, service: Service, draft: ListingDraft, *, by: Person, at: dt.datetime
) -> None:
    _close(session, service, draft, is_taken_over=False, by=by, at=at)


def _close(
    session: Session, service: Service, draft: ListingDraft, *, is_taken_over: bool, by: Person,
    at: dt.datetime,
) -> None:  # fmt: skip
    draft.submitted_at, draft.closed_at = None, at
    draft.version += 1
    session.flush()
    told = {
        "of": draft.author.name,
        "taken_over": is_taken_over,
        "fields": sorted(draft.changes),
    }
    record_act(session, Act.LISTING_LEAVE_DRAFT, service, by=by, at=at, after=told)


def _members(service: Service) -> Select[int]:
    return (
        select(Membership.person_id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .join(Account, Account.person_id == Membership.person_id)
        .where(Organisation.provider_id == service.provider_id)
    )
