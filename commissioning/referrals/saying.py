"""What a person, or a program by a token, says happened to a referral: only what is theirs to say.

Files go on through `record_event`: what they tell was said to whoever wrote them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.lines.models import Line
from commissioning.referrals.errors import NotAllowedNow, NotTheirsToSay, ReasonRefused
from commissioning.referrals.folding import Happened, RecordedEvent, ReferralStanding, fold
from commissioning.referrals.kinds import DecidedBy, EventKind, Party, WhatFollows
from commissioning.referrals.models import Referral, ReferralDecline, ReferralEvent
from commissioning.referrals.queries import events_of_locked, recorded_events
from commissioning.referrals.recording import record_of_locked
from commissioning.referrals.states import (
    RECEIVED,
    WAITING_STATES,
    reasons,
    transitions,
    who_may,
)
from commissioning.referrals.where_served import refuse_other_area
from directory.acts import Act
from directory.audit.recording import record_act
from directory.people.models import Person
from directory.row_locks import read_with_lock

TOWARDS_A_START: Final = frozenset(
    {EventKind.ACCEPTED, EventKind.READY, EventKind.OFFERED, EventKind.BOOKED}
)
"""Said of somebody who waits, and of nobody else."""

NOT_ACCEPTED: Final = "the referral has not been accepted. Accept it first, then record the start."


def say(
    session: Session,
    referral: Referral,
    happened: Happened,
    *,
    party: Party | None,
    by: Person,
    at: dt.datetime,
    to_line: Line | None = None,
) -> Referral:
    """Raises `NotTheirsToSay` where it is somebody else's word, and as `record_event` does; `party`
    None: nobody's whose word an event could be."""
    read_with_lock(session, referral)
    told = events_of_locked(session, referral.id)
    standing = refuse_word_of_others(told, happened.kind, happened.on_date, party=party)
    _refuse_past_it(standing, happened)
    record_of_locked(
        session, referral, kind=happened.kind, on_date=happened.on_date, amount=happened.amount,
        reason=happened.reason, to_line=to_line, by=by, at=at, told=told,
    )  # fmt: skip
    session.flush()
    return referral


def said_last(session: Session, referral: Referral, *, by: Person) -> Happened | None:
    """What the person recorded, where nothing was recorded after it: whoever says the same again
    pressed twice."""
    last = session.scalar(
        select(ReferralEvent)
        .where(ReferralEvent.referral_id == referral.id)
        .order_by(ReferralEvent.id.desc())
        .limit(1)
    )
    if last is None or last.recorded_by_id != by.id or last.kind is EventKind.CORRECTED:
        return None
    return Happened(last.kind, last.on_date, last.amount, last.reason, last.to_line_id)


def refuse_word_of_others(
    told: Sequence[RecordedEvent], kind: EventKind, on_date: dt.date, *, party: Party | None
) -> ReferralStanding:
    """By where the referral stands after the events `told` of it, which is returned: raises
    `NotTheirsToSay`, and `NotAllowedNow` of a start before the provider accepted; a file may know
    only of the start."""
    standing = fold(told)
    allowed = who_may(standing.state, kind)
    if party not in allowed:
        raise NotTheirsToSay(kind, on_date, allowed)
    if kind is EventKind.STARTED and standing.state == RECEIVED:
        raise NotAllowedNow(kind, on_date, standing.state, NOT_ACCEPTED)
    return standing


def _refuse_past_it(standing: ReferralStanding, happened: Happened) -> None:
    """Of one day events are taken in the order in which they are likely, so that a step towards a
    start would count although the start or the end was said before it. What was attended or missed
    that day may be told after it, and steps of days before in any order."""
    if happened.kind not in TOWARDS_A_START or standing.state in WAITING_STATES:
        return
    passed_on = standing.left_on or standing.ended_on or standing.started_on
    if passed_on == happened.on_date:
        refusal = transitions()[standing.state, happened.kind].refusal
        raise NotAllowedNow(happened.kind, happened.on_date, standing.state, refusal)


def open_to(session: Session, referral: Referral, party: Party) -> tuple[EventKind, ...]:
    """What the party may say of the referral as it stands now."""
    standing = fold(recorded_events(session, referral.id))
    is_paused = bool(standing.pauses) and standing.pauses[-1].to_date is None
    met = {
        "": True,
        "paused": is_paused,
        "not paused": not is_paused,
        "not ready before": standing.ready_on is None,
        "not accepted before": not standing.is_accepted,
    }
    return tuple(
        kind
        for kind in EventKind
        if (step := transitions().get((standing.state, kind))) is not None
        and step.to_status is not None
        and party in step.who_may
        and met[step.needs]
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Decline:
    """All three are asked of a person: why, whose decision it was, and what follows."""

    on_date: dt.date
    reason: str
    decided_by: DecidedBy
    follows: WhatFollows


def decline(
    session: Session, referral: Referral, said: Decline, *, by: Person, at: dt.datetime
) -> Referral:
    """The provider does not take the person on; it says what comes of it to whoever sent them."""
    known = reasons()[EventKind.DECLINED].allowed
    if said.reason not in known:
        raise ReasonRefused(EventKind.DECLINED, said.on_date, sorted(known))
    happened = Happened(EventKind.DECLINED, said.on_date, reason=said.reason)
    say(session, referral, happened, party=Party.PROVIDER, by=by, at=at)
    kept = ReferralDecline(
        event_id=_newest(session, referral, EventKind.DECLINED),
        referral_id=referral.id,
        decided_by=said.decided_by,
        follows=said.follows,
    )
    session.add(kept)
    after = {"decided_by": said.decided_by.value, "follows": said.follows.value}
    record_act(session, Act.REFERRAL_RECORD, referral, by=by, at=at, after=after)
    session.flush()
    return referral


def _newest(session: Session, referral: Referral, kind: EventKind) -> int:
    told = recorded_events(session, referral.id)
    return max(event.id for event in told if event.kind is kind)


def transfer(
    session: Session,
    referral: Referral,
    to_line: Line,
    *,
    on_date: dt.date,
    reason: str,
    by: Person,
    at: dt.datetime,
) -> Referral:
    """To another queue that serves the person's home; day 0 goes with them."""
    refuse_other_area(session, to_line, referral.home_local_delivery_unit_id, on=on_date)
    happened = Happened(EventKind.TRANSFERRED, on_date, reason=reason)
    return say(session, referral, happened, party=Party.OFFICER, to_line=to_line, by=by, at=at)
