"""What delivered units come to: by band, up to the cap, in whole pence. Pure.

Bands and cap are shares of the period's volume, and a unit is paid in the band in which it lies
when units are counted from the period's first day. A month's pence are what the period comes to
with it less what it came to before, so that the months add up to the period whatever is rounded.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import Final

WITHOUT_END: Final = Decimal("Infinity")
PENCE_IN_POUND: Final = 100


@dataclass(frozen=True, slots=True)
class PriceBand:
    """Above this share of the volume a unit costs so many pence."""

    above: float
    pence: int


@dataclass(frozen=True, slots=True)
class Price:
    """What one unit costs from a day on; above the share `cap` of the volume nothing is paid."""

    unit: str
    from_date: dt.date
    pence: int
    bands: tuple[PriceBand, ...] = ()
    cap: float | None = None


@dataclass(frozen=True, slots=True)
class BandUnits:
    """Units of a month that lie in one band; `pence` a unit is None above the cap."""

    units: Decimal
    pence: int | None


@dataclass(frozen=True, slots=True)
class MonthMoney:
    """One month: what was delivered in it, in which bands, and what it comes to in pence."""

    month: dt.date
    units: Decimal
    bands: tuple[BandUnits, ...]
    pence: int

    @property
    def unpaid(self) -> Decimal:
        """Units above the cap."""
        return sum((one.units for one in self.bands if one.pence is None), Decimal(0))


def money_by_month(
    volume: float, delivered: Mapping[dt.date, float], prices: Sequence[Price]
) -> tuple[MonthMoney, ...] | None:
    """Each month that was told of, in order; None without a price for the first of them.

    A month is known by its first day. Its price is the one that holds on that day, or the first
    of all where that begins within the month. Months of no known price make all of it unknown.
    """
    months, units, pence, exact = [], Decimal(0), 0, Decimal(0)
    for month in sorted(delivered):
        price = price_of(month, prices)
        if price is None:
            return None
        counted = exactly(delivered[month])
        bands = tuple(_bands(exactly(volume), units, units + counted, price))
        exact += sum((one.units * one.pence for one in bands if one.pence), Decimal(0))
        to_date = _whole(exact)
        months.append(MonthMoney(month, counted, bands, to_date - pence))
        units, pence = units + counted, to_date
    return tuple(months)


def pounds_between(volume: float, start: float, end: float, price: Price) -> Decimal:
    """What the units from `start` to `end` come to, counted from the period's first day."""
    bands = _bands(exactly(volume), exactly(start), exactly(end), price)
    pence = sum((one.units * one.pence for one in bands if one.pence), Decimal(0))
    return Decimal(_whole(pence)) / PENCE_IN_POUND


def price_in_force(on: dt.date, prices: Sequence[Price]) -> Price | None:
    """Of those that hold on the day already the one that was stated for the latest."""
    return price_of(on, [one for one in prices if one.from_date <= on])


def price_of(month: dt.date, prices: Sequence[Price]) -> Price | None:
    """Of a month by its first day."""
    in_order = sorted(prices, key=lambda one: one.from_date)
    holding = [one for one in in_order if one.from_date <= month]
    if holding:
        return holding[-1]
    first = in_order[0] if in_order else None
    begins_within = first is not None and first.from_date.replace(day=1) == month.replace(day=1)
    return first if begins_within else None


def adjustments(
    now: Mapping[dt.date, int], told: Mapping[dt.date, int], *, before: dt.date
) -> dict[dt.date, int]:
    """By earlier month, how many pence it comes to more (or less) now than was told of it.

    A month that nobody told of is wholly new.
    """
    months = sorted(month for month in {*now, *told} if month < before)
    changed = {month: now.get(month, 0) - told.get(month, 0) for month in months}
    return {month: pence for month, pence in changed.items() if pence}


def exactly(count: float) -> Decimal:
    """As it was written, without what a binary fraction adds."""
    return Decimal(str(count))


def _bands(volume: Decimal, start: Decimal, end: Decimal, price: Price) -> Iterator[BandUnits]:
    """What of the units from `start` to `end` lies in which band."""
    for (low, pence), (high, _) in pairwise([*_edges(volume, price), (WITHOUT_END, None)]):
        inside = min(end, high) - max(start, low)
        if inside > 0:
            yield BandUnits(inside, pence)


def _edges(volume: Decimal, price: Price) -> list[tuple[Decimal, int | None]]:
    """The units from which each price holds; None: nothing is paid."""
    cap = WITHOUT_END if price.cap is None else volume * exactly(price.cap)
    begins = [(volume * exactly(band.above), band.pence) for band in price.bands]
    paid = [(Decimal(0), price.pence), *sorted(one for one in begins if one[0] < cap)]
    return [*paid, (cap, None)]


def _whole(pence: Decimal) -> int:
    return int(pence.to_integral_value(ROUND_HALF_UP))
