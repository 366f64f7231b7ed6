"""An inbox counted by heading without reading its cases, and one page of one heading.

Cases are counted by stage, party and whether their day is over; `heading_of` says of each such
group where it stands. What happened since the copy was kept is worked out on the spot.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    and_,
    bindparam,
    case,
    false,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Session

from commissioning.lines.models import Line
from commissioning.moves.case_rows import OpenMove
from commissioning.moves.headings import Heading, heading_of
from commissioning.moves.keeping import is_behind, is_open
from commissioning.moves.models import KeptMove
from commissioning.moves.queries import kept_columns, worked_out_now
from commissioning.moves.stages import DueParty
from commissioning.referrals.models import Referral
from directory.services.models import Service


class _Group(NamedTuple):
    stage: str
    party: DueParty
    is_past: bool

    def heading(self, today: dt.date) -> Heading:
        due_on = today - dt.timedelta(days=1) if self.is_past else None
        return heading_of(self.stage, self.party, due_on, today=today)

    def condition(self, is_past: ColumnElement[bool]) -> ColumnElement[bool]:
        same = and_(KeptMove.stage == self.stage, KeptMove.party == self.party)
        return and_(same, is_past if self.is_past else ~is_past)


@dataclass(frozen=True, slots=True)
class InboxCounted:
    """`numbers` of every heading; `behind` are the cases that the copy is not level with."""

    numbers: Mapping[Heading, int]
    groups: Mapping[Heading, Sequence[_Group]]
    behind: Mapping[Heading, Sequence[OpenMove]]


def inbox_counted(session: Session, such: ColumnElement[bool], *, today: dt.date) -> InboxCounted:
    """Of referrals of which it is so (`Referral` joined to its line and service)."""
    session.flush()
    rows = session.connection().execute(_counting(such), {"today": today})
    numbers = dict.fromkeys(Heading, 0)
    groups: dict[Heading, list[_Group]] = {heading: [] for heading in Heading}
    is_level = True
    for stage, party, is_past, old, number in rows:
        is_level = is_level and not old
        if number > old:
            group = _Group(stage, party, bool(is_past))
            groups[group.heading(today)].append(group)
            numbers[group.heading(today)] += number - old
    overtaken = _behind(session, such, today) if not is_level else {}
    for heading, moves in overtaken.items():
        numbers[heading] += len(moves)
    return InboxCounted(numbers, groups, overtaken)


def inbox_rows(
    session: Session,
    such: ColumnElement[bool],
    counted: InboxCounted,
    heading: Heading,
    *,
    first: int,
    most: int,
    today: dt.date,
) -> list[OpenMove]:
    """One page of a heading, soonest first."""
    is_level = not any(counted.behind.values())
    asked = _soonest(such, tuple(counted.groups[heading]), is_level)
    rows = session.connection().execute(asked, {"today": today, "most": first + most})
    found = [OpenMove._make(row) for row in rows]
    found += counted.behind.get(heading, ())
    return sorted(found, key=lambda one: one.soonest)[first : first + most]


@lru_cache(maxsize=64)
def _counting(such: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """By stage, party and whether its day is over: how many are behind, and how many in all."""
    past, behind = _is_past().label("is_past"), func.sum(case((is_behind(), 1), else_=0))
    return (
        select(KeptMove.stage, KeptMove.party, past, behind, func.count())
        .select_from(Referral)
        .join(Line, Line.id == Referral.line_id)
        .join(Service, Service.id == Line.service_id)
        .outerjoin(KeptMove, KeptMove.referral_id == Referral.id)
        .where(such, is_open())
        .group_by(KeptMove.stage, KeptMove.party, past)
    )


@lru_cache(maxsize=256)
def _soonest(
    such: ColumnElement[bool], groups: tuple[_Group, ...], is_level: bool
) -> Select[*tuple[Any, ...]]:
    kept, level = KeptMove, [] if is_level else [~is_behind()]
    of_heading = or_(false(), *(group.condition(_is_past()) for group in groups))
    return (
        kept_columns()
        .where(such, is_open(), *level, of_heading)
        .order_by(kept.due_on.is_(None), kept.due_on, kept.since, Referral.id)
        .limit(bindparam("most"))
    )


@cache
def _is_past() -> ColumnElement[bool]:
    return func.coalesce(KeptMove.due_on, dt.date.max) < bindparam("today", type_=Date)


def _behind(
    session: Session, such: ColumnElement[bool], today: dt.date
) -> dict[Heading, list[OpenMove]]:
    keys = session.scalars(
        select(Referral.id)
        .join(Line, Line.id == Referral.line_id)
        .join(Service, Service.id == Line.service_id)
        .outerjoin(KeptMove, KeptMove.referral_id == Referral.id)
        .where(such, is_open(), is_behind())
    ).all()
    found: dict[Heading, list[OpenMove]] = {}
    for one in worked_out_now(session, keys, today):
        heading = heading_of(one.stage, one.party, one.due_on, today=today)
        found.setdefault(heading, []).append(one)
    return found
