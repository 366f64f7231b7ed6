"""The probation team to ring at a court, by its name; never a person's."""

from __future__ import annotations

from typing import Final

from directory.fields import Field, Holds, by_name
from directory.places.contact_points import WAYS_TO_REACH, ContactPoint
from directory.places.models import Court, CourtTeam

TEAM_FIELD: Final = by_name(
    (
        Field("name", "Name", Holds.LINE, "The team’s name", longest=300, is_required=True),
        *WAYS_TO_REACH,
    )
)


def team_at(court: Court) -> ContactPoint[CourtTeam]:
    return ContactPoint(CourtTeam, court, CourtTeam.court_id, TEAM_FIELD)
