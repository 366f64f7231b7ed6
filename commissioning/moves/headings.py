"""Under which heading of an inbox an open referral stands; each under one."""

from __future__ import annotations

import datetime as dt
import enum

from commissioning.moves.stages import DueParty


class Heading(enum.StrEnum):
    """In the order in which a provider should look at them."""

    PAST_DUE = "past_due"
    NEW = "new"
    DUE = "due"
    STARTING = "starting"
    ENDING = "ending"
    ELSEWHERE = "elsewhere"


UNANSWERED = frozenset({"to_answer", "to_answer_booked"})

UNDER_WAY = frozenset({"to_finish"})
"""Once started; their day is the one by which all of it is to be completed."""


def heading_of(stage: str, party: DueParty, due_on: dt.date | None, *, today: dt.date) -> Heading:
    """`ELSEWHERE`: somebody else is due to act. The last day itself is not past due."""
    if party is not DueParty.PROVIDER:
        return Heading.ELSEWHERE
    if due_on is not None and due_on < today:
        return Heading.PAST_DUE
    if stage in UNANSWERED:
        return Heading.NEW
    if stage == "to_start":
        return Heading.STARTING
    return Heading.ENDING if stage in UNDER_WAY else Heading.DUE
