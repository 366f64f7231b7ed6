"""Groups, capacity and closures of lines as rows that read back as what is known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.orm import Session

from commissioning.groups.models import CapacityMeasure, GroupStatus
from commissioning.groups.queries import capacity_of_line, closures_of_line, groups_of_line
from commissioning.lines.models import Line

Values = dict[str, Any]

LOOKED_BACK: Final = dt.timedelta(days=91)
"""How long a group that began is told: whoever keeps the sheet says how many started."""


@dataclass(frozen=True, slots=True)
class KnownCalendar:
    """Of lines that may be told, what holds on a day or is still to come."""

    session: Session
    on: dt.date
    lines: Sequence[Line]

    def groups(self) -> Iterator[Values]:
        """Those of the last quarter and later, and all that still read as planned."""
        for line in self.lines:
            for group, stated in groups_of_line(self.session, line.id):
                is_near = stated.current_start >= self.on - LOOKED_BACK
                if is_near or stated.status is GroupStatus.PLANNED:
                    yield {
                        "external_id": group.external_id,
                        "line": line.external_id,
                        "planned_start": group.planned_start,
                        "places": stated.places,
                        "current_start": stated.current_start,
                        "status": stated.status,
                        "started": stated.started,
                    }

    def capacity(self) -> Iterator[Values]:
        """What holds, and what follows; what a line or a week says stands in its own sheet."""
        for line in self.lines:
            for measure in CapacityMeasure:
                told = capacity_of_line(self.session, line.id, measure=measure)
                begun = [one for one in told if one.from_date <= self.on]
                for one in (*begun[-1:], *told[len(begun) :]):
                    if one.external_id is not None:
                        yield {
                            "external_id": one.external_id,
                            "line": line.external_id,
                            "measure": one.measure,
                            "from_date": one.from_date,
                            "value": one.value,
                            "stated_by": one.stated_by,
                            "stated_on": one.stated_on,
                        }

    def closures(self) -> Iterator[Values]:
        for line in self.lines:
            for closure in closures_of_line(self.session, line.id):
                if closure.to_date >= self.on:
                    yield {
                        "external_id": closure.external_id,
                        "line": line.external_id,
                        "from_date": closure.from_date,
                        "to_date": closure.to_date,
                        "reason": closure.reason,
                    }
