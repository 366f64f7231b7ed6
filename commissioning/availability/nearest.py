"""Where a requirement that is not available here is available: the nearest area that has it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import product

from sqlalchemy.orm import Session

from commissioning.availability.answer_types import NearestElsewhere
from commissioning.availability.areas_asked import AreasAsked, KnownArea, known_areas
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
from directory.sight import Sight
from directory.unchanged import while_unchanged

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
    offered = while_unchanged(session, requirements_offered)
    missing = {law.code: law for law in laws if law.code in offered}
    away = while_unchanged(session, _by_distance, ground.area_ids, today) if missing else []
    for ring in _rings(away):
        opens = _open_in(session, missing, [area.id for _, area in ring], question, today)
        for miles, area in ring:
            for code in missing.keys() - found.keys():
                if opens[code, area.id]:
                    found[code] = NearestElsewhere(area.area, max(1, round(miles)))
        missing = {code: law for code, law in missing.items() if code not in found}
        if not missing:
            break
    return found


Opens = dict[tuple[str, int], bool]
"""Whether somebody could start, by requirement and internal area id."""


def _open_in(
    session: Session,
    laws: Mapping[str, RequirementLaw],
    area_ids: Sequence[int],
    question: CourtQuestion,
    today: dt.date,
) -> Opens:
    """Wherever the area's own page would say that somebody could start.

    What is found about nobody in particular answers the next court as well, for those who see
    alike.
    """
    opens = (
        while_unchanged(session, _opens_on, today, question.sight)
        if question.is_about_nobody
        else {}
    )
    new = [area for area in area_ids if any((code, area) not in opens for code in laws)]
    if new:
        opens.update(_looked_up(session, laws, new, question, today))
    return opens


def _opens_on(_session: Session, _today: dt.date, _sight: Sight) -> Opens:
    """Nothing is known yet: it is added as courts ask."""
    return {}


def _looked_up(
    session: Session,
    laws: Mapping[str, RequirementLaw],
    area_ids: Sequence[int],
    question: CourtQuestion,
    today: dt.date,
) -> Opens:
    behind = _behind(session, laws, area_ids, question, today)
    said = statements_in_force(session, area_ids, today=today)
    opens = dict.fromkeys(product(laws, area_ids), False)
    # What the law alone opens is open here as well: elsewhere a line or a statement must.
    for code, area in opens.keys() & (behind.keys() | {(code, area) for area, code in said}):
        opens[code, area] = (
            requirement_standing(
                laws[code],
                behind.get((code, area), ()),
                {area: said.get((area, code), ())},
                areas=[area],
                today=today,
                offences=question.offences,
                known=question.known_of_person,
            ).status
            in IS_OPEN
        )
    return opens


def _behind(
    session: Session,
    laws: Mapping[str, RequirementLaw],
    area_ids: Sequence[int],
    question: CourtQuestion,
    today: dt.date,
) -> Mapping[tuple[str, int], Sequence[PlacedLine]]:
    """The lines behind the requirements, by requirement and area."""
    stored = lines_behind(session, area_ids, sorted(laws), today=today, sight=question.sight)
    areas = areas_by_line(session, [line.line_id for line in stored], today=today)
    found: defaultdict[tuple[str, int], list[PlacedLine]] = defaultdict(list)
    for line in placed_lines(session, stored, question, today=today):
        for behind in product(line.requirements, areas[line.stored.line_id]):
            found[behind].append(line)
    return found


def _rings(others: Sequence[AreaAway]) -> Iterator[Sequence[AreaAway]]:
    first, width = 0, FIRST_RING
    while first < len(others):
        yield others[first : first + width]
        first, width = first + width, width * 2


def _by_distance(session: Session, area_ids: Collection[int], on: dt.date) -> Sequence[AreaAway]:
    """All others, the nearest to any of these first; none where no centre of these is known."""
    known = known_areas(session, on)
    here = [known[key] for key in area_ids if known[key].latitude is not None]
    others = [
        area for key, area in known.items() if key not in area_ids and area.latitude is not None
    ]
    away = [(min(_miles(one, other) for one in here), other) for other in others if here]
    return sorted(away, key=lambda found: (found[0], found[1].area.slug))


def _miles(here: KnownArea, there: KnownArea) -> float:
    return _miles_between(
        (here.latitude or 0.0, here.longitude or 0.0),
        (there.latitude or 0.0, there.longitude or 0.0),
    )


@lru_cache(maxsize=16_384)
def _miles_between(here: Point, there: Point) -> float:
    """The centres of a hundred areas: all pairs of them are soon known."""
    return great_circle_miles(here, there)
