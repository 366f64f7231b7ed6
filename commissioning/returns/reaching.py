"""Which months of a line records reach: elsewhere its figures are "not known", never 0.

Cases reach a month if anything is recorded on a day from its first on, and on one up to its last.
Weekly totals reach it if every week of it is told; they count by their Mondays, as volumes do.
No case stands before a week that is told: where weeks are told after a month, no cases reach it.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from commissioning.lines.figures import COUNTED
from commissioning.lines.models import Line, LineDay, WeeklyTotal
from commissioning.lines.weekly_totals import NOTHING_TOLD, WEEK, WeekCount
from commissioning.returns.models import ReturnCounter
from commissioning.returns.months import last_day_of
from directory.keeping import batches

COUNTED_IN_WEEKS: Final[Mapping[ReturnCounter, str]] = {
    ReturnCounter.REFERRED: "received",
    ReturnCounter.STARTED: "started",
    ReturnCounter.COMPLETED: "completed",
    ReturnCounter.HOURS: "hours",
}


class RecordsReach(NamedTuple):
    """The first and the last day on which anything happened, and what is told of which week."""

    first: dt.date | None
    last: dt.date | None
    weeks: Mapping[dt.date, WeekCount]

    def weeks_of(
        self, month: dt.date, *, since: dt.date | None = None, to: dt.date | None = None
    ) -> Sequence[WeekCount | None]:
        """Of a month that is counted by weeks, one a Monday (of those days); else none.

        Who changed from totals to cases within the month: the days hold both, and count.
        """
        first, last = since or month, last_day_of(month) if to is None else to
        mondays = [self.weeks.get(monday) for monday in _mondays(month) if first <= monday <= last]
        if not any(mondays):
            return ()
        has_cases_after = self.last is not None and self.last >= max(self.weeks) + WEEK
        return () if None in mondays and has_cases_after else mondays

    def has_cases_of(
        self, month: dt.date, *, since: dt.date | None = None, to: dt.date | None = None
    ) -> bool:
        last = to or last_day_of(month)
        if self.first is None or self.last is None or any(week > last for week in self.weeks):
            return False
        return self.first <= last and self.last >= (since or month)

    def reaches(
        self,
        month: dt.date,
        counter: ReturnCounter,
        *,
        since: dt.date | None = None,
        to: dt.date | None = None,
    ) -> bool:
        """Whether of all its days, or those from `since` to `to`, what happened is known."""
        since, to = max(since or month, month), min(to or dt.date.max, last_day_of(month))
        weeks = self.weeks_of(month, since=since, to=to)
        if weeks:
            return all(_counts(week, counter) for week in weeks)
        return self.has_cases_of(month, since=since, to=to)


def _counts(week: WeekCount | None, counter: ReturnCounter) -> bool:
    name = COUNTED_IN_WEEKS.get(counter)
    return week is not None and name is not None and week._asdict()[name] is not None


def records_of_lines(
    session: Session, line_ids: Collection[int], *, since: dt.date
) -> dict[int, RecordsReach]:
    """Of every one of the lines; its weeks from `since` on."""
    found: dict[int, RecordsReach] = {}
    for batch in batches(sorted(line_ids)):
        weeks = _weeks(session, batch, since)
        for line_id, first, last in session.execute(_days(batch)):
            found[line_id] = RecordsReach(first, last, weeks.get(line_id, {}))
    return found


def _days(line_ids: Collection[int]) -> Select[*tuple[Any, ...]]:
    """Sought from either end of each line's days, however many there are."""
    of_line = select(LineDay.day).where(LineDay.line_id == Line.id, _happened()).limit(1)
    ends = (of_line.order_by(LineDay.day), of_line.order_by(LineDay.day.desc()))
    return select(Line.id, *(one.scalar_subquery() for one in ends)).where(Line.id.in_(line_ids))


def _happened() -> ColumnElement[bool]:
    return or_(*(getattr(LineDay, name) != 0 for name in COUNTED))


def _weeks(
    session: Session, line_ids: Collection[int], since: dt.date
) -> Mapping[int, Mapping[dt.date, WeekCount]]:
    """As `weeks_of_line` tells them, of many lines at once."""
    newest = (
        select(func.max(WeeklyTotal.id))
        .where(WeeklyTotal.line_id.in_(line_ids), WeeklyTotal.week >= since)
        .group_by(WeeklyTotal.line_id, WeeklyTotal.week)
    )
    counts = (getattr(WeeklyTotal, name) for name in WeekCount._fields)
    rows = session.execute(
        select(WeeklyTotal.line_id, WeeklyTotal.week, *counts)
        .where(WeeklyTotal.id.in_(newest))
        .order_by(WeeklyTotal.line_id, WeeklyTotal.week)
    )
    found: defaultdict[int, dict[dt.date, WeekCount]] = defaultdict(dict)
    for line_id, week, *told in rows:
        if (count := WeekCount(*told)) != NOTHING_TOLD:
            found[line_id][week] = count
    return found


def _mondays(month: dt.date) -> Sequence[dt.date]:
    first = month + dt.timedelta(days=-month.weekday() % 7)
    return [first + WEEK * number for number in range((last_day_of(month) - first).days // 7 + 1)]
