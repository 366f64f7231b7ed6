"""When a volume is so far from plan that somebody must decide, and what follows if nobody does."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum

from commissioning.volumes.money import Price, pounds_between
from commissioning.volumes.position import (
    DeliveredByMonth,
    delivered_of,
    delivered_to_date,
    expected_to_date,
    outturn,
)
from commissioning.volumes.volume import Volume
from directory.clock import day_in_words

FEWEST_EXPECTED = 10
DAYS_IN_WEEK = 7

_SLACK = 1e-9


class Direction(Enum):
    """Neither is good or bad."""

    OVER = "over"
    UNDER = "under"


@dataclass(frozen=True, slots=True)
class Alert:
    """A variance to date past its tolerance, with what follows by the end of the period.

    At the pace so far, `unfunded` units lie beyond the volume and `unused` ones within it; one of
    the two is 0. `extra_wait_weeks` is how long the unfunded take at the commissioned rate, if
    they have to wait for the next volume. `cost` is that of either by the bands in which they
    lie, None where no price is known.
    """

    direction: Direction
    on: date
    unit: str
    delivered: float
    expected: float
    period_ends: date
    unfunded: int
    unused: int
    extra_wait_weeks: float
    cost: Decimal | None

    def in_words(self) -> str:
        """What happened and what follows, in two sentences."""
        units = f"{self.unit}s"
        happened = (
            f"{self.delivered:,.0f} {units} by {day_in_words(self.on)}, where about"
            f" {self.expected:,.0f} were expected."
        )
        return f"{happened} {self._consequence(units)}"

    def _consequence(self, units: str) -> str:
        ends = f"At this pace, by {day_in_words(self.period_ends)},"
        cost = "" if self.cost is None else f", which is £{self.cost:,.2f}"
        if self.unfunded:
            return (
                f"{ends} about {self.unfunded:,} {units} will not be funded{cost}; if they wait for"
                f" the next volume, the wait grows by {_weeks_said(self.extra_wait_weeks)}."
            )
        if self.unused:
            return f"{ends} about {self.unused:,} {units} that were bought will go unused{cost}."
        return f"{ends} the volume will be used exactly."


def alert(
    volume: Volume,
    delivered_by_month: DeliveredByMonth,
    on: date,
    *,
    price: Price | None = None,
) -> Alert | None:
    """An alert if the tolerance is passed at the ends of the last two whole months, on one side,
    or twice the tolerance on `on`; none while fewer than 10 were expected to date.
    """
    delivered_by_month = delivered_of(volume, delivered_by_month)
    direction = _direction(volume, delivered_by_month, on)
    if direction is None:
        return None
    heading_for = outturn(volume, delivered_by_month, on).seasonal or 0.0
    unfunded = max(0, round(heading_for - volume.total))
    unused = max(0, round(volume.total - heading_for))
    units = (volume.total - unused, volume.total + unfunded)
    return Alert(
        direction=direction,
        on=on,
        unit=volume.unit,
        delivered=delivered_to_date(volume, delivered_by_month, on),
        expected=expected_to_date(volume, on),
        period_ends=volume.last,
        unfunded=unfunded,
        unused=unused,
        extra_wait_weeks=unfunded / (volume.total / volume.days * DAYS_IN_WEEK),
        cost=None if price is None else pounds_between(volume.total, *units, price),
    )


def is_back_inside(
    volume: Volume, delivered_by_month: DeliveredByMonth, on: date, *, came: Direction
) -> bool:
    """Whether an alert that came goes: once the variance to date lies within the tolerance.

    It came by two months, or by twice the tolerance; that it would not come again is not enough.
    """
    return _passed(volume, delivered_by_month, on, volume.tolerance) is not came


def _direction(volume: Volume, delivered_by_month: DeliveredByMonth, on: date) -> Direction | None:
    at_once = _passed(volume, delivered_by_month, on, 2 * volume.tolerance)
    if at_once is not None:
        return at_once
    passed = [
        _passed(volume, delivered_by_month, month_end, volume.tolerance)
        for month_end in _last_two_month_ends(volume, on)
    ]
    return passed[0] if len(passed) == 2 and passed[0] is passed[1] else None


def _passed(
    volume: Volume, delivered_by_month: DeliveredByMonth, on: date, tolerance: float
) -> Direction | None:
    expected = expected_to_date(volume, on)
    if expected < FEWEST_EXPECTED - _SLACK:
        return None
    variance = delivered_to_date(volume, delivered_by_month, on) / expected - 1
    if abs(variance) <= tolerance + _SLACK:
        return None
    return Direction.OVER if variance > 0 else Direction.UNDER


def _last_two_month_ends(volume: Volume, on: date) -> Iterator[date]:
    """Ends of calendar months, and of the period, within it and not after `on`."""
    day, found = min(on, volume.last), 0
    while day >= volume.first and found < 2:
        if day == volume.last or (day + timedelta(days=1)).day == 1:
            found += 1
            yield day
        day = day.replace(day=1) - timedelta(days=1)


def _weeks_said(weeks: float) -> str:
    whole = round(weeks)
    return f"about {whole} week{'' if whole == 1 else 's'}" if whole else "less than a week"
