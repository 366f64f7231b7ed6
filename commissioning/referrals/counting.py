"""What a referral's standing adds to the figures of its line."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from commissioning.lines.figures import COUNTED, DayCount, FigureChange
from commissioning.referrals.folding import Happened, ReferralStanding
from commissioning.referrals.histories import ReferralOutcome
from commissioning.referrals.kinds import EventKind, ReferralStatus
from commissioning.referrals.sheets import Alike, Sheet

OFFERS: Final = frozenset({EventKind.OFFERED, EventKind.BOOKED})
"""Events that show the line's start dates beside a start, which its day counts show."""


def changes_between(
    before: ReferralStanding | None,
    after: ReferralStanding,
    *,
    first_line_id: int,
    is_priority: bool,
    told: Iterable[Happened] = (),
) -> list[FigureChange]:
    """What moved when a referral that stood at `before` (None: unknown) came to `after`.

    `told` are the events that brought it there. Whoever is transferred is counted once: on the
    list of the line where they are, and each day on the line where they were that day.
    """
    changes = _Changes(first_line_id, is_priority)
    here = changes.of(after.line_now(first=first_line_id))
    offered = (event.on_date for event in told if event.kind in OFFERS)
    here.offered_on = max(offered, default=None)
    if before is not None:
        changes.add(before, sign=-1)
    changes.add(after, sign=1)
    return list(changes.by_line.values())


class FigureTally:
    """The figures of many referrals, summed as they come; `changes` gives one per line.

    What is counted on which day of which line is one number; they are gathered in columns
    and summed a few hundred thousand at a time, so that memory holds no more than the sums.
    """

    def __init__(self) -> None:
        self._people: Counter[tuple[int, ReferralStatus, bool]] = Counter()
        self._places: list[int] = []
        self._amounts: list[float] = []
        self._columns: list[_Sums] = []
        self._held = 0
        self._taken: list[FigureChange] = []
        self._offered: dict[int, dt.date] = {}

    def add(
        self, line_id: int, is_priority: bool, received_on: dt.date, outcome: ReferralOutcome
    ) -> None:
        """Count a referral not seen before."""
        status, _, started_on, ended_on, left_on, _, attended, _ = outcome
        self._people[line_id, status, is_priority] += 1
        days = [(received_on, _REFERRED), (started_on, _STARTED), (left_on, _LEFT)]
        days.append((ended_on, _ENDED.get(status, _COMPLETED)))
        counted = [(day, slot, 1.0) for day, slot in days if day is not None]
        counted += [(day, _HOURS, hours) for day, hours in attended if hours]
        for day, slot, amount in counted:
            self._places.append((line_id * _DAYS + day.toordinal()) * _SLOTS + slot)
            self._amounts.append(amount)
        if len(self._places) > _MOST_HELD:
            self._settle()

    def add_alike(self, sheet: Sheet, alike: Alike) -> None:
        """Count referrals not seen before that are alike."""
        shape, at = alike.shape, np.array(alike.places)
        lines = list(map(sheet.facts["line_id"].__getitem__, alike.places))
        priorities = map(sheet.facts["is_priority"].__getitem__, alike.places)
        people_of = Counter(zip(lines, priorities, strict=True))
        for (line_id, is_priority), people in people_of.items():
            self._people[line_id, shape.status, is_priority] += people
        days = [(0, _REFERRED), (shape.started, _STARTED), (shape.left, _LEFT)]
        days.append((shape.ended, _ENDED.get(shape.status, _COMPLETED)))
        from_line = np.array(lines, np.int64) * _DAYS
        for number, slot in days:
            kind = alike.kind_on(number)
            if kind is not None:
                places = (from_line + sheet.ordinals_of(kind)[at]) * _SLOTS + slot
                self._columns.append((places, np.ones(len(places))))
                self._held += len(places)
        if self._held > _MOST_HELD:
            self._settle()
        for kind in OFFERS.intersection(kind for kind, _ in alike.steps):
            offered = map(sheet.days_of(kind).__getitem__, alike.places)
            for line_id, day in zip(lines, offered, strict=True):
                self.offer(line_id, day)

    def offer(self, line_id: int, day: dt.date | None) -> None:
        """A place was offered or booked on that day."""
        if day is not None and day > self._offered.get(line_id, dt.date.min):
            self._offered[line_id] = day

    def take(self, changes: Iterable[FigureChange]) -> None:
        """Count changes worked out elsewhere."""
        self._taken += changes

    def changes(self) -> list[FigureChange]:
        lines = {
            line_id: FigureChange(line_id, days=days, offered_on=self._offered.get(line_id))
            for line_id, days in self._days_by_line()
        }
        for (line_id, status, is_priority), people in self._people.items():
            if status is ReferralStatus.WAITING:
                lines[line_id].waiting += people
                lines[line_id].waiting_priority += people * is_priority
            elif status is ReferralStatus.IN_PROGRESS:
                lines[line_id].in_progress += people
        return [*lines.values(), *self._taken]

    def _settle(self) -> _Sums:
        """Put all that is held into one column of places, in order, and one of sums."""
        self._columns.append((np.array(self._places, np.int64), np.array(self._amounts)))
        self._places, self._amounts, self._held = [], [], 0
        held, amounts = (np.concatenate(column) for column in zip(*self._columns, strict=True))
        places, positions = np.unique(held, return_inverse=True)
        sums = places, np.bincount(positions, amounts, len(places))
        self._columns = [sums]
        return sums

    def _days_by_line(self) -> Iterator[tuple[int, dict[dt.date, DayCount]]]:
        places, sums = self._settle()
        days, positions = np.unique(places // _SLOTS, return_inverse=True)
        counted = np.zeros((len(COUNTED), len(days)))
        counted[places % _SLOTS, positions] = sums
        people = counted[:_HOURS].astype(np.int64).tolist()
        rows = zip(*people, counted[_HOURS].tolist(), strict=True)
        counts = list(map(partial(tuple.__new__, DayCount), rows))
        calendar = _Calendar()
        on = list(map(calendar.__getitem__, (days % _DAYS).tolist()))
        lines, firsts = np.unique(days // _DAYS, return_index=True)
        ends = [*firsts.tolist()[1:], len(days)]
        for line_id, first, end in zip(lines.tolist(), firsts.tolist(), ends, strict=False):
            yield line_id, dict(zip(on[first:end], counts[first:end], strict=True))


_Sums = tuple[NDArray[np.int64], NDArray[Any]]
_REFERRED, _STARTED, _COMPLETED, _DROPPED_OUT, _LEFT, _TERMINATED, _HOURS = range(len(COUNTED))
_ENDED: Final = {
    ReferralStatus.COMPLETED: _COMPLETED,
    ReferralStatus.DROPPED_OUT: _DROPPED_OUT,
    ReferralStatus.TERMINATED: _TERMINATED,
}
_SLOTS: Final = 8
_DAYS: Final = 1 << 22
"""More than there are days in the calendar, so that line and day make one number."""

_MOST_HELD: Final = 500_000


class _Calendar(dict[int, dt.date]):
    """The day of a number, made once."""

    def __missing__(self, number: int) -> dt.date:
        made = self[number] = dt.date.fromordinal(number)
        return made


_ENDINGS: Final = {
    ReferralStatus.COMPLETED: (EventKind.COMPLETED, DayCount(completed=1)),
    ReferralStatus.DROPPED_OUT: (EventKind.DROPPED_OUT, DayCount(dropped_out=1)),
    ReferralStatus.TERMINATED: (EventKind.TERMINATED, DayCount(terminated=1)),
}
_LEAVINGS: Final = {
    ReferralStatus.WITHDRAWN: EventKind.WITHDRAWN,
    ReferralStatus.DECLINED: EventKind.DECLINED,
    ReferralStatus.TERMINATED: EventKind.TERMINATED,
}


class _Changes:
    """The figures of each line on which one referral has ever been."""

    def __init__(self, first_line_id: int, is_priority: bool) -> None:
        self._first = first_line_id
        self._is_priority = is_priority
        self.by_line: dict[int, FigureChange] = {}

    def of(self, line_id: int) -> FigureChange:
        return self.by_line.setdefault(line_id, FigureChange(line_id))

    def add(self, standing: ReferralStanding, *, sign: int) -> None:
        here = self.of(standing.line_now(first=self._first))
        if standing.status is ReferralStatus.WAITING:
            here.waiting += sign
            here.waiting_priority += sign * self._is_priority
        elif standing.status is ReferralStatus.IN_PROGRESS:
            here.in_progress += sign
        for kind, day, counted in _days_of(standing):
            line_id = standing.line_at(kind, day, first=self._first)
            _count(self.of(line_id), day, counted if sign > 0 else counted.reversed())


def _days_of(standing: ReferralStanding) -> Iterator[tuple[EventKind, dt.date, DayCount]]:
    yield EventKind.RECEIVED, standing.received_on, DayCount(referred=1)
    if standing.started_on is not None:
        yield EventKind.STARTED, standing.started_on, DayCount(started=1)
    if standing.left_on is not None:
        yield _LEAVINGS[standing.status], standing.left_on, DayCount(left=1)
    if standing.ended_on is not None:
        kind, counted = _ENDINGS[standing.status]
        yield kind, standing.ended_on, counted
    for day, hours in standing.attended:
        if hours:
            yield EventKind.ATTENDED, day, DayCount(hours=hours)


def _count(change: FigureChange, day: dt.date, counted: DayCount) -> None:
    known = change.days.get(day)
    change.days[day] = counted if known is None else known.plus(counted)
