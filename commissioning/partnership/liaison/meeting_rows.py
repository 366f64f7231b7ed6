"""A meeting as it is read."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from commissioning.partnership.liaison.models import MeetingState


@dataclass(frozen=True, slots=True)
class PointRead:
    public_id: uuid.UUID
    question: str
    answer: str
    what_changed: str


@dataclass(frozen=True, slots=True)
class MeetingRead:
    """`courts` and `present` by name; nobody is named."""

    public_id: uuid.UUID
    day: dt.date
    state: MeetingState
    courts: tuple[str, ...]
    present: tuple[str, ...]
    points: tuple[PointRead, ...]

    def is_not_told(self, today: dt.date) -> bool:
        """Its day has passed, and nobody has said whether it was held."""
        return self.state is MeetingState.PLANNED and self.day < today
