"""What a referral's standing adds to the figures of its line."""

from __future__ import annotations

import datetime as dt

from commissioning.lines.figures import DayCount, FigureChange
from commissioning.referrals.folding import Standing
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
