"""A meeting of courts and probation, as whoever keeps it reads it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from commissioning.partnership.liaison.meeting_rows import MeetingRead, PointRead
from commissioning.partnership.liaison.models import MeetingState
from portal.formatting import in_words, joined

STATE_WORDS = {
    MeetingState.PLANNED: "Planned",
    MeetingState.HELD: "Held",
    MeetingState.CANCELLED: "Called off",
}

NOT_TOLD: Final = "Planned for a day that has passed: was it held?"


@dataclass(frozen=True, slots=True)
class MeetingPage:
    public_id: str
    day: str
    courts: str
    state: str
    present: str
    points: tuple[PointRead, ...]
    is_planned: bool
    is_held: bool
    is_not_told: bool


def meeting_page(found: MeetingRead, *, today: dt.date) -> MeetingPage:
    is_not_told = found.is_not_told(today)
    return MeetingPage(
        public_id=str(found.public_id),
        day=in_words(found.day),
        courts=str(joined(found.courts)),
        state=NOT_TOLD if is_not_told else STATE_WORDS[found.state],
        present=", ".join(found.present),
        points=found.points,
        is_planned=found.state is MeetingState.PLANNED,
        is_held=found.state is MeetingState.HELD,
        is_not_told=is_not_told,
    )
