"""The days on which tests happen."""

from __future__ import annotations

import datetime as dt

NOW = dt.datetime(2027, 3, 2, 9, 30, tzinfo=dt.UTC)
"""The Tuesday morning on which most tests happen."""

TODAY = NOW.date()
OPENED = dt.date(2025, 4, 1)
AREAS_FROM = dt.date(2021, 6, 26)


def day(number: int) -> dt.date:
    """So many days after today, before it where negative."""
    return TODAY + dt.timedelta(days=number)


def moment(number: int, hour: int = 9) -> dt.datetime:
    return dt.datetime.combine(day(number), dt.time(hour, 30), dt.UTC)
