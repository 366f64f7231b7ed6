"""How long people waited, and how many finished, among a line's cases of the last twelve months."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from commissioning.waiting.clock import Outcome
from commissioning.waiting.curves import is_publishable, starting_curve

RECENT_DAYS = 365
ENDED_WELL = "completed"
ENDED_EARLY = ("dropped_out", "breached")

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RecentCases:
    """`median_wait_days` counts those still waiting and those who never start.

    It is None where half never start, or where fewer than 8 started or left or
    fewer than 10 were referred; `wait_people` is then still the number referred.
    """

    median_wait_days: int | None
    wait_people: int
    completed: int
    ended: int

    @classmethod
    def none(cls) -> RecentCases:
        return cls(None, 0, 0, 0)


def recent_cases(document: Mapping[str, Any], *, as_of: dt.date) -> RecentCases:
    """From the records of a forecast document."""
    since = (as_of - dt.timedelta(days=RECENT_DAYS)).isoformat()
    records = document["referrals"]
    referred = [record for record in records if record["received"] > since]
    completed = _ended(records, since, (ENDED_WELL,))
    return RecentCases(
        median_wait_days=_median_wait(referred, as_of),
        wait_people=len(referred),
        completed=completed,
        ended=completed + _ended(records, since, ENDED_EARLY),
    )


def _ended(records: Iterable[Record], since: str, statuses: tuple[str, ...]) -> int:
    return sum(
        1
        for record in records
        if record["status"] in statuses and record["ended"] and record["ended"] > since
    )


def _median_wait(referred: list[Record], as_of: dt.date) -> int | None:
    waits = [_wait(record, as_of) for record in referred if not _is_contradictory(record)]
    if not waits:
        return None
    curve = starting_curve([days for days, _ in waits], [outcome for _, outcome in waits])
    return curve.median_time_to_start() if is_publishable(curve) else None


def _wait(record: Record, as_of: dt.date) -> tuple[int, Outcome]:
    received = dt.date.fromisoformat(record["received"])
    if record["started"]:
        return (dt.date.fromisoformat(record["started"]) - received).days, Outcome.STARTED
    if record["withdrawn"]:
        return (dt.date.fromisoformat(record["withdrawn"]) - received).days, Outcome.LEFT
    return (as_of - received).days, Outcome.WAITING


def _is_contradictory(record: Record) -> bool:
    """Put aside here as the forecast puts it aside: an end of the wait before its beginning."""
    ends = [day for day in (record["started"], record["withdrawn"]) if day]
    return len(ends) > 1 or any(day < record["received"] for day in ends)
