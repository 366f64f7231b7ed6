"""What a referral's standing adds to the figures of its line."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

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
    """The figures of many referrals, summed as they come; `changes` gives one per line."""

    def __init__(self) -> None:
        self._people: defaultdict[tuple[int, ReferralStatus, bool], int] = defaultdict(int)
        self._days: defaultdict[tuple[int, dt.date], list[float]] = defaultdict(_no_counts)
        self._taken: list[FigureChange] = []

    def add(self, line_id: int, is_priority: bool, received_on: dt.date, outcome: Outcome) -> None:
        """Count a referral not seen before."""
        days = self._days
        status = outcome.status
        self._people[line_id, status, is_priority] += 1
        days[line_id, received_on][_REFERRED] += 1
        if outcome.started_on is not None:
            days[line_id, outcome.started_on][_STARTED] += 1
        if outcome.left_on is not None:
            days[line_id, outcome.left_on][_LEFT] += 1
        if outcome.ended_on is not None:
            ended = _COMPLETED if status is ReferralStatus.COMPLETED else _DROPPED_OUT
            days[line_id, outcome.ended_on][ended] += 1
        for day, hours in outcome.attended:
            if hours:
                days[line_id, day][_HOURS] += hours

    def take(self, change: FigureChange) -> None:
        """Count a change worked out elsewhere."""
        self._taken.append(change)

    def changes(self) -> list[FigureChange]:
        lines: dict[int, FigureChange] = {}
        for (line_id, status, is_priority), people in self._people.items():
            change = lines.setdefault(line_id, FigureChange(line_id))
            if status is ReferralStatus.WAITING:
                change.waiting += people
                change.waiting_priority += people * is_priority
            elif status is ReferralStatus.IN_PROGRESS:
                change.in_progress += people
        for (line_id, day), counted in self._days.items():
            lines[line_id].days[day] = DayCount._make(counted)
        return [*lines.values(), *self._taken]


def _no_counts() -> list[float]:
    return [0, 0, 0, 0, 0, 0.0]


_REFERRED, _STARTED, _COMPLETED, _DROPPED_OUT, _LEFT, _HOURS = range(len(COUNTED))


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
