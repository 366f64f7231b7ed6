"""The next planned groups of lines with their places, as whoever looks may read of them.

What is left of an open group anybody reads; what is booked, held and offered, officers and whoever
delivers or buys it. Of lines of whose groups no place was ever booked or held in this portal nobody
knows what is left: their providers count elsewhere.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import BindParameter, Date, Select, bindparam, select, true
from sqlalchemy.orm import Session, aliased

from commissioning.bookings.free_places import GroupPlaces
from commissioning.bookings.queries import is_counted_here, places_columns
from commissioning.groups.models import Group, GroupStatement, GroupStatus
from commissioning.lines.models import Line
from directory.services.models import Service
from directory.services.sight import is_own, may_read_all_of
from directory.sight import OFFICERS, Sight
from directory.unchanged import each_while_unchanged

MOST_AHEAD: Final = 3
SIGHTS_KEPT: Final = 64

_LINE_IDS: Final[BindParameter[int]] = bindparam("line_ids", expanding=True)
_DAY: Final[BindParameter[dt.date]] = bindparam("day", type_=Date)


@dataclass(frozen=True, slots=True)
class PlacesInUse:
    """Of all places of a group."""

    places: int
    booked: int
    held: int
    offered: int


@dataclass(frozen=True, slots=True)
class PlacesAhead:
    """One planned group. `left` None: not known to this portal, which counts no place of the line.

    `later`: how many groups of the line come after it and are not told, of the last that is.
    `taken` and `group`, by which a place is asked for, are for those who may read and ask; so is
    `reference`, as its provider calls it.
    """

    starts_on: dt.date
    left: int | None
    taken: PlacesInUse | None = None
    group: uuid.UUID | None = None
    reference: str = ""
    later: int = 0


def places_ahead(
    session: Session, line_ids: Sequence[int], *, sight: Sight, today: dt.date
) -> Mapping[int, tuple[PlacesAhead, ...]]:
    """By internal line id, the soonest first; of all the lines in one statement."""
    return each_while_unchanged(session, _ahead, line_ids, sight=sight, today=today)


def _ahead(
    session: Session, line_ids: Sequence[int], *, sight: Sight, today: dt.date
) -> dict[int, tuple[PlacesAhead, ...]]:
    found: defaultdict[int, list[PlacesAhead]] = defaultdict(list)
    later = Counter[int]()
    asked = {"line_ids": line_ids, "day": today}
    for line_id, *of_group in session.connection().execute(_statement(sight), asked):
        if len(found[line_id]) < MOST_AHEAD:
            found[line_id].append(_told(sight, *of_group))
        else:
            later[line_id] += 1
    for line_id, more in later.items():
        found[line_id][-1] = replace(found[line_id][-1], later=more)
    return {key: tuple(groups) for key, groups in found.items()}


def _told(
    sight: Sight,
    group: uuid.UUID,
    reference: str,
    starts_on: dt.date,
    is_counted: bool,
    is_theirs: bool,
    *counted: int,
) -> PlacesAhead:
    places = GroupPlaces(*counted)
    taken = None
    if is_theirs and is_counted:
        taken = PlacesInUse(places.places, places.booked, places.held, places.offered)
    left = places.left if is_counted else None
    known = group if sight.looker in OFFICERS else None
    return PlacesAhead(starts_on, left, taken, known, reference if is_theirs else "")


@lru_cache(maxsize=SIGHTS_KEPT)
def _statement(sight: Sight) -> Select[*tuple[Any, ...]]:
    told = aliased(GroupStatement)
    newest = (
        select(told.id)
        .where(told.group_id == Group.id)
        .order_by(told.recorded_at.desc(), told.id.desc())
        .limit(1)
        .correlate(Group)
        .scalar_subquery()
    )
    is_theirs = true() if sight.looker in OFFICERS else is_own(sight)
    return (
        select(
            Group.line_id,
            Group.public_id,
            Group.external_id,
            GroupStatement.current_start,
            is_counted_here(),
            is_theirs,
            *places_columns(_DAY),
        )
        .select_from(Group)
        .join(GroupStatement, GroupStatement.id == newest)
        .join(Line, Line.id == Group.line_id)
        .join(Service, Service.id == Line.service_id)
        .where(
            Group.line_id.in_(_LINE_IDS),
            GroupStatement.status == GroupStatus.PLANNED,
            GroupStatement.current_start >= _DAY,
            *may_read_all_of(sight),
        )
        .order_by(Group.line_id, GroupStatement.current_start, Group.id)
    )
