"""When a round of feedback is open, and what its owner is reminded of when."""

from __future__ import annotations

import datetime as dt
import enum
from typing import Final

from commissioning.partnership.liaison.publishing import is_published

FEW_FROM_DAYS: Final = 14
"""Before the last day: time enough to ask the benches again."""

SOON_FROM_DAYS: Final = 3
YEAR_DAYS: Final = 365
LONGEST_DAYS: Final = 184


class RoundReminder(enum.IntEnum):
    """What the owner is written, each once; a later one stands for those before it."""

    NOTHING = 0
    FEW_ANSWERS = 1
    CLOSES_SOON = 2
    CLOSED = 3
    DUE_AGAIN = 4


def is_taking_answers(closes_on: dt.date, closed_on: dt.date | None, today: dt.date) -> bool:
    """The last day counts."""
    return closed_on is None and today <= closes_on


def round_reminder(
    opened_on: dt.date,
    closes_on: dt.date,
    closed_on: dt.date | None,
    *,
    answers: int,
    is_last: bool,
    today: dt.date,
) -> RoundReminder:
    """`is_last`: no later round of the region was opened."""
    if is_last and (today - opened_on).days >= YEAR_DAYS:
        return RoundReminder.DUE_AGAIN
    if not is_taking_answers(closes_on, closed_on, today):
        return RoundReminder.CLOSED
    days_left = (closes_on - today).days
    if days_left <= SOON_FROM_DAYS:
        return RoundReminder.CLOSES_SOON
    if days_left <= FEW_FROM_DAYS and not is_published(answers):
        return RoundReminder.FEW_ANSWERS
    return RoundReminder.NOTHING
