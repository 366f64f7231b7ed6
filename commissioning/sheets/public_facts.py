"""What of an answer a sheet may keep: nothing of the person, of what is restricted the month.

Pure. No fact is finer than on the court's page. A restricted row is built anew from the
few facts that it may have, so that a fact added to rows later does not slip into a sheet.
"""

from __future__ import annotations

import datetime as dt
import math
import uuid
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Final

from commissioning.availability.answer_types import (
    BesideDates,
    CourtAnswer,
    LineRow,
    RequirementAnswer,
)
from commissioning.availability.standing import LineStanding

TWENTY: Final = 20
_ALMOST_NOTHING: Final = 1e-9
"""A chance that is a twentieth but for the rounding of a computer counts as one."""


class AboutAPerson(ValueError):
    """The answer was matched to somebody: keeping it would tell who may go where."""


def public_facts(answer: CourtAnswer) -> CourtAnswer:
    """The answer as anybody may see it; raises `AboutAPerson`."""
    return replace(
        answer,
        requirements=tuple(
            replace(found, rows=tuple(_public(row) for row in found.rows))
            for found in answer.requirements
        ),
    )


def _public(row: LineRow) -> LineRow:
    if row.fit is not None:
        raise AboutAPerson
    return _restricted(row) if row.is_restricted else replace(row, beside=_coarse(row.beside))


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
    """Programme, area and month; the first of the month stands for all of it."""
    standing = row.standing
    return LineRow(
        line=row.line,
        service=row.service,
        title=row.title,
        kind=row.kind,
        areas=row.areas,
        standing=LineStanding(
            standing.status, standing.reason, likely_start=_first_of(standing.likely_start)
        ),
        contact=row.contact,
        is_restricted=True,
        is_being_worked_out=row.is_being_worked_out,
        is_generated=row.is_generated,
        confirmed_on=None,
    )


def _first_of(day: dt.date | None) -> dt.date | None:
    return None if day is None else day.replace(day=1)


def services_in(answer: CourtAnswer) -> dict[uuid.UUID, bool]:
    """Each service that the answer names, and whether it was restricted when it was named."""
    return {row.service: row.is_restricted for row in _rows(answer)}


def lines_in(answer: CourtAnswer) -> set[uuid.UUID]:
    return {row.line for row in _rows(answer)}


def _rows(answer: CourtAnswer) -> list[LineRow]:
    return [row for found in answer.requirements for row in found.rows]


def without_services(answer: CourtAnswer, hidden: AbstractSet[uuid.UUID]) -> CourtAnswer:
    """The answer without every word that these services put into it.

    A requirement whose rows are all theirs is left out: what would remain of it, its
    status and how many there were, is theirs as well.
    """
    kept = (_without(found, hidden) for found in answer.requirements)
    return replace(answer, requirements=tuple(found for found in kept if found is not None))


def _without(found: RequirementAnswer, hidden: AbstractSet[uuid.UUID]) -> RequirementAnswer | None:
    rows = tuple(row for row in found.rows if row.service not in hidden)
    if len(rows) == len(found.rows):
        return found
    if not rows:
        return None
    return replace(
        found,
        rows=rows,
        row_count=found.row_count - (len(found.rows) - len(rows)),
        status=rows[0].standing.status,
        reason=rows[0].standing.reason,
    )
