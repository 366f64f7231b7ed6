"""The one place where a line's figures change: people, days, volume used, and the due mark.

Every change is an increment in SQL, made in the transaction of the event that causes
it, so that writers at the same moment lose nothing. Lines are locked in the order of
their keys before anything that hangs on them.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final, NamedTuple

from sqlalchemy import Select, Update, bindparam, delete, func, or_, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.util import identity_key

from commissioning.errors import CommissioningError
from commissioning.lines.confirming import Shown, clocks_moved_along, later_clocks
from commissioning.lines.models import LineDay, LineFigures, WeeklyTotal
from commissioning.volumes.models import CommissionedVolume, Lot, VolumeMonth, VolumeUnit
from directory.clock import day_in_words
from directory.dialect import add_up_rows
from directory.keeping import batches


class DayCount(NamedTuple):
    """What one day of one line gained; an amount taken back is negative.

    `terminated`: the order was terminated early after the start, which is neither completing
    nor dropping out.
    """

    referred: int = 0
    started: int = 0
    completed: int = 0
    dropped_out: int = 0
    left: int = 0
    terminated: int = 0
    hours: float = 0.0

    def plus(self, other: DayCount) -> DayCount:
        return DayCount._make(ours + theirs for ours, theirs in zip(self, other, strict=True))

    def reversed(self) -> DayCount:
        """The same taken back."""
        return DayCount._make(-count for count in self)


COUNTED: Final = DayCount._fields

USED_BY: Final[Mapping[VolumeUnit, str]] = {
    VolumeUnit.ORDER: "referred",
    VolumeUnit.REFERRAL: "referred",
    VolumeUnit.START: "started",
    VolumeUnit.COMPLETION: "completed",
    VolumeUnit.HOUR: "hours",
}
"""Which count of a day uses up a volume bought in this unit."""


@dataclass(slots=True)
class FigureChange:
    """How one line's figures move: people by where they stand, and counts by day.

    `offered_on` is the last day on which a place was offered or booked.
    """

    line_id: int
    waiting: int = 0
    waiting_priority: int = 0
    in_progress: int = 0
    days: dict[dt.date, DayCount] = field(default_factory=dict)
    offered_on: dt.date | None = None

    def plus(self, other: FigureChange) -> FigureChange:
        """Both changes of the same line together."""
        days = dict(self.days)
        for day, counted in other.days.items():
            days[day] = days[day].plus(counted) if day in days else counted
        return FigureChange(
            self.line_id,
            self.waiting + other.waiting,
            self.waiting_priority + other.waiting_priority,
            self.in_progress + other.in_progress,
            days,
            max(filter(None, (self.offered_on, other.offered_on)), default=None),
        )

    def moved_days(self) -> list[dt.date]:
        """On which something is counted; what is taken back and counted again is not."""
        return [day for day, counted in self.days.items() if any(counted)]

    def shown(self) -> Shown:
        """The last days on which somebody started or was offered a place, and was referred."""
        started = [day for day, counted in self.days.items() if counted.started > 0]
        received = [day for day, counted in self.days.items() if counted.referred > 0]
        dates_on = max(filter(None, (*started, self.offered_on)), default=None)
        return Shown(self.line_id, dates_on=dates_on, received_on=max(received, default=None))


def count(
    session: Session,
    changes: Iterable[FigureChange],
    *,
    at: dt.datetime,
    is_weekly: bool = False,
) -> None:
    """Move the figures of the lines concerned, once each, and mark them due.

    Starts, offers and referrals move the clocks that they show, and nothing else does. Cases
    of a week that is told by totals, or of a day before it, raise `WeekToldByTotals`; a change
    that `is_weekly` comes from such totals.
    """
    by_line = _one_per_line(changes)
    if not by_line:
        return
    session.flush()
    if not is_weekly:
        _refuse_told_weeks(session, by_line)
    ordered = [by_line[line_id] for line_id in sorted(by_line)]
    _move_people(session, ordered, at=at)
    _count_days(session, ordered)
    _use_volumes(session, by_line)


class WeekToldByTotals(CommissioningError):
    """The week, or one after it, is counted by its totals."""

    def __init__(self, line_id: int, week: dt.date) -> None:
        self.line_id = line_id
        self.week = week
        super().__init__(
            f"The line’s weeks are told by totals up to that of {day_in_words(week)}; cases of"
            " those days would count people twice. Take the weeks back first, by sending them"
            " with empty cells."
        )


def told_weeks(session: Session, line_ids: Collection[int]) -> dict[int, dt.date]:
    """The last week told by totals, by line; only lines of which any is."""
    rows = session.connection().execute(_told_weeks(), {"line_ids": list(line_ids)})
    return dict(rows.all())


@cache
def _told_weeks() -> Select[int, dt.date]:
    of_lines = WeeklyTotal.line_id.in_(bindparam("line_ids", expanding=True))
    newest = (
        select(func.max(WeeklyTotal.id))
        .where(of_lines)
        .group_by(WeeklyTotal.line_id, WeeklyTotal.week)
    )
    counts = ("received", "started", "completed", "waiting", "places", "hours")
    says_something = or_(*(getattr(WeeklyTotal, name).is_not(None) for name in counts))
    return (
        select(WeeklyTotal.line_id, func.max(WeeklyTotal.week))
        .where(WeeklyTotal.id.in_(newest), says_something)
        .group_by(WeeklyTotal.line_id)
    )


def _refuse_told_weeks(session: Session, by_line: Mapping[int, FigureChange]) -> None:
    first = {key: min(days) for key, change in by_line.items() if (days := change.moved_days())}
    for batch in batches(sorted(first)):
        for line_id, week in told_weeks(session, batch).items():
            if first[line_id] < week + dt.timedelta(days=7):
                raise WeekToldByTotals(line_id, week)


def count_rows_set_aside(session: Session, rows: Mapping[int, int]) -> None:
    """By line: how many rows of the last file could not be taken in; no fact moves by it."""
    for batch in batches(sorted(rows)):
        counted = [line_id for line_id in batch if rows[line_id]]
        changing = or_(LineFigures.rows_set_aside != 0, LineFigures.line_id.in_(counted))
        figures = select(LineFigures).where(LineFigures.line_id.in_(batch), changing)
        for line in session.scalars(figures.order_by(LineFigures.line_id)):
            line.rows_set_aside = rows[line.line_id]
    session.flush()


def mark_due(session: Session, line_ids: Iterable[int], *, at: dt.datetime) -> None:
    """The start dates of these lines must be worked out again; that confirms nothing."""
    count(session, (FigureChange(line_id) for line_id in line_ids), at=at)


def count_delivered(session: Session, volume: CommissionedVolume, *, line_id: int) -> None:
    """What the line delivered within the volume's period already is used of it, by month.

    Locks the line's figures, so that an event at the same moment is counted here or
    by itself, never by both or neither.
    """
    session.execute(
        select(LineFigures.line_id).where(LineFigures.line_id == line_id).with_for_update()
    )
    counted = getattr(LineDay, USED_BY[volume.unit])
    days = session.execute(
        select(LineDay.day, counted).where(
            LineDay.line_id == line_id, LineDay.day.between(volume.starts_on, volume.ends_on)
        )
    )
    months: defaultdict[tuple[int, dt.date], float] = defaultdict(float)
    for day, amount in days:
        months[volume.id, day.replace(day=1)] += amount
    volume.used = sum(months.values(), 0.0)
    session.execute(delete(VolumeMonth).where(VolumeMonth.volume_id == volume.id))
    _add_months(session, months)


def uncount_delivered(session: Session, volume: CommissionedVolume, *, line_id: int) -> None:
    """Nothing of the line is used of the volume any more; locks as `count_delivered` does."""
    session.execute(
        select(LineFigures.line_id).where(LineFigures.line_id == line_id).with_for_update()
    )
    volume.used = 0.0
    session.execute(delete(VolumeMonth).where(VolumeMonth.volume_id == volume.id))


def _one_per_line(changes: Iterable[FigureChange]) -> dict[int, FigureChange]:
    by_line: dict[int, FigureChange] = {}
    for change in changes:
        known = by_line.get(change.line_id)
        if known is None:
            by_line[change.line_id] = change
        else:
            by_line[change.line_id] = known.plus(change)
    return by_line


_MOVED: Final = ("waiting", "waiting_priority", "in_progress")


def _move_people(session: Session, changes: list[FigureChange], *, at: dt.datetime) -> None:
    """And the clocks, which show by the same event what they show."""
    clocks = clocks_moved_along(session, [change.shown() for change in changes], at=at)
    rows = [
        {"of_line": change.line_id, "moved_at": at}
        | {f"more_{name}": getattr(change, name) for name in _MOVED}
        | shown
        for change, shown in zip(changes, clocks, strict=True)
    ]
    session.connection().execute(_people_moved(), rows)
    _forget(session, LineFigures, [change.line_id for change in changes])


@cache
def _people_moved() -> Update:
    figures: Any = LineFigures.__table__
    more = {name: figures.c[name] + bindparam(f"more_{name}") for name in _MOVED}
    due = {"facts_version": figures.c.facts_version + 1, "changed_at": bindparam("moved_at")}
    moved = more | due | later_clocks()
    return update(figures).where(figures.c.line_id == bindparam("of_line")).values(moved)


def _count_days(session: Session, changes: list[FigureChange]) -> None:
    calendar: set[dt.date] = set().union(*(change.days for change in changes))
    written = {day: day.isoformat() for day in calendar}
    rows = [
        (change.line_id, written[day], *counted)
        for change in changes
        for day, counted in sorted(change.days.items())
        if any(counted)
    ]
    add_up_rows(session.connection(), "line_day", key=("line_id", "day"), add=COUNTED, rows=rows)
    if any(isinstance(held, LineDay) for held in session.identity_map.values()):
        days = [(change.line_id, day) for change in changes for day in change.days]
        _forget(session, LineDay, days)


def _use_volumes(session: Session, by_line: Mapping[int, FigureChange]) -> None:
    """Add to each volume of the lines what their days gained within its period."""
    counting = [line_id for line_id, change in by_line.items() if change.moved_days()]
    months: defaultdict[tuple[int, dt.date], float] = defaultdict(float)
    for volume_id, line_id, unit, starts_on, ends_on in _volumes_of(session, counting):
        position = COUNTED.index(USED_BY[unit])
        for day, counted in by_line[line_id].days.items():
            if counted[position] and starts_on <= day <= ends_on:
                months[volume_id, day.replace(day=1)] += counted[position]
    more: defaultdict[int, float] = defaultdict(float)
    for (volume_id, _), delivered in months.items():
        more[volume_id] += delivered
    rows = [{"of_volume": key, "more": used} for key, used in sorted(more.items()) if used]
    if rows:
        session.connection().execute(_volumes_used(), rows)
        _forget(session, CommissionedVolume, [row["of_volume"] for row in rows])
    _add_months(session, months)


@cache
def _volumes_used() -> Update:
    table: Any = CommissionedVolume.__table__
    used = table.c.used + bindparam("more")
    return update(table).where(table.c.id == bindparam("of_volume")).values(used=used)


def _add_months(session: Session, months: Mapping[tuple[int, dt.date], float]) -> None:
    rows = [
        (volume_id, month.isoformat(), delivered)
        for (volume_id, month), delivered in sorted(months.items())
        if delivered
    ]
    add_up_rows(
        session.connection(),
        "volume_month",
        key=("volume_id", "month"),
        add=("delivered",),
        rows=rows,
    )
    if any(isinstance(held, VolumeMonth) for held in session.identity_map.values()):
        _forget(session, VolumeMonth, list(months))


def _volumes_of(session: Session, line_ids: list[int]) -> list[Any]:
    volumes: list[Any] = []
    for batch in batches(line_ids):
        volumes += session.connection().execute(_volumes(), {"line_ids": batch}).all()
    return volumes


@cache
def _volumes() -> Select[*tuple[Any, ...]]:
    return (
        select(
            CommissionedVolume.id,
            Lot.line_id,
            CommissionedVolume.unit,
            CommissionedVolume.starts_on,
            CommissionedVolume.ends_on,
        )
        .join(Lot, Lot.id == CommissionedVolume.lot_id)
        .where(Lot.line_id.in_(bindparam("line_ids", expanding=True)))
    )


def _forget(session: Session, kind: type[Any], keys: Collection[Any]) -> None:
    """Objects already loaded are read again when next looked at."""
    if len(keys) > len(session.identity_map):
        loaded = [held for held in session.identity_map.values() if isinstance(held, kind)]
    else:
        loaded = [session.identity_map.get(identity_key(kind, key)) for key in keys]
    for held in loaded:
        if held is not None:
            session.expire(held)
