"""People referred to a line, what became of them, and what had been said of the line."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from itertools import count

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.dates.models import ForPriority, LineForecast
from commissioning.forecasting.forecast import ENGINE_VERSION
from commissioning.forecasting.start_days import ForecastBasis, StartDays
from commissioning.lines.models import Line
from commissioning.promises.judging import PromiseTally
from commissioning.promises.models import PromiseRecord, PromiseSource, Recalibration
from commissioning.promises.pinning import pin_promises
from commissioning.promises.recording import worked_out_record, write_record
from commissioning.promises.revising import changes_due, record_changes
from commissioning.referrals.kinds import Basis, EventKind
from commissioning.referrals.models import Referral
from commissioning.referrals.recording import receive_referral, record_event
from directory.delivery import DeliveryKind
from directory.order_length import DEFAULT_ORDER_DAYS
from tests.makers import NOW, TODAY, actor

_numbers = count(1)


def day(number: int) -> dt.date:
    return TODAY + dt.timedelta(days=number)


def moment(number: int, hour: int = 9) -> dt.datetime:
    return dt.datetime.combine(day(number), dt.time(hour, 30), dt.UTC)


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


STEPS = ((10, 0.1), (20, 0.5), (30, 0.9), (60, 1.0))
"""Likely after 20 days, 9 in 10 within 30."""


def say(
    session: Session,
    line: Line,
    *,
    on: int,
    at: dt.datetime | None = None,
    priority: ForPriority = ForPriority.STANDARD,
    steps: tuple[tuple[int, float], ...] = STEPS,
    basis: dict[str, object] | None = None,
    engine: str = ENGINE_VERSION,
) -> LineForecast:
    """A forecast of the line as of a day, made that morning unless said otherwise."""
    days = StartDays.of(
        steps,
        horizon_days=DEFAULT_ORDER_DAYS,
        basis=ForecastBasis("tests", 25, 0, "history", "Said."),
    )
    likely = days.quantiles_within(DEFAULT_ORDER_DAYS)
    row = LineForecast(
        line_id=line.id,
        priority=priority,
        as_of=day(on),
        made_at=at or moment(on, 6),
        engine_version=engine,
        facts_version=1,
        status="ok",
        distribution=days.to_stored(),
        basis={"queue_ahead": 0, **(basis or {})},
        by_1_in_10=_on(on, likely.p10),
        likely_start=_on(on, likely.p50),
        by_9_in_10=_on(on, likely.p90),
        start_within_order=days.chance_within(DEFAULT_ORDER_DAYS),
    )
    session.add(row)
    session.flush()
    return row


def _on(as_of: int, days: int | None) -> dt.date | None:
    return None if days is None else day(as_of + days)


def tally_of(*, kept: int, broken: int, later: int = 0) -> PromiseTally:
    """Promises come due, the starts among them so many days later than likely."""
    return PromiseTally(
        people=kept + broken,
        started=Counter({50: kept}),
        broken=broken,
        in_range=kept,
        out_of_range=broken,
        differences=Counter({later: kept}),
        at_least=Counter({later + 30: broken}),
    )


def keep_record_of(
    session: Session,
    found: PromiseTally,
    *,
    kind: DeliveryKind = DeliveryKind.ONE_TO_ONE,
    source: PromiseSource = PromiseSource.PROMISES,
    is_generated: bool = False,
    as_at: int = -7,
    engine: str = ENGINE_VERSION,
) -> None:
    session.add(
        PromiseRecord(
            as_at=day(as_at),
            source=source,
            delivery_kind=kind,
            is_generated=is_generated,
            engine_version=engine if source is PromiseSource.BACK_TESTS else None,
            since=day(-200),
            people=found.people,
            kept=found.kept,
            broken=found.broken,
            tally=found.to_stored(),
            worked_at=moment(as_at),
        )
    )
    session.flush()


def change_of_kind(session: Session, reason: str) -> Recalibration:
    change = Recalibration(
        engine_version=ENGINE_VERSION,
        is_generated=False,
        delivery_kind=DeliveryKind.ONE_TO_ONE,
        outcomes=200,
        reason=reason,
        recorded_at=moment(0),
        recorded_by_id=actor(session).id,
    )
    session.add(change)
    session.flush()
    return change


PROMISED_ON = -70
"""Long enough ago for its 9 in 10 date, 30 days on, to have come by the census."""


def promise(
    session: Session,
    line: Line,
    *,
    kept: int,
    broken: int,
    on: int = PROMISED_ON,
    engine: str = ENGINE_VERSION,
) -> None:
    """So many people told the same dates, of whom so many start by the cautious one."""
    say(session, line, on=on, engine=engine)
    for _ in range(kept):
        refer(session, line, on=on, started=on + 20)
    for _ in range(broken):
        refer(session, line, on=on)
    pin_promises(session, NOW)


def changes(session: Session) -> list[Recalibration]:
    return list(session.scalars(select(Recalibration).order_by(Recalibration.id)))


def keep_record(session: Session, at: dt.datetime) -> int:
    """Work out the record and write it; returns how many people it counts."""
    return write_record(session, worked_out_record(session, at), at)


def revise(session: Session, at: dt.datetime) -> int:
    """Record what is asked for by now; returns how many changes."""
    return record_changes(session, changes_due(session, at), at)
