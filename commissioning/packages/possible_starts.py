"""The days on which somebody may begin, counted from the day of sentence (day 0)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise
from typing import Final

from commissioning.timing.open_days import is_at_christmas

SATURDAY: Final = 6


def weekly_starts(
    weekday: int, sentenced_on: dt.date, *, horizon_days: int, bank_holidays: Collection[dt.date]
) -> tuple[int, ...]:
    """Every such weekday (ISO) after the day of sentence but bank holidays and Christmas week."""
    return tuple(
        number
        for number, day in _days(sentenced_on, horizon_days)
        if day.isoweekday() == weekday and _is_open(day, bank_holidays)
    )


def working_day_starts(
    sentenced_on: dt.date, *, horizon_days: int, bank_holidays: Collection[dt.date]
) -> tuple[int, ...]:
    """Monday to Friday after the day of sentence but bank holidays and Christmas week."""
    return tuple(
        number
        for number, day in _days(sentenced_on, horizon_days)
        if day.isoweekday() < SATURDAY and _is_open(day, bank_holidays)
    )


def any_day_starts(horizon_days: int) -> tuple[int, ...]:
    """Every day, that of the sentence too: a bed is taken on any day of the year."""
    return tuple(range(horizon_days + 1))


def group_starts(
    planned: Sequence[dt.date], sentenced_on: dt.date, *, horizon_days: int
) -> tuple[int, ...]:
    """Groups that are still to come, then more at the usual gap between those planned.

    With fewer than two groups planned the gap is not known, and none is added.
    """
    ordered = sorted(set(planned))
    days = [(day - sentenced_on).days for day in ordered]
    if len(days) > 1:
        gaps = sorted(later - earlier for earlier, later in pairwise(days))
        gap = gaps[len(gaps) // 2]
        days.extend(range(days[-1] + gap, horizon_days + 1, gap))
    return tuple(day for day in days if 0 < day <= horizon_days)


def _days(sentenced_on: dt.date, horizon_days: int) -> Iterator[tuple[int, dt.date]]:
    return (
        (number, sentenced_on + dt.timedelta(days=number)) for number in range(1, horizon_days + 1)
    )


def _is_open(day: dt.date, bank_holidays: Collection[dt.date]) -> bool:
    return day not in bank_holidays and not is_at_christmas(day.toordinal())
