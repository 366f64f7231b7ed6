"""What a referral's standing adds to the figures of its line."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from typing import Any, Final

from commissioning.lines.figures import COUNTED, DayCount, FigureChange
from commissioning.referrals.folding import Standing
from commissioning.referrals.histories import Outcome
from commissioning.referrals.kinds import ReferralStatus


def change_between(
    before: Standing | None, after: Standing, *, line_id: int, is_priority: bool
) -> FigureChange:
    """What moved when a referral that stood at `before` (None: unknown) came to `after`."""
    change = FigureChange(line_id)
    if before is not None:
        _add(change, before, is_priority=is_priority, sign=-1)
    _add(change, after, is_priority=is_priority, sign=1)
    return change


class FigureTally:
    """The figures of many referrals, summed as they come; `changes` gives one per line.

    Days are held as numbers in one dictionary a line (day × 8 + what is counted), so that
    a hundred thousand of them are no work for the garbage collector.
    """

    def __init__(self) -> None:
        self._people: defaultdict[tuple[int, ReferralStatus, bool], int] = defaultdict(int)
        self._days: defaultdict[int, defaultdict[int, float]] = defaultdict(_nothing)
        self._taken: list[FigureChange] = []

    def add(self, line_id: int, is_priority: bool, received_on: dt.date, outcome: Outcome) -> None:
        """Count a referral not seen before."""
        status, _, started_on, ended_on, left_on, _, attended = outcome
        self._people[line_id, status, is_priority] += 1
        days = self._days[line_id]
        days[received_on.toordinal() * _SLOTS + _REFERRED] += 1
        if started_on is not None:
            days[started_on.toordinal() * _SLOTS + _STARTED] += 1
        if left_on is not None:
            days[left_on.toordinal() * _SLOTS + _LEFT] += 1
        if ended_on is not None:
            ended = _COMPLETED if status is ReferralStatus.COMPLETED else _DROPPED_OUT
            days[ended_on.toordinal() * _SLOTS + ended] += 1
        for day, hours in attended:
            if hours:
                days[day.toordinal() * _SLOTS + _HOURS] += hours

    def take(self, change: FigureChange) -> None:
        """Count a change worked out elsewhere."""
        self._taken.append(change)

    def changes(self) -> list[FigureChange]:
        lines = {
            line_id: FigureChange(line_id, days=_day_counts(days))
            for line_id, days in self._days.items()
        }
        for (line_id, status, is_priority), people in self._people.items():
            if status is ReferralStatus.WAITING:
                lines[line_id].waiting += people
                lines[line_id].waiting_priority += people * is_priority
            elif status is ReferralStatus.IN_PROGRESS:
                lines[line_id].in_progress += people
        return [*lines.values(), *self._taken]


_REFERRED, _STARTED, _COMPLETED, _DROPPED_OUT, _LEFT, _HOURS = range(len(COUNTED))
_SLOTS: Final = 8


def _nothing() -> defaultdict[int, float]:
    return defaultdict(int)


def _day_counts(days: Mapping[int, float]) -> dict[dt.date, DayCount]:
    counted: dict[int, list[Any]] = {}
    for place, number in days.items():
        day, slot = divmod(place, _SLOTS)
        held = counted.get(day)
        if held is None:
            held = counted[day] = [0, 0, 0, 0, 0, 0.0]
        held[slot] = number
    return {dt.date.fromordinal(day): DayCount._make(held) for day, held in counted.items()}


def _add(change: FigureChange, standing: Standing, *, is_priority: bool, sign: int) -> None:
    if standing.status is ReferralStatus.WAITING:
        change.waiting += sign
        change.waiting_priority += sign * is_priority
    elif standing.status is ReferralStatus.IN_PROGRESS:
        change.in_progress += sign
    _count(change, standing.received_on, DayCount(referred=sign))
    if standing.started_on is not None:
        _count(change, standing.started_on, DayCount(started=sign))
    if standing.left_on is not None:
        _count(change, standing.left_on, DayCount(left=sign))
    if standing.ended_on is not None:
        completed = standing.status is ReferralStatus.COMPLETED
        ended = DayCount(completed=sign) if completed else DayCount(dropped_out=sign)
        _count(change, standing.ended_on, ended)
    for day, hours in standing.attended:
        if hours:
            _count(change, day, DayCount(hours=sign * hours))


def _count(change: FigureChange, day: dt.date, counted: DayCount) -> None:
    known = change.days.get(day)
    change.days[day] = counted if known is None else known.plus(counted)
