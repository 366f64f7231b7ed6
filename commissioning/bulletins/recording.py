"""Keeping where every line stands when a week begins."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from commissioning.availability.answer import RULES_VERSION
from commissioning.availability.area_lines import ServingLine, lines_everywhere
from commissioning.availability.placed_lines import PlacedLine
from commissioning.availability.question import CourtQuestion
from commissioning.availability.statuses import Because
from commissioning.bulletins.models import LineWeek
from commissioning.bulletins.standing import GroupWeekly, LineWeekly
from commissioning.groups.models import Group, GroupStatement
from commissioning.returns.in_force import volumes_by_line
from directory.clock import local_date
from directory.keeping import batches
from directory.services.queries import requirements_by_service

WEEKS_KEPT: Final = 8
"""A bulletin keeps what it told; standings are needed for the next comparison alone."""


NOT_ANSWERED: Final = frozenset(
    {
        Because.NOT_WORKED_OUT,
        Because.WORKED_OUT_TOO_LONG_AGO,
        Because.WORKED_OUT_LATER_THAN_TODAY,
    }
)
"""A worker that stood still has changed nothing about a line: nobody took back a confirmation."""


def monday_of(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())


def keep_standings(
    session: Session,
    standings: Iterable[tuple[int, LineWeekly]],
    *,
    week: dt.date,
    at: dt.datetime,
) -> int:
    """Standings by internal line id for a week that has none yet; forgets weeks of long ago."""
    rows = [
        {"week": week, "line_id": line_id, "standing": standing.to_stored(), "recorded_at": at}
        for line_id, standing in standings
    ]
    if rows:
        session.execute(insert(LineWeek), rows)
    session.execute(delete(LineWeek).where(LineWeek.week < week - dt.timedelta(weeks=WEEKS_KEPT)))
    return len(rows)


def standings_on(session: Session, *, at: dt.datetime) -> dict[int, LineWeekly]:
    """Where every open or restricted line stands, by internal line id.

    What a confidential service is doing is not asked for, and so in no bulletin.
    """
    today = local_date(at)
    found: dict[int, LineWeekly] = {}
    lines = lines_everywhere(session, CourtQuestion(), today=today)
    for queues in batches(line for line in lines if not line.placed.stored.is_only_listed):
        found |= _standings(session, queues, today)
    return found


def _standings(
    session: Session, lines: Sequence[ServingLine], today: dt.date
) -> dict[int, LineWeekly]:
    placed = [line.placed for line in lines]
    ids = [line.stored.line_id for line in placed]
    beside = WeekSurroundings(
        today=today,
        areas={line.placed.stored.line_id: line.area_ids for line in lines},
        requirements=requirements_by_service(session, {line.stored.service_id for line in placed}),
        used_up=_used_up(session, ids, today),
        groups=_groups(session, ids, today),
    )
    return {line.stored.line_id: _weekly(line, beside) for line in placed}


@dataclass(frozen=True, slots=True)
class WeekSurroundings:
    """What is told of lines beside where they stand, by the internal id of line or service."""

    today: dt.date
    areas: Mapping[int, Sequence[int]]
    requirements: Mapping[int, Sequence[str]]
    used_up: AbstractSet[int]
    groups: Mapping[int, Sequence[GroupWeekly]]


def _weekly(placed: PlacedLine, beside: WeekSurroundings) -> LineWeekly:
    stored = placed.stored
    stands = LineWeekly(
        line=placed.line,
        service=stored.service,
        title=placed.title,
        kind=stored.delivery_kind,
        as_of=beside.today,
        status=placed.standing.status,
        reason=placed.standing.reason,
        likely_start=_likely(placed),
        is_restricted=placed.is_restricted,
        is_generated=stored.is_generated,
        area_ids=tuple(sorted(beside.areas.get(stored.line_id, ()))),
        requirements=tuple(sorted(beside.requirements.get(stored.service_id, ()))),
        is_answered=placed.standing.because not in NOT_ANSWERED,
        rules_version=RULES_VERSION,
    )
    if placed.is_restricted:
        return stands
    stands = replace(stands, not_confirmed_since=_not_confirmed_since(placed))
    return _with_figures(stands, stored.line_id, beside)


def _with_figures(stands: LineWeekly, line_id: int, beside: WeekSurroundings) -> LineWeekly:
    """What only an open line may tell."""
    groups = tuple(beside.groups.get(line_id, ()))
    return replace(stands, is_used_up=line_id in beside.used_up, groups=groups)


def _not_confirmed_since(placed: PlacedLine) -> dt.date | None:
    return placed.clock[1] if placed.standing.is_ring_first else None


def _likely(placed: PlacedLine) -> dt.date | None:
    likely = placed.standing.likely_start
    return likely.replace(day=1) if likely and placed.is_restricted else likely


def _used_up(session: Session, ids: Sequence[int], today: dt.date) -> set[int]:
    volumes = volumes_by_line(session, ids, today=today)
    return {
        line_id
        for line_id, volume in volumes.items()
        if volume.quantity and volume.used >= volume.quantity
    }


def _groups(
    session: Session, ids: Sequence[int], today: dt.date
) -> Mapping[int, Sequence[GroupWeekly]]:
    """Groups by line, as last stated, with those whose start has lately passed: one that was
    cancelled or brought forward since must still be there to compare."""
    newest = _as_last_stated(session, ids)
    found: defaultdict[int, list[GroupWeekly]] = defaultdict(list)
    recent = today - dt.timedelta(weeks=WEEKS_KEPT)
    for line_id, group in sorted(newest, key=lambda one: (one[1].start, one[1].group)):
        if group.start >= recent:
            found[line_id].append(group)
    return found


def _as_last_stated(session: Session, ids: Sequence[int]) -> Iterable[tuple[int, GroupWeekly]]:
    """Each group with the internal id of its line."""
    rows = session.execute(
        select(Group.line_id, Group.public_id, GroupStatement.current_start, GroupStatement.status)
        .join(GroupStatement, GroupStatement.group_id == Group.id)
        .where(Group.line_id.in_(ids))
        .order_by(GroupStatement.recorded_at, GroupStatement.id)
    )
    newest: dict[uuid.UUID, tuple[int, GroupWeekly]] = {
        row.public_id: (row.line_id, GroupWeekly(row.public_id, row.current_start, row.status))
        for row in rows
    }
    return newest.values()
