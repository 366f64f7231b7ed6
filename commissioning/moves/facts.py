"""What records say that decides whose turn a referral is; read for many at once."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, func, select
from sqlalchemy.orm import Session, aliased

from commissioning.bookings.models import Booking, OfferAnswer, PlaceOffer
from commissioning.groups.models import Closure, GroupStatement
from commissioning.lines.models import LineFigures, LineTerms
from commissioning.moves.due_move import MoveFacts, MoveStep, ShutDays, SilentReturn
from commissioning.moves.models import ServiceLevel, SilenceReturn
from commissioning.moves.stages import ServiceClock, usual_levels
from commissioning.referrals.folding import RANK, RecordedEvent, counting
from commissioning.referrals.kinds import Basis, WhatFollows
from commissioning.referrals.models import (
    Referral,
    ReferralCase,
    ReferralDecline,
    ReferralEvent,
    ReferralParticulars,
)
from commissioning.referrals.queries import event_columns, is_not_taken_back
from commissioning.volumes.models import Lot
from directory.clock import local_date
from directory.keeping import batches


@dataclass(frozen=True, slots=True)
class CaseMoves:
    """The facts of one referral, with the last event that they rest on."""

    facts: MoveFacts
    line_id: int
    events_through: int


class _LineFacts(NamedTuple):
    levels: Mapping[ServiceClock, int]
    closures: tuple[ShutDays, ...]
    closed_on: dt.date | None


class _Stood(NamedTuple):
    id: int
    line_id: int
    basis: Basis
    sentenced_on: dt.date | None


def move_facts(
    session: Session, referral_ids: Iterable[int], *, today: dt.date
) -> dict[int, CaseMoves]:
    """By referral; what lies ahead of today has not happened yet."""
    found: dict[int, CaseMoves] = {}
    for batch in batches(sorted(set(referral_ids))):
        found |= _of_batch(session, batch, today)
    return found


def _of_batch(session: Session, keys: list[int], today: dt.date) -> dict[int, CaseMoves]:
    asked = select(Referral.id, Referral.line_id, Referral.basis, Referral.sentenced_on)
    stood = [_Stood._make(row) for row in session.execute(asked.where(Referral.id.in_(keys)))]
    lines = _lines(session, {one.line_id for one in stood}, today)
    events, returns = events_of_each(session, keys), _returns(session, keys)
    by, starts = complete_by(session, keys), booked_starts(session, keys)
    answers, follows = _answers(session, keys), _follows(session, keys)
    over = _offers_over(session, keys)
    found = {}
    for one in stood:
        line = lines[one.line_id]
        facts = MoveFacts(
            steps=_steps(events[one.id]),
            day_0=one.sentenced_on if one.basis.is_requirement else None,
            levels=line.levels,
            closures=line.closures,
            came_back=returns[one.id],
            follows=follows.get(one.id),
            offers_over=over.get(one.id, ()),
            answer_by=answers.get(one.id),
            starts_on=starts.get(one.id),
            complete_by=by.get(one.id),
            closed_on=line.closed_on,
        )
        through = max((event.id for event in events[one.id]), default=0)
        found[one.id] = CaseMoves(facts, one.line_id, through)
    return found


def _steps(events: Iterable[RecordedEvent]) -> list[MoveStep]:
    """In the order in which `folding` takes those of one day, as far as it matters for turns."""
    happened = sorted(counting(events), key=lambda one: (one.on_date, RANK[one.kind]))
    return [MoveStep(one.kind.value, one.on_date, one.reason) for one in happened]


def events_of_each(
    session: Session, keys: Collection[int]
) -> defaultdict[int, list[RecordedEvent]]:
    """By referral, in the order in which they were recorded."""
    rows = session.execute(
        select(ReferralEvent.referral_id, *event_columns())
        .where(ReferralEvent.referral_id.in_(keys))
        .order_by(ReferralEvent.id)
    )
    found: defaultdict[int, list[RecordedEvent]] = defaultdict(list)
    for key, *told in rows:
        found[key].append(RecordedEvent._make(told))
    return found


def _returns(session: Session, keys: Collection[int]) -> defaultdict[int, list[SilentReturn]]:
    rows = session.execute(
        select(SilenceReturn.referral_id, SilenceReturn.returned_on, SilenceReturn.sent_again_on)
        .where(SilenceReturn.referral_id.in_(keys))
        .order_by(SilenceReturn.id)
    )
    found: defaultdict[int, list[SilentReturn]] = defaultdict(list)
    for key, returned_on, sent_again_on in rows:
        found[key].append(SilentReturn(returned_on, sent_again_on))
    return found


def complete_by(session: Session, keys: Collection[int]) -> dict[int, dt.date]:
    """“To be completed by”, else when the order ends, as the newest word has it."""
    session.flush()
    rows = session.connection().execute(_complete_by(), {"keys": list(keys)})
    return {key: value for key, value in rows}  # noqa: C416  rows are no pairs to the checker


@cache
def _complete_by() -> Select[int, dt.date]:
    told = ReferralParticulars
    of_these = told.referral_id.in_(bindparam("keys", expanding=True))
    newest = select(func.max(told.id)).where(of_these)
    by = func.coalesce(told.complete_by, told.order_ends_on)
    return select(told.referral_id, by).where(
        told.id.in_(newest.group_by(told.referral_id)), by.is_not(None)
    )


@cache
def follow_up_stands() -> ColumnElement[bool]:
    """Condition on `ReferralDecline`: something follows, and the case was not referred again."""
    own, again, event = aliased(ReferralCase), aliased(ReferralCase), ReferralEvent
    later = aliased(Referral)
    referred_again = (
        select(again.referral_id)
        .join(own, own.reference == again.reference)
        .join(later, later.id == again.referral_id)
        .join(event, event.id == ReferralDecline.event_id)
        .where(
            own.referral_id == ReferralDecline.referral_id,
            again.referral_id != own.referral_id,
            later.received_on >= event.on_date,
        )
        .correlate(ReferralDecline)
    )
    return and_(
        ReferralDecline.follows != WhatFollows.ENDED,
        is_not_taken_back(ReferralDecline.event_id),
        ~referred_again.exists(),
    )


def _follows(session: Session, keys: Collection[int]) -> dict[int, WhatFollows]:
    rows = session.execute(
        select(ReferralDecline.referral_id, ReferralDecline.follows)
        .where(ReferralDecline.referral_id.in_(keys), follow_up_stands())
        .order_by(ReferralDecline.event_id)
    )
    return {key: value for key, value in rows}  # noqa: C416  rows are no pairs to the checker


def begins_on() -> ColumnElement[dt.date]:
    """Of a booking with the newest statement of its group."""
    starts = GroupStatement.current_start
    return case((Booking.joined_on > starts, Booking.joined_on), else_=starts)


def booked_starts(session: Session, keys: Collection[int]) -> dict[int, dt.date]:
    """On which day each begins who has a place: with the group, as it was said last, or with the
    session from which they join one that has begun."""
    said = aliased(GroupStatement)
    newest = select(func.max(said.id)).where(said.group_id == Booking.group_id).scalar_subquery()
    rows = session.execute(
        select(Booking.referral_id, begins_on())
        .join(GroupStatement, GroupStatement.id == newest)
        .where(Booking.referral_id.in_(keys), Booking.left_on.is_(None))
    )
    return {key: value for key, value in rows}  # noqa: C416  rows are no pairs to the checker


def _answers(session: Session, keys: Collection[int]) -> dict[int, dt.date]:
    """By which day an open offer is to be answered."""
    asked = select(PlaceOffer.referral_id, PlaceOffer.answer_by)
    rows = session.execute(
        asked.where(PlaceOffer.referral_id.in_(keys), PlaceOffer.answer.is_(None))
    )
    return {key: value for key, value in rows}  # noqa: C416  rows are no pairs to the checker


def _offers_over(session: Session, keys: Collection[int]) -> dict[int, tuple[dt.date, ...]]:
    """Days on which an offer ended without a place, but for those on which another followed."""
    of = PlaceOffer
    rows = session.execute(
        select(of.referral_id, of.offered_at, of.answered_at, of.answer)
        .where(of.referral_id.in_(keys), ~of.is_by_telephone)
        .order_by(of.id)
    )
    found: dict[int, list[dt.date]] = {}
    for key, offered_at, answered_at, answer in rows:
        days = found.setdefault(key, [])
        if days and days[-1] == local_date(offered_at):
            days.pop()
        if answered_at is not None and answer is not OfferAnswer.ACCEPTED:
            days.append(local_date(answered_at))
    return {key: tuple(days) for key, days in found.items()}


def _lines(session: Session, line_ids: Collection[int], today: dt.date) -> dict[int, _LineFacts]:
    levels, shut = levels_of_lines(session, line_ids), _closures(session, line_ids)
    closed_rows = session.execute(
        select(LineFigures.line_id, LineTerms.closed_on)
        .join(LineTerms, LineTerms.id == LineFigures.terms_id)
        .where(LineFigures.line_id.in_(line_ids), LineTerms.closed_on <= today)
    )
    closed = {key: value for key, value in closed_rows}  # noqa: C416  as above
    return {
        line_id: _LineFacts(levels[line_id], tuple(shut[line_id]), closed.get(line_id))
        for line_id in line_ids
    }


def _closures(session: Session, line_ids: Collection[int]) -> defaultdict[int, list[ShutDays]]:
    rows = session.execute(
        select(Closure.line_id, Closure.from_date, Closure.to_date)
        .where(Closure.line_id.in_(line_ids), Closure.withdrawn_at.is_(None))
        .order_by(Closure.from_date, Closure.id)
    )
    found: defaultdict[int, list[ShutDays]] = defaultdict(list)
    for line_id, from_date, to_date in rows:
        found[line_id].append(ShutDays(from_date, to_date))
    return found


def levels_of_lines(
    session: Session, line_ids: Collection[int]
) -> dict[int, Mapping[ServiceClock, int]]:
    """The usual ones, as far as no agreement of the line says otherwise.

    Where two agreements buy one line, the word that was recorded last holds.
    """
    levels = {line_id: dict(usual_levels()) for line_id in line_ids}
    rows = session.execute(
        select(Lot.line_id, ServiceLevel.clock, ServiceLevel.working_days)
        .join(ServiceLevel, ServiceLevel.agreement_id == Lot.agreement_id)
        .where(Lot.line_id.in_(line_ids))
        .order_by(ServiceLevel.id)
    )
    for line_id, clock, working_days in rows:
        if line_id is None:
            continue
        if working_days is None:
            levels[line_id].pop(clock, None)
        else:
            levels[line_id][clock] = working_days
    return {**levels}
