"""Counts of a line week by week, where no cases are recorded; never beside cases.

A week is counted by its totals or by cases. Totals of a week in or after which the line has cases
are refused, and cases that happened in a told week or before it are refused by whoever counts
them: who changes to cases takes the weeks back first, by telling them with nothing in them.
What a week counts is put on its Monday, so that a volume's period takes it in by that day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from commissioning.errors import CommissioningError
from commissioning.lines.figures import COUNTED, DayCount, FigureChange, count
from commissioning.lines.models import Line, LineDay, WeeklyTotal
from directory.acts import Act
from directory.audit.recording import record_act
from directory.clock import day_in_words, local_date
from directory.delivery import DeliveryKind
from directory.people.models import Person

WEEK: Final = dt.timedelta(days=7)
MONDAY: Final = 0


class WeekCount(NamedTuple):
    """What a source tells of one week; None: not counted. All None: nothing is told of it."""

    received: int | None = None
    started: int | None = None
    completed: int | None = None
    waiting: int | None = None
    places: int | None = None
    hours: float | None = None

    @property
    def day_count(self) -> DayCount:
        return DayCount(
            referred=self.received or 0,
            started=self.started or 0,
            completed=self.completed or 0,
            hours=self.hours or 0.0,
        )


NOTHING_TOLD: Final = WeekCount()

GIVES_PLACES_BACK: Final = frozenset(
    {DeliveryKind.ROLLING_GROUP, DeliveryKind.ONE_TO_ONE, DeliveryKind.UNPAID_WORK}
)
"""A closed group ends by its calendar; where nobody queues there are no places to give back."""


class WeekImpossible(CommissioningError):
    """`field` is the one to change."""

    def __init__(self, field: str, reason: str) -> None:
        self.field = field
        super().__init__(reason)


class CasesRecorded(CommissioningError):
    """The line has cases in the week or before it, and they count."""

    def __init__(self, week: dt.date) -> None:
        self.week = week
        super().__init__(
            f"In the week of {day_in_words(week)} or before it the line has cases, and they count:"
            " totals beside them would count people twice."
        )


def keep_week(
    session: Session, line: Line, week: dt.date, told: WeekCount, *, by: Person, at: dt.datetime
) -> WeeklyTotal | None:
    """Say what the week came to, or correct it; None where that was known already.

    Raises `WeekImpossible` for a week that does not begin on a Monday or is not over yet, and
    `CasesRecorded`.
    """
    refuse_week(week, today=local_date(at))
    known = weeks_of_line(session, line.id)
    before = known.get(week, NOTHING_TOLD)
    if told == before:
        return None
    if _has_cases(session, line.id, week + WEEK, known):
        raise CasesRecorded(week)
    row = WeeklyTotal(
        line_id=line.id, week=week, recorded_at=at, recorded_by_id=by.id, **told._asdict()
    )
    session.add(row)
    session.flush()
    change = FigureChange(
        line.id,
        waiting=waiting_last_told(known | {week: told}) - waiting_last_told(known),
        days={week: told.day_count.plus(before.day_count.reversed())},
    )
    count(session, [change], at=at, is_weekly=True)
    after = {"line_id": line.id, "week": week} | told._asdict()
    record_act(session, Act.WEEK_STATE, row, by=by, at=at, before=before._asdict(), after=after)
    session.flush()
    return row


def refuse_week(week: dt.date, *, today: dt.date) -> None:
    if week.weekday() != MONDAY:
        raise WeekImpossible(
            "week", f"{day_in_words(week)} is no Monday; a week is named by its first day."
        )
    if week + WEEK > today:
        raise WeekImpossible(
            "week", f"The week of {day_in_words(week)} is not over yet; send it when it is."
        )


def weeks_of_line(
    session: Session, line_id: int, *, known_at: dt.datetime | None = None
) -> dict[dt.date, WeekCount]:
    """What is told of each week, in order, as far as it was recorded by `known_at`."""
    newest = select(func.max(WeeklyTotal.id)).where(WeeklyTotal.line_id == line_id)
    if known_at is not None:
        newest = newest.where(WeeklyTotal.recorded_at <= known_at)
    rows = session.execute(
        select(WeeklyTotal.week, *(getattr(WeeklyTotal, name) for name in WeekCount._fields))
        .where(WeeklyTotal.id.in_(newest.group_by(WeeklyTotal.week)))
        .order_by(WeeklyTotal.week)
    )
    told = {week: WeekCount(*counts) for week, *counts in rows}
    return {week: counts for week, counts in told.items() if counts != NOTHING_TOLD}


def starts_that_never_end(weeks: Iterable[WeekCount], kind: DeliveryKind) -> int:
    """How many started where no week tells how many completed: each fills a place for ever."""
    told = list(weeks)
    if kind not in GIVES_PLACES_BACK or any(week.completed is not None for week in told):
        return 0
    return sum(week.started or 0 for week in told)


def waiting_last_told(weeks: Mapping[dt.date, WeekCount]) -> int:
    """How many waited at the end of the last week of which that is told."""
    told = [(week, counts.waiting) for week, counts in weeks.items() if counts.waiting is not None]
    return max(told)[1] if told else 0


def _has_cases(
    session: Session, line_id: int, until: dt.date, weeks: Mapping[dt.date, WeekCount]
) -> bool:
    """Whether anything is counted before that day that the totals did not put there."""
    days = session.execute(
        select(LineDay.day, *(getattr(LineDay, name) for name in COUNTED)).where(
            LineDay.line_id == line_id,
            LineDay.day < until,
            or_(*(getattr(LineDay, name) != 0 for name in COUNTED)),
        )
    )
    return any(
        DayCount._make(counts) != weeks.get(day, NOTHING_TOLD).day_count for day, *counts in days
    )


def people_lately(weeks: Iterable[tuple[dt.date, WeekCount]], *, since: dt.date) -> bool:
    """Whether anybody waits, or was received since that day, as the totals tell."""
    told = dict(weeks)
    return waiting_last_told(told) > 0 or any(
        week >= since and counts.received for week, counts in told.items()
    )


def lines_with_totals(session: Session) -> Sequence[int]:
    return session.scalars(select(WeeklyTotal.line_id).distinct()).all()
