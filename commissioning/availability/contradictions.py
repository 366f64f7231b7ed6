"""Where what happened contradicts what was stated: places, and yet people are refused as full.

From the day of so many refusals (`contradictions.csv`) on readers ring, and those who answer for
the statement are told. Only a statement after it ends that: that it is still right was said of
the start date, or before anybody looked.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from sqlalchemy import or_, select, text
from sqlalchemy.orm import Session

from commissioning.groups.models import (
    CapacityMeasure,
    CapacityStatement,
    Group,
    GroupStatement,
    GroupStatus,
)
from commissioning.lines.models import Line
from commissioning.referrals.kinds import EventKind
from commissioning.referrals.models import IS_REFUSED_AS_FULL, Referral, ReferralEvent
from directory.clock import local_date
from directory.delivery import DeliveryKind
from directory.rules.tables import rows_of
from directory.services.models import Service

TABLE: Final = "contradictions.csv"
LOOKED_BACK_DAYS: Final = 366
"""Longer than any statement of places stays confirmed."""


class PlacesStated(NamedTuple):
    """The newest word on how many places a line has; `recorded_at` tells two of a day apart."""

    places: float
    stated_on: dt.date
    recorded_at: dt.datetime


class Refusal(NamedTuple):
    """Somebody referred was declined as full on a day."""

    on_date: dt.date
    recorded_at: dt.datetime


@dataclass(frozen=True, slots=True)
class RefusedAsFull:
    """`refusals` since `places` were stated; `since` is when the last that it takes was told."""

    places: float
    stated_on: dt.date
    refusals: int
    since: dt.datetime


@cache
def refusals_it_takes() -> int:
    [row] = rows_of(TABLE, folder=Path(__file__).parent)
    return int(row["referrals"])


def refused_as_full(
    stated: PlacesStated | None, refusals: Iterable[Refusal]
) -> RefusedAsFull | None:
    """None where nobody stated a place, or fewer were refused since then."""
    if stated is None or stated.places <= 0:
        return None
    after = sorted(one.recorded_at for one in refusals if _is_since(one, stated))
    if len(after) < refusals_it_takes():
        return None
    last = max(stated.recorded_at, after[refusals_it_takes() - 1])
    return RefusedAsFull(stated.places, stated.stated_on, len(after), last)


def _is_since(one: Refusal, stated: PlacesStated) -> bool:
    """On a later day; of the same day what was told first came first."""
    if one.on_date == stated.stated_on:
        return one.recorded_at > stated.recorded_at
    return one.on_date > stated.stated_on


def lines_refused_as_full(session: Session, *, today: dt.date) -> dict[int, RefusedAsFull]:
    """By internal line id, in the whole country: few have so many refusals at all."""
    by_line = _refusals(session, today)
    many = [key for key, some in by_line.items() if len(some) >= refusals_it_takes()]
    stated = _places_stated(session, many, today) if many else {}
    found = ((key, refused_as_full(stated.get(key), by_line[key])) for key in many)
    return {key: one for key, one in found if one is not None}


def _refusals(session: Session, today: dt.date) -> Mapping[int, Sequence[Refusal]]:
    """Those that nobody has corrected, by the line that has the person."""
    event = ReferralEvent
    rows = session.execute(
        select(event.id, event.referral_id, event.on_date, event.recorded_at, Referral.line_id)
        .join(Referral, Referral.id == event.referral_id)
        .where(
            text(IS_REFUSED_AS_FULL),
            event.on_date.between(today - dt.timedelta(days=LOOKED_BACK_DAYS), today),
            or_(
                event.kind == EventKind.DECLINED,
                event.replacement_kind == EventKind.DECLINED.value,
            ),
        )
        .order_by(event.id)
    ).all()
    corrected = _corrected(session, {row.referral_id for row in rows}) if rows else frozenset()
    found: defaultdict[int, list[Refusal]] = defaultdict(list)
    for row in rows:
        if row.id not in corrected:
            found[row.line_id].append(Refusal(row.on_date, row.recorded_at))
    return found


def _corrected(session: Session, referral_ids: Collection[int]) -> frozenset[int | None]:
    rows = session.scalars(
        select(ReferralEvent.corrects_id).where(
            ReferralEvent.referral_id.in_(referral_ids), ReferralEvent.corrects_id.is_not(None)
        )
    )
    return frozenset(rows)


def _places_stated(
    session: Session, line_ids: Sequence[int], today: dt.date
) -> dict[int, PlacesStated]:
    """The newest of each: of a bed its vacancies, of groups also what is said of one planned."""
    kinds = _kinds(session, line_ids)
    found: dict[int, PlacesStated] = {}
    for key, one in [
        *_capacity(session, kinds, today),
        *_of_groups(session, line_ids, today),
    ]:
        if key not in found or one.recorded_at >= found[key].recorded_at:
            found[key] = one
    return found


def _kinds(session: Session, line_ids: Sequence[int]) -> dict[int, DeliveryKind]:
    rows = session.execute(
        select(Line.id, Service.delivery_kind)
        .join(Service, Service.id == Line.service_id)
        .where(Line.id.in_(line_ids))
    )
    return {row[0]: row[1] for row in rows}


def _capacity(
    session: Session, kinds: Mapping[int, DeliveryKind], today: dt.date
) -> Iterable[tuple[int, PlacesStated]]:
    rows = session.scalars(
        select(CapacityStatement)
        .where(CapacityStatement.line_id.in_(kinds), CapacityStatement.from_date <= today)
        .order_by(CapacityStatement.recorded_at, CapacityStatement.id)
    )
    for one in rows:
        is_bed = kinds[one.line_id] is DeliveryKind.BED
        if (one.measure is CapacityMeasure.VACANCIES) is is_bed:
            yield one.line_id, PlacesStated(one.value, one.stated_on, one.recorded_at)


def _of_groups(
    session: Session, line_ids: Sequence[int], today: dt.date
) -> Iterable[tuple[int, PlacesStated]]:
    rows = session.execute(
        select(Group.line_id, GroupStatement.places, GroupStatement.recorded_at)
        .join(GroupStatement, GroupStatement.group_id == Group.id)
        .where(
            Group.line_id.in_(line_ids),
            GroupStatement.status == GroupStatus.PLANNED,
            GroupStatement.current_start >= today,
        )
        .order_by(GroupStatement.recorded_at, GroupStatement.id)
    )
    for line_id, places, at in rows:
        yield line_id, PlacesStated(places, local_date(at), at)
