"""How many of a line's cases that ended in the last twelve months were completed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

RECENT_DAYS = 365
ENDED_WELL = ("completed",)
ENDED_EARLY = ("dropped_out", "breached")

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RecentCases:
    """`ended` counts the completed and those who stopped after starting."""

    completed: int = 0
    ended: int = 0


def recent_cases(document: Mapping[str, Any], *, as_of: dt.date) -> RecentCases:
    """From the records of a forecast document."""
    since = (as_of - dt.timedelta(days=RECENT_DAYS)).isoformat()
    completed = _ended(document["referrals"], since, ENDED_WELL)
    return RecentCases(completed, completed + _ended(document["referrals"], since, ENDED_EARLY))


def _ended(records: Iterable[Record], since: str, statuses: tuple[str, ...]) -> int:
    return sum(
        1
        for record in records
        if record["status"] in statuses and record["ended"] and record["ended"] > since
    )
