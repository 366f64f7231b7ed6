"""Events of a referral told by software, each told once by its key.

The state table, the reasons and the dates are those of `referrals.recording`, the one door; whose
word an event is holds for a program as for the people in whose name it speaks.
"""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass
from typing import Final

from sqlalchemy import delete
from sqlalchemy.orm import Session

from commissioning.bookings.closing import close_seats
from commissioning.bookings.giving_back import give_back_seat
from commissioning.bookings.queries import has_a_place
from commissioning.bookings.starting import refuse_start_before_group
from commissioning.pushes.errors import FieldAtFault, PushRefused, ToldOtherwise
from commissioning.pushes.models import EventKey
from commissioning.pushes.queries import (
    event_keyed,
    keys_before,
    newest_event,
)
from commissioning.referrals.checking import refuse_event
from commissioning.referrals.folding import Happened
from commissioning.referrals.kinds import EventKind, Party, ReferralStatus
from commissioning.referrals.models import Referral, ReferralEvent
from commissioning.referrals.queries import recorded_events
from commissioning.referrals.recording import correct_event
from commissioning.referrals.saying import refuse_word_of_others, say
from commissioning.registers.next_places import book_next_place, groups_for
from commissioning.uploads.uploaders import Sender, Uploader
from directory.clock import local_date
from directory.exchange.working import ADDED, UNCHANGED

KEYS_KEPT: Final = dt.timedelta(days=92)
"""So long a program may name an event by its own key: a quarter, and no longer."""

_PARTIES: Final = {Sender.PROVIDER: Party.PROVIDER}
"""Whoever commissions or administers says nothing of a case."""


@dataclass(frozen=True, slots=True)
class EventTold:
    """One event as software tells it. `key`: its own; `corrects`: the key of the one replaced."""

    kind: EventKind
    on_date: dt.date
    amount: float | None = None
    reason: str | None = None
    key: str | None = None
    corrects: str | None = None


def push_event(
    session: Session, referral: Referral, told: EventTold, *, sender: Uploader, at: dt.datetime
) -> str:
    """Added, or unchanged where the key is known with the same facts. Raises `ToldOtherwise`, and
    `NotTheirsToSay` where it is somebody else's word."""
    if told.key is not None and _is_known(session, referral, told, sender):
        return UNCHANGED
    with close_seats(session, [referral.id], told.kind, by=sender.person, at=at):
        _record(session, referral, told, sender, at=at)
        if told.key is not None:
            keep_key_of(session, newest_event(session, referral).id, told.key, sender, at=at)
    return ADDED


def _record(
    session: Session, referral: Referral, told: EventTold, sender: Uploader, *, at: dt.datetime
) -> None:
    party = _PARTIES.get(sender.sender)
    happened = Happened(told.kind, told.on_date, told.amount, told.reason)
    refuse_start_before_group(session, referral, happened)
    if told.corrects is None:
        if not _booked(session, referral, happened, party, sender, at=at):
            say(session, referral, happened, party=party, by=sender.person, at=at)
        return
    known = recorded_events(session, referral.id)
    refuse_word_of_others(known, told.kind, told.on_date, party=party)
    event = _corrected(session, referral, told.corrects, sender)
    _refuse_to_correct_a_place(session, referral, event, told.kind, at=at)
    with give_back_seat(session, referral, by=sender.person, at=at):
        correct_event(
            session, event, by=sender.person, at=at, replacement_kind=told.kind,
            on_date=told.on_date, amount=told.amount, reason=told.reason,
        )  # fmt: skip


def _booked(
    session: Session,
    referral: Referral,
    happened: Happened,
    party: Party | None,
    sender: Uploader,
    *,
    at: dt.datetime,
) -> bool:
    """Of whoever waits, where groups are ahead whose places are counted here: a place is taken as
    by a form, and not said alone."""
    if happened.kind is not EventKind.BOOKED or referral.status is not ReferralStatus.WAITING:
        return False
    known = recorded_events(session, referral.id)
    refuse_word_of_others(known, happened.kind, happened.on_date, party=party)
    refuse_event(happened, today=local_date(at))
    if groups_for(session, referral, at=at):
        _refuse_what_books_nothing(happened, today=local_date(at))
    request_id = f"told-{secrets.token_hex(16)}"
    booking = book_next_place(session, referral, request_id=request_id, by=sender.person, at=at)
    return booking is not None


def _refuse_what_books_nothing(happened: Happened, *, today: dt.date) -> None:
    faults = []
    if happened.on_date != today:
        why = (
            "a place is booked on the day on which it is asked for: send the day of today, or of"
            " a place that was given elsewhere before, tell the start when it comes"
        )
        faults.append(FieldAtFault("/on_date", why))
    if happened.reason is not None:
        faults.append(FieldAtFault("/reason", "a place is booked without a reason: leave it out"))
    if faults:
        raise PushRefused(faults)


def _refuse_to_correct_a_place(
    session: Session,
    referral: Referral,
    event: ReferralEvent,
    into: EventKind,
    *,
    at: dt.datetime,
) -> None:
    """A place is taken by an event of its own, and given back by whoever may."""
    was_booked = event.kind is EventKind.BOOKED and has_a_place(session, referral.id)
    if was_booked and into is not EventKind.BOOKED:
        why = "by this event the person has a place: have it given back first, then tell the rest"
        raise PushRefused([FieldAtFault("/corrects", why)])
    if into is EventKind.BOOKED and (was_booked or groups_for(session, referral, at=at)):
        why = "a correction takes no place: tell that it is booked as an event of its own"
        raise PushRefused([FieldAtFault("/corrects", why)])


def forget_keys(session: Session, at: dt.datetime) -> int:
    """Keys by which events can be named no longer; how many."""
    gone = session.execute(delete(EventKey).where(keys_before(at - KEYS_KEPT)))
    return int(gone.rowcount)  # type: ignore[attr-defined]


def _is_known(session: Session, referral: Referral, told: EventTold, sender: Uploader) -> bool:
    known = event_keyed(session, sender.organisation_id, told.key or "")
    if known is None:
        return False
    kind = known.replacement_kind if known.kind is EventKind.CORRECTED else known.kind.value
    stands = (known.referral_id, kind, known.on_date, known.amount, known.reason)
    told_now = (referral.id, told.kind.value, told.on_date, told.amount, told.reason)
    if stands != told_now:
        raise ToldOtherwise(told.key or "")
    return True


def _corrected(session: Session, referral: Referral, key: str, sender: Uploader) -> ReferralEvent:
    found = event_keyed(session, sender.organisation_id, key)
    if found is None or found.referral_id != referral.id:
        fault = FieldAtFault("/corrects", "no event of this referral was told under this key")
        raise PushRefused([fault])
    return found


def keep_key_of(
    session: Session, event_id: int, key: str, sender: Uploader, *, at: dt.datetime
) -> None:
    session.add(
        EventKey(organisation_id=sender.organisation_id, key=key, event_id=event_id, kept_at=at)
    )
    session.flush()
