"""The one door through which a decision about a listing enters."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from directory.listings.leading_there import refuse_words_leading_there
from directory.listings.models import DecisionKind, ListingDecision, ListingDraft
from directory.people.models import Person
from directory.services.models import Service


def append_decision(
    session: Session,
    service: Service,
    kind: DecisionKind,
    changes: Mapping[str, Any],
    *,
    by: Person,
    at: dt.datetime,
    draft: ListingDraft | None = None,
    sent_back: Mapping[str, Any] | None = None,
    reason: str | None = None,
    revision: int | None = None,
) -> ListingDecision:
    """`changes` and `sent_back` hold by field what stood and what was asked for.

    Raises `LeadsThere` for a reason that would lead somebody to a confidential service.
    """
    refuse_words_leading_there(service, reason)
    decision = ListingDecision(
        service_id=service.id,
        draft_id=None if draft is None else draft.id,
        kind=kind,
        changes=dict(changes),
        sent_back=dict(sent_back or {}),
        reason=reason,
        revision=revision,
        decided_by_id=by.id,
        decided_at=at,
    )
    session.add(decision)
    session.flush()
    return decision
