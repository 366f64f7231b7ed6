"""One case whole: every referral of one person that the reader may read, side by side.

Referrals are of one case where their senders call it alike, or where a file told the same person's
digest. Only those within the reader's reach are joined: what another area sent stays its own.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from commissioning.bookings.kinds import LeftReason
from commissioning.bookings.passed_on import passed_on_days
from commissioning.cases.beside_cases import (
    GroupOfCase,
    courts_named,
    declines,
    details_received,
    due_moves,
    lines_ever,
    places_booked,
    sendings,
)
from commissioning.cases.case_rows import masked
from commissioning.cases.clashing import CasePart, clashes_of
from commissioning.cases.places_left import PlaceLeft, places_left
from commissioning.cases.services_of_cases import ServiceOfCase, services_of
from commissioning.moves.case_rows import OpenMove
from commissioning.moves.taking_back import WordTakenBack, words_taken_back
from commissioning.packages.limits import usual_limit
from commissioning.packages.ordering import ordering_rules
from commissioning.referrals.beside import particulars_of
from commissioning.referrals.folding import (
    Happened,
    Pause,
    RecordedEvent,
    ReferralStanding,
    as_recorded,
    counting,
    standing_of,
)
from commissioning.referrals.kinds import Basis, ReferralStatus
from commissioning.referrals.models import (
    Referral,
    ReferralCase,
    ReferralDecline,
    ReferralDigest,
    ReferralEvent,
    ReferralSending,
)
from commissioning.referrals.particulars import NOTHING_BESIDE, Particulars
from commissioning.referrals.queries import event_columns
from commissioning.referrals.restricted_reasons import reasons_read_by
from commissioning.referrals.sending import is_of_case
from commissioning.referrals.waits import adjusting_pauses
from commissioning.referrals.whose_cases import CaseReader, is_theirs
from commissioning.registers.work_told import WorkOfCase, work_of
from commissioning.waiting.clock import Wait, wait_of
from directory.errors import NotKnown
from directory.places.models import LocalDeliveryUnit
from directory.sight import Sight


@dataclass(frozen=True, slots=True)
class CaseReferral:
    """`court` and `priority_reason` are for officers alone; `work` is there of unpaid work."""

    id: int
    public_id: uuid.UUID
    of: ServiceOfCase
    basis: Basis
    requirement: str | None
    home: str
    court: str
    day_0: dt.date
    sentenced_on: dt.date | None
    is_priority: bool
    priority_reason: str
    standing: ReferralStanding
    wait: Wait
    told: Particulars
    history: tuple[Happened, ...]
    taken_back: tuple[WordTakenBack, ...]
    sent: ReferralSending | None
    details_received_on: dt.date | None
    due: OpenMove | None
    declined: ReferralDecline | None
    booked: GroupOfCase | None
    places_left: tuple[PlaceLeft, ...]
    passed_on: dt.date | None
    earlier_lines: tuple[str, ...]
    work: WorkOfCase | None

    @property
    def over_on(self) -> dt.date | None:
        return self.standing.ended_on or self.standing.left_on

    @property
    def awaits_acceptance(self) -> bool:
        waits = self.standing.status is ReferralStatus.WAITING
        return waits and not self.standing.is_accepted

    @property
    def lost_its_place(self) -> bool:
        """It ended by mistake, waits again, and its place was not free any more."""
        last = self.places_left[-1].reason if self.places_left else None
        waits = self.standing.status is ReferralStatus.WAITING and self.booked is None
        return waits and last is LeftReason.REFERRAL_ENDED

    @property
    def paused(self) -> Pause | None:
        """The pause that lasts."""
        last = self.standing.pauses[-1] if self.standing.pauses else None
        return last if last is not None and last.to_date is None else None


@dataclass(frozen=True, slots=True)
class CaseView:
    masked: str
    referrals: tuple[CaseReferral, ...]
    clashes: tuple[str, ...]


def own_referral(session: Session, reader: CaseReader, public_id: uuid.UUID) -> Referral:
    """Raises `NotKnown` for what is another's."""
    found = session.scalar(
        select(Referral).where(Referral.public_id == public_id, is_theirs(reader))
    )
    if found is None:
        raise NotKnown("case", public_id)
    return found


def reads_case(session: Session, reader: CaseReader, referral: Referral) -> bool:
    """Whether it is the reader's own."""
    theirs = select(Referral.id).where(Referral.id == referral.id, is_theirs(reader))
    return session.scalar(theirs) is not None


def case_of(
    session: Session, reader: CaseReader, sight: Sight, public_id: uuid.UUID, *, today: dt.date
) -> CaseView:
    """In the order in which they were received. Raises `NotKnown`."""
    first = own_referral(session, reader, public_id)
    called = session.scalar(
        select(ReferralCase.reference).where(ReferralCase.referral_id == first.id)
    )
    reference = called or first.reference
    rows = session.scalars(
        select(Referral)
        .where(is_theirs(reader), _is_same_case(session, first, reference))
        .order_by(Referral.received_on, Referral.id)
    ).all()
    referrals = _told_of(session, reader, sight, rows, today=today)
    parts = [_part(one) for one in referrals]
    clashes = clashes_of(
        parts, limit=usual_limit(in_work=False), rules=ordering_rules(), today=today
    )
    return CaseView(masked(reference), referrals, clashes)


def _is_same_case(session: Session, first: Referral, reference: str | None) -> ColumnElement[bool]:
    ways: list[ColumnElement[bool]] = [Referral.id == first.id]
    if reference is not None:
        ways.append(is_of_case(reference))
    digest = session.scalar(
        select(ReferralDigest.digest).where(ReferralDigest.referral_id == first.id)
    )
    if digest is not None:
        alike = select(ReferralDigest.referral_id).where(ReferralDigest.digest == digest)
        ways.append(Referral.id.in_(alike))
    return or_(*ways)


@dataclass(frozen=True, slots=True)
class _CaseKnown:
    """What is known beside the rows of a case, by referral; of services by line, names by key."""

    events: Mapping[int, list[RecordedEvent]]
    particulars: Mapping[int, Particulars]
    services: Mapping[int, ServiceOfCase]
    reasons: Mapping[int, str]
    sent: Mapping[int, ReferralSending]
    details: Mapping[int, dt.date]
    due: Mapping[int, OpenMove]
    declined: Mapping[int, ReferralDecline]
    booked: Mapping[int, GroupOfCase]
    places_left: Mapping[int, list[PlaceLeft]]
    passed_on: Mapping[int, dt.date]
    lines: Mapping[int, str]
    homes: Mapping[int, str]
    courts: Mapping[int, str]
    work: Mapping[int, WorkOfCase]


def _told_of(
    session: Session,
    reader: CaseReader,
    sight: Sight,
    rows: Sequence[Referral],
    *,
    today: dt.date,
) -> tuple[CaseReferral, ...]:
    ids = [row.id for row in rows]
    known = _CaseKnown(
        events=_events(session, ids),
        particulars=particulars_of(session, ids),
        services=services_of(session, sight, {row.line_id for row in rows}),
        reasons=reasons_read_by(session, reader, ids),
        sent=sendings(session, ids),
        details=details_received(session, ids),
        due=due_moves(session, ids, today=today),
        declined=declines(session, ids),
        booked=places_booked(session, ids),
        places_left=places_left(session, ids),
        passed_on=passed_on_days(session, ids, today=today),
        lines=lines_ever(session, rows),
        homes=dict(session.execute(select(LocalDeliveryUnit.id, LocalDeliveryUnit.name)).all()),
        courts=courts_named(session, rows) if reader.is_officer else {},
        work=work_of(session, ids, today=today),
    )
    return tuple(_referral(row, known, today=today) for row in rows)


def _referral(row: Referral, known: _CaseKnown, *, today: dt.date) -> CaseReferral:
    happened = counting(known.events[row.id])
    standing = standing_of(happened)
    by_a_court = row.sentenced_on if row.basis.is_requirement else None
    day_0 = by_a_court or row.received_on
    return CaseReferral(
        id=row.id,
        public_id=row.public_id,
        of=known.services[row.line_id],
        basis=row.basis,
        requirement=row.requirement,
        home=known.homes.get(row.home_local_delivery_unit_id or 0, ""),
        court=known.courts.get(row.court_id or 0, ""),
        day_0=day_0,
        sentenced_on=row.sentenced_on,
        is_priority=row.is_priority,
        priority_reason=known.reasons.get(row.id, ""),
        standing=standing,
        wait=wait_of(
            day_0,
            started=row.started_on,
            left=row.left_on,
            pauses=adjusting_pauses(standing, census=today),
            census=today,
        ),
        told=known.particulars.get(row.id, NOTHING_BESIDE.particulars),
        history=tuple(as_recorded(happened)),
        taken_back=words_taken_back(known.events[row.id]),
        sent=known.sent.get(row.id),
        details_received_on=known.details.get(row.id),
        due=known.due.get(row.id),
        declined=known.declined.get(row.id),
        booked=known.booked.get(row.id),
        places_left=tuple(known.places_left.get(row.id, ())),
        passed_on=known.passed_on.get(row.id),
        earlier_lines=_earlier(row, standing, known.lines),
        work=known.work.get(row.id),
    )


def _events(session: Session, ids: Collection[int]) -> Mapping[int, list[RecordedEvent]]:
    found: defaultdict[int, list[RecordedEvent]] = defaultdict(list)
    rows = session.execute(
        select(ReferralEvent.referral_id, *event_columns())
        .where(ReferralEvent.referral_id.in_(ids))
        .order_by(ReferralEvent.id)
    )
    for key, *told in rows:
        found[key].append(RecordedEvent._make(told))
    return found


def _earlier(
    row: Referral, standing: ReferralStanding, names: Mapping[int, str]
) -> tuple[str, ...]:
    """The queues on which the person stood before this one."""
    if not standing.moves:
        return ()
    first = row.line_id if row.first_line_id is None else row.first_line_id
    keys = [first, *(move.to_line_id for move in standing.moves[:-1])]
    return tuple(names.get(key, "") for key in keys)


def _part(one: CaseReferral) -> CasePart:
    return CasePart(
        key=str(one.public_id),
        title=one.of.title or "A confidential service",
        kind=one.of.kind,
        weekly=one.of.weekly,
        started_on=one.standing.started_on,
        ended_on=one.over_on,
    )
