"""Where a commissioned volume stands, and where it is heading.

Referred, accepted, started and completed are separate counters: compare like with like. What was
delivered is given by month, either {any day of the month: count} or a sequence of counts from the
period's first calendar month on. A month's count is spread evenly over its days, as far as they
lie within the period and not after `on`; months outside the period do not count. `on` is the last
day that the counts cover: asked about a later day they would look like a standstill.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from math import sqrt

from commissioning.volumes.volume import ImpossibleVolume, Volume


@dataclass(frozen=True, slots=True)
class Delivered:
    """Counts by stretches of the period's days: first, day after the last, how many.

    Whoever asks several things of the same counts gives them so, sorted once.
    """

    months: tuple[tuple[int, int, float], ...]

    def by(self, elapsed: int) -> float:
        """All of the months that began within so many days."""
        return sum([count for begin, _, count in self.months if begin < elapsed])

    def after(self, days: int, *, elapsed: int) -> float:
        """Delivered by the end of that day, of what is counted up to `elapsed`."""
        return sum(
            count * min(days - begin, min(end, elapsed) - begin) / (min(end, elapsed) - begin)
            for begin, end, count in self.months
            if begin < days
        )


DeliveredByMonth = Mapping[date, float] | Sequence[float] | Delivered

DEVIATIONS = 1.96  # 95 in 100, for a Poisson count taken as normal

_SLACK = 1e-9


@dataclass(frozen=True, slots=True)
class Position:
    """What was delivered beside what was commissioned, in the same unit."""

    commissioned: float
    delivered: float

    @property
    def utilisation(self) -> float | None:
        """Delivered per commissioned; None is activity without commissioned capacity."""
        return self.delivered / self.commissioned if self.commissioned else None

    @property
    def variance(self) -> float:
        """Delivered less commissioned: below 0 is capacity not used."""
        return self.delivered - self.commissioned

    @property
    def over_by(self) -> float:
        """How many more than were commissioned, never below 0."""
        return max(0, self.variance)


@dataclass(frozen=True, slots=True)
class Outturn:
    """Four projections of the period's total, and the range around them.

    Straight lines by days and by months, the pace so far on the profile (`seasonal`), and to date
    plus what the profile still expects (`residual`). None before anything could have happened.
    `low` and `high` are the least and the most of the four, widened by the Poisson interval of
    what is still expected; never less than is already delivered.
    """

    by_days: float | None
    by_months: float | None
    seasonal: float | None
    residual: float
    low: float
    high: float


def position(commissioned: float, delivered: float) -> Position:
    """Where delivery stands against the volume of the same period."""
    if not (commissioned >= 0 and delivered >= 0):
        raise ImpossibleVolume("Commissioned and delivered must be 0 or more.")
    return Position(commissioned, delivered)


def expected_to_date(volume: Volume, on: date) -> float:
    """What the profile expects by the end of `on`, variations applying from their date."""
    return volume.expected_after(volume.elapsed(on))


def delivered_to_date(volume: Volume, delivered_by_month: DeliveredByMonth, on: date) -> float:
    """Delivered within the period by the end of `on`; months that begin later do not count."""
    return delivered_of(volume, delivered_by_month).by(volume.elapsed(on))


def delivered_of(volume: Volume, delivered_by_month: DeliveredByMonth) -> Delivered:
    """The counts as far as they lie within the volume's period."""
    if isinstance(delivered_by_month, Delivered):
        return delivered_by_month
    stretches = _stretches(*volume.period)
    months = [
        (*stretches[month], count)
        for month, count in _counts(volume, delivered_by_month).items()
        if month in stretches
    ]
    return Delivered(tuple(sorted(months)))


def outturn(volume: Volume, delivered_by_month: DeliveredByMonth, on: date) -> Outturn:
    """The total that the period is heading for, as a range of four projections."""
    elapsed = volume.elapsed(on)
    to_date = delivered_to_date(volume, delivered_by_month, on)
    expected = volume.expected_after(elapsed)
    remaining = max(0.0, volume.total - expected)
    by_days = _projected(to_date, elapsed / volume.days)
    by_months = _projected(to_date, volume.share_by_months(elapsed))
    seasonal = _projected(to_date, volume.share_by_profile(elapsed))
    residual = to_date + remaining
    four = [figure for figure in (by_days, by_months, seasonal, residual) if figure is not None]
    spread = DEVIATIONS * sqrt(remaining)
    low = max(to_date, min(four) - spread)
    return Outturn(by_days, by_months, seasonal, residual, low, max(four) + spread)


def exhausted_on(volume: Volume, delivered_by_month: DeliveredByMonth, on: date) -> date | None:
    """First day on which the total passes the volume: a past day if it has, else projected.

    Beyond `on` the pace so far is carried on along the profile. None if the volume lasts,
    which includes being used to the last unit on the last day.
    """
    delivered, elapsed = delivered_of(volume, delivered_by_month), volume.elapsed(on)
    limit, to_date = volume.total * (1 + _SLACK), delivered.by(elapsed)
    share_gone = volume.share_by_profile(elapsed)

    def is_passed_after(days: int) -> bool:
        if days <= elapsed or share_gone <= 0:
            return delivered.after(days, elapsed=elapsed) > limit
        return to_date * volume.share_by_profile(days) / share_gone > limit

    days = range(1, volume.days + 1)
    place = bisect_left(days, True, key=is_passed_after)
    if place == len(days):
        return None
    return date.fromordinal(volume.first.toordinal() + place)


def last_unit_on(volume: Volume, delivered_by_month: DeliveredByMonth, on: date) -> date | None:
    """Latest day by which a volume used to its last unit, and not past it, was so.

    None where more or fewer were delivered by `on`, or it was so on the last day of the period.
    """
    delivered, elapsed = delivered_of(volume, delivered_by_month), volume.elapsed(on)
    slack = _SLACK * volume.total
    if not volume.total or abs(delivered.by(elapsed) - volume.total) > slack:
        return None
    days = max(
        min(end, elapsed) for begin, end, count in delivered.months if count and begin < elapsed
    )
    return date.fromordinal(volume.first.toordinal() + days - 1) if days < volume.days else None


@lru_cache(maxsize=256)
def _stretches(first: date, last: date) -> dict[date, tuple[int, int]]:
    """Under each calendar month of a period its first day of it and the day after its last."""
    found: dict[date, tuple[int, int]] = {}
    month, begin = first.replace(day=1), 0
    while month <= last:
        following = _next_month(month)
        end = min((following - first).days, (last - first).days + 1)
        found[month] = (begin, end)
        month, begin = following, end
    return found


def _counts(
    volume: Volume, delivered_by_month: Mapping[date, float] | Sequence[float]
) -> Mapping[date, float]:
    """Counts under the first day of their month."""
    counts: dict[date, float] = {}
    for day, count in _pairs(volume, delivered_by_month):
        if not count >= 0:
            raise ImpossibleVolume(f"Delivered in {day:%B %Y} must be 0 or more, not {count}.")
        month = day.replace(day=1)
        counts[month] = counts.get(month, 0) + count
    return counts


def _pairs(
    volume: Volume, delivered_by_month: Mapping[date, float] | Sequence[float]
) -> Sequence[tuple[date, float]]:
    if isinstance(delivered_by_month, Mapping):
        return list(delivered_by_month.items())
    months = [volume.first.replace(day=1)]
    while (following := _next_month(months[-1])) <= volume.last:
        months.append(following)
    if len(delivered_by_month) > len(months):
        raise ImpossibleVolume("There are more monthly counts than months in the period.")
    return list(zip(months, delivered_by_month, strict=False))


def _next_month(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _projected(to_date: float, share_gone: float) -> float | None:
    return to_date / share_gone if share_gone > 0 else None
