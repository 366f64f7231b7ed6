"""What the page about forecasts says, in words and rounded numbers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from commissioning.monitoring.disclosure import SMALLEST_DENOMINATOR, suppress
from commissioning.promises.judging import PROMISED, PromiseTally
from commissioning.promises.record import (
    FEWEST_REAL_OUTCOMES,
    ForecastRecord,
    KindRecord,
    TellingChange,
)
from commissioning.promises.simulated import SimulatedRecord
from directory.clock import local_date
from directory.delivery import DeliveryKind, delivery_rules
from portal.formatting import counted

TOO_FEW: Final = "too few yet"
ALL_KINDS: Final = "All kinds together"
PROMISED_IN_100: Final = round(100 * PROMISED)


@dataclass(frozen=True, slots=True)
class RecordRow:
    """How the dates of one kind held; `kept_in_100` is None while too few have come due."""

    kind: str
    is_generated: bool
    people: str
    due: str
    kept_in_100: int | None
    in_range: str
    difference: str

    @property
    def kept(self) -> str:
        return TOO_FEW if self.kept_in_100 is None else f"{self.kept_in_100} in 100"

    @property
    def says(self) -> str:
        """The bar in words."""
        return f"{self.kind}: {self.kept} kept, {PROMISED_IN_100} in 100 promised"

    @property
    def cells(self) -> tuple[str, ...]:
        marked = f"{self.kind} (generated)" if self.is_generated else self.kind
        return marked, self.people, self.due, self.kept, self.in_range, self.difference


@dataclass(frozen=True, slots=True)
class ShownTellingChange:
    day: dt.date
    kind: str
    is_generated: bool
    reason: str


@dataclass(frozen=True, slots=True)
class ForecastsPage:
    """`promised` are people told a date, `tested` are past days worked out again."""

    has_generated_figures: bool
    is_on_simulated_delivery: bool
    fewest_real_outcomes: int
    engine_version: str
    engine_since: dt.date | None
    as_at: dt.date | None
    promised: Sequence[RecordRow]
    tested: Sequence[RecordRow]
    tested_from: dt.date | None
    simulated: Sequence[tuple[str, ...]]
    simulated_on: dt.date | None
    changes: Sequence[ShownTellingChange]
    lines_widened: int

    @property
    def draws_past_days(self) -> bool:
        """Until there are promises to draw."""
        return not any(row.kept_in_100 is not None for row in self.promised)

    @property
    def drawn(self) -> Sequence[RecordRow]:
        rows = self.tested if self.draws_past_days else self.promised
        return [row for row in rows if row.kept_in_100 is not None]


def forecasts_page(record: ForecastRecord, simulated: Sequence[SimulatedRecord]) -> ForecastsPage:
    """Only the judging of the engine that works out dates now is shown."""
    judged = [row for row in simulated if row.engine_version == record.engine_version]
    tested = [one.since for one in record.back_tests]
    counted_to = [one.as_at for one in (*record.promises, *record.back_tests)]
    return ForecastsPage(
        has_generated_figures=record.has_generated_figures,
        is_on_simulated_delivery=record.is_on_simulated_delivery,
        fewest_real_outcomes=FEWEST_REAL_OUTCOMES,
        engine_version=record.engine_version,
        engine_since=local_date(record.engine_since) if record.engine_since else None,
        as_at=max(counted_to, default=None),
        promised=[_row(one) for one in record.promises],
        tested=[_row(one) for one in record.back_tests],
        tested_from=min(tested, default=None),
        simulated=[_simulated(row) for row in judged],
        simulated_on=max((row.judged_on for row in judged), default=None),
        changes=[_change(one) for one in record.changes],
        lines_widened=record.lines_widened,
    )


def _row(one: KindRecord) -> RecordRow:
    """Counts are rounded and shares want 25 people, although the whole country may be told."""
    people, due = suppress([one.tally.people, one.tally.judged])
    is_told = one.tally.judged >= SMALLEST_DENOMINATOR
    return RecordRow(
        kind=_named(one.kind),
        is_generated=one.is_generated,
        people=people,
        due=due,
        kept_in_100=_in_100(one.tally.share_kept()) if is_told else None,
        in_range=_share(one.tally.share_in_range()) if is_told else TOO_FEW,
        difference=_difference(one.tally) if is_told else TOO_FEW,
    )


def _difference(tally: PromiseTally) -> str:
    days = tally.median_difference()
    if days is None:
        return "not half have started"
    if days == 0:
        return "on the “half start by” day"
    return f"{counted(abs(days), 'day')} {'later' if days > 0 else 'earlier'}"


def _simulated(row: SimulatedRecord) -> tuple[str, ...]:
    return (
        ALL_KINDS if row.kind is None else _named(row.kind),
        f"{row.questions:,}",
        _share(1 - row.broken),
        _share(row.in_range),
        counted(round(row.days_off), "day"),
        f"{row.loss_ratio:.2f} times",
        f"{_in_100(row.saved)} in 100",
    )


def _change(change: TellingChange) -> ShownTellingChange:
    day = local_date(change.recorded_at)
    return ShownTellingChange(day, _named(change.kind), change.is_generated, change.reason)


def _named(kind: DeliveryKind) -> str:
    return delivery_rules()[kind].name


def _share(share: float | None) -> str:
    return TOO_FEW if share is None else f"{_in_100(share)} in 100"


def _in_100(share: float | None) -> int:
    return round(100 * (share or 0.0))
