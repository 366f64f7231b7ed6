"""Pinning to each referral the forecast that stood for its line on its day 0.

That is the last one made before the portal knew of the person, and not after that day: a later
one counts the person among those who wait.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Final, NamedTuple

from sqlalchemy import Select, and_, case, exists, select
from sqlalchemy.orm import Session

from commissioning.dates.keeping import KEPT_DAYS
from commissioning.dates.models import ForPriority, LineForecast
from commissioning.forecasting.start_days import StartDays
from commissioning.lines.models import Line
from commissioning.lines.queries import terms_in_force
from commissioning.promises.models import Promise
from commissioning.referrals.models import Referral
from commissioning.referrals.queries import DAY_0
from directory.clock import local_date
from directory.delivery import DeliveryKind
from directory.keeping import batches
from directory.services.models import Service

LATEST_DAYS: Final = KEPT_DAYS - 5
"""Older forecasts are thinned: of an older day it is no longer known which one stood."""

PINNED_AT_A_TIME: Final = 5_000


class Unpromised(NamedTuple):
    """A referral to which nothing is pinned yet."""

    referral_id: int
    line_id: int
    is_priority: bool
    recorded_at: dt.datetime
    day_0: dt.date
    delivery_kind: DeliveryKind
    is_generated: bool

    @property
    def priority(self) -> ForPriority:
        return ForPriority.PRIORITY if self.is_priority else ForPriority.STANDARD


class Said(NamedTuple):
    """When something was said of a line for a priority."""

    forecast_id: int
    line_id: int
    priority: ForPriority
    as_of: dt.date
    made_at: dt.datetime


def pin_promises(session: Session, at: dt.datetime, *, limit: int = PINNED_AT_A_TIME) -> int:
    """Pin what was said to the newest `limit` referrals that have no promise; how many."""
    rows = session.execute(_without_promise(local_date(at)).limit(limit))
    found = [Unpromised._make(row) for row in rows]
    return sum(
        _pin(session, batch, at) for batch in batches(sorted(found, key=attrgetter("line_id")))
    )


def _pin(session: Session, found: Sequence[Unpromised], at: dt.datetime) -> int:
    """So few at a time that all that was said of their lines fits in memory."""
    candidates = _forecasts_of_lines(session, {row.line_id for row in found})
    pinned = [
        (row, stood)
        for row in found
        if (stood := _that_stood(row, candidates[row.line_id, row.priority]))
    ]
    forecasts = _whole(session, {stood.forecast_id for _, stood in pinned})
    targets: dict[tuple[int, int], int | None] = {}
    for row, stood in pinned:
        key = (row.line_id, stood.forecast_id)
        if key not in targets:
            terms = terms_in_force(session, row.line_id, known_at=stood.made_at)
            targets[key] = terms.target_days if terms is not None else None
        session.add(_promise(row, forecasts[stood.forecast_id], targets[key], at=at))
    session.flush()
    return len(pinned)


def _without_promise(
    today: dt.date,
) -> Select[int, int, bool, dt.datetime, dt.date, DeliveryKind, bool]:
    """Referrals of the days still known, for whose line and priority something was said by then."""
    said_by_then = exists().where(
        LineForecast.line_id == Referral.line_id,
        LineForecast.priority
        == case(
            (Referral.is_priority, ForPriority.PRIORITY.value), else_=ForPriority.STANDARD.value
        ),
        LineForecast.as_of <= DAY_0,
        LineForecast.made_at <= Referral.recorded_at,
    )
    return (
        select(
            Referral.id,
            Referral.line_id,
            Referral.is_priority,
            Referral.recorded_at,
            DAY_0.label("day_0"),
            Service.delivery_kind,
            Service.is_generated,
        )
        .join(Line, Line.id == Referral.line_id)
        .join(Service, Service.id == Line.service_id)
        .outerjoin(Promise, Promise.referral_id == Referral.id)
        .where(
            Promise.id.is_(None),
            and_(today - dt.timedelta(days=LATEST_DAYS) <= DAY_0, today >= DAY_0),
            said_by_then,
        )
        .order_by(Referral.id.desc())
    )


def _forecasts_of_lines(
    session: Session, line_ids: Iterable[int]
) -> defaultdict[tuple[int, ForPriority], list[Said]]:
    """What was said of each line for each priority, newest first."""
    said: defaultdict[tuple[int, ForPriority], list[Said]] = defaultdict(list)
    for batch in batches(sorted(line_ids)):
        for row in session.execute(
            select(
                LineForecast.id,
                LineForecast.line_id,
                LineForecast.priority,
                LineForecast.as_of,
                LineForecast.made_at,
            )
            .where(LineForecast.line_id.in_(batch))
            .order_by(LineForecast.made_at.desc(), LineForecast.id.desc())
        ):
            found = Said._make(row)
            said[found.line_id, found.priority].append(found)
    return said


def _that_stood(referral: Unpromised, said: Sequence[Said]) -> Said | None:
    """`said` is newest first."""
    return next(
        (
            row
            for row in said
            if row.as_of <= referral.day_0 and row.made_at <= referral.recorded_at
        ),
        None,
    )


def _whole(session: Session, forecast_ids: Iterable[int]) -> dict[int, LineForecast]:
    return {
        forecast.id: forecast
        for batch in batches(sorted(forecast_ids))
        for forecast in session.scalars(select(LineForecast).where(LineForecast.id.in_(batch)))
    }


def _promise(
    referral: Unpromised, stood: LineForecast, target_days: int | None, *, at: dt.datetime
) -> Promise:
    return Promise(
        referral_id=referral.referral_id,
        line_id=referral.line_id,
        forecast_id=stood.id,
        recalibration_id=stood.basis.get("recalibration_id"),
        priority=stood.priority,
        delivery_kind=referral.delivery_kind,
        is_generated=referral.is_generated,
        promised_on=referral.day_0,
        by_1_in_10=_as_told(stood.by_1_in_10, referral.day_0),
        likely_start=_as_told(stood.likely_start, referral.day_0),
        by_9_in_10=_as_told(stood.by_9_in_10, referral.day_0),
        target_days=target_days,
        start_within_target=_within_target(referral, stood, target_days),
        start_within_order=stood.start_within_order,
        engine_version=stood.engine_version,
        recorded_at=at,
    )


def _within_target(
    referral: Unpromised, stood: LineForecast, target_days: int | None
) -> float | None:
    if target_days is None:
        return None
    days_since = (referral.day_0 - stood.as_of).days
    return StartDays.from_stored(stood.distribution).chance_within(target_days + days_since)


def _as_told(day: dt.date | None, day_0: dt.date) -> dt.date | None:
    """Pages tell a day that has passed as today."""
    return None if day is None else max(day, day_0)
