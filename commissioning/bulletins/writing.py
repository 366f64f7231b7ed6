"""Writing every court's bulletin of a week: what its lines say now against the week before."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, func, insert, or_, select
from sqlalchemy.orm import Session

from commissioning.bulletins.comparing import Change, ChangeKind, changes_of
from commissioning.bulletins.models import CourtBulletin, LineWeek
from commissioning.bulletins.recording import keep_standings, monday_of, standings_on
from commissioning.bulletins.standing import LineWeekly
from directory.clock import local_date
from directory.places.models import Court, CourtArea, LocalDeliveryUnit
from directory.services.still_open import no_longer_open

KINDS = tuple(ChangeKind)


def write_bulletins(session: Session, at: dt.datetime) -> int:
    """The bulletin of each court for the week that `at` lies in; returns how many were written.

    One that is there already stays: a week is told once. All of it is one transaction
    of some seconds for thousands of lines, at an hour when nobody writes.
    """
    week = monday_of(local_date(at))
    missing = _courts_without(session, week)
    if not missing:
        return 0
    now = _standings_of(session, week)
    if not now:
        found = standings_on(session, at=at)
        keep_standings(session, found.items(), week=week, at=at)
        now = _standings_of(session, week)
    before = _week_before(session, week)
    told = [] if before is None else _told(session, _standings_of(session, before), now)
    return _write(session, missing, told, week=week, since=_recorded_on(session, before), at=at)


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
class Told:
    """Changes of one line with the areas whose courts they concern."""

    area_ids: Collection[int]
    changes: tuple[Change, ...]


def _told(
    session: Session,
    before: Mapping[uuid.UUID, LineWeekly],
    now: Mapping[uuid.UUID, LineWeekly],
) -> list[Told]:
    """What changed, line by line; nothing of a service that may no longer be named."""
    pairs = [(before.get(line), now.get(line)) for line in {**before, **now}]
    told = [
        Told({*(was.area_ids if was else ()), *(is_.area_ids if is_ else ())}, tuple(changes))
        for was, is_ in pairs
        if (changes := changes_of(was, is_))
    ]
    named = {change.service: change.is_restricted for one in told for change in one.changes}
    hidden = no_longer_open(session, named)
    return [one for one in told if one.changes[0].service not in hidden]


def _write(
    session: Session,
    courts: Iterable[int],
    told: Iterable[Told],
    *,
    week: dt.date,
    since: dt.date | None,
    at: dt.datetime,
) -> int:
    by_area: defaultdict[int, list[Told]] = defaultdict(list)
    for one in told:
        for area_id in one.area_ids:
            by_area[area_id].append(one)
    names = dict(session.execute(select(LocalDeliveryUnit.id, LocalDeliveryUnit.name)).all())
    served = _areas_by_court(session, on=local_date(at))
    rows = [
        {
            "court_id": court_id,
            "week": week,
            "since": since,
            "changes": _changes_for(served.get(court_id, ()), by_area, names),
            "made_at": at,
        }
        for court_id in courts
    ]
    session.execute(insert(CourtBulletin), rows)
    return len(rows)


def _changes_for(
    areas: Collection[int], by_area: Mapping[int, list[Told]], names: Mapping[int, str]
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


def _order(change: Change) -> tuple[int, str, str, str]:
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
