"""A sheet without what may no longer be named: nothing that a hidden service put there stays.

Pure. What is left speaks only of the rows that are left: a headline or a strand that was a
hidden row's is found anew among them, and where they cannot tell it goes too.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Final

from commissioning.availability.answer_types import (
    CourtAnswer,
    LineRow,
    RequirementAnswer,
    StrandAnswer,
)
from commissioning.availability.headline import STATUS_ORDER, is_soon
from commissioning.availability.statuses import IS_OPEN, Status
from commissioning.sheets.public_facts import rows_in
from directory.delivery import DeliveryKind

NEVER_LEADS: Final = frozenset({DeliveryKind.BED, DeliveryKind.DROP_IN})
SOMEBODY_ELSE_MAY_SPEAK: Final = frozenset({Status.NOT_KNOWN, Status.NOT_AVAILABLE})
"""Beside a line that stands so a statement would have been the headline."""


def services_in(answer: CourtAnswer) -> dict[uuid.UUID, bool]:
    """Each service that the answer names, and whether it was restricted when it was named."""
    return {row.service: row.is_restricted for row in rows_in(answer)}


def without_services(answer: CourtAnswer, hidden: AbstractSet[uuid.UUID]) -> CourtAnswer:
    """The answer without every word that these services put into it.

    A requirement whose rows are all theirs is left out: what would remain of it, its
    status and how many there were, is theirs as well.
    """
    kept = (_without(found, hidden, answer.today) for found in answer.requirements)
    return replace(answer, requirements=tuple(found for found in kept if found is not None))


def _without(
    found: RequirementAnswer, hidden: AbstractSet[uuid.UUID], today: dt.date
) -> RequirementAnswer | None:
    gone = {row.line: row for row in found.rows if row.service in hidden}
    rows = tuple(row for row in found.rows if row.line not in gone)
    if not gone:
        return found
    if not rows:
        return None
    left = replace(found, rows=rows, row_count=found.row_count - len(gone))
    if not found.strands:
        return _led_by(left, rows[0])  # of form 1, whose first row led
    strands = tuple(_strands(left, gone.values(), today))
    names = {strand.name for strand in strands}
    left = replace(left, strands=strands, only=tuple(name for name in left.only if name in names))
    return _led_anew(left) if found.leads in gone else left


def _strands(
    left: RequirementAnswer, gone: Iterable[LineRow], today: dt.date
) -> Iterator[StrandAnswer]:
    """Those of which a row is left, or that had none at all."""
    standings = {row.line: row.standing for row in left.rows}
    for strand in left.strands:
        lost = [row for row in gone if row.line in strand.lines]
        lines = tuple(line for line in strand.lines if line in standings)
        if not lost:
            yield strand
        elif lines:
            yield replace(
                strand,
                status=strand.status if strand.lines[0] in lines else standings[lines[0]].status,
                soon_count=strand.soon_count - sum(_is_soon(row, today) for row in lost),
                open_count=strand.open_count - sum(row.standing.status in IS_OPEN for row in lost),
                lines=lines,
                row_count=strand.row_count - len(lost),
            )


def _is_soon(row: LineRow, today: dt.date) -> bool:
    return is_soon(row.standing, today, is_restricted=row.is_restricted)


def _led_anew(left: RequirementAnswer) -> RequirementAnswer | None:
    may_lead = {line for strand in left.strands if strand.leads for line in strand.lines}
    rows = [row for row in left.rows if row.line in may_lead and _can_lead(row)]
    best = min(rows, key=_soonest_first, default=None)
    if best is None or best.standing.status in SOMEBODY_ELSE_MAY_SPEAK:
        return None
    return _led_by(left, best)


def _can_lead(row: LineRow) -> bool:
    return not row.is_restricted and row.kind not in NEVER_LEADS


def _soonest_first(row: LineRow) -> tuple[int, dt.date, int, bool, str, str]:
    """As headlines have it, for rows that have a date or stand behind all that have one."""
    standing = row.standing
    is_open, order = standing.status in IS_OPEN, STATUS_ORDER[standing.status]
    likely = standing.likely_start or dt.date.max
    rank = 0 if is_open else order
    return rank, likely, order, standing.is_ring_first, row.title, str(row.line)


def _led_by(left: RequirementAnswer, row: LineRow) -> RequirementAnswer:
    standing = row.standing
    leads = row.line if left.strands else None
    return replace(
        left,
        status=standing.status,
        reason=standing.reason,
        because=standing.because,
        leads=leads,
    )
