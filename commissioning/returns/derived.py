"""What stands in a return before anybody types: counted from recorded cases and weekly totals.

Known only where records reach the month, as `commissioning.returns.reaching` says: elsewhere it is
"not known", never 0.

What is dated before the first day of the agreement or after its last is none of its return's. A
week counts by its Monday.

Acceptances are counted on the line where the person is now: of somebody transferred since, on the
line that has them. Per-event lines would lift that.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, exists, extract, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

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


class PartInMonth(NamedTuple):
    """What one return tells of; `month` by its first day."""

    lots: tuple[LotPart, ...]
    month: dt.date

    def lines(self) -> Iterator[tuple[LotPart, LineMonth]]:
        """Lots of which anything is recorded alone."""
        for lot in self.lots:
            if lot.line_id is not None:
                first, last = self.month, last_day_of(self.month)
                days = max(lot.starts_on or first, first), min(lot.ends_on or last, last)
                yield lot, LineMonth(lot.line_id, self.month, *days)


class LineMonth(NamedTuple):
    """A month of a line, from the first to the last of its days that count."""

    line_id: int
    month: dt.date
    first: dt.date
    last: dt.date

    @property
    def is_whole(self) -> bool:
        return self.first == self.month and self.last == last_day_of(self.month)


Figures = dict[FigureKey, RecordedFigure]
OfLine = Mapping[ReturnCounter, RecordedFigure]


def recorded_figures(session: Session, lots: Iterable[LotPart], month: dt.date) -> Figures:
    """By lot and counter; what is not known has no entry."""
    return recorded_of_parts(session, [PartInMonth(tuple(lots), month)])[0]


def recorded_of_parts(session: Session, parts: Sequence[PartInMonth]) -> list[Figures]:
    """The same of each, in their order: however many by as many statements."""
    by_line: dict[LineMonth, OfLine] = {}
    for wanted in _asked_together(parts):
        by_line |= _recorded_by_line(session, wanted)
    return [
        {
            (lot.lot_id, counter): by_line[line][counter]
            for lot, line in part.lines()
            for counter in lot.counters
            if counter in by_line[line]
        }
        for part in parts
    ]


def partly_recorded(
    session: Session, lots: Iterable[LotPart], month: dt.date, recorded: Collection[FigureKey]
) -> Figures:
    """What at least happened, of figures that are not known whole: some weeks are told."""
    return partly_recorded_of_parts(session, [PartInMonth(tuple(lots), month)], [recorded])[0]


def partly_recorded_of_parts(
    session: Session, parts: Sequence[PartInMonth], recorded: Sequence[Collection[FigureKey]]
) -> list[Figures]:
    """The same of each, `recorded` as `recorded_of_parts` tells them."""
    sums: dict[LineMonth, dict[ReturnCounter, float]] = {}
    for wanted in _asked_together(parts):
        sums |= _sums_of_days(session, wanted)
    return [
        {
            (lot.lot_id, counter): RecordedFigure(value, FigureBasis.WEEKLY_TOTALS)
            for lot, line in part.lines()
            for counter, value in sums.get(line, {}).items()
            if value > 0 and counter in lot.counters and (lot.lot_id, counter) not in known
        }
        for part, known in zip(parts, recorded, strict=True)
    ]


def _asked_together(parts: Iterable[PartInMonth]) -> list[set[LineMonth]]:
    """Whole months by one statement; those in which an agreement begins or ends each by its own."""
    wanted = {line for part in parts for _, line in part.lines()}
    whole = {one for one in wanted if one.is_whole}
    return [whole, *({one} for one in sorted(wanted - whole))]


def _recorded_by_line(
    session: Session, wanted: Collection[LineMonth]
) -> Mapping[LineMonth, OfLine]:
    """Of every one wanted; nothing where no record reaches its month."""
    if not wanted:
        return {}
    records = records_of_lines(session, _lines(wanted), since=min(one.month for one in wanted))
    weekly = {
        one: weeks
        for one in wanted
        if (weeks := records[one.line_id].weeks_of(one.month, since=one.first, to=one.last))
    }
    cases = {
        one
        for one in wanted
        if one not in weekly
        and records[one.line_id].has_cases_of(one.month, since=one.first, to=one.last)
    }
    told = _last_told(session, weekly) | _last_recorded(session, cases)
    files = _days_of_files(session, told)
    found: dict[LineMonth, OfLine] = {one: {} for one in wanted}
    found |= {one: _of_weeks(weeks, files.get(one)) for one, weeks in weekly.items()}
    return found | _from_cases(session, cases, files)


def _of_weeks(
    weeks: Iterable[WeekCount | None], file_of: dt.date | None
) -> dict[ReturnCounter, RecordedFigure]:
    """Nothing is known where a week is missing."""
    counted = [None if week is None else week._asdict() for week in weeks]
    whole = [week for week in counted if week is not None]
    if len(whole) < len(counted):
        return {}
    return {
        counter: RecordedFigure(
            float(sum(week[name] for week in whole)), FigureBasis.WEEKLY_TOTALS, file_of
        )
        for counter, name in COUNTED_IN_WEEKS.items()
        if all(week[name] is not None for week in whole)
    }


def _from_cases(
    session: Session, wanted: Collection[LineMonth], files: Mapping[LineMonth, dt.date]
) -> dict[LineMonth, OfLine]:
    """Of lines the cases of which reach the month."""
    counted, accepted = _sums_of_days(session, wanted), _acceptances(session, wanted)
    nothing = dict.fromkeys(_BY_DAY, 0.0)
    return {
        one: {
            counter: RecordedFigure(value, FigureBasis.CASES, files.get(one))
            for counter, value in (counted.get(one, nothing) | accepted.get(one, {})).items()
        }
        for one in wanted
    }


def _sums_of_days(
    session: Session, wanted: Collection[LineMonth]
) -> dict[LineMonth, dict[ReturnCounter, float]]:
    if not wanted:
        return {}
    sums = [func.sum(getattr(LineDay, counter.value)) for counter in _BY_DAY]
    rows = session.execute(_by_month(LineDay.line_id, LineDay.day, wanted, *sums))
    known = _by_key(wanted)
    return {
        known[key]: {
            counter: float(value or 0) for counter, value in zip(_BY_DAY, values, strict=True)
        }
        for line_id, year, month, *values in rows
        if (key := (line_id, _first_day(year, month))) in known
    }


def _acceptances(
    session: Session, wanted: Collection[LineMonth]
) -> dict[LineMonth, dict[ReturnCounter, float]]:
    """How many in the month, of lines of which any acceptance was recorded by its end."""
    if not wanted:
        return {}
    correction = aliased(ReferralEvent)
    kind = EventKind.ACCEPTED
    replaced = and_(
        ReferralEvent.corrects_id.is_not(None), ReferralEvent.replacement_kind == kind.value
    )
    first = min(one.first for one in wanted)
    counted = func.sum(case((ReferralEvent.on_date >= first, 1), else_=0))
    rows = session.execute(
        _by_month(Referral.line_id, ReferralEvent.on_date, wanted, counted, since=dt.date.min)
        .join(ReferralEvent, ReferralEvent.referral_id == Referral.id)
        .where(
            or_(ReferralEvent.kind == kind, replaced),
            ~exists().where(correction.corrects_id == ReferralEvent.id),
        )
    )
    by_line: defaultdict[int, dict[dt.date, int]] = defaultdict(dict)
    for line_id, year, month, count in rows:
        by_line[line_id][_first_day(year, month)] = count
    return {
        one: {ReturnCounter.ACCEPTED: float(by_line[one.line_id].get(one.month, 0))}
        for one in wanted
        if any(told <= one.month for told in by_line[one.line_id])
    }


def _last_told(session: Session, wanted: Collection[LineMonth]) -> dict[LineMonth, dt.datetime]:
    """When a week of the month was told last."""
    if not wanted:
        return {}
    newest = func.max(WeeklyTotal.recorded_at)
    asked = _by_month(WeeklyTotal.line_id, WeeklyTotal.week, wanted, newest)
    return _moments(session, asked, wanted)


def _last_recorded(session: Session, wanted: Collection[LineMonth]) -> dict[LineMonth, dt.datetime]:
    """When anything of the month was recorded last."""
    if not wanted:
        return {}
    newest = func.max(ReferralEvent.recorded_at)
    asked = _by_month(Referral.line_id, ReferralEvent.on_date, wanted, newest)
    of_case = ReferralEvent.referral_id == Referral.id
    return _moments(session, asked.join(ReferralEvent, of_case), wanted)


def _moments(
    session: Session, asked: Select[*tuple[Any, ...]], wanted: Collection[LineMonth]
) -> dict[LineMonth, dt.datetime]:
    known = _by_key(wanted)
    return {
        known[key]: at
        for line_id, year, month, at in session.execute(asked)
        if (key := (line_id, _first_day(year, month))) in known
    }


def _days_of_files(
    session: Session, moments: Mapping[LineMonth, dt.datetime]
) -> dict[LineMonth, dt.date]:
    """The day of the file that was taken in at that moment; none where a person recorded it."""
    if not moments:
        return {}
    taken_in = set(
        session.scalars(
            select(ImportRun.applied_at).where(
                ImportRun.applied_at.in_(set(moments.values())), ImportRun.undone_at.is_(None)
            )
        )
    )
    return {one: local_date(at) for one, at in moments.items() if at in taken_in}


def _by_month(
    line_id: InstrumentedAttribute[int],
    day: InstrumentedAttribute[dt.date],
    wanted: Collection[LineMonth],
    *told: ColumnElement[Any],
    since: dt.date | None = None,
) -> Select[*tuple[Any, ...]]:
    """By line, year and month, of the days from the first wanted (or `since`) to the last."""
    first, last = min(one.first for one in wanted), max(one.last for one in wanted)
    parts = extract("year", day), extract("month", day)
    return (
        select(line_id, *parts, *told)
        .where(line_id.in_(_lines(wanted)), day.between(since or first, last))
        .group_by(line_id, *parts)
    )


def _first_day(year: Decimal | int, month: Decimal | int) -> dt.date:
    """PostgreSQL tells parts of a day as decimals."""
    return dt.date(int(year), int(month), 1)


def _lines(wanted: Iterable[LineMonth]) -> set[int]:
    return {one.line_id for one in wanted}


def _by_key(wanted: Iterable[LineMonth]) -> dict[tuple[int, dt.date], LineMonth]:
    """Of those that are asked together: no line has a month twice."""
    return {(one.line_id, one.month): one for one in wanted}
