"""Until when a date that was worked out may still be told."""

from __future__ import annotations

import datetime as dt
from typing import Final

OLDEST_DAYS: Final = 3
"""Over a weekend nobody may be there to start a worker that has stopped."""


def is_current(answered_on: dt.date | None, today: dt.date) -> bool:
    """Whether dates last worked out on `answered_on` may be told today.

    That is `LineFigures.answered_on`, not the `as_of` of the forecast: an answer that says the
    same as the day before keeps its older row. A later day than today comes from a clock that
    was wrong, so that nothing it says may be told.
    """
    return answered_on is not None and 0 <= (today - answered_on).days <= OLDEST_DAYS
