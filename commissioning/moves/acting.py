"""What a provider says from its inbox, of one referral or of many: all of it or nothing.

Each row carries the last event that was shown with it. Locks are taken in one order: groups whose
places come free, referrals by id, then the figures of their lines by line.
"""

from __future__ import annotations

import datetime as dt
import enum
import uuid
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from types import MappingProxyType
from typing import Final, NamedTuple

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from commissioning.bookings.closing import close_seats
from commissioning.bookings.starting import refuse_start_before_group
from commissioning.errors import CommissioningError
from commissioning.lines.models import Line
from commissioning.moves.errors import ActsRefused, MoveRefused, RefusedAct, RowChanged
from commissioning.moves.keeping import keep_moves
from commissioning.moves.models import DetailsReceived
from commissioning.referrals.folding import Happened
from commissioning.referrals.kinds import DecidedBy, EventKind, Party, WhatFollows
from commissioning.referrals.models import Referral, ReferralEvent
from commissioning.referrals.saying import Decline, decline, say
from commissioning.referrals.states import closing_kinds
from directory.acts import Act
from directory.audit.recording import record_act
from directory.clock import day_in_words, local_date
from directory.errors import NotKnown
from directory.people.models import Person
from directory.services.models import Service


class InboxAct(enum.StrEnum):
    DETAILS = "details"
    ACCEPT = "accept"
    DECLINE = "decline"
    ARRANGE = "arrange"
    ASSESSED = "assessed"
    MISSED = "missed"
    READY = "ready"
    START = "start"
    COMPLETE = "complete"
    DROP_OUT = "drop_out"


EVENT_OF: Final[Mapping[InboxAct, EventKind]] = MappingProxyType(
    {
        InboxAct.ACCEPT: EventKind.ACCEPTED,
        InboxAct.DECLINE: EventKind.DECLINED,
        InboxAct.ARRANGE: EventKind.ASSESSMENT_ARRANGED,
        InboxAct.ASSESSED: EventKind.ASSESSMENT_ATTENDED,
        InboxAct.MISSED: EventKind.ASSESSMENT_MISSED,
        InboxAct.READY: EventKind.READY,
        InboxAct.START: EventKind.STARTED,
        InboxAct.COMPLETE: EventKind.COMPLETED,
        InboxAct.DROP_OUT: EventKind.DROPPED_OUT,
    }
)
"""All but the details, which change nothing of where a referral stands."""


class SeenRow(NamedTuple):
    """A referral as it was shown: with the last event that was known then."""

    public_id: uuid.UUID
    seen: int


class InboxChange(NamedTuple):
    """What happened on a day, the same for every row; `reason` of a decline or an end.

    Of a decline also whose decision it was and what follows.
    """

    act: InboxAct
    on_date: dt.date
    reason: str | None = None
    decided_by: DecidedBy | None = None
    follows: WhatFollows | None = None


def act_on_referrals(
    session: Session,
    rows: Sequence[SeenRow],
    change: InboxChange,
    *,
    such: ColumnElement[bool],
    by: Person,
    at: dt.datetime,
) -> int:
    """How many it was news for; said a second time by the same person it is none.

    `such`: whose they are, a condition on `Referral` joined to its line and service. Raises
    `NotKnown` where one is not theirs, `ActsRefused` with every refusal.
    """
    shown = {row.public_id: row.seen for row in rows}
    with _seats_closed(session, shown, change, such, by=by, at=at):
        referrals = _locked(session, shown, such)
        refused, news = [], 0
        for referral in sorted(referrals, key=lambda one: (one.line_id, one.id)):
            try:
                news += _one(session, referral, shown[referral.public_id], change, by=by, at=at)
            except CommissioningError as refusal:
                refused.append(RefusedAct(referral.public_id, refusal))
        if refused:
            raise ActsRefused(refused, len(referrals))
    keep_moves(session, [one.id for one in referrals], at=at)
    return news


def _seats_closed(
    session: Session,
    shown: Mapping[uuid.UUID, int],
    change: InboxChange,
    such: ColumnElement[bool],
    *,
    by: Person,
    at: dt.datetime,
) -> AbstractContextManager[None]:
    """Around acts that end a referral: their places go to whose turn it is."""
    kind = EVENT_OF.get(change.act)
    if kind is None or kind not in closing_kinds():
        return nullcontext()
    keys = [one.id for one in session.scalars(_theirs(shown, such))]
    return close_seats(session, keys, kind, by=by, at=at)


def _locked(
    session: Session, shown: Mapping[uuid.UUID, int], such: ColumnElement[bool]
) -> Sequence[Referral]:
    found = session.scalars(
        _theirs(shown, such)
        .order_by(Referral.id)
        .with_for_update(of=Referral)
        .execution_options(populate_existing=True)
    ).all()
    missing = shown.keys() - {one.public_id for one in found}
    if missing or not shown:
        raise NotKnown("referral", next(iter(missing), ""))
    return found


def _theirs(shown: Mapping[uuid.UUID, int], such: ColumnElement[bool]) -> Select[Referral]:
    return (
        select(Referral)
        .join(Line, Line.id == Referral.line_id)
        .join(Service, Service.id == Line.service_id)
        .where(Referral.public_id.in_(list(shown)), such)
    )


def _one(
    session: Session,
    referral: Referral,
    seen: int,
    change: InboxChange,
    *,
    by: Person,
    at: dt.datetime,
) -> bool:
    """Whether it is news."""
    if change.act is InboxAct.DETAILS:
        return receive_details(session, referral, on_date=change.on_date, by=by, at=at)
    kind, last = EVENT_OF[change.act], _last_event(session, referral.id)
    if last is not None and last.id != seen:
        if _says(last, kind, change) and last.recorded_by_id == by.id:
            return False
        name = session.get_one(Person, last.recorded_by_id).name
        raise RowChanged(last.kind.said, last.on_date, name)
    if change.reason and change.decided_by and change.follows:
        said = Decline(
            on_date=change.on_date, reason=change.reason, decided_by=change.decided_by,
            follows=change.follows,
        )  # fmt: skip
        decline(session, referral, said, by=by, at=at)
    else:
        happened = Happened(kind, change.on_date, reason=change.reason)
        refuse_start_before_group(session, referral, happened)
        say(session, referral, happened, party=Party.PROVIDER, by=by, at=at)
    return True


def _last_event(session: Session, referral_id: int) -> ReferralEvent | None:
    return session.scalar(
        select(ReferralEvent)
        .where(ReferralEvent.referral_id == referral_id)
        .order_by(ReferralEvent.id.desc())
        .limit(1)
    )


def _says(last: ReferralEvent, kind: EventKind, change: InboxChange) -> bool:
    told = last.kind, last.on_date, last.reason
    return told == (kind, change.on_date, change.reason)


def receive_details(
    session: Session, referral: Referral, *, on_date: dt.date, by: Person, at: dt.datetime
) -> bool:
    """Details and risk came by telephone on a day; whether that is news. Nothing else is kept."""
    if on_date > local_date(at):
        raise MoveRefused(f"{day_in_words(on_date)} is after today.")
    if on_date < referral.received_on:
        raise MoveRefused(
            f"{day_in_words(on_date)} is before the referral was received,"
            f" {day_in_words(referral.received_on)}."
        )
    known = session.get(DetailsReceived, referral.id)
    if known is not None and known.on_date == on_date:
        return False
    if known is not None:
        raise MoveRefused(f"Details are recorded as received on {day_in_words(known.on_date)}.")
    session.add(
        DetailsReceived(
            referral_id=referral.id, on_date=on_date, recorded_at=at, recorded_by_id=by.id
        )
    )
    session.flush()
    record_act(session, Act.DETAILS_RECEIVE, referral, by=by, at=at, after={"on_date": on_date})
    return True
