"""Working out the start dates of lines that are due, and keeping the answers.

Working out only reads; keeping is one short write. The edge calls `due_lines`,
`work_out` in a reading session and `keep` in a writing one, so that no forecast is
made inside a write transaction. Both may be run twice or by two workers at once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from sqlalchemy import false, func, or_, select, update
from sqlalchemy.orm import Session

from commissioning.dates.beside_dates import beside_dates, course_behind
from commissioning.dates.document import Document, document_for
from commissioning.dates.history import drop_said_after
from commissioning.dates.incomplete import with_ends
from commissioning.dates.kept_dates import IF_NARROWER, LASTS, WithinOrder, chances_to_stored
from commissioning.dates.models import ForPriority, LineForecast
from commissioning.dates.recalibration import DateShift, last_day_of, recalibrated
from commissioning.dates.recent_cases import RecentCases, recent_cases
from commissioning.dates.typical_wait import RegionCurves, TypicalWait, TypicalWaits
from commissioning.dates.within_orders import within_orders
from commissioning.forecasting.forecast import ENGINE_VERSION, start_days
from commissioning.forecasting.start_days import StartDays
from commissioning.lines.models import Line, LineFigures
from commissioning.timing.line_courses import ProgrammeSessions, lasts_as_the_order
from directory.clock import local_date
from directory.delivery import DeliveryKind
from directory.order_length import DEFAULT_ORDER_DAYS
from directory.services.models import Programme, Service
from directory.services.queries import requirements_by_service


@dataclass(frozen=True, slots=True)
class LineAnswer:
    """What was worked out for a line from the facts of one version.

    `beside` holds what pages say beside the dates, as `beside_dates` describes it, and
    `within_orders` the chances by days of the order.
    """

    line_id: int
    facts_version: int
    as_of: dt.date
    start_days: dict[ForPriority, StartDays]
    recent: RecentCases
    wait: TypicalWait | None
    beside: dict[ForPriority, dict[str, Any]] = field(default_factory=dict)
    within_orders: dict[ForPriority, dict[int, WithinOrder]] = field(default_factory=dict)


RecalibrationOf = Callable[[int, DeliveryKind, bool], DateShift | None]
"""How a line's dates are to be said: by its key, its kind, and whether it is generated."""


def just_as_worked_out(_line_id: int, _kind: DeliveryKind, _is_generated: bool) -> None:
    """No line's dates are said otherwise."""


def due_lines(session: Session, *, as_of: dt.date, limit: int) -> list[int]:
    """Lines whose facts changed since they were answered, then those not answered `as_of`.

    Those answered on a later day, by a clock that was wrong, come before those of an earlier
    one: nothing of them can be told. In no order otherwise: workers that take their batches at
    the same time seldom take the same.
    """
    changed = LineFigures.facts_version != LineFigures.answered_version
    other_day = or_(LineFigures.answered_on.is_(None), LineFigures.answered_on != as_of)
    in_the_future = func.coalesce(LineFigures.answered_on > as_of, false())
    return list(
        session.scalars(
            select(LineFigures.line_id)
            .where(or_(changed, other_day))
            .order_by(changed.desc(), in_the_future.desc(), func.random())
            .limit(limit)
        )
    )


def work_out(
    session: Session,
    line_ids: Sequence[int],
    *,
    as_of: dt.date,
    of_regions: RegionCurves | None = None,
    recalibration_of: RecalibrationOf = just_as_worked_out,
) -> list[LineAnswer]:
    """The answers for these lines; the facts' version is read before the facts.

    `of_regions` holds, and is given, the curves of whole regions of that day.
    `recalibration_of` knows what earlier outcomes have changed in how dates are said.
    """
    due = _due(session, line_ids)
    waits = TypicalWaits(session, as_of, {} if of_regions is None else of_regions)
    behind = requirements_by_service(session, {one.line.service_id for one in due})
    return [
        _work_out_one(
            session,
            one,
            waits,
            recalibration_of(one.line.id, one.delivery_kind, one.is_generated),
            lasts=lasts_as_the_order(behind.get(one.line.service_id, ())),
        )
        for one in due
    ]


class _DueLine(NamedTuple):
    line: Line
    facts_version: int
    delivery_kind: DeliveryKind
    is_generated: bool
    sessions: ProgrammeSessions | None


def _due(session: Session, line_ids: Sequence[int]) -> list[_DueLine]:
    rows = session.execute(
        select(
            Line,
            LineFigures.facts_version,
            Service.delivery_kind,
            Service.is_generated,
            Programme.name,
            Programme.group_sessions,
            Programme.one_to_one_sessions,
        )
        .join(LineFigures, LineFigures.line_id == Line.id)
        .join(Service, Service.id == Line.service_id)
        .outerjoin(Programme, Programme.id == Service.programme_id)
        .where(Line.id.in_(line_ids))
        .order_by(Line.id)
    )
    return [
        _DueLine(line, version, kind, is_generated, programme_sessions(name, group, one_to_one))
        for line, version, kind, is_generated, name, group, one_to_one in rows
    ]


def programme_sessions(
    name: str | None, group: int | None, one_to_one: int | None
) -> ProgrammeSessions | None:
    """From the columns of a programme, all None where a service belongs to none."""
    return None if name is None else ProgrammeSessions(name, group, one_to_one)


def _work_out_one(
    session: Session,
    row: _DueLine,
    waits: TypicalWaits,
    recalibration: DateShift | None,
    *,
    lasts: bool,
) -> LineAnswer:
    """`lasts`: appointments for the length of the order are all that the line is for."""
    line, version, as_of = row.line, row.facts_version, waits.as_of
    if not row.delivery_kind.is_queued:
        return LineAnswer(line.id, version, as_of, {}, RecentCases(), None)
    recorded = document_for(session, line, as_of=as_of)
    recent = recent_cases(recorded, as_of=as_of)
    document, incomplete = with_ends(recorded, programme=row.sessions)
    worked_out = {ForPriority(asked): days for asked, days in start_days(document).items()}
    answers = _said(document, worked_out, recalibration)
    known, open_days = course_behind(document, programme=row.sessions)
    course = None if lasts else known
    beside = {
        priority: beside_dates(document, days, course, open_days)
        | ({LASTS: True} if lasts else {})
        | incomplete.to_stored()
        | _said_by(recalibration, worked_out[priority], as_of)
        for priority, days in answers.items()
    }
    chances = {
        priority: within_orders(days, course, as_of=as_of, days=open_days)
        for priority, days in answers.items()
    }
    return LineAnswer(line.id, version, as_of, answers, recent, waits.of(line), beside, chances)


def _said(
    document: Document,
    worked_out: dict[ForPriority, StartDays],
    recalibration: DateShift | None,
) -> dict[ForPriority, StartDays]:
    if recalibration is None:
        return worked_out
    last_day = last_day_of(document)
    return {
        priority: recalibrated(days, recalibration, last_day=last_day)
        for priority, days in worked_out.items()
    }


def _said_by(
    recalibration: DateShift | None, worked_out: StartDays, as_of: dt.date
) -> dict[str, Any]:
    """By which change these dates are said, and what would be told without its width."""
    if recalibration is None:
        return {}
    said_by: dict[str, Any] = {"recalibration_id": recalibration.id}
    if recalibration.is_wide:
        narrower = recalibrated(worked_out, replace(recalibration, is_wide=False))
        by_then = _day(as_of, narrower.quantiles_within(DEFAULT_ORDER_DAYS).p90)
        said_by[IF_NARROWER] = by_then.isoformat() if by_then else None
    return said_by


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
        by_1_in_10=_day(answer.as_of, quantiles.p10),
        likely_start=_day(answer.as_of, quantiles.p50),
        by_9_in_10=_day(answer.as_of, quantiles.p90),
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


def _day(as_of: dt.date, days: int | None) -> dt.date | None:
    return None if days is None else as_of + dt.timedelta(days=days)
