"""What can be asked of groups, capacity and closures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlalchemy import ScalarSelect, or_, select
from sqlalchemy.orm import Session

from commissioning.groups.models import (
    CapacityMeasure,
    CapacityStatement,
    Closure,
    Group,
    GroupStatement,
    GroupStatus,
    PlannedStop,
)
from commissioning.lines.models import Line
from directory.delivery import DeliveryKind
from directory.keeping import batches
from directory.services.models import Service


class StatedGroup(NamedTuple):
    """A group and what was last said of it."""

    group: Group
    stated: GroupStatement


def group_by_external_id(session: Session, *, external_id: str) -> Group | None:
    return session.scalar(select(Group).where(Group.external_id == external_id))


def capacity_by_external_id(session: Session, *, external_id: str) -> CapacityStatement | None:
    return session.scalar(
        select(CapacityStatement).where(CapacityStatement.external_id == external_id)
    )


def closure_by_external_id(session: Session, *, external_id: str) -> Closure | None:
    return session.scalar(select(Closure).where(Closure.external_id == external_id))


def statement_in_force(
    session: Session, group_id: int, *, known_at: dt.datetime | None = None
) -> GroupStatement | None:
    """The newest statement recorded by `known_at` (None: by now)."""
    stated = select(GroupStatement).where(GroupStatement.group_id == group_id)
    if known_at is not None:
        stated = stated.where(GroupStatement.recorded_at <= known_at)
    return session.scalar(
        stated.order_by(GroupStatement.recorded_at.desc(), GroupStatement.id.desc()).limit(1)
    )


def groups_of_line(
    session: Session,
    line_id: int,
    *,
    first: dt.date | None = None,
    known_at: dt.datetime | None = None,
) -> list[StatedGroup]:
    """The line's calendar as known then, by the start that held, then key.

    `first` leaves out groups whose start that held is earlier.
    """
    rows = select(Group, GroupStatement).join(GroupStatement, GroupStatement.group_id == Group.id)
    rows = rows.where(Group.line_id == line_id)
    if known_at is not None:
        rows = rows.where(GroupStatement.recorded_at <= known_at)
    newest = {
        group.id: StatedGroup(group, stated)
        for group, stated in session.execute(
            rows.order_by(GroupStatement.recorded_at, GroupStatement.id)
        )
    }
    shown = (found for found in newest.values() if not first or found.stated.current_start >= first)
    return sorted(shown, key=lambda found: (found.stated.current_start, found.group.id))


def capacity_of_line(
    session: Session,
    line_id: int,
    *,
    measure: CapacityMeasure = CapacityMeasure.PLACES,
    known_at: dt.datetime | None = None,
) -> list[CapacityStatement]:
    """The statement that holds for each first day, as known then, in order of that day."""
    rows = select(CapacityStatement).where(
        CapacityStatement.line_id == line_id, CapacityStatement.measure == measure
    )
    if known_at is not None:
        rows = rows.where(CapacityStatement.recorded_at <= known_at)
    holding = {
        stated.from_date: stated
        for stated in session.scalars(
            rows.order_by(CapacityStatement.recorded_at, CapacityStatement.id)
        )
    }
    return [holding[day] for day in sorted(holding)]


def newest_statement() -> ScalarSelect[int]:
    """The key of what was said last of a `Group` that the question reads."""
    return (
        select(GroupStatement.id)
        .where(GroupStatement.group_id == Group.id)
        .order_by(GroupStatement.recorded_at.desc(), GroupStatement.id.desc())
        .limit(1)
        .correlate(Group)
        .scalar_subquery()
    )


def lines_without_a_start_ahead(
    session: Session, line_ids: Collection[int], *, on: dt.date
) -> set[int]:
    """Those that run groups with a start date, none of which is planned for the day or later."""
    newest = newest_statement()
    ahead = (
        select(Group.line_id)
        .join(GroupStatement, GroupStatement.id == newest)
        .where(GroupStatement.current_start >= on, GroupStatement.status == GroupStatus.PLANNED)
    )
    found: set[int] = set()
    for batch in batches(line_ids):
        found.update(
            session.scalars(
                select(Line.id)
                .join(Service, Service.id == Line.service_id)
                .where(
                    Line.id.in_(batch),
                    Service.delivery_kind == DeliveryKind.CLOSED_GROUP,
                    Line.id.not_in(ahead),
                )
            )
        )
    return found


def closures_of_line(
    session: Session, line_id: int, *, known_at: dt.datetime | None = None
) -> Sequence[Closure]:
    """Closures announced and not withdrawn, as known then, in order."""
    rows = select(Closure).where(Closure.line_id == line_id)
    if known_at is None:
        rows = rows.where(Closure.withdrawn_at.is_(None))
    else:
        rows = rows.where(
            Closure.recorded_at <= known_at,
            Closure.withdrawn_at.is_(None) | (Closure.withdrawn_at > known_at),
        )
    return session.scalars(rows.order_by(Closure.from_date, Closure.id)).all()


def stops_of(
    session: Session, service_ids: Collection[int], *, on: dt.date
) -> dict[int, list[PlannedStop]]:
    """By service what is planned, in force, or an end that has come: neither cancelled nor over,
    the first day first."""
    found: dict[int, list[PlannedStop]] = {}
    for batch in batches(service_ids):
        rows = session.scalars(
            select(PlannedStop)
            .where(
                PlannedStop.service_id.in_(batch),
                PlannedStop.cancelled_at.is_(None),
                or_(PlannedStop.to_date.is_(None), PlannedStop.to_date >= on),
            )
            .order_by(PlannedStop.from_date, PlannedStop.id)
        )
        for stop in rows:
            found.setdefault(stop.service_id, []).append(stop)
    return found
