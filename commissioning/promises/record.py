"""What can be asked of the record: how often dates held, what was changed, since when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.dates.models import LineForecast
from commissioning.forecasting.forecast import ENGINE_VERSION
from commissioning.promises.in_force import recalibrations_in_force
from commissioning.promises.judging import PromiseTally
from commissioning.promises.models import PromiseRecord, PromiseSource, Recalibration
from directory.delivery import DeliveryKind

FEWEST_REAL_OUTCOMES = 100
"""Until so many real promises have come due, what is claimed rests on simulated delivery."""

CHANGES_SHOWN = 20


@dataclass(frozen=True, slots=True)
class KindRecord:
    """How the dates of one kind of delivery held, real or generated."""

    kind: DeliveryKind
    is_generated: bool
    since: dt.date
    as_at: dt.date
    tally: PromiseTally


@dataclass(frozen=True, slots=True)
class TellingChange:
    """A recorded change in how the dates of a kind are said."""

    recorded_at: dt.datetime
    kind: DeliveryKind
    is_generated: bool
    reason: str


@dataclass(frozen=True, slots=True)
class ForecastRecord:
    """All that the page about forecasts tells; `lines_widened` are real ones."""

    engine_version: str
    engine_since: dt.datetime | None
    promises: Sequence[KindRecord]
    back_tests: Sequence[KindRecord]
    changes: Sequence[TellingChange]
    lines_widened: int

    @property
    def real_outcomes(self) -> int:
        """Real promises whose date has come."""
        return sum(one.tally.judged for one in self.promises if not one.is_generated)

    @property
    def is_on_simulated_delivery(self) -> bool:
        return self.real_outcomes < FEWEST_REAL_OUTCOMES

    @property
    def has_generated_figures(self) -> bool:
        in_records = any(one.is_generated for one in (*self.promises, *self.back_tests))
        return in_records or any(change.is_generated for change in self.changes)


def forecast_record(session: Session) -> ForecastRecord:
    """The newest record, by kind; what is generated stands apart from what is real."""
    return ForecastRecord(
        engine_version=ENGINE_VERSION,
        engine_since=_engine_since(session),
        promises=_by_kind(session, PromiseSource.PROMISES),
        back_tests=back_tests_by_kind(session),
        changes=_changes(session),
        lines_widened=recalibrations_in_force(session).lines_widened,
    )


def back_tests_by_kind(session: Session) -> list[KindRecord]:
    """What past days worked out again by the engine of today have shown."""
    return _by_kind(session, PromiseSource.BACK_TESTS)


def _by_kind(session: Session, source: PromiseSource) -> list[KindRecord]:
    """In the order of kinds, real before generated."""
    is_of_source = (PromiseRecord.source == source) & PromiseRecord.line_id.is_(None)
    if source is PromiseSource.BACK_TESTS:
        is_of_source &= PromiseRecord.engine_version == ENGINE_VERSION
    newest = select(func.max(PromiseRecord.as_at)).where(is_of_source).scalar_subquery()
    rows = session.scalars(
        select(PromiseRecord)
        .where(is_of_source, PromiseRecord.as_at == newest)
        .order_by(PromiseRecord.id)
    )
    found = {(row.delivery_kind, row.is_generated): row for row in rows}
    return [
        KindRecord(kind, generated, row.since, row.as_at, PromiseTally.from_stored(row.tally))
        for kind in DeliveryKind
        for generated in (False, True)
        if (row := found.get((kind, generated)))
    ]


def _engine_since(session: Session) -> dt.datetime | None:
    """When the engine of today first answered here; of thinned answers the oldest kept."""
    return session.scalar(
        select(LineForecast.made_at)
        .where(LineForecast.engine_version == ENGINE_VERSION)
        .order_by(LineForecast.id)
        .limit(1)
    )


def _changes(session: Session) -> list[TellingChange]:
    """The newest changes of whole kinds: those of a line would tell of few people."""
    rows = session.scalars(
        select(Recalibration)
        .where(Recalibration.line_id.is_(None))
        .order_by(Recalibration.recorded_at.desc(), Recalibration.id.desc())
        .limit(CHANGES_SHOWN)
    )
    return [
        TellingChange(row.recorded_at, row.delivery_kind, row.is_generated, row.reason)
        for row in rows
    ]
