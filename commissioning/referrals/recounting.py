"""A line's figures worked out again by SQL from its events alone.

Nothing here reads a folded column: it is the witness against which the kept figures are
tested, and the slow way that the bench compares them with.
"""

from __future__ import annotations

import datetime as dt
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
    used: dict[int, float]


def recount(session: Session, line_id: int) -> Recount:
    """Count the line's people, days and used volumes from the events that are not corrected."""
    counting = _counting_events(line_id)
    waiting, priority, in_progress = session.execute(_people(counting)).one()
    days = {day: DayCount._make(counts) for day, *counts in session.execute(_days(counting))}
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
    return (
        select(
            ReferralEvent.referral_id,
            Referral.is_priority,
            coalesce(ReferralEvent.replacement_kind, type_coerce(ReferralEvent.kind, String)).label(
                "kind"
            ),
            ReferralEvent.on_date.label("on_date"),
            ReferralEvent.amount,
        )
        .join(Referral, Referral.id == ReferralEvent.referral_id)
        .where(Referral.line_id == line_id, ~is_corrected, ~is_bare)
        .subquery()
    )


def _days(counting: Subquery) -> Any:
    left = or_(_is(counting, EventKind.WITHDRAWN), _is(counting, EventKind.DECLINED))
    kinds = (EventKind.RECEIVED, EventKind.STARTED, EventKind.COMPLETED, EventKind.DROPPED_OUT)
    hours = case((_is(counting, EventKind.ATTENDED), coalesce(counting.c.amount, 0.0)), else_=0.0)
    counts = [*(_number(_is(counting, kind)) for kind in kinds), _number(left), func.sum(hours)]
    labelled = [count.label(name) for name, count in zip(COUNTED, counts, strict=True)]
    said = (*kinds, EventKind.WITHDRAWN, EventKind.DECLINED)
    return (
        select(counting.c.on_date, *labelled)
        .where(or_(counting.c.kind.in_([kind.value for kind in said]), hours != 0))
        .group_by(counting.c.on_date)
    )


def _people(counting: Subquery) -> Any:
    ends = (EventKind.COMPLETED, EventKind.DROPPED_OUT, EventKind.WITHDRAWN, EventKind.DECLINED)
    has_ended = or_(*(_is(counting, kind) for kind in ends))
    each = (
        select(
            counting.c.is_priority,
            _number(_is(counting, EventKind.STARTED)).label("starts"),
            _number(has_ended).label("ends"),
        )
        .group_by(counting.c.referral_id, counting.c.is_priority)
        .subquery()
    )
    waits = and_(each.c.starts == 0, each.c.ends == 0)
    return select(
        coalesce(_number(waits), 0),
        coalesce(_number(and_(waits, each.c.is_priority)), 0),
        coalesce(_number(and_(each.c.starts > 0, each.c.ends == 0)), 0),
    )


def _used(session: Session, line_id: int, days: dict[dt.date, DayCount]) -> dict[int, float]:
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
    return {
        key: sum(
            (
                getattr(counted, USED_BY[unit])
                for day, counted in days.items()
                if first <= day <= last
            ),
            0.0,
        )
        for key, unit, first, last in volumes
    }


def _is(counting: Subquery, kind: EventKind) -> ColumnElement[bool]:
    return counting.c.kind == kind.value


def _number(claim: ColumnElement[bool]) -> ColumnElement[Any]:
    return func.sum(case((claim, 1), else_=0))
