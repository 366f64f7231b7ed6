"""Where each requirement stands in the areas asked about, by lines, law and statements."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy.orm import Session

from commissioning.availability.headline import (
    RequirementLaw,
    RequirementStanding,
    requirement_standing,
    standing_of_nothing,
)
from commissioning.availability.placed_lines import PlacedLine, placed_lines
from commissioning.availability.provision import statements_in_force
from commissioning.availability.question import CourtQuestion
from commissioning.availability.statuses import ProvisionStated
from commissioning.availability.stored_lines import areas_by_line, lines_serving
from directory.sight import Sight
from directory.unchanged import while_unchanged

PlacedRequirement = RequirementStanding[PlacedLine]
Standings = dict[RequirementLaw, PlacedRequirement]


def standings_in(
    session: Session,
    laws: Sequence[RequirementLaw],
    area_ids: tuple[int, ...],
    question: CourtQuestion,
    *,
    today: dt.date,
) -> Standings:
    """In all of the areas together; what is found about nobody in particular is kept, for those
    who see alike."""
    known = (
        while_unchanged(session, _standing_for_nobody, area_ids, today, question.sight)
        if question.is_about_nobody
        else {}
    )
    new = [law for law in laws if law not in known]
    if new:
        known.update(_judged(session, new, area_ids, question, today))
    return {law: known[law] for law in laws}


def _standing_for_nobody(
    _session: Session, _area_ids: tuple[int, ...], _today: dt.date, _sight: Sight
) -> Standings:
    """Nothing is known yet: it is added as requirements are asked about."""
    return {}


def _judged(
    session: Session,
    laws: Sequence[RequirementLaw],
    area_ids: tuple[int, ...],
    question: CourtQuestion,
    today: dt.date,
) -> Standings:
    behind = _placed_by_requirement(session, area_ids, question, today)
    said = statements_in_force(session, area_ids, today=today)
    return {law: _standing(session, law, behind, said, area_ids, question, today) for law in laws}


def _placed_by_requirement(
    session: Session, area_ids: tuple[int, ...], question: CourtQuestion, today: dt.date
) -> Mapping[str, list[PlacedLine]]:
    stored = lines_serving(session, area_ids, today=today, sight=question.sight)
    found: defaultdict[str, list[PlacedLine]] = defaultdict(list)
    for placed in placed_lines(session, stored, question, today=today):
        for code in placed.requirements:
            found[code].append(placed)
    return found


def _standing(
    session: Session,
    law: RequirementLaw,
    behind: Mapping[str, Sequence[PlacedLine]],
    said: Mapping[tuple[int, str], Sequence[ProvisionStated]],
    area_ids: tuple[int, ...],
    question: CourtQuestion,
    today: dt.date,
) -> PlacedRequirement:
    lines = behind.get(law.code, ())
    said_here = {area: said.get((area, law.code), ()) for area in area_ids}
    if not lines and not any(said_here.values()):
        return standing_of_nothing(law, question.offences)
    return requirement_standing(
        law,
        lines,
        said_here,
        areas=area_ids,
        today=today,
        offences=question.offences,
        known=question.known_of_person,
        serves=_serves(session, lines, today) if any(said_here.values()) else None,
    )


def _serves(
    session: Session, lines: Sequence[PlacedLine], today: dt.date
) -> Mapping[uuid.UUID, Collection[int]]:
    areas = areas_by_line(session, [line.stored.line_id for line in lines], today=today)
    return {line.line: areas[line.stored.line_id] for line in lines}
