"""Who is told of what was saved, with the links that only the web knows."""

from __future__ import annotations

from collections.abc import Iterable

from flask import current_app
from sqlalchemy.orm import Session

from directory.listings.approvers import tell_approvers
from directory.listings.local_copies import master_who_asked
from directory.listings.models import ListingDecision, ListingDraft
from directory.listings.telling import (
    WhereToLook,
    tell_of_decision,
    tell_of_reach,
    tell_of_taking_back,
)
from directory.listings.wording import (
    NOTHING_YET,
    Published,
    draft_changes,
    drafted_upon,
)
from directory.services.differences import ListingChange
from directory.services.listing_fields import LISTING_FIELD
from directory.services.models import Service, ServiceState
from portal.addressed import address_of
from portal.listings.pages import title_of, title_of_decision, title_of_draft
from portal.listings.theirs import who_acts
from portal.looking import moment


def where_to_look(service: Service) -> WhereToLook:
    is_listed = service.state is ServiceState.PUBLISHED
    where = "listings.listing" if is_listed else "offering.offer"
    page = address_of(where, service_id=service.public_id)
    return WhereToLook(page, current_app.config["TELEPHONE"])


def tell_changed(
    session: Session, service: Service, before: Published, changes: Iterable[ListingChange]
) -> int:
    """How many are told: nobody where it is reached as it was."""
    told = tell_of_reach(
        session, service, changes, title=before.title, old_email=before.says["email"],
        by=who_acts(), at=moment(), look=where_to_look(service),
    )  # fmt: skip
    return len(told)


def tell_asked(session: Session, service: Service, draft: ListingDraft) -> None:
    """Where the draft would change how people reach the service."""
    now = drafted_upon(session, service, draft)
    if now.number == NOTHING_YET:
        return
    tell_of_reach(
        session, service, draft_changes(draft, now), title=now.title,
        old_email=now.says["email"], is_asked=True, by=who_acts(), at=moment(),
        look=where_to_look(service),
    )  # fmt: skip


def tell_submitted(session: Session, service: Service, draft: ListingDraft) -> None:
    """Those who may decide on it today."""
    page = address_of("approving.draft", draft_id=draft.public_id)
    tell_approvers(
        session, service, draft,
        title=title_of_draft(draft, drafted_upon(session, service, draft)), at=moment(),
        look=WhereToLook(page, current_app.config["TELEPHONE"]),
    )  # fmt: skip


def tell_decided(
    session: Session,
    service: Service,
    draft: ListingDraft,
    decision: ListingDecision,
    before: Published,
) -> None:
    """The author; and all concerned, where how people reach it is changed by it."""
    title = before.title or title_of_decision(decision) or title_of_draft(draft, before)
    changes = [
        ListingChange(LISTING_FIELD[name], *pair)
        for name, pair in decision.changes.items()
        if name in LISTING_FIELD and pair[0] != pair[1]
    ]
    if before.number != NOTHING_YET:
        tell_changed(session, service, before, changes)
    tell_of_decision(
        session, service, decision, title=title, at=moment(),
        look=_where_author_looks(session, service, decision),
    )  # fmt: skip


def tell_taken_back(session: Session, service: Service, decision: ListingDecision) -> None:
    """The provider, of what a commissioner did to its service by themselves."""
    tell_of_taking_back(
        session, service, decision, title=title_of(service), look=where_to_look(service)
    )


def _where_author_looks(
    session: Session, service: Service, decision: ListingDecision
) -> WhereToLook:
    """A prime who asked a copy to take its word may not open the copy, but its own master."""
    draft = decision.draft
    master = None if draft is None else master_who_asked(session, service, draft.author)
    if master is None:
        return where_to_look(service)
    page = address_of("masters.copies", service_id=master.public_id)
    return WhereToLook(page, current_app.config["TELEPHONE"])
