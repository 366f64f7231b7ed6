"""What stands behind each requirement and each pathway in each area: available, limited, none."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.availability.answer_types import Area
from commissioning.availability.models import ProvisionStatement
from commissioning.availability.reasons import WhyNot
from commissioning.availability.standing import LineStanding, Status
from commissioning.coverage.standings import (
    ListedService,
    ServiceInArea,
    by_area,
    listed_services,
    rank,
    standings,
)
from directory.errors import NotKnown
from directory.pathways import pathways
from directory.places import shapes
from directory.places.queries import all_areas
from directory.requirements import requirements_open_on
from directory.starts import FIRST_SUPERVISION_APPOINTMENT

FIRST_SUPERVISION = "First supervision appointment"


class Cover(enum.StrEnum):
    """`LIMITED`: only waiting lists, not within an order, or not confirmed."""

    AVAILABLE = "available"
    LIMITED = "limited"
    NONE = "none"


COVER_OF = {
    Status.AVAILABLE: Cover.AVAILABLE,
    Status.AT_ONCE: Cover.AVAILABLE,
    Status.WAITING_LIST: Cover.LIMITED,
    Status.NOT_WITHIN_ORDER: Cover.LIMITED,
    Status.NOT_CONFIRMED: Cover.LIMITED,
    Status.NOT_AVAILABLE: Cover.NONE,
}


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
        return COVER_OF[self.status]


@dataclass(frozen=True, slots=True)
class CoverTable:
    """A row per requirement or pathway; `cells` holds every pair of its code and an area's slug."""

    rows: tuple[Covered, ...]
    cells: Mapping[tuple[str, str], Cell]

    def cell(self, code: str, area_slug: str) -> Cell:
        return self.cells[code, area_slug]

    def areas_with(self, code: str, cover: Cover) -> int:
        """How many areas have that cover of the row."""
        return sum(key[0] == code and cell.cover is cover for key, cell in self.cells.items())

    def gaps(self) -> Iterator[tuple[str, str]]:
        """Code and area wherever nobody could start, by row and then by area."""
        return (key for key, cell in self.cells.items() if cell.cover is Cover.NONE)


@dataclass(frozen=True, slots=True)
class Coverage:
    """All of it on one day; `services` counts those that serve any area, each once."""

    today: dt.date
    areas: tuple[Area, ...]
    requirements: CoverTable
    pathways: CoverTable
    services: int
    has_generated_figures: bool


def coverage(session: Session, *, today: dt.date) -> Coverage:
    """From the same standings as the courts' pages, for an order of the assumed length.

    Services with only confidential sites are in no cell and no count; restricted ones are
    counted like any other, which says no more of them than their area.
    """
    places = all_areas(session, on=today)
    areas = {
        place.id: Area(
            place.slug, place.name, place.region.slug, place.region.name, place.welsh_name
        )
        for place in places
    }
    services = listed_services(session)
    found = {
        pair: standing
        for pair, standing in standings(session, services, today=today).items()
        if pair[1] in areas
    }
    behind = {service_id for service_id, _ in found}
    return Coverage(
        today=today,
        areas=tuple(areas.values()),
        requirements=_requirements(session, areas, services, found, today),
        pathways=_pathways(areas, services, found),
        services=len(behind),
        has_generated_figures=any(services[key].is_generated for key in behind),
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


def _requirements(
    session: Session,
    areas: Mapping[int, Area],
    services: Mapping[int, ListedService],
    found: Mapping[ServiceInArea, LineStanding],
    today: dt.date,
) -> CoverTable:
    """The order's first supervision appointment, then what may be imposed today."""
    rows = (
        Covered(FIRST_SUPERVISION_APPOINTMENT, FIRST_SUPERVISION),
        *(
            Covered(open_.code, open_.name, open_.rule.takes_effect_at_once)
            for open_ in requirements_open_on(today)
        ),
    )
    names = {key: service.requirements for key, service in services.items()}
    return _table(rows, areas, names, found, _stated(session))


def _pathways(
    areas: Mapping[int, Area],
    services: Mapping[int, ListedService],
    found: Mapping[ServiceInArea, LineStanding],
) -> CoverTable:
    rows = tuple(Covered(pathway.code, pathway.name) for pathway in pathways())
    names = {key: service.pathways for key, service in services.items()}
    return _table(rows, areas, names, found, {})


def _table(
    rows: Sequence[Covered],
    areas: Mapping[int, Area],
    names: Mapping[int, Iterable[str]],
    found: Mapping[ServiceInArea, LineStanding],
    stated: Mapping[tuple[str, int], WhyNot],
) -> CoverTable:
    behind: dict[tuple[str, int], list[LineStanding]] = {
        (row.code, area_id): [] for row in rows for area_id in areas
    }
    for area_id, standing_here in by_area(found).items():
        for service_id, standing in standing_here:
            for name in names[service_id]:
                if (name, area_id) in behind:
                    behind[name, area_id].append(standing)
    return CoverTable(
        tuple(rows),
        {
            (row.code, area.slug): _cell(
                row, behind[row.code, area_id], stated.get((row.code, area_id))
            )
            for row in rows
            for area_id, area in areas.items()
        },
    )


def _cell(row: Covered, here: Sequence[LineStanding], stated: WhyNot | None) -> Cell:
    if not here:
        if row.at_once:
            return Cell(Status.AT_ONCE, None, 0, 0)
        return Cell(Status.NOT_AVAILABLE, stated or WhyNot.NOT_COMMISSIONED, 0, 0)
    best = min(here, key=rank)
    available = sum(COVER_OF[standing.status] is Cover.AVAILABLE for standing in here)
    return Cell(best.status, best.reason, len(here), available)


def _stated(session: Session) -> dict[tuple[str, int], WhyNot]:
    """The reason in the newest statement about each requirement in each area, if it has one."""
    rows = session.execute(
        select(
            ProvisionStatement.requirement,
            ProvisionStatement.local_delivery_unit_id,
            ProvisionStatement.why_not,
        )
        .where(ProvisionStatement.strand.is_(None))
        .order_by(ProvisionStatement.stated_on, ProvisionStatement.id)
    )
    newest = {(requirement, area_id): why_not for requirement, area_id, why_not in rows}
    return {key: why_not for key, why_not in newest.items() if why_not is not None}
