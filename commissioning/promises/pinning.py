"""Pinning to each referral the forecast that stood for its line on its day 0.

That is the last one made before the portal knew of the person, and not after that day: a later
one counts the person among those who wait.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Any, Final, TypeAlias

from sqlalchemy import Row, Select, and_, case, exists, select
from sqlalchemy.orm import Session

from commissioning.dates.history import KEPT_DAYS
from commissioning.dates.models import ForPriority, LineForecast
from commissioning.forecasting.start_days import StartDays
from commissioning.lines.models import Line
from commissioning.lines.queries import terms_in_force
from commissioning.promises.following import DAY_0
from commissioning.promises.models import Promise
from commissioning.referrals.models import Referral
from directory.clock import local_date
from directory.keeping import batches
from directory.services.models import Service

Found: TypeAlias = Row[*tuple[Any, ...]]

LATEST_DAYS: Final = KEPT_DAYS - 5
"""Older forecasts are thinned: of an older day it is no longer known which one stood."""

PINNED_AT_A_TIME: Final = 5_000


def pin_promises(session: Session, at: dt.datetime, *, limit: int = PINNED_AT_A_TIME) -> int:
    """Pin what was said to the newest `limit` referrals that have no promise; how many."""
    found = session.execute(_without_promise(local_date(at)).limit(limit)).all()
    return sum(
        _pin(session, batch, at) for batch in batches(sorted(found, key=attrgetter("line_id")))
    )


def _pin(session: Session, found: Sequence[Found], at: dt.datetime) -> int:
    """So few at a time that all that was said of their lines fits in memory."""
    candidates = _forecasts_of_lines(session, {row.line_id for row in found})
    pinned = [
        (row, stood)
        for row in found
        if (stood := _that_stood(row, candidates[row.line_id, _priority(row)]))
    ]
    forecasts = _whole(session, {stood.id for _, stood in pinned})
    targets: dict[tuple[int, int], int | None] = {}
    for row, stood in pinned:
        key = (row.line_id, stood.id)
        if key not in targets:
            terms = terms_in_force(session, row.line_id, known_at=stood.made_at)
            targets[key] = terms.target_days if terms is not None else None
        session.add(_promise(row, forecasts[stood.id], targets[key], at=at))
    session.flush()
    return len(pinned)


def _without_promise(today: dt.date) -> Select[*tuple[Any, ...]]:
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
) -> defaultdict[tuple[int, ForPriority], list[Found]]:
    """What was said of each line for each priority, newest first."""
    said: defaultdict[tuple[int, ForPriority], list[Found]] = defaultdict(list)
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
            said[row.line_id, row.priority].append(row)
    return said


def _that_stood(referral: Found, said: Sequence[Found]) -> Found | None:
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
    referral: Found, stood: LineForecast, target_days: int | None, *, at: dt.datetime
) -> Promise:
    return Promise(
        referral_id=referral.id,
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


def _within_target(referral: Found, stood: LineForecast, target_days: int | None) -> float | None:
    if target_days is None:
        return None
    days_since = (referral.day_0 - stood.as_of).days
    return StartDays.from_stored(stood.distribution).chance_within(target_days + days_since)


def _as_told(day: dt.date | None, day_0: dt.date) -> dt.date | None:
    """Pages tell a day that has passed as today."""
    return None if day is None else max(day, day_0)


def _priority(referral: Found) -> ForPriority:
    return ForPriority.PRIORITY if referral.is_priority else ForPriority.STANDARD
