"""Carrying listings over the turn of a year, and taking that back before the year has turned.

What ends on the last day in an area is served there for another year. Nothing else is touched:
wording, queues and agreements stay as they are, and an agreement is extended by its own act.

| its agreement | its provider may carry it on | its commissioner may |
|---|---|---|
| none known, before or after | yes | yes |
| runs on, or another follows | yes | yes |
| ends, and none is known to follow | no | yes |
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from commissioning.errors import CommissioningError
from commissioning.listings.models import ListingCarried
from commissioning.listings.standing_on_days import areas_living, bound_to_areas, standing_on
from commissioning.listings.turn_of_year import (
    AtTurn,
    OnDay,
    TurnCounts,
    YearEnd,
    counts,
    outcome,
)
from directory.acts import Act
from directory.audit.recording import record_act
from directory.clock import day_in_words, local_date
from directory.listings.wording import hold_listing
from directory.people.models import Person
from directory.services.models import Service, ServiceArea


class YearHasTurned(CommissioningError):
    """Readers rely on what is served from the first day of the year."""

    def __init__(self, turn: YearEnd) -> None:
        super().__init__(
            f"What is carried on can be taken back until {day_in_words(turn.last_day)}. Readers"
            " have relied on it since: state an end instead."
        )


@dataclass(frozen=True, slots=True)
class ListingAtTurn:
    """`to_carry`: areas that end and may be carried on; `carried`: by whom others were."""

    service: Service
    before: OnDay
    after: OnDay
    becomes: AtTurn
    to_carry: frozenset[int]
    carried: tuple[ListingCarried, ...] = ()

    @property
    def can_carry(self) -> bool:
        return bool(self.to_carry)

    @property
    def becomes_if_carried(self) -> AtTurn:
        areas = self.after.areas | self.to_carry
        return outcome(self.before, replace(self.after, areas=areas))

    @property
    def agreement_lapses(self) -> bool:
        return bool(self.before.agreements) and not self.after.agreements


@dataclass(frozen=True, slots=True)
class YearTurn:
    """The listings that there were on the last day, and how many become what.

    `if_carried`: were all that can be carried on.
    """

    turn: YearEnd
    listings: tuple[ListingAtTurn, ...]
    counts: TurnCounts
    if_carried: TurnCounts


@dataclass(frozen=True, slots=True)
class WhoCarries:
    """`area_ids`: in these areas alone, None: wherever; `is_commissioner`: of the listings."""

    is_commissioner: bool = False
    area_ids: frozenset[int] | None = None


def year_turn(
    session: Session, services: Sequence[Service], turn: YearEnd, *, who: WhoCarries
) -> YearTurn:
    """Of these services those that there are on the last day. Raises `CountsDisagree`."""
    ids = [one.id for one in services]
    before = standing_on(session, ids, turn.last_day, area_ids=who.area_ids)
    after = standing_on(session, ids, turn.first_day, area_ids=who.area_ids)
    bound = bound_to_areas(session, ids)
    there_were = [one for one in services if before[one.id].areas or one.id not in bound]
    keys = [one.id for one in there_were]
    carried = carried_over(session, keys, turn)
    ending = {key: before[key].areas - after[key].areas for key in keys}
    living = areas_living(session, frozenset().union(*ending.values()), turn.first_day)
    listings = tuple(
        ListingAtTurn(
            one, before[one.id], after[one.id], outcome(before[one.id], after[one.id]),
            ending[one.id] & living if _may_carry(one.id, before, after, who) else frozenset(),
            carried.get(one.id, ()),
        )
        for one in there_were
    )  # fmt: skip
    now = {one.service.id: one.becomes for one in listings}
    then = {one.service.id: one.becomes_if_carried for one in listings}
    return YearTurn(turn, listings, counts(keys, now), counts(keys, then))


def _may_carry(
    key: int, before: Mapping[int, OnDay], after: Mapping[int, OnDay], who: WhoCarries
) -> bool:
    lapses = bool(before[key].agreements) and not after[key].agreements
    return who.is_commissioner or not lapses


def carried_over(
    session: Session, service_ids: Collection[int], turn: YearEnd
) -> dict[int, tuple[ListingCarried, ...]]:
    """What was carried over that turn and not taken back, by service, in the order of the acts."""
    found: dict[int, tuple[ListingCarried, ...]] = {}
    rows = session.scalars(
        select(ListingCarried)
        .where(
            ListingCarried.last_day == turn.last_day,
            ListingCarried.taken_back_at.is_(None),
            ListingCarried.service_id.in_(service_ids),
        )
        .order_by(ListingCarried.id)
    )
    for row in rows:
        found[row.service_id] = (*found.get(row.service_id, ()), row)
    return found


def carry_on(
    session: Session,
    services: Sequence[Service],
    turn: YearEnd,
    *,
    who: WhoCarries,
    by: Person,
    at: dt.datetime,
) -> int:
    """How many go on for another year in the areas in which they would end.

    What does not end, or may not be carried on, stays as it is: a second time does nothing.
    """
    for service in sorted(services, key=lambda one: one.id):
        hold_listing(session, service)
    ending = [one for one in year_turn(session, services, turn, who=who).listings if one.can_carry]
    for one in ending:
        _carry(session, one, turn, by=by, at=at)
    session.flush()
    return len(ending)


def _carry(
    session: Session, one: ListingAtTurn, turn: YearEnd, *, by: Person, at: dt.datetime
) -> None:
    area_ids = sorted(one.to_carry)
    session.add_all(
        ServiceArea(
            service_id=one.service.id, local_delivery_unit_id=key,
            valid_from=turn.first_day, valid_to=turn.carried_until,
        )
        for key in area_ids
    )  # fmt: skip
    session.add(
        ListingCarried(
            service_id=one.service.id, last_day=turn.last_day, area_ids=area_ids,
            carried_by_id=by.id, carried_at=at,
        )
    )  # fmt: skip
    one.service.search_version += 1
    told = {"until": turn.carried_until, "areas": len(area_ids)}
    record_act(session, Act.LISTING_CARRY_ON, one.service, by=by, at=at, after=told)


def take_back(
    session: Session,
    services: Sequence[Service],
    turn: YearEnd,
    *,
    who: WhoCarries,
    by: Person,
    at: dt.datetime,
) -> int:
    """How many end again as they would have; those that were not carried on stay as they are.

    Raises `YearHasTurned`.
    """
    if local_date(at) >= turn.first_day:
        raise YearHasTurned(turn)
    for service in sorted(services, key=lambda one: one.id):
        hold_listing(session, service)
    carried = carried_over(session, [one.id for one in services], turn)
    done = 0
    for service in services:
        done += _take_back(session, service, carried.get(service.id, ()), turn, who, by=by, at=at)
    session.flush()
    return done


def _take_back(
    session: Session,
    service: Service,
    carried: Sequence[ListingCarried],
    turn: YearEnd,
    who: WhoCarries,
    *,
    by: Person,
    at: dt.datetime,
) -> bool:
    theirs = [one for one in carried if who.area_ids is None or set(one.area_ids) <= who.area_ids]
    for one in theirs:
        one.taken_back_at = at
        session.execute(
            delete(ServiceArea).where(
                ServiceArea.service_id == service.id,
                ServiceArea.local_delivery_unit_id.in_(one.area_ids),
                ServiceArea.valid_from == turn.first_day,
                ServiceArea.valid_to == turn.carried_until,
            )
        )
        told: Mapping[str, object] = {"until": turn.carried_until}
        service.search_version += 1
        record_act(session, Act.LISTING_CARRY_ON, service, by=by, at=at, before=told, after={})
    return bool(theirs)
