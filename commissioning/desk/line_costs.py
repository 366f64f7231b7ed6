"""What a start and a completion have cost so far, beside the people that it was for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from commissioning.desk.line_records import PersonOnLine
from commissioning.volumes.money import Price, money_by_month
from commissioning.volumes.volume import Volume
from commissioning.waiting.lists import quantile

PENCE = Decimal(100)
WHOLE_PENCE = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class CaseMix:
    """Of those who started in the period; `half_ordered_hours` where hours were ordered."""

    people: int
    priority: int
    half_ordered_hours: int | None


@dataclass(frozen=True, slots=True)
class CostToDate:
    """What the period comes to so far; None a start or a completion where there was none."""

    pounds: Decimal
    a_start: Decimal | None
    a_completion: Decimal | None
    mix: CaseMix


def cost_to_date(
    volume: Volume,
    by_month: Mapping[dt.date, float],
    prices: Sequence[Price],
    *,
    started: int,
    completed: int,
    people: Iterable[PersonOnLine],
) -> CostToDate | None:
    """None without a known price for all of it: then no money is told at all."""
    months = money_by_month(volume.total, by_month, prices) if prices else None
    if not months:
        return None
    pounds = sum(Decimal(month.pence) for month in months) / PENCE
    return CostToDate(
        pounds, _each(pounds, started), _each(pounds, completed), _mix(volume, people)
    )


def _each(pounds: Decimal, among: int) -> Decimal | None:
    if not among:
        return None
    return (pounds / among).quantize(WHOLE_PENCE, rounding=ROUND_HALF_UP)


def _mix(volume: Volume, people: Iterable[PersonOnLine]) -> CaseMix:
    of_period = [
        person
        for person in people
        if person.started_on and volume.first <= person.started_on <= volume.last
    ]
    hours = [round(one.hours_ordered) for one in of_period if one.hours_ordered is not None]
    priority = sum(person.is_priority for person in of_period)
    return CaseMix(len(of_period), priority, quantile(hours, 0.5))
