"""On which days a working party meets: as planned, and after its last planned session as before.

A day on which it would meet is none on a bank holiday, from 24 to 31 December and while the
provider is shut, as when sessions are planned.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.groups.models import Group
from commissioning.registers.models import GroupPlan, GroupSession
from commissioning.registers.queries import days_of_line
from commissioning.timing.open_days import OpenDays


@dataclass(frozen=True)
class PartyDays:
    """`planned`: its sessions from `today` on that are not called off; `weekdays` are ISO."""

    planned: frozenset[dt.date]
    weekdays: frozenset[int]
    days: OpenDays

    def meets_on(self, day: dt.date) -> bool:
        if self.planned and day <= max(self.planned):
            return day in self.planned
        return day.isoweekday() in self.weekdays and self.days.is_open(day.toordinal())


def days_of_parties(
    session: Session, group_ids: Collection[int], *, today: dt.date
) -> dict[int, PartyDays]:
    """By group; those without a plan are not there."""
    planned: defaultdict[int, set[dt.date]] = defaultdict(set)
    ahead = select(GroupSession.group_id, GroupSession.on_date).where(
        GroupSession.group_id.in_(group_ids),
        GroupSession.on_date >= today,
        GroupSession.cancelled_at.is_(None),
    )
    for key, day in session.execute(ahead):
        planned[key].add(day)
    plans = session.execute(
        select(GroupPlan.group_id, GroupPlan.weekdays, Group.line_id)
        .join(Group, Group.id == GroupPlan.group_id)
        .where(GroupPlan.group_id.in_(group_ids))
    ).all()
    open_days = {
        line_id: days_of_line(session, line_id, since=today)
        for line_id in sorted({line_id for _, _, line_id in plans})
    }
    return {
        key: PartyDays(frozenset(planned[key]), frozenset(weekdays), open_days[line_id])
        for key, weekdays, line_id in plans
    }
