"""The one door through which a referral and its events enter.

Each verb adds events, folds them again, and moves the line's figures and writes the
audit row in the same transaction. Histories in bulk go through `record_histories`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from commissioning.lines.figures import count
from commissioning.lines.models import Line
from commissioning.referrals.checking import (
    ReferralFacts,
    refuse_event,
    refuse_moves,
    refuse_referral,
    refuse_sentence,
)
from commissioning.referrals.counting import changes_between
from commissioning.referrals.errors import AlreadyCorrected, MayBeForgotten, ReferenceTaken
from commissioning.referrals.folding import (
    FOLDED,
    Happened,
    RecordedEvent,
    ReferralStanding,
    as_counted,
    counting,
    fold,
    standing_of,
)
from commissioning.referrals.forgetting import forgotten_days
from commissioning.referrals.kinds import Basis, EventKind, ReferralStatus
from commissioning.referrals.models import Referral, ReferralEvent
from commissioning.referrals.queries import (
    events_of_locked,
    recorded_events,
    referral_by_reference,
)
from commissioning.referrals.recording_histories import record_histories
from commissioning.referrals.waiting_since import keep_waiting_since
from directory.acts import Act
from directory.audit.recording import record_act
from directory.clock import local_date
from directory.inserting import insert_record
from directory.people.models import Person
from directory.places.models import Court, LocalDeliveryUnit
from directory.row_locks import read_with_lock

__all__ = [
    "correct_event",
    "receive_referral",
    "record_event",
    "record_histories",
    "record_of_locked",
]


def receive_referral(  # noqa: PLR0913  a referral has this many facts
    session: Session,
    line: Line,
    *,
    reference: str,
    basis: Basis,
    received_on: dt.date,
    by: Person,
    at: dt.datetime,
    sentenced_on: dt.date | None = None,
    home: LocalDeliveryUnit | None = None,
    court: Court | None = None,
    requirement: str | None = None,
    is_priority: bool = False,
    hours_ordered: float | None = None,
) -> Referral:
    """One person joins the line's queue. `home` is where they will live, not the court's area."""
    facts = ReferralFacts(
        reference=reference,
        line_id=line.id,
        basis=basis,
        received_on=received_on,
        sentenced_on=sentenced_on,
        home_local_delivery_unit_id=home.id if home is not None else None,
        court_id=court.id if court is not None else None,
        requirement=requirement,
        is_priority=is_priority,
        hours_ordered=hours_ordered,
    )
    refuse_referral(facts, today=local_date(at))
    received = Happened(EventKind.RECEIVED, received_on)
    standing = standing_of([received])
    referral = _added(session, facts, standing, at=at)
    session.add(_event_row(referral, received, by=by, at=at))
    _count(session, referral, received, None, standing, at=at)
    after = {"line_id": line.id, "received_on": received_on}
    record_act(session, Act.REFERRAL_RECEIVE, referral, by=by, at=at, after=after)
    session.flush()
    return referral


def record_event(
    session: Session,
    referral: Referral,
    *,
    kind: EventKind,
    on_date: dt.date,
    by: Person,
    at: dt.datetime,
    amount: float | None = None,
    reason: str | None = None,
    to_line: Line | None = None,
) -> Referral:
    """Something happened on a day; it may be told late, but not before it happened.

    `amount` is hours credited, for attendance only; `to_line` is where a transfer leads: the
    person leaves the one list and joins the other in one act, and keeps day 0. Raises an
    `EventRefused` where the state table, the dates or the reason do not allow it.
    """
    _lock(session, referral)
    record_of_locked(
        session, referral, kind=kind, on_date=on_date, by=by, at=at,
        amount=amount, reason=reason, to_line=to_line,
    )  # fmt: skip
    session.flush()
    return referral


def record_of_locked(
    session: Session,
    referral: Referral,
    *,
    kind: EventKind,
    on_date: dt.date,
    by: Person,
    at: dt.datetime,
    amount: float | None = None,
    reason: str | None = None,
    to_line: Line | None = None,
    told: Sequence[RecordedEvent] | None = None,
) -> None:
    """`record_event` of a referral that was read with its lock. `told`: its events, where they were
    read under that lock."""
    happened = Happened(kind, on_date, amount, reason, to_line.id if to_line else None)
    refuse_event(happened, today=local_date(at))
    known = counting(events_of_locked(session, referral.id) if told is None else told)
    before, after = standing_of(known), standing_of([*known, happened])
    _stand(referral, after)
    insert_record(session, _event_row(referral, happened, by=by, at=at))
    _count(session, referral, happened, before, after, at=at)
    told_now = _told(happened)
    record_act(session, Act.REFERRAL_RECORD, referral, by=by, at=at, after=told_now, at_once=True)


def correct_event(
    session: Session,
    event: ReferralEvent,
    *,
    by: Person,
    at: dt.datetime,
    replacement_kind: EventKind | None,
    on_date: dt.date | None = None,
    amount: float | None = None,
    reason: str | None = None,
    to_line: Line | None = None,
) -> Referral:
    """The event was wrong: put another in its place, or nothing (`replacement_kind` None).

    The old event stays and counted until now. `on_date` None keeps its day.
    """
    referral = session.get_one(Referral, event.referral_id)
    _lock(session, referral)
    on_date = event.on_date if on_date is None else on_date
    if replacement_kind is not None:
        moved_to = None if to_line is None else to_line.id
        happened = Happened(replacement_kind, on_date, amount, reason, moved_to)
        refuse_event(happened, today=local_date(at))
    known = recorded_events(session, referral.id)
    if any(other.corrects_id == event.id for other in known):
        raise AlreadyCorrected
    to_line_id = to_line.id if to_line is not None else None
    correction = _correction(event, replacement_kind, on_date, amount, reason, to_line_id, at=at)
    before, after = fold(known), fold([*known, correction])
    if referral.sentenced_on is not None:
        refuse_sentence(
            referral.basis, referral.sentenced_on, after.received_on, today=local_date(at)
        )
    _stand(referral, after)
    session.add(_correction_row(referral, correction, by=by, at=at))
    _count(session, referral, as_counted(correction), before, after, at=at)
    told = next(other for other in known if other.id == event.id)
    record_act(
        session,
        Act.REFERRAL_CORRECT,
        referral,
        by=by,
        at=at,
        before=_told(as_counted(told)) | {"event_id": event.id},
        after=_told(as_counted(correction)) if replacement_kind is not None else None,
    )
    session.flush()
    return referral


def _added(
    session: Session, facts: ReferralFacts, standing: ReferralStanding, *, at: dt.datetime
) -> Referral:
    if referral_by_reference(session, reference=facts.reference) is not None:
        raise ReferenceTaken
    if facts.received_on in forgotten_days(session, [facts.line_id])[facts.line_id]:
        raise MayBeForgotten(facts.received_on)
    columns = facts.by_name() | {name: getattr(standing, name) for name in FOLDED}
    referral = Referral(recorded_at=at, **columns)
    try:
        with session.begin_nested():
            session.add(referral)
            session.flush()
    except IntegrityError as refused:
        if referral_by_reference(session, reference=facts.reference) is None:
            raise
        raise ReferenceTaken from refused
    return referral


def _event_row(
    referral: Referral, happened: Happened, *, by: Person, at: dt.datetime
) -> ReferralEvent:
    return ReferralEvent(
        referral_id=referral.id, recorded_at=at, recorded_by_id=by.id, **happened._asdict()
    )


def _correction(
    event: ReferralEvent,
    kind: EventKind | None,
    on_date: dt.date,
    amount: float | None,
    reason: str | None,
    to_line_id: int | None,
    *,
    at: dt.datetime,
) -> RecordedEvent:
    """The correction before it is stored: no stored event has the key 0."""
    replacement = kind.value if kind is not None else None
    return RecordedEvent(
        0, EventKind.CORRECTED, on_date, amount, reason, event.id, replacement, at, to_line_id
    )


def _correction_row(
    referral: Referral, correction: RecordedEvent, *, by: Person, at: dt.datetime
) -> ReferralEvent:
    facts = correction._asdict()
    del facts["id"]
    return ReferralEvent(
        referral_id=referral.id, recorded_by_id=by.id, **(facts | {"recorded_at": at})
    )


def _lock(session: Session, referral: Referral) -> None:
    """Whoever records for the same referral waits here, and then reads what we recorded."""
    read_with_lock(session, referral)


def _stand(referral: Referral, standing: ReferralStanding) -> None:
    first = _first_line(referral)
    refuse_moves(standing, first_line_id=first)
    now = {name: getattr(standing, name) for name in FOLDED}
    now["line_id"] = standing.line_now(first=first)
    now["first_line_id"] = first if standing.moves else None
    for name, value in now.items():
        if getattr(referral, name) != value:  # of a record that is touched a flush looks at all
            setattr(referral, name, value)


def _first_line(referral: Referral) -> int:
    return referral.line_id if referral.first_line_id is None else referral.first_line_id


def _count(
    session: Session,
    referral: Referral,
    happened: Happened,
    before: ReferralStanding | None,
    after: ReferralStanding,
    *,
    at: dt.datetime,
) -> None:
    changes = changes_between(
        before,
        after,
        first_line_id=_first_line(referral),
        is_priority=referral.is_priority,
        told=[happened],
    )
    count(session, changes, at=at)
    if _waits(before, referral) != _waits(after, referral):
        keep_waiting_since(session, [change.line_id for change in changes])


def _waits(standing: ReferralStanding | None, referral: Referral) -> tuple[int, dt.date] | None:
    """On which line and since when somebody stands in a queue."""
    if standing is None or standing.status is not ReferralStatus.WAITING:
        return None
    return standing.line_now(first=_first_line(referral)), standing.received_on


def _told(happened: Happened) -> dict[str, object]:
    facts = happened._asdict() | {"kind": happened.kind.value}
    return {name: value for name, value in facts.items() if value is not None}
