"""The week before the demonstration began, so that its first bulletins have something to tell."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import replace
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from commissioning.availability.statuses import Status, WhyNot
from commissioning.bulletins.reading import is_any_week_kept
from commissioning.bulletins.recording import keep_standings, monday_of, standings_on
from commissioning.bulletins.standing import LineWeekly
from commissioning.bulletins.writing import write_bulletins
from commissioning.demonstration.chance import chance_for
from directory.clock import local_date

WEEK: Final = dt.timedelta(weeks=1)
CHANGED: Final = 0.3
"""Of the lines; more than in a usual week, so that every court has something to read."""

SEED: Final = 4
CLEARLY_DAYS: Final = 24
"""Added to a tenth of the wait it is beyond what counts as noise, for the date and the wait."""

LATE_BUT_IN_TIME: Final = dt.timedelta(days=900)

Earlier = Callable[[LineWeekly, random.Random], LineWeekly | None]


def invent_last_week(session: Session, at: dt.datetime) -> int:
    """Standings of last week and this week's bulletins; nothing where any week is kept already."""
    if is_any_week_kept(session):
        return 0
    week, found = monday_of(local_date(at)), standings_on(session, at=at)
    keep_standings(session, found.items(), week=week, at=at)
    earlier = [
        (line_id, line)
        for number, (line_id, now) in enumerate(sorted(found.items()))
        if (line := _a_week_ago(now, chance_for(SEED, number))) is not None
    ]
    keep_standings(session, earlier, week=week - WEEK, at=at - WEEK)
    return write_bulletins(session, at)


def _a_week_ago(now: LineWeekly, chance: random.Random) -> LineWeekly | None:
    """Most as they stand today; None is a line that was not there yet."""
    line = replace(now, as_of=now.as_of - WEEK)
    if not now.is_generated or chance.random() > CHANGED:
        return line
    if now.status is Status.NOT_AVAILABLE:
        return replace(line, status=Status.WAITING_LIST, reason=None)
    if now.status is Status.NOT_WITHIN_ORDER:
        return _starting(
            replace(line, status=Status.WAITING_LIST, reason=None), line.as_of + LATE_BUT_IN_TIME
        )
    if now.status is Status.NOT_CONFIRMED:
        return replace(line, status=Status.AVAILABLE, reason=None)
    happened: tuple[Earlier, ...] = (
        _not_yet_there, _sooner, _sooner, _later, _other_groups, _other_groups, _unconfirmed,
    )  # fmt: skip
    return chance.choice(happened)(line, chance)


def _not_yet_there(_line: LineWeekly, _chance: random.Random) -> LineWeekly | None:
    return None


def _unconfirmed(line: LineWeekly, _chance: random.Random) -> LineWeekly:
    return replace(
        line, status=Status.NOT_CONFIRMED, reason=WhyNot.NOT_CONFIRMED, likely_start=None
    )


def _sooner(line: LineWeekly, chance: random.Random) -> LineWeekly:
    """It has become slower since, as far as a wait that short can have grown."""
    if line.likely_start is None:
        return line
    wait = (line.likely_start - line.as_of).days
    was = line.likely_start - dt.timedelta(days=_clearly(wait, chance))
    return _starting(line, max(line.as_of + dt.timedelta(days=1), was))


def _later(line: LineWeekly, chance: random.Random) -> LineWeekly:
    """It has become quicker since."""
    if line.likely_start is None:
        return line
    wait = (line.likely_start - line.as_of).days
    return _starting(line, line.likely_start + dt.timedelta(days=_clearly(wait, chance)))


def _clearly(wait: int, chance: random.Random) -> int:
    return CLEARLY_DAYS + wait // 8 + chance.randrange(20)


def _starting(line: LineWeekly, day: dt.date) -> LineWeekly:
    return replace(line, likely_start=day.replace(day=1) if line.is_restricted else day)


def _other_groups(line: LineWeekly, chance: random.Random) -> LineWeekly:
    """Of the groups to come one was not yet published, or had another day."""
    to_come = [group for group in line.groups if group.start > line.as_of + WEEK]
    if not to_come:
        return line
    one: UUID = chance.choice(to_come).group
    if chance.random() < 0.5:
        return replace(line, groups=tuple(group for group in line.groups if group.group != one))
    moved = (
        replace(group, start=group.start - 2 * WEEK) if group.group == one else group
        for group in line.groups
    )
    return replace(line, groups=tuple(moved))
