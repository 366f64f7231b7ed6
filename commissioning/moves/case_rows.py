"""An open referral with its due move, and what pages may show of it: plain values."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import NamedTuple

from commissioning.moves.stages import DueParty


class OpenMove(NamedTuple):
    """One open referral and its due move; `seen` is the last event that it rests on."""

    referral_id: int
    line_id: int
    stage: str
    party: DueParty
    since: dt.date
    due_on: dt.date | None
    contact_by: dt.date | None
    is_uncounted: bool
    seen: int

    @property
    def soonest(self) -> tuple[bool, dt.date, dt.date, int]:
        """First what is due first, then what has no day, longest in those hands first."""
        return self.due_on is None, self.due_on or dt.date.max, self.since, self.referral_id


class MoveCase(NamedTuple):
    """What is shown of a referral. Neither its court nor why it has priority is asked for."""

    referral_id: int
    public_id: uuid.UUID
    reference: str | None
    day_0: dt.date
    received_on: dt.date
    is_priority: bool
    title: str | None
    provider: str | None
    is_read: bool
    area: str | None
    details_on: dt.date | None
    team: str | None
    telephone: str | None


class ClosedCase(NamedTuple):
    """What became of one that was theirs."""

    reference: str | None
    title: str | None
    is_read: bool
    status: str
    on_date: dt.date
