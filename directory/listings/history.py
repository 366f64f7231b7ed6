"""A listing's life as a reader of it is told: who did what, when, and why."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.audit.reading import acts_on
from directory.audit.speaking import ACTING
from directory.listings.models import (
    CallNote,
    DecisionKind,
    ListingDecision,
    ProviderCall,
)
from directory.listings.opening import Opening
from directory.people.models import Person
from directory.services.differences import ListingChange, changes_between
from directory.services.listing import Listing
from directory.services.listing_fields import LISTING_FIELD, LISTING_FIELDS
from directory.services.models import ListingRevision, ListingState, Service
from directory.services.secret_reach import readings_of


class Deed(enum.StrEnum):
    FIRST = "first published"
    CHANGED = "changed at once"
    SUBMITTED = "submitted"
    TAKEN_BACK = "taken back"
    APPROVED = "approved"
    APPROVED_IN_PART = "approved in part"
    SENT_BACK = "sent back"
    ROLLED_BACK = "rolled back"
    WITHDRAWN = "withdrawn"
    TOLD = "told by telephone"
    READ = "read how it is reached"


@dataclass(frozen=True, slots=True)
class ListingDeed:
    """`by` did it; `author` wrote what was decided on, or told it by telephone.

    `number`: the wording that it published. `changes` are what became visible, or
    was asked for; `sent_back` what was not approved; `opening` how openly it is told since.
    """

    at: dt.datetime
    deed: Deed
    by: str
    changes: tuple[ListingChange, ...] = ()
    sent_back: tuple[ListingChange, ...] = ()
    author: str | None = None
    reason: str | None = None
    number: int | None = None
    opening: Opening | None = None
    order: tuple[int, int] = field(default=(0, 0), repr=False)


def life_of(session: Session, service: Service) -> list[ListingDeed]:
    """Newest first. For those who may read all of the listing, and nobody else."""
    decisions = session.scalars(
        select(ListingDecision)
        .where(ListingDecision.service_id == service.id)
        .order_by(ListingDecision.id)
    ).all()
    of_revision = {one.revision: one for one in decisions if one.revision is not None}
    told = [_of_decision(one) for one in decisions if one.revision is None]
    told += _of_revisions(session, service, of_revision)
    told += [
        ListingDeed(one.at, Deed.READ, one.by, reason=one.reason, order=(0, number))
        for number, one in enumerate(readings_of(session, service))
    ]
    acted = _acted_for(session, service)
    told = [replace(one, by=acted.get((one.at, one.by), one.by)) for one in told]
    return sorted(told, key=lambda one: (one.at, one.order), reverse=True)


def _acted_for(session: Session, service: Service) -> dict[tuple[dt.datetime, str], str]:
    """What was done for the provider by another body, as the record of changes tells it."""
    return {
        (one.at, one.by): f"{one.by}, {one.after[ACTING]}"
        for one in acts_on(session, "service", service.id)
        if ACTING in one.after
    }


def _of_revisions(
    session: Session, service: Service, of_revision: Mapping[int, ListingDecision]
) -> list[ListingDeed]:
    rows: Sequence[Any] = session.execute(
        select(ListingRevision, Person.name)
        .join(Person, Person.id == ListingRevision.created_by_id)
        .where(
            ListingRevision.service_id == service.id,
            ListingRevision.state == ListingState.PUBLISHED,
        )
        .order_by(ListingRevision.number)
    ).all()
    told, before, calls = [], None, _calls(session, service)
    for revision, name in rows:
        says = Listing.of_columns(revision).as_columns()
        changes = () if before is None else changes_between(before, says, LISTING_FIELDS)
        decision = of_revision.get(revision.number)
        if decision is not None:
            told.append(_of_decision(decision, None if before is None else changes))
        else:
            call = calls.get(revision.number)
            deed = Deed.FIRST if before is None else Deed.CHANGED if call is None else Deed.TOLD
            told.append(
                ListingDeed(
                    revision.created_at,
                    deed,
                    name,
                    changes,
                    author=None if call is None else call.told_by,
                    number=revision.number,
                    order=(revision.number, 0),
                )
            )
        before = says
    return told


def _calls(session: Session, service: Service) -> dict[int, ProviderCall]:
    """By the number of the wording that was published in it."""
    rows = session.scalars(
        select(CallNote)
        .join(ProviderCall, ProviderCall.id == CallNote.call_id)
        .where(ProviderCall.service_id == service.id, CallNote.revision.is_not(None))
    )
    return {note.revision: note.call for note in rows if note.revision is not None}


def _of_decision(
    decision: ListingDecision, changes: tuple[ListingChange, ...] | None = None
) -> ListingDeed:
    return ListingDeed(
        decision.decided_at,
        Deed[decision.kind.name],
        decision.decided_by.name,
        _kept(decision.changes) if changes is None else changes,
        _kept(decision.sent_back),
        author=None if decision.draft is None else decision.draft.author_in_words,
        reason=decision.reason,
        number=decision.revision,
        opening=Opening.of_pairs(decision.changes),
        order=(decision.revision or 0, decision.id),
    )


def _kept(pairs: Mapping[str, Any]) -> tuple[ListingChange, ...]:
    """As a decision keeps them; a field that the portal no longer has is not told."""
    return tuple(
        ListingChange(one, *pairs[one.name]) for one in LISTING_FIELD.values() if one.name in pairs
    )


def last_decision(session: Session, draft_id: int) -> ListingDecision | None:
    """The newest that concerns the draft: why it came back, say."""
    return session.scalar(
        select(ListingDecision)
        .where(ListingDecision.draft_id == draft_id, ListingDecision.kind != DecisionKind.SUBMITTED)
        .order_by(ListingDecision.id.desc())
        .limit(1)
    )
