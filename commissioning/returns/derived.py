"""What stands in a return before anybody types: counted from recorded cases and weekly totals.

Known only where records reach the month, as `commissioning.returns.reaching` says: elsewhere it is
"not known", never 0.

Acceptances are counted on the line where the person is now: of somebody transferred since, on the
line that has them. Per-event lines would lift that.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import and_, case, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from commissioning.lines.models import LineDay, WeeklyTotal
from commissioning.lines.weekly_totals import WeekCount
from commissioning.referrals.models import EventKind, Referral, ReferralEvent
from commissioning.returns.models import FigureBasis, ReturnCounter
from commissioning.returns.months import last_day_of
from commissioning.returns.parts import LotPart
from commissioning.returns.reaching import COUNTED_IN_WEEKS, records_of_lines
from directory.clock import local_date
from directory.exchange.models import ImportRun

FigureKey = tuple[int, ReturnCounter]
"""Lot and counter."""


class RecordedFigure(NamedTuple):
    """A figure that stands there by itself, from what, and the file of which day told it last."""

    value: float
    basis: FigureBasis
    file_of: dt.date | None = None


_BY_DAY = (
    ReturnCounter.REFERRED,
    ReturnCounter.STARTED,
    ReturnCounter.COMPLETED,
    ReturnCounter.HOURS,
)


def recorded_figures(
    session: Session, lots: Iterable[LotPart], month: dt.date
) -> dict[FigureKey, RecordedFigure]:
    """By lot and counter; what is not known has no entry."""
    wanted = [lot for lot in lots if lot.line_id is not None]
    by_line = recorded_by_line(session, {lot.line_id for lot in wanted if lot.line_id}, month)
    return {
        (lot.lot_id, counter): by_line[lot.line_id][counter]
        for lot in wanted
        if lot.line_id in by_line
        for counter in lot.counters
        if counter in by_line[lot.line_id]
    }


def recorded_by_line(
    session: Session, line_ids: Collection[int], month: dt.date
) -> dict[int, dict[ReturnCounter, RecordedFigure]]:
    """Of lines of which something is recorded that reaches the month."""
    if not line_ids:
        return {}
    records = records_of_lines(session, line_ids, since=month)
    weekly = {line_id: weeks for line_id, of in records.items() if (weeks := of.weeks_of(month))}
    in_weeks = _from_weekly_totals(session, weekly, month)
    reaching = {line_id for line_id, of in records.items() if of.has_cases_of(month)}
    return _from_cases(session, reaching - weekly.keys(), month) | in_weeks


def partly_recorded(
    session: Session, lots: Iterable[LotPart], month: dt.date, recorded: Collection[FigureKey]
) -> dict[FigureKey, RecordedFigure]:
    """What at least happened, of figures that are not known whole: some weeks are told."""
    lot_of = {lot.line_id: lot for lot in lots if lot.line_id is not None}
    sums = [func.sum(getattr(LineDay, counter.value)) for counter in _BY_DAY]
    rows = session.execute(
        select(LineDay.line_id, *sums)
        .where(LineDay.line_id.in_(lot_of), LineDay.day.between(month, last_day_of(month)))
        .group_by(LineDay.line_id)
        .order_by(LineDay.line_id)
    )
    return {
        (lot_of[line_id].lot_id, counter): RecordedFigure(float(value), FigureBasis.WEEKLY_TOTALS)
        for line_id, *counts in rows
        for counter, value in zip(_BY_DAY, counts, strict=True)
        if value > 0
        and counter in lot_of[line_id].counters
        and (lot_of[line_id].lot_id, counter) not in recorded
    }


def _from_weekly_totals(
    session: Session, weekly: Mapping[int, Sequence[WeekCount | None]], month: dt.date
) -> dict[int, dict[ReturnCounter, RecordedFigure]]:
    """Of the lines that tell the month by weeks; nothing is known where a week is missing."""
    told = session.execute(
        select(WeeklyTotal.line_id, func.max(WeeklyTotal.recorded_at))
        .where(WeeklyTotal.line_id.in_(weekly), WeeklyTotal.week.between(month, last_day_of(month)))
        .group_by(WeeklyTotal.line_id)
        .order_by(WeeklyTotal.line_id)
    )
    return {
        line_id: _of_weeks(weekly[line_id], _file_of(session, recorded_at))
        for line_id, recorded_at in told
        if None not in weekly[line_id]
    }


def _of_weeks(
    weeks: Iterable[WeekCount | None], file_of: dt.date | None
) -> dict[ReturnCounter, RecordedFigure]:
    counted = [week._asdict() for week in weeks if week is not None]
    return {
        counter: RecordedFigure(
            float(sum(week[name] for week in counted)), FigureBasis.WEEKLY_TOTALS, file_of
        )
        for counter, name in COUNTED_IN_WEEKS.items()
        if all(week[name] is not None for week in counted)
    }


def _from_cases(
    session: Session, line_ids: Collection[int], month: dt.date
) -> dict[int, dict[ReturnCounter, RecordedFigure]]:
    """Of lines the cases of which reach the month."""
    last = last_day_of(month)
    sums = [func.sum(getattr(LineDay, counter.value)) for counter in _BY_DAY]
    within = session.execute(
        select(LineDay.line_id, *sums)
        .where(LineDay.line_id.in_(line_ids), LineDay.day.between(month, last))
        .group_by(LineDay.line_id)
    )
    counted = {line_id: counts for line_id, *counts in within}
    accepted = _acceptances(session, line_ids, month, last)
    found = {}
    for line_id in sorted(line_ids):
        file_of = _file_of(session, _last_recorded(session, line_id, month, last))
        values = dict(zip(_BY_DAY, counted.get(line_id, [0.0] * len(_BY_DAY)), strict=True))
        if line_id in accepted:
            values[ReturnCounter.ACCEPTED] = accepted[line_id]
        found[line_id] = {
            counter: RecordedFigure(float(value or 0), FigureBasis.CASES, file_of)
            for counter, value in values.items()
        }
    return found


def _acceptances(
    session: Session, line_ids: Collection[int], month: dt.date, last: dt.date
) -> dict[int, int]:
    """How many in the month, of lines of which any acceptance was ever recorded."""
    correction = aliased(ReferralEvent)
    within = func.sum(case((ReferralEvent.on_date >= month, 1), else_=0))
    kind = EventKind.ACCEPTED
    replaced = and_(
        ReferralEvent.corrects_id.is_not(None), ReferralEvent.replacement_kind == kind.value
    )
    rows = session.execute(
        select(Referral.line_id, within)
        .join(ReferralEvent, ReferralEvent.referral_id == Referral.id)
        .where(
            Referral.line_id.in_(line_ids),
            ReferralEvent.on_date <= last,
            or_(ReferralEvent.kind == kind, replaced),
            ~exists().where(correction.corrects_id == ReferralEvent.id),
        )
        .group_by(Referral.line_id)
    )
    return {line_id: int(count or 0) for line_id, count in rows}


def _last_recorded(
    session: Session, line_id: int, month: dt.date, last: dt.date
) -> dt.datetime | None:
    return session.scalar(
        select(func.max(ReferralEvent.recorded_at))
        .join(Referral, Referral.id == ReferralEvent.referral_id)
        .where(Referral.line_id == line_id, ReferralEvent.on_date.between(month, last))
    )


def _file_of(session: Session, recorded_at: dt.datetime | None) -> dt.date | None:
    """The day of the file that was taken in at that moment; None where a person recorded it."""
    if recorded_at is None:
        return None
    found = session.scalar(
        select(ImportRun.id).where(
            ImportRun.applied_at == recorded_at, ImportRun.undone_at.is_(None)
        )
    )
    return None if found is None else local_date(recorded_at)
