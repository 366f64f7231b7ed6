"""Keeping the answers of lines, and for how long.

A row is added only where an answer changes; what nobody was told and nobody refers to goes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Column, delete, select, update
from sqlalchemy.orm import Session

from commissioning.dates.kept_dates import chances_to_stored
from commissioning.dates.models import ForPriority, LineForecast
from commissioning.dates.typical_wait import TypicalWait
from commissioning.dates.working_out import LineAnswer, day_after
from commissioning.forecasting.forecast import ENGINE_VERSION
from commissioning.forecasting.start_days import StartDays
from commissioning.lines.models import LineFigures
from directory.base import Base
from directory.clock import local_date
from directory.keeping import batches
from directory.order_length import DEFAULT_ORDER_DAYS

KEPT_DAYS = 90


def keep(session: Session, answers: Iterable[LineAnswer], *, at: dt.datetime) -> int:
    """Store the answers at the moment `at`; returns how many lines changed their answer.

    An answer from older facts or an older day than the one already kept is dropped:
    another worker was faster. One kept as of a later day than that of `at` comes from a clock
    that was wrong: it is replaced, and what was said in the future goes, but for what was
    told to somebody.
    """
    return sum(_keep_one(session, answer, at=at) for answer in answers)


def _keep_one(session: Session, answer: LineAnswer, *, at: dt.datetime) -> bool:
    figures = session.scalars(
        select(LineFigures).where(LineFigures.line_id == answer.line_id).with_for_update()
    ).one()
    if _is_older(answer, figures, today=local_date(at)):
        return False
    was_ahead = figures.answered_on is not None and figures.answered_on > answer.as_of
    standard = _kept(session, answer, ForPriority.STANDARD, figures.standard_forecast_id, at)
    priority = _kept(session, answer, ForPriority.PRIORITY, figures.priority_forecast_id, at)
    has_changed = (standard, priority) != (
        figures.standard_forecast_id,
        figures.priority_forecast_id,
    )
    session.execute(
        update(LineFigures)
        .where(LineFigures.line_id == answer.line_id)
        .values(
            answered_version=answer.facts_version,
            answered_on=answer.as_of,
            answered_at=at,
            standard_forecast_id=standard,
            priority_forecast_id=priority,
            completed_recently=answer.recent.completed,
            ended_recently=answer.recent.ended,
            **_wait_stored(answer.wait),
        )
        .execution_options(synchronize_session=False)
    )
    session.expire(figures)
    if was_ahead:
        drop_said_after(session, answer.line_id, answer.as_of)
    return has_changed


def _is_older(answer: LineAnswer, figures: LineFigures, *, today: dt.date) -> bool:
    """Whether another worker was faster; what was answered after `today` does not count as such."""
    answered_on = figures.answered_on
    is_of_older_day = answered_on is not None and answer.as_of < answered_on <= today
    return is_of_older_day or answer.facts_version < figures.answered_version


def _wait_stored(wait: TypicalWait | None) -> dict[str, Any]:
    """The columns of `LineFigures` that tell the typical wait."""
    return {
        "median_wait_days": wait.median_days if wait else None,
        "wait_people": wait.people if wait else 0,
        "wait_level": wait.level.value if wait else None,
        "wait_sentence": wait.sentence if wait else None,
    }


def _kept(
    session: Session,
    answer: LineAnswer,
    priority: ForPriority,
    current_id: int | None,
    at: dt.datetime,
) -> int | None:
    """The row that says this answer: the current one where nothing changed, else a new one.

    A row that counts from a later day is of no use, whatever it says.
    """
    worked_out = answer.start_days.get(priority)
    if worked_out is None:
        return None
    row = _row(answer, priority, worked_out, at)
    current = session.get(LineForecast, current_id) if current_id else None
    if current is not None and current.as_of <= row.as_of and _says_the_same(current, row):
        return current.id
    session.add(row)
    session.flush()
    return row.id


def _row(
    answer: LineAnswer, priority: ForPriority, worked_out: StartDays, at: dt.datetime
) -> LineForecast:
    quantiles = worked_out.quantiles_within(DEFAULT_ORDER_DAYS)
    return LineForecast(
        line_id=answer.line_id,
        priority=priority,
        as_of=answer.as_of,
        made_at=at,
        engine_version=ENGINE_VERSION,
        facts_version=answer.facts_version,
        status=worked_out.status,
        reason=worked_out.reason,
        distribution=worked_out.to_stored(),
        basis={
            "queue_ahead": worked_out.basis.queue_ahead,
            "history_starts": worked_out.basis.history_starts,
            "data": worked_out.basis.data,
            "explanation": worked_out.basis.explanation,
        }
        | answer.beside.get(priority, {}),
        by_1_in_10=day_after(answer.as_of, quantiles.p10),
        likely_start=day_after(answer.as_of, quantiles.p50),
        by_9_in_10=day_after(answer.as_of, quantiles.p90),
        start_within_order=worked_out.chance_within(DEFAULT_ORDER_DAYS),
        within_orders=chances_to_stored(answer.within_orders.get(priority, {})),
    )


def _says_the_same(one: LineForecast, other: LineForecast) -> bool:
    """Equal in what a reader would be told: the same dates, chances and reasons.

    The same dates on a later day may mean other chances within an order, which ends later too.
    """
    names = ("engine_version", "status", "reason", "basis", "within_orders")
    return all(getattr(one, name) == getattr(other, name) for name in names) and (
        _dates_and_chances(one) == _dates_and_chances(other)
    )


def _dates_and_chances(row: LineForecast) -> list[tuple[int, float]]:
    days = StartDays.from_stored(row.distribution)
    first = row.as_of.toordinal()
    return [(first + day, chance) for day, chance in zip(days.days, days.cumulative, strict=True)]


def thin_history(session: Session, at: dt.datetime) -> int:
    """Drop answers made more than `KEPT_DAYS` ago that nothing refers to; returns how many.

    A line speaks by its current answers, a sheet or a promise by the one it was given:
    whatever another table points to stays. The last answer of each calendar month stays
    as well, so that the one that stood when the `KEPT_DAYS` began is always there.
    """
    before = at - dt.timedelta(days=KEPT_DAYS)
    kept = _last_of_each_month(session, before)
    for column in columns_that_refer():
        kept |= set(session.scalars(select(column).where(column.is_not(None)).distinct()))
    old = session.scalars(select(LineForecast.id).where(LineForecast.made_at < before))
    return _drop(session, [forecast_id for forecast_id in old if forecast_id not in kept])


def drop_said_after(session: Session, line_id: int, day: dt.date) -> int:
    """Drop what a wrong clock said of a line as of a later day, but for what is referred to.

    Nobody was ever shown it, and kept until its day has come it would pass for what was said then.
    """
    ahead = set(
        session.scalars(
            select(LineForecast.id).where(LineForecast.line_id == line_id, LineForecast.as_of > day)
        )
    )
    for column in columns_that_refer() if ahead else ():
        ahead -= set(session.scalars(select(column).where(column.in_(ahead))))
    return _drop(session, sorted(ahead))


def _drop(session: Session, forecast_ids: list[int]) -> int:
    for batch in batches(forecast_ids):
        session.execute(delete(LineForecast).where(LineForecast.id.in_(batch)))
    return len(forecast_ids)


def _last_of_each_month(session: Session, before: dt.datetime) -> set[int]:
    rows = session.execute(
        select(LineForecast.id, LineForecast.line_id, LineForecast.priority, LineForecast.made_at)
        .where(LineForecast.made_at < before)
        .order_by(LineForecast.made_at, LineForecast.id)
    )
    last = {
        (row.line_id, row.priority, row.made_at.year, row.made_at.month): row.id for row in rows
    }
    return set(last.values())


def columns_that_refer() -> Iterator[Column[Any]]:
    """Every column of any table that names an answer, read from the tables themselves."""
    answers = Base.metadata.tables[LineForecast.__tablename__]
    for table in Base.metadata.tables.values():
        for column in table.columns:
            if column.references(answers.c.id):
                yield column
