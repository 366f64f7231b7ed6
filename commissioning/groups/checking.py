"""What can be refused of a statement about a group without knowing its history."""

from __future__ import annotations

import datetime as dt

from commissioning.groups.errors import GroupImpossible
from commissioning.groups.models import GroupStatus
from directory.clock import local_date


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
