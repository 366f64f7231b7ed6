"""Whole calendars of groups at once, with everything that was said of each group.

The bulk form of `publishing`: the same refusals and rows, one row of audit for all.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from commissioning.groups.checking import refuse_impossible
from commissioning.groups.errors import GroupImpossible, KeyTellsOfSomebody, NotAGroupLine
from commissioning.groups.models import Group, GroupStatement, GroupStatus
from commissioning.lines.confirming import Shown, move_clocks
from commissioning.lines.errors import AlreadyKnown
from commissioning.lines.figures import mark_due
from commissioning.lines.models import Line
from directory.acts import Act
from directory.audit.recording import record_act
from directory.clock import local_date
from directory.delivery import MEETS_IN_GROUPS
from directory.keeping import batches
from directory.people.models import Person
from directory.services.models import Service
from directory.typed_keys import A_NAME, tells_in_key


class GroupAtRecording(NamedTuple):
    """How a group stood when this was recorded; `started` once it ran."""

    current_start: dt.date
    status: GroupStatus
    started: int | None
    recorded_at: dt.datetime


class GroupTold(NamedTuple):
    """A group with what was said of it, the first when it was published, in order."""

    external_id: str
    line_id: int
    planned_start: dt.date
    places: int
    said: Sequence[GroupAtRecording]


def record_calendars(
    session: Session, groups: Iterable[GroupTold], *, by: Person, at: dt.datetime
) -> int:
    """Add groups of closed-group lines and mark the lines due; returns how many groups.

    Each line's dates are confirmed on the last day on which anything of its groups was said.

    Raises `AlreadyKnown`, `NotAGroupLine` or `GroupImpossible`; the caller rolls back.
    """
    said_on: dict[int, dt.date] = {}
    total = 0
    for chunk in batches(groups):
        for group in chunk:
            _refuse_told(group, at=at)
        _refuse_other_kinds(session, {group.line_id for group in chunk} - said_on.keys())
        _refuse_known(session, [group.external_id for group in chunk])
        _add(session, chunk, by=by)
        for group in chunk:
            day = local_date(max(said.recorded_at for said in group.said))
            said_on[group.line_id] = max(day, said_on.get(group.line_id, day))
        total += len(chunk)
    if total:
        record_act(session, Act.CALENDAR_RECORD, "group_run", by=by, at=at, after={"groups": total})
        mark_due(session, said_on, at=at)
        move_clocks(session, [Shown(key, dates_on=day) for key, day in said_on.items()], at=at)
    return total


def _add(session: Session, chunk: Sequence[GroupTold], *, by: Person) -> None:
    keys = session.scalars(
        insert(Group).returning(Group.id, sort_by_parameter_order=True),
        [
            {
                "external_id": group.external_id,
                "line_id": group.line_id,
                "planned_start": group.planned_start,
                "places": group.places,
                "recorded_at": group.said[0].recorded_at,
            }
            for group in chunk
        ],
    ).all()
    session.execute(
        insert(GroupStatement),
        [
            said._asdict() | {"group_id": key, "places": group.places, "recorded_by_id": by.id}
            for key, group in zip(keys, chunk, strict=True)
            for said in group.said
        ],
    )


def _refuse_told(group: GroupTold, *, at: dt.datetime) -> None:
    if not group.said:
        raise GroupImpossible("said", "A group must be published before anything else of it.")
    if (what := tells_in_key(group.external_id)) not in {None, A_NAME}:
        raise KeyTellsOfSomebody(str(what))
    for said in group.said:
        if said.recorded_at > at:
            raise GroupImpossible("recorded_at", "Nothing can have been recorded after now.")
        refuse_impossible(
            said.current_start, said.status, group.places, said.started, at=said.recorded_at
        )


def _refuse_other_kinds(session: Session, line_ids: set[int]) -> None:
    other = session.scalar(
        select(Line.external_id)
        .join(Service, Service.id == Line.service_id)
        .where(Line.id.in_(line_ids), Service.delivery_kind.not_in(MEETS_IN_GROUPS))
        .limit(1)
    )
    if other is not None:
        raise NotAGroupLine(other)


def _refuse_known(session: Session, external_ids: Sequence[str]) -> None:
    known = session.scalar(
        select(Group.external_id).where(Group.external_id.in_(external_ids)).limit(1)
    )
    if known is not None:
        raise AlreadyKnown("group", known)
