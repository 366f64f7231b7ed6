"""Silence is answered by rule: which steps are to be taken today, of those of `silence.csv`."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

from commissioning.calendar import ONE_DAY, WorkingCalendar
from commissioning.moves.due_move import DueMove
from commissioning.moves.stages import FOLDER, DueParty
from directory.rules.tables import rows_of

WARNED_FOR: Final = 2
"""Working days that pass between telling whoever holds the agreement and a return."""


class SilenceStep(enum.StrEnum):
    REMINDED = "reminded"
    SENDER_TOLD = "sender_told"
    ESCALATED = "escalated"
    RETURNED = "returned"


@cache
def days_of_steps() -> Mapping[SilenceStep, int]:
    """Working days after the last day to act, before it below 0; in the order of the steps."""
    rows = rows_of("silence.csv", folder=FOLDER)
    return MappingProxyType({SilenceStep(row["step"]): int(row["working_days"]) for row in rows})


def step_falls_on(step: SilenceStep, by: dt.date, calendar: WorkingCalendar) -> dt.date:
    """Raises `HolidaysNotPublished`."""
    days = days_of_steps()[step]
    if days >= 0:
        return calendar.add_working_days(by, days)
    for _ in range(-days):
        by -= ONE_DAY
        while not calendar.is_working_day(by):
            by -= ONE_DAY
    return by


def steps_due(
    due: DueMove | None,
    taken: Mapping[SilenceStep, dt.date],
    *,
    today: dt.date,
    calendar: WorkingCalendar,
) -> list[SilenceStep]:
    """In order; each once. Of the provider's turns alone: others stand on their own lists.

    What was missed is made good in one go, but nothing goes back to its sender before whoever
    holds the agreement has known for `WARNED_FOR` working days. Raises `HolidaysNotPublished`.
    """
    if due is None or due.by is None or due.party is not DueParty.PROVIDER:
        return []
    return [
        step
        for step in days_of_steps()
        if step not in taken
        and step_falls_on(step, due.by, calendar) <= today
        and (step is not SilenceStep.RETURNED or _may_return(due, taken, today, calendar))
    ]


def _may_return(
    due: DueMove,
    taken: Mapping[SilenceStep, dt.date],
    today: dt.date,
    calendar: WorkingCalendar,
) -> bool:
    warned = taken.get(SilenceStep.ESCALATED)
    if warned is None or not due.stage.comes_back:
        return False
    return calendar.add_working_days(warned, WARNED_FOR) <= today
