"""What of an answer a sheet may keep: nothing of the person, of what is restricted the month.

Pure. No fact is finer than on the court's page. A restricted row is built anew from the
few facts that it may have, so that a fact added to rows later does not slip into a sheet.
"""

from __future__ import annotations

import datetime as dt
import math
import uuid
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Final

from commissioning.availability.answer_types import (
    BesideDates,
    CourtAnswer,
    LineRow,
    RequirementAnswer,
    StrandAnswer,
)
from commissioning.availability.statuses import Because, LineStanding
from commissioning.bookings.places_ahead import PlacesAhead

TWENTY: Final = 20
_ALMOST_NOTHING: Final = 1e-9
"""A chance that is a twentieth but for the rounding of a computer counts as one."""


class AboutAPerson(ValueError):
    """The answer was matched to somebody: keeping it would tell who may go where."""


def public_facts(answer: CourtAnswer) -> CourtAnswer:
    """The answer as anybody may see it; raises `AboutAPerson`.

    The dates of an offence leave no mark in an answer that a requirement alone would not
    leave: whoever makes a sheet may not ask with them.
    """
    return replace(answer, requirements=tuple(map(_requirement, answer.requirements)))


def _requirement(found: RequirementAnswer) -> RequirementAnswer:
    if found.ruled_out:
        raise AboutAPerson
    rows = tuple(_public(row) for row in found.rows)
    kept = {row.line for row in rows}
    strands = tuple(_of_kept_lines(strand, kept) for strand in found.strands)
    return replace(found, rows=rows, strands=strands)


def _public(row: LineRow) -> LineRow:
    if row.fit is not None:
        raise AboutAPerson
    if row.is_restricted:
        return _restricted(row)
    places = tuple(PlacesAhead(one.starts_on, one.left) for one in row.places)
    return replace(row, beside=_coarse(row.beside), places=places)


def _of_kept_lines(strand: StrandAnswer, kept: AbstractSet[uuid.UUID]) -> StrandAnswer:
    """How many there were is kept; which they were, of the rows alone."""
    return replace(strand, lines=tuple(line for line in strand.lines if line in kept))


def _coarse(beside: BesideDates | None) -> BesideDates | None:
    """Its chance of finishing, the one that is a number, no finer than a page says it."""
    if beside is None or beside.in_order is None:
        return beside
    chance = in_twentieths(beside.in_order.chance_of_finishing)
    return replace(beside, in_order=replace(beside.in_order, chance_of_finishing=chance))


def in_twentieths(chance: float) -> float:
    """Rounded down to a twentieth: `in_tenths` has the same words for it."""
    return math.floor(chance * TWENTY + _ALMOST_NOTHING) / TWENTY


def _restricted(row: LineRow) -> LineRow:
    """Programme, area and month; the first of the month stands for all of it.

    That it starts in no month that is known of is as coarse as a month.
    """
    standing = row.standing
    is_beyond = standing.because is Because.BEYOND_ANY_ORDER
    return LineRow(
        line=row.line,
        service=row.service,
        title=row.title,
        kind=row.kind,
        areas=row.areas,
        standing=LineStanding(
            standing.status,
            standing.reason,
            likely_start=_first_of(standing.likely_start),
            because=standing.because if is_beyond else None,
        ),
        contact=row.contact,
        is_restricted=True,
        is_being_worked_out=row.is_being_worked_out,
        is_generated=row.is_generated,
        confirmed_on=None,
    )


def _first_of(day: dt.date | None) -> dt.date | None:
    return None if day is None else day.replace(day=1)


def rows_in(answer: CourtAnswer) -> Iterator[LineRow]:
    for found in answer.requirements:
        yield from found.rows


def lines_in(answer: CourtAnswer) -> set[uuid.UUID]:
    return {row.line for row in rows_in(answer)}
