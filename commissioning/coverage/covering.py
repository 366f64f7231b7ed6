"""Where something stands behind each requirement and pathway, where nothing does, and where
nobody said.

Each cell is asked of the same rule, for the same lines, as the page of its area.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from commissioning.availability.answer import AskedRequirement, asked_requirements
from commissioning.availability.answer_types import Area
from commissioning.availability.area_lines import ServingLine, lines_everywhere
from commissioning.availability.headline import requirement_standing, soonest_first
from commissioning.availability.placed_lines import PlacedLine
from commissioning.availability.provision import all_statements_in_force
from commissioning.availability.question import CourtQuestion
from commissioning.availability.statuses import ProvisionStated, Status, WhyNot
from directory.errors import NotKnown
from directory.pathways import pathways
from directory.places import shapes
from directory.places.queries import all_areas


class Cover(enum.StrEnum):
    """`LIMITED`: starts later, not within an order, or not confirmed; `FULL`: it is there, and
    nobody new can start; `NONE`: somebody said that nobody has commissioned it."""

    AVAILABLE = "available"
    LIMITED = "limited"
    FULL = "full"
    NONE = "none"
    NOT_KNOWN = "not_known"


COVER_OF = {
    Status.AVAILABLE: Cover.AVAILABLE,
    Status.AT_ONCE: Cover.AVAILABLE,
    Status.WAITING_LIST: Cover.LIMITED,
    Status.NOT_WITHIN_ORDER: Cover.LIMITED,
    Status.NOT_CONFIRMED: Cover.LIMITED,
    Status.NOT_KNOWN: Cover.NOT_KNOWN,
    Status.CHECK_COMMENCEMENT: Cover.NOT_KNOWN,
    Status.NOT_AVAILABLE: Cover.FULL,
}
GAPS = frozenset({Cover.FULL, Cover.NONE})


@dataclass(frozen=True, slots=True)
class Covered:
    """A requirement or a pathway; `at_once` ones take effect without any service behind them."""

    code: str
    name: str
    at_once: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """`services` stand behind it, of which somebody could start soon with `available` of them.

    `status` is that of the best of them, as a court's page says it, and `reason` why not.
    """

    status: Status
    reason: WhyNot | None
    services: int
    available: int

    @property
    def cover(self) -> Cover:
        if self.status is Status.NOT_AVAILABLE and self.reason is WhyNot.NOT_COMMISSIONED:
            return Cover.NONE
        return COVER_OF[self.status]


@dataclass(frozen=True, slots=True)
class CoverTable:
    """A row per requirement or pathway; `cells` holds every pair of its code and an area's slug.

    `areas` counts by code in how many areas each cover holds.
    """

    rows: tuple[Covered, ...]
    cells: Mapping[tuple[str, str], Cell]
    areas: Mapping[str, Counter[Cover]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        counted: dict[str, Counter[Cover]] = {row.code: Counter() for row in self.rows}
        for (code, _area), cell in self.cells.items():
            counted[code][cell.cover] += 1
        object.__setattr__(self, "areas", counted)

    def cell(self, code: str, area_slug: str) -> Cell:
        return self.cells[code, area_slug]

    def areas_with(self, code: str, cover: Cover) -> int:
        """How many areas have that cover of the row."""
        return self.areas[code][cover] if code in self.areas else 0

    def most_varied(self) -> Covered:
        """The row whose commonest cover holds in the fewest areas; the first of equals."""
        return min(self.rows, key=lambda row: max(self.areas[row.code].values(), default=0))

    def gaps(self) -> Iterator[tuple[str, str]]:
        """Code and area wherever somebody said that nobody could start, by row, then by area."""
        return (key for key, cell in self.cells.items() if cell.cover in GAPS)


@dataclass(frozen=True, slots=True)
class Coverage:
    """All of it on one day; `services` counts those that serve any area, each once."""

    today: dt.date
    areas: tuple[Area, ...]
    requirements: CoverTable
    pathways: CoverTable
    services: int
    has_generated_figures: bool


LinesByArea = Mapping[int, Sequence[PlacedLine]]
StatementsByCell = Mapping[tuple[int, str], Sequence[ProvisionStated]]


def coverage(session: Session, *, today: dt.date) -> Coverage:
    """As the areas' own pages would say when nothing is asked about a person or an order.

    Services with only confidential sites are in no cell and no count; restricted ones are
    counted like any other, which says no more of them than their area. A requirement whose own
    commencement is not verified has no row: nothing can cover it.
    """
    areas = _areas(session, today)
    question = CourtQuestion()
    by_area = _by_area(lines_everywhere(session, question, today=today))
    said = all_statements_in_force(session, today=today)
    asked = [one for one in asked_requirements(CourtQuestion(), today) if not one.law.needs_check]
    behind = {line.stored.service_id: line for key in areas for line in by_area.get(key, ())}
    return Coverage(
        today=today,
        areas=tuple(areas.values()),
        requirements=_requirements(areas, by_area, said, asked, today),
        pathways=_pathways(areas, by_area),
        services=len(behind),
        has_generated_figures=any(line.stored.is_generated for line in behind.values()),
    )


def coverage_map(coverage: Coverage, code: str) -> list[tuple[str, str, Cover, str]]:
    """(slug, name, cover, SVG path data) of the areas that the shipped map draws, by name.

    `code` is a requirement's or a pathway's; raises `NotKnown` for any other.
    """
    tables = (coverage.requirements, coverage.pathways)
    table = next((t for t in tables if any(row.code == code for row in t.rows)), None)
    if table is None:
        raise NotKnown("requirement or pathway", code)
    paths = shapes.paths()
    return [
        (area.slug, area.name, table.cell(code, area.slug).cover, paths[area.slug])
        for area in sorted(coverage.areas, key=lambda area: (area.name, area.slug))
        if area.slug in paths
    ]


def _areas(session: Session, today: dt.date) -> dict[int, Area]:
    return {
        place.id: Area(
            place.slug, place.name, place.region.slug, place.region.name, place.welsh_name
        )
        for place in all_areas(session, on=today)
    }


def _by_area(lines: Iterable[ServingLine]) -> LinesByArea:
    found: defaultdict[int, list[PlacedLine]] = defaultdict(list)
    for line in lines:
        for area_id in line.area_ids:
            found[area_id].append(line.placed)
    return found


def _requirements(
    areas: Mapping[int, Area],
    by_area: LinesByArea,
    said: StatementsByCell,
    asked: Sequence[AskedRequirement],
    today: dt.date,
) -> CoverTable:
    """The order's first supervision appointment, then what may be imposed today."""
    rows = [
        Covered(one.law.code, one.name, one.rule is not None and one.rule.takes_effect_at_once)
        for one in asked
    ]
    cells: dict[tuple[str, str], Cell] = {}
    for one in asked:
        for area_id, area in areas.items():
            here = _behind(by_area.get(area_id, ()), one.law.code)
            statements = {area_id: said.get((area_id, one.law.code), ())}
            found = requirement_standing(one.law, here, statements, areas=[area_id], today=today)
            cells[one.law.code, area.slug] = Cell(found.status, found.reason, *_counts(here))
    return CoverTable(tuple(rows), cells)


def _pathways(areas: Mapping[int, Area], by_area: LinesByArea) -> CoverTable:
    """By the soonest line of the pathway; without any it is not known."""
    rows = tuple(Covered(pathway.code, pathway.name) for pathway in pathways())
    cells: dict[tuple[str, str], Cell] = {}
    for area_id, area in areas.items():
        listed: defaultdict[str, list[PlacedLine]] = defaultdict(list)
        for line in by_area.get(area_id, ()):
            for code in line.pathways:
                listed[code].append(line)
        for row in rows:
            cells[row.code, area.slug] = _of_pathway(listed[row.code])
    return CoverTable(rows, cells)


def _of_pathway(here: Sequence[PlacedLine]) -> Cell:
    best = min(here, key=soonest_first, default=None)
    if best is None:
        return Cell(Status.NOT_KNOWN, None, 0, 0)
    return Cell(best.standing.status, best.standing.reason, *_counts(here))


def _behind(here: Iterable[PlacedLine], code: str) -> list[PlacedLine]:
    return [line for line in here if code in line.requirements]


def _counts(here: Iterable[PlacedLine]) -> tuple[int, int]:
    """Services, and those of which a line is available."""
    services = {line.stored.service_id for line in here}
    available = {
        line.stored.service_id for line in here if COVER_OF[line.standing.status] is Cover.AVAILABLE
    }
    return len(services), len(available)
