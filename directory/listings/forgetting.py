"""What drafts say that nobody goes on with, or that are closed: forgotten after a month.

What was asked for and decided stands in the decisions, which stay as the listing's history.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

from sqlalchemy import Text, cast, exists, select, update
from sqlalchemy.orm import Session

from directory.acts import Act
from directory.audit.recording import record_act
from directory.listings.models import ListingDecision, ListingDraft
from directory.people.models import Person
from directory.people.queries import SystemActor, system_actor
from directory.services.models import Service

KEPT: Final = dt.timedelta(days=30)


def forget_drafts(session: Session, at: dt.datetime) -> int:
    """How many. One that waits for a decision is somebody else's to end, and stays."""
    return _close_idle(session, at) + _empty_closed(session, at)


def _close_idle(session: Session, at: dt.datetime) -> int:
    """Nobody has saved them for a month, nor sent them back to their author since."""
    came_back = exists().where(
        ListingDecision.draft_id == ListingDraft.id, ListingDecision.decided_at >= at - KEPT
    )
    idle = select(ListingDraft).where(
        ListingDraft.closed_at.is_(None),
        ListingDraft.submitted_at.is_(None),
        ListingDraft.saved_at < at - KEPT,
        ~came_back,
    )
    drafts = session.scalars(idle.order_by(ListingDraft.id)).all()
    for draft in drafts:
        left = {"fields": sorted(draft.changes)}
        draft.changes, draft.closed_at, draft.version = {}, at, draft.version + 1
        service, by = session.get_one(Service, draft.service_id), _worker(session)
        record_act(session, Act.LISTING_LEAVE_DRAFT, service, by=by, at=at, after=left)
    session.flush()
    return len(drafts)


def _worker(session: Session) -> Person:
    return system_actor(session, SystemActor.WORKER)


def _empty_closed(session: Session, at: dt.datetime) -> int:
    done = session.execute(
        update(ListingDraft)
        .where(ListingDraft.closed_at < at - KEPT, cast(ListingDraft.changes, Text) != "{}")
        .values(changes={})
    )
    return int(done.rowcount)  # type: ignore[attr-defined]  # SQLAlchemy types it as a plain Result
