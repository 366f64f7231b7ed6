"""Where a requirement that is not available here is available: the nearest area that has it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from sqlalchemy.orm import Session

from commissioning.availability.answer_types import NearestElsewhere
from commissioning.availability.areas_asked import AreasAsked, KnownArea
from commissioning.availability.headline import RequirementLaw, requirement_standing
from commissioning.availability.placed_lines import PlacedLine, placed_lines
from commissioning.availability.provision import statements_in_force
from commissioning.availability.question import CourtQuestion
from commissioning.availability.statuses import IS_OPEN
from commissioning.availability.stored_lines import (
    areas_by_line,
    lines_behind,
    requirements_offered,
)
from directory.places.distance import Point, great_circle_miles

FIRST_RING = 4
"""Areas looked at first; each further ring is twice as wide."""

AreaAway = tuple[float, KnownArea]


def nearest_elsewhere(
    session: Session,
    ground: AreasAsked,
    laws: Iterable[RequirementLaw],
    question: CourtQuestion,
    *,
    today: dt.date,
) -> dict[str, NearestElsewhere]:
    """For each requirement the nearest other area, centre to centre, where somebody could start.

    An area counts by the rule and the question of its own page. Of several areas asked about,
    the one that lies nearest to it counts. A requirement that is available nowhere else is not
    in the answer.
    """
    found: dict[str, NearestElsewhere] = {}
    here = [ground.known[key] for key in ground.area_ids if ground.known[key].latitude is not None]
    offered = requirements_offered(session) if here else frozenset()
    missing = {law.code: law for law in laws if law.code in offered}
    for ring in _rings(_by_distance(here, ground) if missing else []):
        opens = _open_in(session, missing, [area.id for _, area in ring], question, today)
        for miles, area in ring:
            for code in missing.keys() - found.keys():
                if (code, area.id) in opens:
                    found[code] = NearestElsewhere(area.area, max(1, round(miles)))
        missing = {code: law for code, law in missing.items() if code not in found}
        if not missing:
            break
    return found


def _open_in(
    session: Session,
    laws: Mapping[str, RequirementLaw],
    area_ids: Sequence[int],
    question: CourtQuestion,
    today: dt.date,
) -> set[tuple[str, int]]:
    """Requirement and area wherever the area's own page would say that somebody could start."""
    stored = lines_behind(session, area_ids, sorted(laws), today=today, sight=question.sight)
    placed = placed_lines(session, stored, question, today=today)
    areas = areas_by_line(session, [line.line_id for line in stored], today=today)
    said = statements_in_force(session, area_ids, today=today)
    return {
        (code, area)
        for area in area_ids
        for code, law in laws.items()
        if requirement_standing(
            law,
            _behind(placed, areas, code, area),
            {area: said.get((area, code), ())},
            areas=[area],
            today=today,
            offences=question.offences,
            known=question.known_of_person,
        ).status
        in IS_OPEN
    }


def _behind(
    placed: Iterable[PlacedLine], areas: Mapping[int, Collection[int]], code: str, area: int
) -> list[PlacedLine]:
    return [
        line for line in placed if code in line.requirements and area in areas[line.stored.line_id]
    ]


def _rings(others: Sequence[AreaAway]) -> Iterator[Sequence[AreaAway]]:
    first, width = 0, FIRST_RING
    while first < len(others):
        yield others[first : first + width]
        first, width = first + width, width * 2


def _by_distance(here: Sequence[KnownArea], ground: AreasAsked) -> list[AreaAway]:
    others = [
        known
        for key, known in ground.known.items()
        if key not in ground.area_ids and known.latitude is not None
    ]
    return sorted(
        ((min(_miles(one, other) for one in here), other) for other in others),
        key=lambda found: (found[0], found[1].area.slug),
    )


def _miles(here: KnownArea, there: KnownArea) -> float:
    return _miles_between(
        (here.latitude or 0.0, here.longitude or 0.0),
        (there.latitude or 0.0, there.longitude or 0.0),
    )


@lru_cache(maxsize=16_384)
def _miles_between(here: Point, there: Point) -> float:
    """The centres of a hundred areas: all pairs of them are soon known."""
    return great_circle_miles(here, there)
