"""Draw the areas' shapes that ship in the package; run by hand, never by the portal.

    pip install --group gazetteer
    python -m directory.places.build_shapes directory/places/map_shapes/areas.json

No official boundaries of the areas are published, so they are drawn from postcodes. A panel (the
country, and three cities drawn larger) is a grid of square cells. A cell belongs to the area of
the postcode nearest to it, told by the rule of `home_area`; Scotland's postcodes keep the border.
A cell is land when a postcode is near, after narrow gaps and holes are filled: empty moors belong
to somebody, and the coast lies where the last houses are. One cell is one unit of the drawing.
"""

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from directory.places.distance import great_circle_miles
from directory.places.home_area import reference_atlas
from directory.places.national_grid import latitude_longitude
from directory.places.outlines import outlines
from directory.places.postcode_source import PostcodeRow, every_postcode, postcode_files

ELSEWHERE = 0
"""The label of Scotland; areas are numbered from 1, in the order of the atlas."""

SEA = -1
WIDTH, HEIGHT = 700, 672
MARGIN = 24
"""Cells worked out around a panel and cut off again: what lies outside decides about its edge."""

Labels = NDArray[np.int32]
Mask = NDArray[np.bool_]
Place = tuple[float, float, int]
"""Easting, northing, label."""


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of the National Grid (metres), and where on the drawing its top left corner stands.

    Land is within `near_cells` of a postcode; gaps up to twice `gap_cells` wide are filled.
    Pieces of fewer than `fewest_cells` are left out, unless an area has no other.
    """

    name: str
    west: int
    north: int
    columns: int
    rows: int
    cell_metres: int
    left: int
    top: int
    near_cells: float
    gap_cells: float
    fewest_cells: int
    tolerance: float


COUNTRY = Panel("", 82_000, 660_000, 578, 655, 1000, 2, 10, 1.5, 1.5, 14, 0.8)
INSETS = (
    Panel("London", 501_000, 203_000, 202, 164, 300, 494, 22, 2.5, 3.0, 30, 0.9),
    Panel("Liverpool to Manchester", 324_000, 427_000, 164, 108, 500, 8, 22, 2.0, 3.0, 25, 0.9),
    Panel("Birmingham and around", 383_000, 315_000, 164, 116, 400, 8, 150, 2.0, 3.0, 25, 0.9),
)


def labelled(rows: Iterable[PostcodeRow]) -> list[Place]:
    """Every postcode of Great Britain with the label of its area."""
    numbers = {slug: number for number, slug in enumerate(reference_atlas().areas, start=1)}
    return [
        (east, north, numbers[slug] if (slug := _area(code, east, north)) else ELSEWHERE)
        for _, east, north, code in rows
        if code[0] in "EWS"
    ]


def _area(authority: str, easting: float, northing: float) -> str | None:
    if authority[0] == "S":
        return None
    candidates = reference_atlas().candidates(authority)
    if len(candidates) == 1:
        return candidates[0].slug
    return _nearest(authority, round(easting / 200), round(northing / 200))


@cache
def _nearest(authority: str, easting: int, northing: int) -> str:
    """Of an authority's candidates the nearest, to the 200 metres."""
    here = latitude_longitude(easting * 200.0, northing * 200.0)
    candidates = reference_atlas().candidates(authority)
    return min(candidates, key=lambda a: (great_circle_miles(here, a.centre), a.slug)).slug


def grid_of(panel: Panel, places: Sequence[Place]) -> Labels:
    """The label of each cell, from the top left; SEA where there is no land."""
    nearest, cells_away = spread(_seeds(_with_margin(panel), places))
    land = _filled(_without_gaps(cells_away <= panel.near_cells, panel.gap_cells))
    whole = np.where(land, nearest, SEA).astype(np.int32)
    inner = (slice(MARGIN, -MARGIN), slice(MARGIN, -MARGIN))
    return _without_crumbs(whole, panel.fewest_cells)[inner]


def _with_margin(panel: Panel) -> Panel:
    metres = MARGIN * panel.cell_metres
    return replace(
        panel,
        west=panel.west - metres,
        north=panel.north + metres,
        columns=panel.columns + 2 * MARGIN,
        rows=panel.rows + 2 * MARGIN,
    )


def _seeds(panel: Panel, places: Sequence[Place]) -> Labels:
    """The most frequent label of the postcodes in each cell."""
    counts: defaultdict[tuple[int, int], Counter[int]] = defaultdict(Counter)
    for easting, northing, label in places:
        column = int((easting - panel.west) // panel.cell_metres)
        row = int((panel.north - northing) // panel.cell_metres)
        if 0 <= row < panel.rows and 0 <= column < panel.columns:
            counts[row, column][label] += 1
    seeds = np.full((panel.rows, panel.columns), SEA, dtype=np.int32)
    for cell, labels in counts.items():
        seeds[cell] = min(labels, key=lambda label: (-labels[label], label))
    return seeds


def spread(seeds: Labels) -> tuple[Labels, NDArray[np.float64]]:
    """The label of the nearest seed, and how many cells away it is (jump flooding)."""
    height, width = seeds.shape
    row, column = np.indices(seeds.shape)
    far = 10 * (height + width)
    from_row = np.where(seeds == SEA, -far, row)
    from_column = np.where(seeds == SEA, -far, column)
    steps = [1 << power for power in range(max(height, width).bit_length() - 1, -1, -1)]
    for step in [*steps, 2, 1]:
        for down in (-step, 0, step):
            for along in (-step, 0, step):
                there_row = np.clip(row + down, 0, height - 1)
                there_column = np.clip(column + along, 0, width - 1)
                other_row = from_row[there_row, there_column]
                other_column = from_column[there_row, there_column]
                is_nearer = (other_row - row) ** 2 + (other_column - column) ** 2 < (
                    from_row - row
                ) ** 2 + (from_column - column) ** 2
                from_row = np.where(is_nearer, other_row, from_row)
                from_column = np.where(is_nearer, other_column, from_column)
    away = np.hypot(from_row - row, from_column - column)
    return seeds[np.clip(from_row, 0, None), np.clip(from_column, 0, None)], away


def _without_gaps(land: Mask, gap_cells: float) -> Mask:
    """Grown and shrunk again, which closes what is narrow."""
    _, to_land = spread(np.where(land, 1, SEA).astype(np.int32))
    grown = np.pad(to_land <= gap_cells, 1, mode="edge")
    _, to_sea = spread(np.where(grown, SEA, 1).astype(np.int32))
    closed: Mask = (to_sea[1:-1, 1:-1] > gap_cells) | land
    return closed


def _filled(land: Mask) -> Mask:
    """With every hole that the open sea does not reach."""
    sea = np.zeros_like(land)
    sea[[0, -1], :], sea[:, [0, -1]] = ~land[[0, -1], :], ~land[:, [0, -1]]
    return ~_reached(sea, ~land)


def _reached(start: Mask, within: Mask) -> Mask:
    reached, size = start & within, -1
    while size != (size := int(reached.sum())):
        for axis in (0, 1):
            for step in (1, -1):
                moved = np.roll(reached, step, axis)
                edge = 0 if step == 1 else -1
                moved[(edge, slice(None)) if axis == 0 else (slice(None), edge)] = False
                reached |= moved & within
    return reached


def _without_crumbs(labels: Labels, fewest_cells: int) -> Labels:
    """Small pieces go to the neighbour, and islets to the sea."""
    kept = labels.copy()
    for label in np.unique(labels[labels != SEA]):
        pieces, left = [], labels == label
        while left.any():
            start = np.zeros_like(left)
            start[tuple(np.argwhere(left)[0])] = True
            pieces.append(_reached(start, left))
            left &= ~pieces[-1]
        for piece in sorted(pieces, key=lambda piece: -int(piece.sum()))[1:]:
            if piece.sum() < fewest_cells:
                kept[piece] = SEA
    nearest, _ = spread(np.where(labels == kept, kept, SEA).astype(np.int32))
    is_inland = _filled(kept != SEA)
    return np.where((kept == SEA) & is_inland, nearest, kept).astype(np.int32)


def drawing(places: Sequence[Place]) -> dict[str, object]:
    slugs = list(reference_atlas().areas)
    drawn: dict[str, list[str]] = {slug: [] for slug in slugs}
    for panel in (COUNTRY, *INSETS):
        found: Mapping[int, str] = outlines(
            grid_of(panel, places), left=panel.left, top=panel.top, tolerance=panel.tolerance
        )
        for label, path in found.items():
            if label > ELSEWHERE:
                drawn[slugs[label - 1]].append(path)
    return {
        "source": (
            "Drawn by this project from the ONS Postcode Directory, November 2025; not official."
            " Source: Office for National Statistics licensed under the Open Government Licence"
            " v.3.0. Contains OS data © Crown copyright and database right. Contains Royal Mail"
            " data © Royal Mail copyright and database right."
        ),
        "width": WIDTH,
        "height": HEIGHT,
        "insets": [
            {
                "name": panel.name,
                "left": panel.left,
                "top": panel.top,
                "width": panel.columns,
                "height": panel.rows,
            }
            for panel in INSETS
        ],
        "areas": {slug: "".join(paths) for slug, paths in sorted(drawn.items())},
    }


if __name__ == "__main__":
    made = drawing(labelled(every_postcode(postcode_files())))
    text = json.dumps(made, ensure_ascii=False, indent=1)
    Path(sys.argv[1]).write_text(text + "\n", encoding="utf-8")
