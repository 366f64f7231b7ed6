"""What is held, as a program reads it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from commissioning.partnership.protocols.relying import Relied
from commissioning.partnership.protocols.saying import cover_in_words
from commissioning.pushes.differences import Differences, HeldKind
from commissioning.pushes.queries import ReferralTold
from commissioning.referrals.models import Referral, ReferralEvent
from commissioning.uploads.uploaders import Sender, Uploader

_DAYS = ("received_on", "ready_on", "started_on", "ended_on", "left_on")


def referral_json(referral: Referral, line: str, sender: Uploader) -> dict[str, Any]:
    """Whoever buys the service reads no reference."""
    is_own = sender.sender is Sender.PROVIDER
    return {
        "id": str(referral.public_id),
        "reference": referral.reference if is_own else None,
        "line": line,
        "status": referral.status.value,
        "is_priority": referral.is_priority,
        **{name: _day(getattr(referral, name)) for name in _DAYS},
        "sessions_attended": referral.sessions_attended,
        "hours_worked": referral.hours_worked,
    }


def referrals_json(rows: Sequence[ReferralTold], sender: Uploader, most: int) -> dict[str, Any]:
    """`rows` may hold one more than is told: then there is a page behind."""
    told = [referral_json(one.referral, one.line, sender) for one in rows[:most]]
    return {"referrals": told, "next_cursor": told[-1]["id"] if len(rows) > most else None}


def event_json(event: ReferralEvent) -> dict[str, Any]:
    return {
        "kind": event.kind.value,
        "on_date": event.on_date.isoformat(),
        "amount": event.amount,
        "reason": event.reason,
        "counts_as": event.replacement_kind,
    }


def differences_json(of: HeldKind, found: Differences, as_at: dt.datetime) -> dict[str, Any]:
    return {"of": of.value, "as_at": as_at.isoformat(), **asdict(found)}


def _day(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()


def sharing_json(relied: Relied, *, on: dt.date) -> dict[str, Any]:
    """What covers one referral; `says` in sentences, for whoever sees to it."""
    cover = relied.cover
    return {
        "standing": cover.standing.value,
        "agreement": None if cover.protocol is None else cover.protocol.reference,
        "answers_for_it": None if cover.protocol is None else cover.protocol.owner_post,
        "says": list(cover_in_words(cover, sender="probation", provider="the provider", on=on)),
    }
