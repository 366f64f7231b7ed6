"""The lines of one area, or of the whole country with the areas that each serves, all placed.

For whoever puts lines together or adds them up; a court's own answer goes by requirement.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy.orm import Session

from commissioning.availability.answer_types import Area, Contact, LineRow
from commissioning.availability.areas_asked import AreasAsked, ground_of_areas
from commissioning.availability.placed_lines import PlacedLine, placed_lines
from commissioning.availability.question import CourtQuestion
from commissioning.availability.rows import rows_of
from commissioning.availability.stored_lines import all_lines, areas_by_line, lines_serving
from directory.keeping import batches


class ServingLine(NamedTuple):
    """A line with the internal ids of the areas that it serves."""

    placed: PlacedLine
    area_ids: Sequence[int]


@dataclass(frozen=True, slots=True)
class AreaLines:
    """The lines that serve an area, by title; `office` is whom to ring where none does."""

    question: CourtQuestion
    today: dt.date
    lines: tuple[PlacedLine, ...]
    _ground: AreasAsked

    @property
    def area(self) -> Area:
        return self._ground.areas[0]

    @property
    def office(self) -> Contact:
        return self._ground.office

    def rows(self, session: Session, lines: Sequence[PlacedLine]) -> list[LineRow]:
        """What an open page may show of these lines."""
        rows = rows_of(
            session,
            lines,
            self.question,
            today=self.today,
            area_names=self._ground.names_by_id,
            offices=self._ground.offices,
        )
        return list(rows.values())


def lines_in_area(
    session: Session, slug: str, question: CourtQuestion, *, today: dt.date
) -> AreaLines:
    """Raises `NotKnown` for an area that does not exist."""
    ground = ground_of_areas(session, [slug], on=today)
    stored = lines_serving(session, ground.area_ids, today=today, sight=question.sight)
    placed = placed_lines(session, stored, question, today=today)
    return AreaLines(question, today, tuple(placed), ground)


def lines_everywhere(
    session: Session, question: CourtQuestion, *, today: dt.date
) -> Iterator[ServingLine]:
    """Every line of the country, by its key; services listed without one among them."""
    stored = all_lines(session, today=today, sight=question.sight)
    for batch in batches(placed_lines(session, stored, question, today=today)):
        served = areas_by_line(session, [one.stored.line_id for one in batch], today=today)
        yield from (ServingLine(one, served.get(one.stored.line_id, ())) for one in batch)
