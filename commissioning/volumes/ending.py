"""The one rule of when nothing more is used of what was bought."""

from __future__ import annotations

from datetime import date, timedelta


def last_day(ends_on: date | None, closed_on: date | None, *, today: date) -> date | None:
    """The last day of the agreement or of the line, whichever was first; None: neither is over.

    `ends_on` is the last day of the agreement, `closed_on` the first day without the line.
    """
    before_closing = None if closed_on is None else closed_on - timedelta(days=1)
    over = [day for day in (ends_on, before_closing) if day is not None and day < today]
    return min(over, default=None)
