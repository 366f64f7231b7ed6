"""Start dates: worked out as the worker does, or said outright."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from commissioning.dates.keeping import keep
from commissioning.dates.models import ForPriority, LineForecast
from commissioning.dates.working_out import due_lines, work_out
from commissioning.forecasting.forecast import ENGINE_VERSION
from commissioning.forecasting.start_days import ForecastBasis, StartDays
from commissioning.lines.models import Line
from directory.order_length import DEFAULT_ORDER_DAYS
from tests.makers.days import NOW, day, moment


def answer_everything(session: Session, *, at: dt.datetime = NOW) -> None:
    due = due_lines(session, as_of=at.date(), limit=10_000)
    for first in range(0, len(due), 50):
        keep(session, work_out(session, due[first : first + 50], as_of=at.date()), at=at)


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
