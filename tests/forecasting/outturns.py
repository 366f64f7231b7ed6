"""Years of simulated lines: what was started by month, and what the range of the outturn said."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from commissioning.volumes.position import Outturn, outturn
from commissioning.volumes.volume import Volume
from tests.forecasting.simulated import world
from tests.forecasting.simulated.delivery import Delivery
from tests.forecasting.simulated.people import Person
from tests.forecasting.simulated.plans import Sort

MONTHS_TOLD = (6, 7, 8, 9)
"""After so many months of the year a commissioner decides about the rest of it."""


@dataclass(frozen=True, slots=True)
class YearTold:
    kind: str
    after_months: int
    told: Outturn
    came: int

    @property
    def is_kept(self) -> bool:
        return self.told.low <= self.came <= self.told.high


def years(seed: str, sort: Sort) -> Iterator[YearTold]:
    """A year of each service of the area, bought as much as started in the year before."""
    last_of_all = world.first_day_of_sentence(seed)
    first = dt.date(dt.date.fromordinal(last_of_all).year - 1, 4, 1)
    last = dt.date(first.year + 1, 3, 31)
    day = last.toordinal()
    for delivery in world.deliveries(seed, sort=sort, today=day, last=day + 1):
        if delivery.plan.opened_on > first.toordinal() - 365 or _ends(delivery, day):
            continue
        starts = _starts_until(delivery, day)
        before = sum(count for on, count in starts.items() if 0 < first.toordinal() - on <= 365)
        if before:
            yield from _told(delivery.plan.kind, Volume((first, last), before), starts)


def _told(kind: str, volume: Volume, starts: Counter[int]) -> Iterator[YearTold]:
    in_year: Counter[dt.date] = Counter()
    for on, count in starts.items():
        day = dt.date.fromordinal(on)
        if volume.first <= day <= volume.last:
            in_year[day.replace(day=1)] += count
    for months in MONTHS_TOLD:
        years_on, place = divmod(volume.first.month - 1 + months, 12)
        told_on = dt.date(volume.first.year + years_on, place + 1, 1) - dt.timedelta(days=1)
        known = {month: float(count) for month, count in in_year.items() if month <= told_on}
        yield YearTold(kind, months, outturn(volume, known, told_on), sum(in_year.values()))


def _ends(delivery: Delivery, day: int) -> bool:
    last = delivery.plan.last_start
    return last is not None and last < day


def _starts_until(delivery: Delivery, last: int) -> Counter[int]:
    offer, starts = delivery.offer, Counter[int]()

    def counted(person: Person) -> bool:
        has_come = offer(person)
        starts[delivery.day] += has_come
        return has_come

    delivery.offer = counted  # type: ignore[method-assign]
    delivery.live_until(last)
    return starts
