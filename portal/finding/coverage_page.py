"""What the page of coverage shows: a map with its table, and every area."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Final
from urllib.parse import urlencode

from flask_babel import gettext, lazy_gettext, ngettext

from commissioning.availability.answer_types import Area
from commissioning.coverage.covering import Cell, Cover, Coverage, Covered, CoverTable, coverage_map
from directory.errors import NotKnown
from directory.pathways import pathways
from directory.places.shapes import drawing
from directory.requirements import requirements_open_on
from portal.finding.coverage_shown import (
    ChosenArea,
    CoveragePage,
    FoldedRegion,
    LegendLine,
    MapShape,
    ShownArea,
    ShownCell,
    ShownCoverTable,
    ShownMap,
    ShownRegion,
)
from portal.lines.plain_words import PlainWords, plain_words
from portal.lines.rows import tag_of

_ = lazy_gettext

COVERS: Final[Mapping[Cover, object]] = MappingProxyType(
    {
        Cover.AVAILABLE: _("Available"),
        Cover.LIMITED: _("Limited"),
        Cover.FULL: _("Full or closed"),
        Cover.NONE: _("Not commissioned"),
        Cover.NOT_KNOWN: _("Not known to this portal"),
    }
)
MEANINGS: Final[Mapping[Cover, object]] = MappingProxyType(
    {
        Cover.AVAILABLE: _("somebody could start in good time"),
        Cover.LIMITED: _("starts later, not within an order, or not confirmed"),
        Cover.FULL: _("it is there, and nobody new can start: full, no staff, closed"),
        Cover.NONE: _("somebody said that nobody has bought it"),
        Cover.NOT_KNOWN: _("nobody has said anything: ring"),
    }
)
MARKS: Final[Mapping[Cover, str]] = MappingProxyType(
    {
        Cover.AVAILABLE: "●",
        Cover.LIMITED: "◐",
        Cover.FULL: "■",
        Cover.NONE: "✕",
        Cover.NOT_KNOWN: "?",
    }
)
EVERY_REGION: Final = "all"


def coverage_page(
    coverage: Coverage,
    *,
    chosen: str,
    open_region: str,
    as_at: dt.datetime,
) -> CoveragePage:
    """`NotKnown` for what is neither a requirement of today nor a pathway."""
    words = plain_words()
    table, row = _row_of(coverage, chosen or coverage.requirements.most_varied().code)
    return CoveragePage(
        as_at=as_at,
        chosen=row.code,
        chosen_name=row.name,
        is_own_choice=not chosen,
        requirements=_columns(coverage.requirements),
        pathways=_columns(coverage.pathways),
        by_region=tuple(
            _listed(
                name, tuple(_chosen(area, table, row, words) for area in areas), slug == open_region
            )
            for (name, slug), areas in _by_region(coverage.areas).items()
        ),
        map=_map(coverage, row),
        legend=_legend(table, row),
        regions=tuple(_regions(coverage, table, row, words, open_region)),
        open_region=open_region,
        in_doubt=tuple(
            one.name for one in requirements_open_on(coverage.today) if one.needs_commencement_check
        ),
        area_count=len(coverage.areas),
        service_count=coverage.services,
        has_generated_figures=coverage.has_generated_figures,
    )


def _legend(table: CoverTable, row: Covered) -> tuple[LegendLine, ...]:
    return tuple(
        LegendLine(
            cover.value,
            MARKS[cover],
            str(COVERS[cover]),
            str(MEANINGS[cover]),
            table.areas_with(row.code, cover),
        )
        for cover in Cover
    )


def _row_of(coverage: Coverage, code: str) -> tuple[CoverTable, Covered]:
    for table in (coverage.requirements, coverage.pathways):
        for row in table.rows:
            if row.code == code:
                return table, row
    raise NotKnown("requirement or pathway", code[:60])


def _columns(table: CoverTable) -> tuple[tuple[str, str], ...]:
    return tuple((row.code, row.name) for row in table.rows)


def _by_region(areas: Iterable[Area]) -> dict[tuple[str, str], list[Area]]:
    """Areas come by region and name."""
    found: dict[tuple[str, str], list[Area]] = {}
    for area in areas:
        found.setdefault((area.region_name, area.region_slug), []).append(area)
    return found


def _chosen(area: Area, table: CoverTable, row: Covered, words: PlainWords) -> ChosenArea:
    return ChosenArea(area.name, _href(area), _cell(area, row, table, words))


def _listed(name: str, areas: tuple[ChosenArea, ...], is_open: bool) -> FoldedRegion:
    counted = Counter(area.cell.word for area in areas)
    words = (str(COVERS[cover]) for cover in Cover)
    says = ", ".join(f"{counted[word]} {word.lower()}" for word in words if counted[word])
    return FoldedRegion(name, says, areas, is_open)


def _href(area: Area) -> str:
    return f"/areas/{area.region_slug}/{area.slug}"


def _cell(area: Area, row: Covered, table: CoverTable, words: PlainWords) -> ShownCell:
    cell = table.cell(row.code, area.slug)
    asked = {"pathway" if row.code in _pathway_codes() else "requirement": row.code}
    asked["area"] = area.slug
    return ShownCell(
        cell.cover.value,
        MARKS[cell.cover],
        cell.services,
        str(COVERS[cell.cover]),
        _says(cell, words),
        f"/services?{urlencode(asked)}" if cell.services else "",
    )


@cache
def _pathway_codes() -> frozenset[str]:
    return frozenset(one.code for one in pathways())


def _says(cell: Cell, words: PlainWords) -> str:
    """ "Starts later, 2 services"; of what is not available, why."""
    why = words.short_reason.get(cell.reason, "") if cell.reason else ""
    said = tag_of(cell.status, words, why).text
    if not cell.services:
        return said
    return f"{said}, {ngettext('%(num)d service', '%(num)d services', cell.services)}"


def _map(coverage: Coverage, row: Covered) -> ShownMap:
    """Every area that the map draws."""
    drawn, hrefs = drawing(), {area.slug: _href(area) for area in coverage.areas}
    return ShownMap(
        drawn.view_box,
        tuple(
            MapShape(
                path,
                f"{name}: {COVERS[cover]}",
                cover.value,
                hrefs[slug],
            )
            for slug, name, cover, path in coverage_map(coverage, row.code)
        ),
        drawn.insets,
        drawn.source,
    )


def _regions(
    coverage: Coverage, chosen: CoverTable, row: Covered, words: PlainWords, opened: str
) -> Iterator[ShownRegion]:
    """Only those asked for have their tables."""
    tables = (
        (str(gettext("By requirement")), coverage.requirements),
        (str(gettext("By pathway")), coverage.pathways),
    )
    for (name, slug), areas in _by_region(coverage.areas).items():
        asked = tables if opened in {slug, EVERY_REGION} else ()
        shown = tuple(_table(caption, table, areas, words) for caption, table in asked)
        covers = Counter(chosen.cell(row.code, area.slug).cover for area in areas)
        counts = tuple(covers[cover] for cover in Cover)
        yield ShownRegion(name, slug, counts, shown)


def _table(
    caption: str, table: CoverTable, areas: Sequence[Area], words: PlainWords
) -> ShownCoverTable:
    return ShownCoverTable(
        caption,
        _columns(table),
        tuple(
            ShownArea(
                area.name,
                _href(area),
                tuple(_cell(area, row, table, words) for row in table.rows),
            )
            for area in areas
        ),
    )
