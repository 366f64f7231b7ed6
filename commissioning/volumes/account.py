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
    last_unit_on,
    outturn,
    position,
)
from commissioning.volumes.silence import Untold, months_of, told_to, untold_in_words
from commissioning.volumes.volume import Volume, units_told
from directory.clock import day_in_words

NOT_KNOWN = "not known"

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
    """`on` is the last day that the counts cover. `price` None: no money is told at all.

    Months that are `untold` count as `commissioning.volumes.silence` says; the one that has only
    begun is not named among them. `outturn` None is not known on their account; so is
    `exhausted_on` then, but for a day that has come already. `is_known`: whether anything was told
    of what was delivered. Of what has ended on its last day `ended_on` nothing is projected.
    `is_to_the_last`: all of it was delivered and nothing beyond, so that it is used up already.
    """

    volume: Volume
    on: date
    position: Position
    expected_to_date: float
    outturn: Outturn | None
    exhausted_on: date | None
    alert: Alert | None
    price: Price | None = None
    untold: Untold = ()
    is_known: bool = True
    ended_on: date | None = None
    is_to_the_last: bool = False

    @property
    def last(self) -> date:
        """Last day on which anything can be used of it."""
        return self.volume.last if self.ended_on is None else min(self.volume.last, self.ended_on)

    @property
    def is_whole(self) -> bool:
        """No month before the last that was told is silent."""
        return self.is_known and not any(month < self.on for month in self.untold)

    @property
    def months(self) -> tuple[date, ...]:
        """First days of those of the period that are over or told, in order."""
        last = max((*self.untold, *((self.on,) if self.is_known else ())), default=None)
        return () if last is None else tuple(months_of(self.volume.first, last))

    @property
    def has_gap(self) -> bool:
        """What was delivered to date is known as the least that it was."""
        return self.is_known and not self.is_whole

    @property
    def is_final(self) -> bool:
        return self.is_whole and self.on >= self.last

    @property
    def variance_to_date(self) -> float:
        """Delivered less expected to date: neither side is good or bad."""
        return self.position.delivered - self.expected_to_date

    @property
    def unfunded(self) -> tuple[int, int] | None:
        """Units beyond the volume by the end of the period, the fewest and the most.

        Of whole units on either side, so that they are the outturn as told less the volume.
        """
        if self.is_final:
            return (round(self.position.over_by),) * 2
        if self.outturn is None:
            return None
        low, high = floor(self.outturn.low + _SLACK), ceil(self.outturn.high - _SLACK)
        return _whole(low - self.volume.total, high - self.volume.total)

    @property
    def unfunded_cost(self) -> tuple[Decimal, Decimal] | None:
        """What those come to by their bands, nothing above the cap; None where no price or no
        outturn is known, or none may be needed."""
        units = self.unfunded
        if self.price is None or units is None or not units[1]:
            return None
        total, price = self.volume.total, self.price
        least, at_most = (pounds_between(total, total, total + beyond, price) for beyond in units)
        return least, at_most

    @property
    def is_used_up(self) -> bool:
        return self.exhausted_on is not None and self.exhausted_on <= self.on

    @property
    def is_used_up_before(self) -> bool:
        """`exhausted_on` is then the latest day on which it can have been used up."""
        return self.is_used_up and (self.has_gap or self.is_to_the_last)

    def runs_out_in_words(self, today: date) -> str:
        """What goes on after “What was bought”; "" where no day is known.

        A projected day that has come meanwhile was not told of by anybody.
        """
        if self.exhausted_on is None:
            return ""
        day = day_in_words(self.exhausted_on)
        if self.is_used_up:
            return f"was used up {'by' if self.is_used_up_before else 'on'} {day}"
        if self.exhausted_on < today:
            return f"may have run out about {day}, as nobody told since {day_in_words(self.on)}"
        return f"runs out about {day}"

    def in_words(self, today: date | None = None) -> dict[str, str]:
        """Each figure under its name; money only where a price is known.

        `today`: the day on which it is read, where that may be after `on`.
        """
        told = {
            "Bought": self._bought(),
            "To date": self._to_date(),
            "Expected to date": self._number(self.expected_to_date),
            "Variance": self._variance(),
            "Share of what was bought": self._share(),
            **self._what_follows(today or self.on),
            "Not funded": self._not_funded(),
        }
        cost = self._cost()
        return told if cost is None else {**told, "Cost of what is not funded": cost}

    def _what_follows(self, today: date) -> dict[str, str]:
        """After its end nothing does."""
        if self.ended_on is not None:
            return {"Ended": f"last day {day_in_words(self.ended_on)}, nothing more is used of it"}
        return {"Outturn": self._outturn(), "Exhausted on": self._exhausted_on(today)}

    def _bought(self) -> str:
        first, last = (day_in_words(day) for day in self.volume.period)
        bought = self.position.commissioned
        unit = self.volume.unit if bought == 1 else self._plural
        return f"{units_told(bought)} {unit} from {first} to {last}"

    def _to_date(self) -> str:
        if not self.is_known:
            return NOT_KNOWN
        least = "at least " if self.has_gap else ""
        return f"{least}{self._units(self.position.delivered)} by {day_in_words(self.on)}"

    def _variance(self) -> str:
        if not self.is_whole:
            return NOT_KNOWN
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
        if not self.is_known:
            return NOT_KNOWN
        over = round(self.position.over_by)
        told = _percent(share) + (f", over by {over:,}" if over else "")
        return f"at least {told}" if self.has_gap else told

    def _outturn(self) -> str:
        if self.outturn is None:
            return f"{NOT_KNOWN}: {self.why_not_known}"
        if self.is_final:
            return f"{self._units(self.position.delivered)}, final"
        low, high = floor(self.outturn.low + _SLACK), ceil(self.outturn.high - _SLACK)
        return f"between {low:,} and {high:,} {self._plural} by {day_in_words(self.volume.last)}"

    @property
    def why_not_known(self) -> str:
        """Of months that nobody told, as a clause."""
        months = untold_in_words(self.untold)
        return f"nobody told what was delivered in {months}" if months else "nothing was told yet"

    def _exhausted_on(self, today: date) -> str:
        if self.exhausted_on is None:
            if self.outturn is None:
                return NOT_KNOWN
            return f"lasts until {day_in_words(self.volume.last)}"
        day = day_in_words(self.exhausted_on)
        if not self.is_used_up and self.exhausted_on < today:
            return self.runs_out_in_words(today)
        if not self.is_used_up:
            return f"{day}, expected"
        return f"by {day}" if self.is_used_up_before else day

    def _not_funded(self) -> str:
        if self.unfunded is None:
            return NOT_KNOWN
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
    untold: Untold = (),
    ended_on: date | None = None,
) -> VolumeAccount:
    """Everything that is told of a volume by the end of `on`; nobody told of months `untold`.

    `ended_on` as `commissioning.volumes.ending` says: all is told as on that day. Months are counts
    of whole ones, so whoever asks leaves out what is dated after it.
    """
    end = volume.last if ended_on is None else min(volume.last, ended_on)
    on, delivered_by_month = min(on, end), delivered_of(volume, delivered_by_month)
    untold = tuple(month for month in untold if month <= end)
    last = told_to(on, untold)
    over = tuple(month for month in untold if _is_over(month, on) or on == end)
    is_known = last >= volume.first
    on = last if is_known else on
    is_whole = is_known and not any(month < on for month in untold)
    goes_on = ended_on is None
    to_the_last = last_unit_on(volume, delivered_by_month, on)
    used_up = to_the_last or exhausted_on(volume, delivered_by_month, on)
    return VolumeAccount(
        volume,
        on,
        position(volume.total, delivered_to_date(volume, delivered_by_month, on)),
        expected_to_date(volume, on),
        outturn(volume, delivered_by_month, on) if is_whole and goes_on else None,
        used_up if goes_on and (is_whole or (used_up is not None and used_up <= on)) else None,
        _alert(volume, delivered_by_month, on, price, is_whole=is_whole) if goes_on else None,
        price,
        over,
        is_known,
        ended_on,
        is_to_the_last=to_the_last is not None,
    )


def _is_over(month: date, on: date) -> bool:
    return month < (on + timedelta(days=1)).replace(day=1)


def _alert(
    volume: Volume,
    delivered_by_month: DeliveredByMonth,
    on: date,
    price: Price | None,
    *,
    is_whole: bool,
) -> Alert | None:
    """Too many are too many whatever is silent; too few are none of which months are."""
    raised = alert(volume, delivered_by_month, on, price=price)
    if is_whole or raised is None or raised.direction is Direction.OVER:
        return raised
    return None


def alert_spells(
    volume: Volume,
    delivered_by_month: DeliveredByMonth,
    on: date,
    untold: Untold = (),
    ended_on: date | None = None,
) -> tuple[AlertSpell, ...]:
    """The alerts of the period as far as it was told, looked at after each whole month.

    One goes only once the variance to date is back inside the tolerance, or with the end. Of too
    few none comes once a month was silent.
    """
    on = on if ended_on is None else min(on, ended_on)
    spells: list[AlertSpell] = []
    standing: AlertSpell | None = None
    for month_end in _month_ends(volume, told_to(min(on, volume.last), untold)):
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
            standing = AlertSpell(direction, month_end, ended_on)
    return tuple(
        spell
        for spell in ((*spells, standing) if standing else spells)
        if spell.direction is Direction.OVER or not untold or spell.came < untold[0]
    )


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
