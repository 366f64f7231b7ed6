"""People referred to a line, and what became of them."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.lines.models import Line
from commissioning.referrals.checking import ReferralFacts
from commissioning.referrals.histories import History, HistoryEvent
from commissioning.referrals.kinds import Basis, EventKind
from commissioning.referrals.models import Referral, ReferralEvent
from commissioning.referrals.recording import receive_referral, record_event, record_histories
from tests.makers.days import NOW, TODAY, day, moment
from tests.makers.people import actor

_numbers = itertools.count(1)


def refer(
    session: Session,
    line: Line,
    *,
    on: int,
    started: int | None = None,
    left: int | None = None,
    is_priority: bool = False,
    told: dt.datetime | None = None,
) -> Referral:
    """Numbers are days from today; each event is told at noon of its day."""
    referral = receive_referral(
        session,
        line,
        reference=f"P-{next(_numbers):06}",
        basis=Basis.COMMUNITY_ORDER,
        sentenced_on=day(on),
        received_on=day(on),
        is_priority=is_priority,
        by=actor(session),
        at=told or moment(on, 12),
    )
    if started is not None:
        for kind in (EventKind.ACCEPTED, EventKind.READY, EventKind.STARTED):
            happen(session, referral, kind, on=started)
    if left is not None:
        happen(session, referral, EventKind.WITHDRAWN, on=left)
    return referral


def happen(
    session: Session,
    referral: Referral,
    kind: EventKind,
    *,
    on: int,
    told: dt.datetime | None = None,
) -> None:
    record_event(
        session,
        referral,
        kind=kind,
        on_date=day(on),
        reason="unsuitable" if kind is EventKind.WITHDRAWN else None,
        by=actor(session),
        at=told or moment(on, 12),
    )


def wait_in(
    session: Session,
    line: Line,
    *,
    started: int = 0,
    waiting: int = 0,
    completed: int = 0,
    every: int = 4,
    took: int = 30,
) -> None:
    """Referrals one every few days back from today: some still wait, the older ones started."""
    histories = []
    for number in range(started + waiting):
        received = TODAY - dt.timedelta(days=5 + every * number + (0 if number < waiting else took))
        events = []
        if number >= waiting:
            day = received + dt.timedelta(days=took)
            events.append(HistoryEvent(EventKind.STARTED, day))
            ended = day + dt.timedelta(days=60)
            if number - waiting >= started - completed and ended < TODAY:
                events.append(HistoryEvent(EventKind.COMPLETED, ended))
        facts = ReferralFacts(
            reference=f"X{line.id:05d}{number:04d}",
            line_id=line.id,
            basis=Basis.COMMUNITY_ORDER,
            received_on=received,
            sentenced_on=received,
        )
        histories.append(History(facts, events))
    record_histories(session, [histories], by=actor(session), at=NOW)


def events_of(session: Session, referral_id: int) -> Sequence[ReferralEvent]:
    """Every event ever recorded, corrected ones included, in the order of recording."""
    return session.scalars(
        select(ReferralEvent)
        .where(ReferralEvent.referral_id == referral_id)
        .order_by(ReferralEvent.id)
    ).all()
