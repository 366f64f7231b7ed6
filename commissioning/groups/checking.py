"""What can be refused of a statement about a group without knowing its history."""

from __future__ import annotations

import datetime as dt
from typing import Final

from commissioning.groups.errors import GroupImpossible
from commissioning.groups.models import GroupStatus
from directory.clock import day_in_words, local_date

FARTHEST_START: Final = dt.timedelta(days=2 * 366)
"""Nobody plans a group further ahead: such a day is a slip of a digit."""


def refuse_impossible(
    current_start: dt.date,
    status: GroupStatus,
    places: int,
    started: int | None,
    *,
    at: dt.datetime,
) -> None:
    """Raise `GroupImpossible`; `at` is when the statement was recorded."""
    if places < 0:
        raise GroupImpossible("places", "A group must have 0 places or more.")
    if status is GroupStatus.RAN and current_start > local_date(at):
        raise GroupImpossible("status", "A group cannot have run before its first day.")
    if started is None:
        return
    if status is not GroupStatus.RAN:
        raise GroupImpossible("started", "People start a group only once it has run.")
    if started < 0:
        raise GroupImpossible("started", "The number of people who started must be 0 or more.")


def why_too_far(start: dt.date, status: GroupStatus, *, today: dt.date) -> str | None:
    """Of a group that is planned; what is said of one called off says nothing of its day."""
    if status is not GroupStatus.PLANNED or start - today <= FARTHEST_START:
        return None
    return (
        f"{day_in_words(start)} is more than two years from today: look at the year. State the"
        " group once its start is nearer."
    )


def refuse_too_far(field: str, start: dt.date, status: GroupStatus, *, at: dt.datetime) -> None:
    """Raises `GroupImpossible`."""
    why = why_too_far(start, status, today=local_date(at))
    if why is not None:
        raise GroupImpossible(field, why)
