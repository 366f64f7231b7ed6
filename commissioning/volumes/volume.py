"""A commissioned volume as a value: how many, in which period, spread how, varied when."""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from commissioning.errors import CommissioningError

MONTHS_IN_YEAR = 12
USUAL_TOLERANCE = 0.10

_SLACK = 1e-6


class ImpossibleVolume(CommissioningError, ValueError):
    """A volume or its deliveries that could not have been agreed or counted."""


class Profile(StrEnum):
    """An even spread of the volume over its period."""

    BY_DAYS = "by_days"
    BY_MONTH = "by_month"
    """Each month alike, however long; even by days within a month."""


def units_told(units: float) -> str:
    """What was bought, as every page writes it: one decimal where it is no whole number."""
    return f"{units:,.1f}".removesuffix(".0")


@dataclass(frozen=True, slots=True)
class Volume:
    """What was bought, from the first to the last day of `period`, both inclusive.

    `profile` is even, or twelve monthly or four quarterly weights summing to 1 over a period of
    exactly twelve months; months count from the period's first day. `tolerance` is a share.
    `segments` are variations in order: from this day the volume runs at the rate that would make
    this quantity over the whole period.
    """

    period: tuple[date, date]
    quantity: float
    unit: str = "start"
    profile: Profile | Sequence[float] = Profile.BY_DAYS
    tolerance: float = USUAL_TOLERANCE
    segments: Sequence[tuple[date, float]] = ()

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ImpossibleVolume("The period of a volume cannot end before it begins.")
        if min(self.quantity, self.tolerance, *(quantity for _, quantity in self.segments)) < 0:
            raise ImpossibleVolume("Quantities and tolerance must be 0 or more.")
        if any(later <= earlier for (earlier, _), (later, _) in pairwise(self.segments)):
            raise ImpossibleVolume("Variations must be in order, one to a day.")
        if not isinstance(self.profile, str):
            self._refuse_weights(self.profile)

    @property
    def first(self) -> date:
        """First day on which deliveries count."""
        return self.period[0]

    @property
    def last(self) -> date:
        """Last day on which deliveries count."""
        return self.period[1]

    @property
    def days(self) -> int:
        """Length of the period."""
        return (self.last - self.first).days + 1

    @property
    def total(self) -> float:
        """The period's volume: the day-weighted sum of its segments."""
        if not self.segments:
            return self.quantity
        return sum(amount for _, _, amount in self._amounts())

    def elapsed(self, on: date) -> int:
        """Days of the period gone by the end of `on`: 0 before it, all of them after it."""
        return min(max((on - self.first).days + 1, 0), self.days)

    def expected_after(self, days: int) -> float:
        """How much should have been delivered by the end of that day of the period.

        A segment's day-weighted amount is spread over its own days in the profile's shape, so
        that the whole comes to `total`; by days where the profile gives those days no weight.
        """
        if not self.segments:
            return self.quantity * self.share_by_profile(days)
        return sum(
            amount * self._share_of_segment(begin, end, days)
            for begin, end, amount in self._amounts()
        )

    def share_by_profile(self, days: int) -> float:
        """Share of the profile gone after so many days, variations apart."""
        return _shares(*self.period, _as_key(self.profile))[min(days, self.days)]

    def share_by_months(self, days: int) -> float:
        """Share of the period's months gone, a month begun counting by its days."""
        return _shares(*self.period, Profile.BY_MONTH)[min(days, self.days)]

    def _amounts(self) -> Iterator[tuple[int, int, float]]:
        """First day counted from 0, day after the last, and quantity of each segment."""
        starts = [(0, self.quantity)] + [
            (self.elapsed(since - timedelta(days=1)), quantity) for since, quantity in self.segments
        ]
        ends = [begin for begin, _ in starts[1:]] + [self.days]
        for (begin, quantity), end in zip(starts, ends, strict=True):
            yield begin, end, quantity * (end - begin) / self.days

    def _share_of_segment(self, begin: int, end: int, days: int) -> float:
        days = min(max(days, begin), end)
        if days == begin:
            return 0.0
        before, within = self.share_by_profile(begin), self.share_by_profile(end)
        if within - before <= _SLACK:
            return (days - begin) / (end - begin)
        return (self.share_by_profile(days) - before) / (within - before)

    def _refuse_weights(self, weights: Sequence[float]) -> None:
        if len(weights) not in (4, MONTHS_IN_YEAR) or min(weights) < 0:
            raise ImpossibleVolume("Give twelve monthly or four quarterly weights, none below 0.")
        if abs(sum(weights) - 1) > _SLACK:
            raise ImpossibleVolume(f"The weights must sum to 1, not {sum(weights):g}.")
        if _months_after(self.first, MONTHS_IN_YEAR) != self.last + timedelta(days=1):
            raise ImpossibleVolume("Weights need a period of exactly twelve months.")


ProfileKey = Profile | tuple[float, ...]


def _as_key(profile: Profile | Sequence[float]) -> ProfileKey:
    return profile if isinstance(profile, Profile) else tuple(profile)


@lru_cache(maxsize=256)
def _shares(first: date, last: date, profile: ProfileKey) -> tuple[float, ...]:
    """Share of the profile gone after so many days of the period, from 0 days to all of them.

    Many volumes have one period and one profile: their shares are summed once.
    """
    gone, shares = 0.0, [0.0]
    for days, weight in _blocks(first, last, profile):
        shares += [gone + weight * day / days for day in range(1, days)]
        gone += weight
        shares.append(gone)
    shares[-1] = 1.0
    return tuple(shares)


def _blocks(first: date, last: date, profile: ProfileKey) -> list[tuple[int, float]]:
    """The profile as stretches of days with the weight of each."""
    if profile == Profile.BY_DAYS:
        return [((last - first).days + 1, 1.0)]
    months = list(_months(first, last))
    if isinstance(profile, str):
        return months
    size = MONTHS_IN_YEAR // len(profile)
    return [
        (sum(days for days, _ in months[place * size : (place + 1) * size]), weight)
        for place, weight in enumerate(profile)
    ]


def _months(first: date, last: date) -> Iterator[tuple[int, float]]:
    """Days of each month of the period with its share of an even spread."""
    begins = [first]
    while begins[-1] <= last:
        begins.append(_months_after(first, len(begins)))
    counted = [
        ((min(end, last + timedelta(days=1)) - begin).days, (end - begin).days)
        for begin, end in pairwise(begins)
    ]
    whole = sum(inside / full for inside, full in counted)
    for inside, full in counted:
        yield inside, inside / full / whole


def _months_after(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, MONTHS_IN_YEAR)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
