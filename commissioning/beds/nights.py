"""Which beds are free on which night. A night is told by the day on which it begins.

| who stays from 3 to 10 March | bed |
|---|---|
| the nights of 3 to 9 March | taken: the night of the 9th is the last |
| so many turnaround days from 10 March on | being made ready |
| after those | free |
| somebody who has not gone on 10 March | taken until they go, or until the day that was given |

A bed that is out of service is out on the first and the last day told, both counted.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

ONE_DAY = dt.timedelta(days=1)


class BedState(enum.StrEnum):
    FREE = "free"
    TAKEN = "taken"
    OVERSTAYED = "overstayed"
    TURNAROUND = "being made ready"
    OUT_OF_SERVICE = "out of service"
    NOT_THERE = "not in use"


@dataclass(frozen=True, slots=True)
class Stay:
    """`leaves_on` is planned, `left_on` what happened; `overstays_until` is the day by which
    somebody who stays on is to go. The night of the day on which one goes is not theirs."""

    from_date: dt.date
    leaves_on: dt.date
    left_on: dt.date | None = None
    overstays_until: dt.date | None = None

    def gone_on(self, today: dt.date) -> dt.date:
        """The day on which the bed is empty again, as far as known on `today`.

        Nobody who has not gone is gone, whatever was planned.
        """
        if self.left_on is not None:
            return self.left_on
        planned = max(self.leaves_on, self.overstays_until or self.leaves_on)
        return max(planned, today + ONE_DAY) if planned <= today else planned

    def has(self, night: dt.date, today: dt.date) -> bool:
        return self.from_date <= night < self.gone_on(today)

    def is_over_on(self, night: dt.date) -> bool:
        """Past the day that was planned first."""
        return night >= self.leaves_on


@dataclass(frozen=True, slots=True)
class OutOfService:
    from_date: dt.date
    to_date: dt.date | None

    def holds(self, night: dt.date) -> bool:
        return self.from_date <= night and (self.to_date is None or night <= self.to_date)


@dataclass(frozen=True, slots=True)
class BedRecord:
    """Since when it is there, and from which day on it is there no more."""

    opened_on: dt.date
    closed_on: dt.date | None = None
    turnaround_days: int = 0
    stays: tuple[Stay, ...] = ()
    outages: tuple[OutOfService, ...] = ()

    def state_on(self, night: dt.date, today: dt.date) -> BedState:
        """Who sleeps there comes before what is wrong with the bed."""
        if night < self.opened_on or (self.closed_on is not None and night >= self.closed_on):
            return BedState.NOT_THERE
        for stay in self.stays:
            if stay.has(night, today):
                return BedState.OVERSTAYED if stay.is_over_on(night) else BedState.TAKEN
        if any(outage.holds(night) for outage in self.outages):
            return BedState.OUT_OF_SERVICE
        if any(self._is_made_ready(stay, night, today) for stay in self.stays):
            return BedState.TURNAROUND
        return BedState.FREE

    def free_from(self, today: dt.date, *, within_days: int = 366) -> dt.date | None:
        """The first night that is free, None where none is within a year."""
        nights = (today + dt.timedelta(days=number) for number in range(within_days))
        return next((day for day in nights if self.state_on(day, today) is BedState.FREE), None)

    def clashes(self, stay: Stay, today: dt.date) -> bool:
        """With another stay, with what makes the bed ready after one, or with its own days."""
        nights = (stay.leaves_on - stay.from_date).days
        return any(
            self.state_on(stay.from_date + dt.timedelta(days=number), today) is not BedState.FREE
            for number in range(nights)
        ) or any(other.from_date >= stay.from_date and other.from_date < self._ready(stay)
                 for other in self.stays)  # fmt: skip

    def _is_made_ready(self, stay: Stay, night: dt.date, today: dt.date) -> bool:
        gone = stay.gone_on(today)
        return gone <= night < gone + dt.timedelta(days=self.turnaround_days)

    def _ready(self, stay: Stay) -> dt.date:
        return stay.leaves_on + dt.timedelta(days=self.turnaround_days)


def vacancies(beds: Iterable[BedRecord], night: dt.date, today: dt.date) -> int:
    """How many beds somebody could sleep in that night."""
    return sum(bed.state_on(night, today) is BedState.FREE for bed in beds)


def vacancies_ahead(
    beds: Sequence[BedRecord], today: dt.date, *, days: int
) -> tuple[tuple[dt.date, int], ...]:
    """By night, where the number changes: today's first."""
    found: list[tuple[dt.date, int]] = []
    for number in range(days):
        night = today + dt.timedelta(days=number)
        free = vacancies(beds, night, today)
        if not found or found[-1][1] != free:
            found.append((night, free))
    return tuple(found)
