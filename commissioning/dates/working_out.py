"""Working out the start dates of lines that are due.

It only reads. The edge calls `due_lines` and `work_out` in a reading session and
`keeping.keep` in a writing one, so that no forecast is made inside a write transaction.
Both may be run twice or by two workers at once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from sqlalchemy import false, func, or_, select
from sqlalchemy.orm import Session

from commissioning.dates.beside_dates import beside_dates, course_behind
from commissioning.dates.document import Document, document_for
from commissioning.dates.incomplete import with_ends
from commissioning.dates.kept_dates import IF_NARROWER, LASTS, IncompleteRecords, WithinOrder
from commissioning.dates.models import ForPriority
from commissioning.dates.recalibration import DateShift, last_day_of, recalibrated
from commissioning.dates.typical_wait import RegionCurves, TypicalWait, TypicalWaits
from commissioning.dates.weekly_records import told_from_totals
from commissioning.dates.within_orders import within_orders
from commissioning.forecasting.forecast import start_days
from commissioning.forecasting.start_days import StartDays
from commissioning.lines.figures import told_weeks
from commissioning.lines.models import Line, LineFigures
from commissioning.lines.weekly_totals import starts_that_never_end, weeks_of_line
from commissioning.timing.line_courses import ProgrammeSessions, lasts_as_the_order
from directory.delivery import DeliveryKind
from directory.order_length import DEFAULT_ORDER_DAYS
from directory.services.models import Programme, Service
from directory.services.queries import requirements_by_service

RECENT_DAYS = 365
ENDED_WELL = ("completed",)
ENDED_EARLY = ("dropped_out", "breached")


@dataclass(frozen=True, slots=True)
class RecentCases:
    """`ended` counts the completed and those who stopped after starting."""

    completed: int = 0
    ended: int = 0


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
    if told_weeks(session, [line.id]):
        incomplete = _with_totals(session, row, incomplete)
        worked_out = {asked: told_from_totals(days) for asked, days in worked_out.items()}
    answers = _said(document, worked_out, recalibration)
    known, open_days = course_behind(document, programme=row.sessions)
    course = None if lasts else known
    beside = {
        priority: beside_dates(document, days, course, open_days)
        | ({LASTS: True} if lasts else {})
        | dict(incomplete.to_stored())
        | _said_by(recalibration, worked_out[priority], as_of)
        for priority, days in answers.items()
    }
    chances = {
        priority: within_orders(days, course, as_of=as_of, days=open_days)
        for priority, days in answers.items()
    }
    return LineAnswer(line.id, version, as_of, answers, recent, waits.of(line), beside, chances)


def _with_totals(
    session: Session, row: _DueLine, incomplete: IncompleteRecords
) -> IncompleteRecords:
    weeks = weeks_of_line(session, row.line.id)
    never_end = starts_that_never_end(weeks.values(), row.delivery_kind)
    still_above = max(incomplete.still_above_places, never_end)
    return replace(incomplete, still_above_places=still_above)


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
        by_then = day_after(as_of, narrower.quantiles_within(DEFAULT_ORDER_DAYS).p90)
        said_by[IF_NARROWER] = by_then.isoformat() if by_then else None
    return said_by


def recent_cases(document: Mapping[str, Any], *, as_of: dt.date) -> RecentCases:
    """From the records of a forecast document."""
    since = (as_of - dt.timedelta(days=RECENT_DAYS)).isoformat()
    completed = _ended(document["referrals"], since, ENDED_WELL)
    return RecentCases(completed, completed + _ended(document["referrals"], since, ENDED_EARLY))


def _ended(records: Iterable[Mapping[str, Any]], since: str, statuses: tuple[str, ...]) -> int:
    return sum(
        1
        for record in records
        if record["status"] in statuses and record["ended"] and record["ended"] > since
    )


def day_after(as_of: dt.date, days: int | None) -> dt.date | None:
    return None if days is None else as_of + dt.timedelta(days=days)
