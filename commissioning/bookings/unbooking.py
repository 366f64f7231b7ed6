"""A booking that counts no longer in the events of a referral, which is back in its turn."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from commissioning.referrals.errors import EventRefused
from commissioning.referrals.folding import as_counted, fold
from commissioning.referrals.kinds import EventKind
from commissioning.referrals.models import Referral, ReferralEvent
from commissioning.referrals.queries import recorded_events
from commissioning.referrals.recording import correct_event
from directory.people.models import Person


def is_booked(session: Session, referral: Referral) -> bool:
    """As its events tell."""
    return fold(recorded_events(session, referral.id)).state == EventKind.BOOKED.value


def unbook(session: Session, referral: Referral, *, by: Person, at: dt.datetime) -> None:
    """The last `booked` event no longer counts; where later events rest on it, it stays."""
    if not is_booked(session, referral):
        return
    known = recorded_events(session, referral.id)
    corrected = {event.corrects_id for event in known}
    standing = [
        event.id
        for event in known
        if event.id not in corrected and as_counted(event).kind is EventKind.BOOKED
    ]
    event = session.get_one(ReferralEvent, standing[-1])
    try:
        correct_event(session, event, replacement_kind=None, by=by, at=at)
    except EventRefused:
        return
