"""Who is told of what was saved, with the links that only the web knows."""

from __future__ import annotations

from collections.abc import Iterable

from flask import current_app, url_for
from sqlalchemy.orm import Session

from directory.listings.models import ListingDecision, ListingDraft
from directory.listings.telling import WhereToLook, tell_of_decision, tell_of_reach
from directory.listings.wording import Published, draft_changes, published_now
from directory.services.differences import ListingChange
from directory.services.listing_fields import LISTING_FIELD
from directory.services.models import Service
from portal.listings.theirs import who_acts
from portal.looking import moment


def where_to_look(service: Service) -> WhereToLook:
    page = url_for("listings.listing", service_id=service.public_id, _external=True)
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
    now = published_now(session, service)
    tell_of_reach(
        session, service, draft_changes(draft, now), title=now.title,
        old_email=now.says["email"], is_asked=True, by=who_acts(), at=moment(),
        look=where_to_look(service),
    )  # fmt: skip


def tell_decided(
    session: Session, service: Service, decision: ListingDecision, before: Published
) -> None:
    """The author; and all concerned, where how people reach it is changed by it."""
    changes = [
        ListingChange(LISTING_FIELD[name], *pair)
        for name, pair in decision.changes.items()
        if name in LISTING_FIELD and pair[0] != pair[1]
    ]
    tell_changed(session, service, before, changes)
    tell_of_decision(
        session, service, decision, title=before.title, at=moment(), look=where_to_look(service)
    )
