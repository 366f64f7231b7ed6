"""The account of a volume on a day: each figure once, in the words that every page prints."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from math import ceil, floor

from commissioning.volumes.alerts import Alert, Direction, alert, is_back_inside
from commissioning.volumes.money import Price, pounds_between
from commissioning.volumes.position import (
    DeliveredByMonth,
    Outturn,
    Position,
    delivered_of,
    delivered_to_date,
    exhausted_on,
    expected_to_date,
    outturn,
    position,
)
from commissioning.volumes.volume import Volume
from directory.clock import day_in_words

_SLACK = 1e-6


@dataclass(frozen=True, slots=True)
class AlertSpell:
    """From the month in which an alert came to the month in which it was gone; None: it stands."""

    direction: Direction
    came: date
    went: date | None

    def in_words(self) -> str:
        came = f"{self.direction.value.capitalize()} what was expected since {self.came:%B %Y}"
        return came if self.went is None else f"{came}, no longer in {self.went:%B %Y}"


@dataclass(frozen=True, slots=True)
class VolumeAccount:
    """`on` is the last day that the counts cover. `price` None: no money is told at all."""

    volume: Volume
    on: date
    position: Position
    expected_to_date: float
    outturn: Outturn
    exhausted_on: date | None
    alert: Alert | None
    price: Price | None = None

    @property
    def is_final(self) -> bool:
        return self.on >= self.volume.last

    @property
    def variance_to_date(self) -> float:
        """Delivered less expected to date: neither side is good or bad."""
        return self.position.delivered - self.expected_to_date

    @property
    def unfunded(self) -> tuple[int, int]:
        """Units beyond the volume by the end of the period, the fewest and the most."""
        if self.is_final:
            return (round(self.position.over_by),) * 2
        return _whole(self.outturn.low - self.volume.total, self.outturn.high - self.volume.total)

    @property
    def unfunded_cost(self) -> tuple[Decimal, Decimal] | None:
        """What those come to by their bands, nothing above the cap; None where no price is known
        or none may be needed."""
        fewest, most = self.unfunded
        if self.price is None or not most:
            return None
        total, price = self.volume.total, self.price
        least, at_most = (pounds_between(total, total, total + n, price) for n in (fewest, most))
        return least, at_most

    def in_words(self) -> dict[str, str]:
        """Each figure under its name; money only where a price is known."""
        told = {
            "Bought": self._bought(),
            "To date": self._to_date(),
            "Expected to date": self._number(self.expected_to_date),
            "Variance": self._variance(),
            "Share of what was bought": self._share(),
            "Outturn": self._outturn(),
            "Exhausted on": self._exhausted_on(),
            "Not funded": self._not_funded(),
        }
        cost = self._cost()
        return told if cost is None else {**told, "Cost of what is not funded": cost}

    def _bought(self) -> str:
        first, last = (day_in_words(day) for day in self.volume.period)
        return f"{self._units(self.position.commissioned)} from {first} to {last}"

    def _to_date(self) -> str:
        return f"{self._units(self.position.delivered)} by {day_in_words(self.on)}"

    def _variance(self) -> str:
        by = self.variance_to_date
        if round(by) == 0:
            return "as expected"
        side = "more" if by > 0 else "fewer"
        share = abs(by) / self.expected_to_date if self.expected_to_date > 0 else None
        percent = "" if share is None else f" ({_percent(share)})"
        return f"{abs(by):,.0f} {side} than expected to date{percent}"

    def _share(self) -> str:
        share = self.position.utilisation
        if share is None:
            return "nothing was bought"
        over = round(self.position.over_by)
        return _percent(share) + (f", over by {over:,}" if over else "")

    def _outturn(self) -> str:
        if self.is_final:
            return f"{self._units(self.position.delivered)}, final"
        low, high = floor(self.outturn.low + _SLACK), ceil(self.outturn.high - _SLACK)
        return f"between {low:,} and {high:,} {self._plural} by {day_in_words(self.volume.last)}"

    def _exhausted_on(self) -> str:
        if self.exhausted_on is None:
            return f"lasts until {day_in_words(self.volume.last)}"
        expected = "" if self.exhausted_on <= self.on else ", expected"
        return day_in_words(self.exhausted_on) + expected

    def _not_funded(self) -> str:
        fewest, most = self.unfunded
        if not most:
            return f"no {self._plural}"
        return self._units(most) if fewest == most else f"{fewest:,} to {most:,} {self._plural}"

    def _cost(self) -> str | None:
        cost = self.unfunded_cost
        if cost is None:
            return None
        least, most = cost
        if least == most:
            return _pounds(most)
        return f"up to {_pounds(most)}" if not least else f"{_pounds(least)} to {_pounds(most)}"

    def _units(self, number: float) -> str:
        return f"{self._number(number)} {self.volume.unit if number == 1 else self._plural}"

    def _number(self, number: float) -> str:
        return f"{number:,.0f}" if abs(number - round(number)) < _SLACK else f"about {number:,.0f}"

    @property
    def _plural(self) -> str:
        return f"{self.volume.unit}s"


def volume_account(
    volume: Volume,
    delivered_by_month: DeliveredByMonth,
    on: date,
    *,
    price: Price | None = None,
) -> VolumeAccount:
    """Everything that is told of a volume by the end of `on`."""
    on, delivered_by_month = min(on, volume.last), delivered_of(volume, delivered_by_month)
    return VolumeAccount(
        volume,
        on,
        position(volume.total, delivered_to_date(volume, delivered_by_month, on)),
        expected_to_date(volume, on),
        outturn(volume, delivered_by_month, on),
        exhausted_on(volume, delivered_by_month, on),
        alert(volume, delivered_by_month, on, price=price),
        price,
    )


def alert_spells(
    volume: Volume, delivered_by_month: DeliveredByMonth, on: date
) -> tuple[AlertSpell, ...]:
    """The alerts of the period so far, looked at after each whole month.

    One goes only once the variance to date is back inside the tolerance.
    """
    spells: list[AlertSpell] = []
    standing: AlertSpell | None = None
    for month_end in _month_ends(volume, on):
        raised = alert(volume, delivered_by_month, month_end)
        direction = raised.direction if raised else None
        if direction is None and standing is not None:
            came = standing.direction
            inside = is_back_inside(volume, delivered_by_month, month_end, came=came)
            direction = None if inside else came
        if standing and standing.direction is not direction:
            spells.append(AlertSpell(standing.direction, standing.came, month_end))
            standing = None
        if direction and standing is None:
            standing = AlertSpell(direction, month_end, None)
    return (*spells, standing) if standing else tuple(spells)


def _month_ends(volume: Volume, on: date) -> Iterator[date]:
    day = volume.first
    while day <= min(on, volume.last):
        if day == volume.last or (day + timedelta(days=1)).day == 1:
            yield day
        day += timedelta(days=1)


def _whole(low: float, high: float) -> tuple[int, int]:
    return max(0, floor(low + _SLACK)), max(0, ceil(high - _SLACK))


def _percent(share: float) -> str:
    return f"{100 * share:,.1f}".removesuffix(".0") + "%"


def _pounds(amount: Decimal) -> str:
    return f"£{amount:,.2f}"
