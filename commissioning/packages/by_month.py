"""What is restricted, blurred to its month before anything is worked out from it.

Of a restricted service the public may know programme, area and month. A plan made from its exact
days, or from its chances, would betray them by the dates of other parts, so that a plan knows only
the last day of the likely month.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from commissioning.forecasting.start_days import StartDays


def last_day_of_month(day: dt.date) -> dt.date:
    following = (day.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
    return following - dt.timedelta(days=1)


def by_month(days: Iterable[int], sentenced_on: dt.date) -> tuple[int, ...]:
    """The last days of the months in which any of the days lie, each once, in order."""
    return tuple(sorted({_month_end(day, sentenced_on) for day in days}))


def likely_month(turn: StartDays, sentenced_on: dt.date) -> StartDays:
    """As if everybody started on the last day of the likely month, or nobody ever.

    Chances at the end of each month would still differ with the day within it.
    """
    likely = turn.day_reached(0.5, order_days=turn.horizon_days)
    days = () if likely is None else (_month_end(likely, sentenced_on),)
    return replace(turn, days=days, cumulative=(1.0,) * len(days))


def _month_end(day: int, sentenced_on: dt.date) -> int:
    return (last_day_of_month(sentenced_on + dt.timedelta(days=day)) - sentenced_on).days
