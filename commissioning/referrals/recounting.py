"""A line's figures worked out again by SQL from its events alone.

Nothing here reads a folded column: it is the witness against which the kept figures are
tested, and the slow way that the bench compares them with.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    String,
    Subquery,
    and_,
    case,
    exists,
    func,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql.functions import coalesce

from commissioning.lines.figures import COUNTED, USED_BY, DayCount
from commissioning.referrals.folding import RANK
from commissioning.referrals.kinds import EventKind
from commissioning.referrals.models import Referral, ReferralEvent
from commissioning.volumes.models import CommissionedVolume, Lot


@dataclass(frozen=True, slots=True)
class Recount:
    """What the figures of a line ought to be; days without any count are left out."""

    waiting: int
    waiting_priority: int
    in_progress: int
    days: dict[dt.date, DayCount]
    used: dict[int, dict[dt.date, float]]
    """By volume and first day of the month."""


def recount(session: Session, line_id: int) -> Recount:
    """Count the line's people, days and used volumes from the events that are not corrected."""
    counting = _counting_events(line_id)
    people = _people(counting, line_id)
    waiting, priority, in_progress = session.execute(people).one()
    told = session.execute(_days(counting, line_id))
    days = {day: DayCount._make(counts) for day, *counts in told}
    return Recount(waiting, priority, in_progress, days, _used(session, line_id, days))


def _counting_events(line_id: int) -> Subquery:
    correction = aliased(ReferralEvent)
    is_corrected = exists().where(
        correction.referral_id == ReferralEvent.referral_id,
        correction.corrects_id == ReferralEvent.id,
    )
    is_bare = and_(
        ReferralEvent.kind == EventKind.CORRECTED, ReferralEvent.replacement_kind.is_(None)
    )
    said = coalesce(ReferralEvent.replacement_kind, type_coerce(ReferralEvent.kind, String))
    counting = (
        select(
            ReferralEvent.referral_id,
            Referral.is_priority,
            coalesce(Referral.first_line_id, Referral.line_id).label("first_line_id"),
            said.label("kind"),
            ReferralEvent.on_date.label("on_date"),
            ReferralEvent.amount,
            ReferralEvent.to_line_id,
            case({kind.value: rank for kind, rank in RANK.items()}, value=said, else_=0).label(
                "rank"
            ),
        )
        .join(Referral, Referral.id == ReferralEvent.referral_id)
        .where(~is_corrected, ~is_bare)
        .where(ReferralEvent.referral_id.in_(_ever_on(line_id)))
        .cte()
    )
    return _with_line(counting)


def _ever_on(line_id: int) -> Any:
    """Referrals that this line received, or that a transfer ever named it for."""
    received = select(Referral.id).where(
        coalesce(Referral.first_line_id, Referral.line_id) == line_id
    )
    moved = select(ReferralEvent.referral_id).where(ReferralEvent.to_line_id == line_id)
    return received.union(moved)


def _with_line(counting: Any) -> Subquery:
    """Each event with the line on which it counts: that of the last transfer before it."""
    move = counting.alias("move")
    is_before = or_(
        move.c.on_date < counting.c.on_date,
        and_(move.c.on_date == counting.c.on_date, move.c.rank < counting.c.rank),
    )
    moved_to = (
        select(move.c.to_line_id)
        .where(
            move.c.referral_id == counting.c.referral_id, move.c.to_line_id.is_not(None), is_before
        )
        .order_by(move.c.on_date.desc(), move.c.to_line_id.desc())
        .limit(1)
        .scalar_subquery()
    )
    now = counting.alias("now")
    line_now = (
        select(now.c.to_line_id)
        .where(now.c.referral_id == counting.c.referral_id, now.c.to_line_id.is_not(None))
        .order_by(now.c.on_date.desc(), now.c.to_line_id.desc())
        .limit(1)
        .scalar_subquery()
    )
    return select(
        counting.c.referral_id,
        counting.c.is_priority,
        counting.c.kind,
        counting.c.on_date,
        counting.c.amount,
        coalesce(moved_to, counting.c.first_line_id).label("line_id"),
        coalesce(line_now, counting.c.first_line_id).label("line_now"),
    ).subquery()


def _days(counting: Subquery, line_id: int) -> Any:
    terminated, has_started = _is(counting, EventKind.TERMINATED), _has_started(counting)
    left = or_(
        _is(counting, EventKind.WITHDRAWN),
        _is(counting, EventKind.DECLINED),
        and_(terminated, ~has_started),
    )
    kinds = (EventKind.RECEIVED, EventKind.STARTED, EventKind.COMPLETED, EventKind.DROPPED_OUT)
    hours = case((_is(counting, EventKind.ATTENDED), coalesce(counting.c.amount, 0.0)), else_=0.0)
    counts = [*(_number(_is(counting, kind)) for kind in kinds), _number(left)]
    counts += [_number(and_(terminated, has_started)), func.sum(hours)]
    labelled = [count.label(name) for name, count in zip(COUNTED, counts, strict=True)]
    said = (*kinds, EventKind.WITHDRAWN, EventKind.DECLINED, EventKind.TERMINATED)
    return (
        select(counting.c.on_date, *labelled)
        .where(counting.c.line_id == line_id)
        .where(or_(counting.c.kind.in_([kind.value for kind in said]), hours != 0))
        .group_by(counting.c.on_date)
    )


def _has_started(counting: Subquery) -> ColumnElement[bool]:
    """Whether the person of an event has started; the state table lets no start follow an end."""
    start = counting.alias("start")
    return exists().where(
        start.c.referral_id == counting.c.referral_id, start.c.kind == EventKind.STARTED.value
    )


def _people(counting: Subquery, line_id: int) -> Any:
    ends = (
        EventKind.COMPLETED,
        EventKind.DROPPED_OUT,
        EventKind.WITHDRAWN,
        EventKind.DECLINED,
        EventKind.TERMINATED,
    )
    has_ended = or_(*(_is(counting, kind) for kind in ends))
    each = (
        select(
            counting.c.is_priority,
            _number(_is(counting, EventKind.STARTED)).label("starts"),
            _number(has_ended).label("ends"),
        )
        .where(counting.c.line_now == line_id)
        .group_by(counting.c.referral_id, counting.c.is_priority)
        .subquery()
    )
    waits = and_(each.c.starts == 0, each.c.ends == 0)
    return select(
        coalesce(_number(waits), 0),
        coalesce(_number(and_(waits, each.c.is_priority)), 0),
        coalesce(_number(and_(each.c.starts > 0, each.c.ends == 0)), 0),
    )


def _used(
    session: Session, line_id: int, days: dict[dt.date, DayCount]
) -> dict[int, dict[dt.date, float]]:
    volumes = session.execute(
        select(
            CommissionedVolume.id,
            CommissionedVolume.unit,
            CommissionedVolume.starts_on,
            CommissionedVolume.ends_on,
        )
        .join(Lot, Lot.id == CommissionedVolume.lot_id)
        .where(Lot.line_id == line_id)
    )
    used: dict[int, dict[dt.date, float]] = {}
    for key, unit, first, last in volumes:
        months: defaultdict[dt.date, float] = defaultdict(float)
        for day, counted in days.items():
            if first <= day <= last:
                months[day.replace(day=1)] += getattr(counted, USED_BY[unit])
        used[key] = {month: amount for month, amount in months.items() if amount}
    return used


def _is(counting: Subquery, kind: EventKind) -> ColumnElement[bool]:
    return counting.c.kind == kind.value


def _number(claim: ColumnElement[bool]) -> ColumnElement[Any]:
    return func.sum(case((claim, 1), else_=0))
