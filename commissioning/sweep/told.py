"""What an area is told of each requirement, in short: what a region's manager looks through."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from commissioning.availability.answer_types import AreaAnswer, RequirementAnswer
from commissioning.availability.statuses import DATED, Status

FROM_SILENCE = frozenset({Status.AT_ONCE, Status.NOT_KNOWN, Status.CHECK_COMMENCEMENT})
"""What is said of a requirement of which nobody told this portal anything."""


@dataclass(frozen=True, slots=True)
class Told:
    """`likely_start`: the day by which half start with the line that leads, where it may show.

    `for_sex`: the one sex that this line takes.
    """

    area: str
    requirement: str
    status: Status
    likely_start: dt.date | None = None
    for_sex: str | None = None

    @property
    def is_dated(self) -> bool:
        return self.status in DATED


def told_in(answer: AreaAnswer) -> Iterator[Told]:
    """One for each requirement of an answer for one area."""
    (area,) = answer.areas
    for found in answer.requirements:
        yield _told(area.name, found)


def _told(area: str, found: RequirementAnswer) -> Told:
    """Of a restricted line only the month may show, and a headline is by none."""
    leading = [row for row in found.rows if row.line == found.leads and not row.is_restricted]
    if not leading:
        return Told(area, found.name, found.status)
    row = leading[0]
    return Told(area, found.name, found.status, row.standing.likely_start, row.for_sex)
