"""A meeting of courts and probation, as whoever keeps it reads it."""

from __future__ import annotations

from dataclasses import dataclass

from commissioning.partnership.liaison.meeting_rows import MeetingRead, PointRead
from commissioning.partnership.liaison.models import MeetingState
from portal.formatting import in_words, joined

STATE_WORDS = {
    MeetingState.PLANNED: "Planned",
    MeetingState.HELD: "Held",
    MeetingState.CANCELLED: "Called off",
}


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


def meeting_page(found: MeetingRead) -> MeetingPage:
    return MeetingPage(
        public_id=str(found.public_id),
        day=in_words(found.day),
        courts=str(joined(found.courts)),
        state=STATE_WORDS[found.state],
        present=", ".join(found.present),
        points=found.points,
        is_planned=found.state is MeetingState.PLANNED,
        is_held=found.state is MeetingState.HELD,
    )
