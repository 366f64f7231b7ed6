"""What a file found as it was of lines, beside what it found of services.

Never confirmed are a date that has passed, a statement that another has taken the place of, and
a line that has closed.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection
from typing import Final

from sqlalchemy.orm import Session

from commissioning.groups.queries import lines_without_a_start_ahead
from commissioning.lines.models import Line
from commissioning.lines.queries import open_lines
from commissioning.lines.still_right import say_still_right
from directory.exchange.found_unchanged import ServicesUnchanged, confirmed, confirmed_before
from directory.exchange.taking import ConfirmedAsOf
from directory.people.models import Person
from directory.services.freshness import FactKind

TELLS_NOTHING: Final = (
    "lines not confirmed, because no places stand in their row: confirm groups and beds free by"
    " their own files"
)


class FoundUnchanged(ServicesUnchanged):
    """The lines of rows that brought nothing new too, by the kind of fact they tell."""

    def __init__(self) -> None:
        super().__init__()
        self._telling_nothing: set[int] = set()
        self._lines: defaultdict[FactKind, dict[int, Line]] = defaultdict(dict)

    def tells_nothing(self, line: Line) -> None:
        """Its row has nothing of which a start date is made."""
        self._telling_nothing.add(line.id)

    def line(self, kind: FactKind, line: Line) -> None:
        self._lines[kind][line.id] = line

    def confirm(
        self, session: Session, as_of: ConfirmedAsOf, *, by: Person, at: dt.datetime
    ) -> Counter[str]:
        notes = super().confirm(session, as_of, by=by, at=at)
        for kind, lines in self._lines.items():
            right = _still_open(session, lines.values(), kind, as_of.on, notes)
            news = say_still_right(
                session, right, kind=kind, on=as_of.on, confirmed_by=as_of.by, by_file=True,
                by=by, at=at,
            )  # fmt: skip
            notes[confirmed("lines", kind, as_of)] += news
            notes[confirmed_before("lines", kind)] += len(right) - news
        notes[TELLS_NOTHING] += len(self._telling_nothing)
        return notes


def _still_open(
    session: Session,
    lines: Collection[Line],
    kind: FactKind,
    on: dt.date,
    notes: Counter[str],
) -> list[Line]:
    ids = [line.id for line in lines]
    are_open = open_lines(session, ids, on=on)
    notes["lines closed by then, not confirmed"] += len(ids) - len(are_open)
    passed: set[int] = set()
    if kind is FactKind.START_DATES:
        passed = lines_without_a_start_ahead(session, sorted(are_open), on=on)
        notes["lines without a start date still to come, not confirmed"] += len(passed)
    return [line for line in lines if line.id in are_open - passed]
