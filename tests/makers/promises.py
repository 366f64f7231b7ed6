"""What was said to people, how it held, and what was changed because of it."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.forecasting.forecast import ENGINE_VERSION
from commissioning.lines.models import Line
from commissioning.promises.judging import PromiseTally
from commissioning.promises.models import PromiseRecord, PromiseSource, Recalibration
from commissioning.promises.pinning import pin_promises
from commissioning.promises.recording import worked_out_record, write_record
from commissioning.promises.revising import changes_due, record_changes
from directory.delivery import DeliveryKind
from tests.makers.days import NOW, day, moment
from tests.makers.people import actor
from tests.makers.referrals import refer
from tests.makers.start_dates import say

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


def keep_record(session: Session, at: dt.datetime) -> int:
    """Work out the record and write it; returns how many people it counts."""
    return write_record(session, worked_out_record(session, at), at)


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


def changes(session: Session) -> list[Recalibration]:
    return list(session.scalars(select(Recalibration).order_by(Recalibration.id)))


def revise(session: Session, at: dt.datetime) -> int:
    """Record what is asked for by now; returns how many changes."""
    return record_changes(session, changes_due(session, at), at)
