"""Coverage for a spreadsheet and for software: what its page says, a row a cell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from commissioning.availability.answer import RULES_VERSION
from commissioning.availability.answer_types import Area
from commissioning.availability.statuses import Status
from commissioning.coverage.covering import Cell, Coverage, Covered, CoverTable
from directory.errors import NotKnown
from portal.finding.coverage_page import COVERS
from portal.lines.plain_words import plain_words
from portal.lines.rows import tag_of
from portal.showing.csv_tables import MARK, csv_text

Json = dict[str, Any]  # Any: text, numbers, null, lists and objects

HEADINGS: Final = (
    "Region", "Area", "Requirement or pathway", "Kind", "Cover", "Status", "Services",
    "Could start soon", "Demonstration", "As at",
)  # fmt: skip
LONGEST_SHOWN: Final = 60


@dataclass(frozen=True, slots=True)
class CoverageAsked:
    """The areas and rows of coverage that were asked for; all of either where none was named."""

    coverage: Coverage
    areas: tuple[Area, ...]
    rows: tuple[tuple[str, CoverTable, Covered], ...]

    @classmethod
    def of(cls, coverage: Coverage, *, code: str, region: str) -> CoverageAsked:
        """`code` is a requirement's or a pathway's, `region` a slug. Raises `NotKnown`."""
        tables = (("requirement", coverage.requirements), ("pathway", coverage.pathways))
        rows = tuple(
            (kind, table, row)
            for kind, table in tables
            for row in table.rows
            if code in {"", row.code}
        )
        areas = tuple(area for area in coverage.areas if region in {"", area.region_slug})
        if not rows:
            raise NotKnown("requirement", code[:LONGEST_SHOWN])
        if region and not areas:
            raise NotKnown("region", region[:LONGEST_SHOWN])
        return cls(coverage, areas, rows)


def coverage_as_csv(asked: CoverageAsked, as_at: dt.datetime) -> str:
    """With the mark that Excel wants at its beginning."""
    return MARK + csv_text([HEADINGS, *_lines(asked, as_at)])


def _lines(asked: CoverageAsked, as_at: dt.datetime) -> Iterator[tuple[object, ...]]:
    words, at = plain_words(), as_at.isoformat(timespec="seconds")
    generated = "generated figures" if asked.coverage.has_generated_figures else ""
    for kind, table, row in asked.rows:
        for area in asked.areas:
            cell = table.cell(row.code, area.slug)
            why = words.short_reason.get(cell.reason, "") if cell.reason else ""
            said = tag_of(cell.status, words, why).text
            yield (
                area.region_name, area.name, row.name, kind, str(COVERS[cell.cover]), said,
                cell.services, cell.available, generated, at,
            )  # fmt: skip


def coverage_as_json(asked: CoverageAsked, as_at: dt.datetime) -> Json:
    """In the shape that `/about/api` promises. Names are only ever added."""
    return {
        "as_at": as_at.isoformat(timespec="seconds"),
        "rules_version": RULES_VERSION,
        "generated_figures": asked.coverage.has_generated_figures,
        "note": "Availability is information for the court; it does not limit its powers.",
        "areas": [
            {"slug": area.slug, "name": area.name, "region": area.region_slug}
            for area in asked.areas
        ],
        "rows": [
            {
                "code": row.code,
                "name": row.name,
                "kind": kind,
                "cells": [_cell(area, table.cell(row.code, area.slug)) for area in asked.areas],
            }
            for kind, table, row in asked.rows
        ],
    }


def _cell(area: Area, cell: Cell) -> Json:
    """Services are not counted where nothing is known: silence is no zero."""
    is_known = cell.services > 0 or cell.status is not Status.NOT_KNOWN
    return {
        "area": area.slug,
        "cover": cell.cover.value,
        "status": cell.status.value,
        "reason": cell.reason.value if cell.reason else None,
        "services": cell.services if is_known else None,
        "available": cell.available if is_known else None,
    }
