"""Writing every court's bulletin of a week: what its lines say now against the week before."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, delete, func, insert, or_, select
from sqlalchemy.orm import Session

from commissioning.bulletins.comparing import (
    ChangeKind,
    LineChange,
    are_comparable,
    changes_of,
    services_named,
)
from commissioning.bulletins.models import CourtBulletin, LineWeek
from commissioning.bulletins.recording import keep_standings, monday_of, standings_on
from commissioning.bulletins.standing import LineWeekly
from directory.clock import local_date
from directory.places.models import Court, CourtArea, LocalDeliveryUnit
from directory.services.still_open import no_longer_open

KINDS = tuple(ChangeKind)


@dataclass(frozen=True, slots=True)
class WeekWorkedOut:
    """What is to be written of a week; `standings` by internal line id, empty where kept already.

    `since` None: nothing is compared, for want of an earlier week or because its rules were others.

    `changes` are by internal id of the court, for those without a bulletin of this week.
    """

    week: dt.date
    since: dt.date | None
    standings: Mapping[int, LineWeekly]
    changes: Mapping[int, list[dict[str, object]]]


def write_bulletins(session: Session, at: dt.datetime) -> int:
    """The bulletin of each court for the week that `at` lies in; returns how many were written.

    One that is there already stays: a week is told once.
    """
    return keep_week(session, work_out_week(session, at), at=at)


def work_out_week(session: Session, at: dt.datetime) -> WeekWorkedOut:
    """Only reads: some seconds for thousands of lines."""
    week = monday_of(local_date(at))
    courts = _courts_without(session, week)
    kept = _standings_of(session, week)
    standings = standings_on(session, at=at) if courts and not kept else {}
    week_before = _week_before(session, week) if courts else None
    told = []
    if week_before is not None:
        now = kept or {line.line: line for line in standings.values()}
        before = _standings_of(session, week_before)
        if are_comparable(before.values(), now.values()):
            told = _told(session, before, now)
        else:
            week_before = None
    changes = _by_court(session, courts, told, on=local_date(at))
    return WeekWorkedOut(week, _recorded_on(session, week_before), standings, changes)


def keep_week(session: Session, worked_out: WeekWorkedOut, *, at: dt.datetime) -> int:
    """One short write; what another worker has written in the meantime stays.

    Weeks to come were told by a clock that was ahead: they go, to be told when they have come.
    """
    for told in (LineWeek, CourtBulletin):
        session.execute(delete(told).where(told.week > worked_out.week))
    if worked_out.standings and not _is_kept(session, worked_out.week):
        keep_standings(session, worked_out.standings.items(), week=worked_out.week, at=at)
    rows = [
        {
            "court_id": court_id,
            "week": worked_out.week,
            "since": worked_out.since,
            "changes": worked_out.changes[court_id],
            "made_at": at,
        }
        for court_id in _courts_without(session, worked_out.week)
        if court_id in worked_out.changes
    ]
    if rows:
        session.execute(insert(CourtBulletin), rows)
    return len(rows)


def _is_kept(session: Session, week: dt.date) -> bool:
    return session.scalar(select(LineWeek.id).where(LineWeek.week == week).limit(1)) is not None


def _courts_without(session: Session, week: dt.date) -> list[int]:
    written = select(CourtBulletin.court_id).where(CourtBulletin.week == week)
    return list(session.scalars(select(Court.id).where(Court.id.not_in(written))))


def _week_before(session: Session, week: dt.date) -> dt.date | None:
    return session.scalar(select(func.max(LineWeek.week)).where(LineWeek.week < week))


def _recorded_on(session: Session, week: dt.date | None) -> dt.date | None:
    """The day on which a week's standings were true: its Monday, unless the worker was late."""
    at = session.scalar(select(func.min(LineWeek.recorded_at)).where(LineWeek.week == week))
    return None if at is None else local_date(at)


def _standings_of(session: Session, week: dt.date) -> dict[uuid.UUID, LineWeekly]:
    stored = session.scalars(select(LineWeek.standing).where(LineWeek.week == week))
    return {line.line: line for line in map(LineWeekly.from_stored, stored)}


@dataclass(frozen=True, slots=True)
class LineChanges:
    """Changes of one line with the areas whose courts they concern."""

    area_ids: Collection[int]
    changes: tuple[LineChange, ...]


def _told(
    session: Session,
    before: Mapping[uuid.UUID, LineWeekly],
    now: Mapping[uuid.UUID, LineWeekly],
) -> list[LineChanges]:
    """What changed, line by line; nothing of a service that may no longer be named."""
    pairs = [(before.get(line), now.get(line)) for line in {**before, **now}]
    told = [
        LineChanges(
            {*(was.area_ids if was else ()), *(is_.area_ids if is_ else ())}, tuple(changes)
        )
        for was, is_ in pairs
        if (changes := changes_of(was, is_))
    ]
    named = services_named(change for one in told for change in one.changes)
    hidden = no_longer_open(session, named)
    return [one for one in told if one.changes[0].service not in hidden]


def _by_court(
    session: Session, courts: Iterable[int], told: Iterable[LineChanges], *, on: dt.date
) -> dict[int, list[dict[str, object]]]:
    by_area: defaultdict[int, list[LineChanges]] = defaultdict(list)
    for one in told:
        for area_id in one.area_ids:
            by_area[area_id].append(one)
    names = dict(session.execute(select(LocalDeliveryUnit.id, LocalDeliveryUnit.name)).all())
    served = _areas_by_court(session, on=on)
    return {court_id: _changes_for(served.get(court_id, ()), by_area, names) for court_id in courts}


def _changes_for(
    areas: Collection[int], by_area: Mapping[int, list[LineChanges]], names: Mapping[int, str]
) -> list[dict[str, object]]:
    """In the order of their kinds, then by title; each with the names of the court's own areas."""
    concerned = {id(one): one for area_id in areas for one in by_area.get(area_id, ())}
    changes = [
        replace(change, areas=tuple(sorted(names[key] for key in one.area_ids if key in areas)))
        for one in concerned.values()
        for change in one.changes
    ]
    changes.sort(key=_order)
    return [change.to_stored() for change in changes]


def _order(change: LineChange) -> tuple[int, str, str, str]:
    return (
        KINDS.index(change.kind),
        change.title,
        str(change.service),
        f"{change.was}{change.now}{change.areas}",
    )


def _areas_by_court(session: Session, *, on: dt.date) -> dict[int, set[int]]:
    """What each court serves; one of which that is not known speaks of its whole region."""
    served: defaultdict[int, set[int]] = defaultdict(set)
    serving = select(CourtArea.court_id, CourtArea.local_delivery_unit_id)
    for court_id, area_id in session.execute(serving.where(*_in_force(CourtArea, on))):
        served[court_id].add(area_id)
    of_region = (
        select(Court.id, LocalDeliveryUnit.id)
        .join(LocalDeliveryUnit, LocalDeliveryUnit.region_id == Court.region_id)
        .where(Court.id.not_in(list(served)), *_in_force(LocalDeliveryUnit, on))
    )
    for court_id, area_id in session.execute(of_region).all():
        served[court_id].add(area_id)
    return served


def _in_force(
    kind: type[CourtArea | LocalDeliveryUnit], on: dt.date
) -> tuple[ColumnElement[bool], ...]:
    return (kind.valid_from <= on, or_(kind.valid_to.is_(None), kind.valid_to >= on))
