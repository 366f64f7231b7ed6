"""A change made in a simulated world and supposed of its document: what was told, and what came."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random

from commissioning.desk.rehearsing import (
    Change,
    DemandChanged,
    EndsEarly,
    OneMoreGroup,
    PlacesChanged,
    Range,
    rehearse,
)
from tests.forecasting.simulated import days, world
from tests.forecasting.simulated.closed_groups import ClosedGroups
from tests.forecasting.simulated.delivery import Delivery
from tests.forecasting.simulated.people import CapacityFrom, Cohort, Person
from tests.forecasting.simulated.plans import Sort

AHEAD_DAYS = 240
CHANGES_IN_DAYS = 60
RECORDS_FROM_DAYS = 365


@dataclass(frozen=True, slots=True)
class Told:
    """What a rehearsal said of one side, and how many started there in a life of its own."""

    world: str
    kind: str
    change: str
    side: str
    told: Range
    came: int

    @property
    def is_kept(self) -> bool:
        return self.told.low <= self.came <= self.told.high


def rehearsals(seed: str, sort: Sort) -> Iterator[Told]:
    """Each service of the area with a change that its kind can have, both sides."""
    today = world.first_day_of_sentence(seed)
    last = today + AHEAD_DAYS
    for number, delivery in enumerate(
        world.deliveries(seed, sort=sort, today=today, last=last + 1)
    ):
        delivery.live_until(today)
        if _is_young_or_over(delivery, today, last):
            continue
        document = _document(delivery, today)
        change = _change_for(delivery, number, today)
        told = rehearse(document, change, until=dt.date.fromordinal(last))
        for side, supposed, change_made in (
            ("before", told.before, None),
            ("after", told.after, change),
        ):
            came = _starts(delivery, change_made, last, Random(f"{seed}-{number}-{side}"))
            name = type(change).__name__
            yield Told(seed, delivery.plan.kind, name, side, supposed.starts, came)


def _is_young_or_over(delivery: Delivery, today: int, last: int) -> bool:
    """Of a service that just opens nobody rehearses a change; one that ends may end as it does."""
    ends = delivery.plan.last_start
    return delivery.plan.opened_on > today - RECORDS_FROM_DAYS or (ends is not None and ends < last)


def _document(delivery: Delivery, today: int) -> dict[str, object]:
    document = world.document_of([delivery], today)
    document["questions"] = [
        {
            "id": priority,
            "service_id": delivery.plan.id,
            "priority": priority,
            "order_days": 365,
            "target_days": delivery.plan.target_days,
        }
        for priority in ("standard", "priority")
    ]
    return document


def _change_for(delivery: Delivery, number: int, today: int) -> Change:
    day = dt.date.fromordinal(today + CHANGES_IN_DAYS)
    places = round(delivery.declared_on(today))
    if isinstance(delivery, ClosedGroups) and number % 2:
        start = days.next_working(today + CHANGES_IN_DAYS)
        return OneMoreGroup(dt.date.fromordinal(start), places)
    changes: tuple[Change, ...] = (
        PlacesChanged(day, max(1, round(places * 1.5))),
        DemandChanged(50),
        DemandChanged(-30),
        EndsEarly(dt.date.fromordinal(today + AHEAD_DAYS // 2)),
        PlacesChanged(day, max(1, round(places * 0.7))),
    )
    return changes[number % len(changes)]


def _starts(delivery: Delivery, change: Change | None, last: int, chance: Random) -> int:
    life = delivery.fork(chance)
    match change:
        case PlacesChanged():
            life.capacity.append(CapacityFrom(change.from_date.toordinal(), change.places))
            _change_groups(life, change)
        case DemandChanged():
            times = 1 + change.by_percent / 100
            life.expected = [times * expected for expected in life.expected]
        case EndsEarly():
            end = change.on.toordinal()
            life.plan = replace(life.plan, contract_end=end)
        case OneMoreGroup():
            assert isinstance(life, ClosedGroups)
            day = change.starts_on.toordinal()
            cohort = Cohort(len(life.cohorts), day, day, change.places)
            life.cohorts.append(cohort)
            life.open_cohorts.append(cohort)
        case _:
            pass
    return _counted(life, last)


def _change_groups(life: Delivery, change: PlacesChanged) -> None:
    if isinstance(life, ClosedGroups):
        for cohort in life.open_cohorts:
            if cohort.current >= change.from_date.toordinal():
                cohort.places = round(change.places)


def _counted(life: Delivery, last: int) -> int:
    offer, came = life.offer, [0]

    def counted(person: Person) -> bool:
        has_come = offer(person)
        came[0] += has_come
        return has_come

    life.offer = counted  # type: ignore[method-assign]
    life.live_until(last)
    return came[0]
