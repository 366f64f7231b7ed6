"""What stands on the page of coverage, in the order in which it is built."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from commissioning.partnership.actions.naming import NamedAction
from directory.places.shapes import Inset


@dataclass(frozen=True, slots=True)
class ShownCell:
    """`says` is what a screen reader hears; `href` leads to the services behind it."""

    cover: str
    mark: str
    count: int
    word: str
    says: str
    href: str


@dataclass(frozen=True, slots=True)
class ShownArea:
    name: str
    href: str
    cells: tuple[ShownCell, ...]


@dataclass(frozen=True, slots=True)
class ShownCoverTable:
    """`columns` are (code, name), one for each cell of an area's row."""

    caption: str
    columns: tuple[tuple[str, str], ...]
    areas: tuple[ShownArea, ...]


@dataclass(frozen=True, slots=True)
class ShownRegion:
    """Without `tables` until somebody opens it: all of them would be a million characters.

    `counts` are of its areas with each cover of what was chosen, in the order of the legend.
    """

    name: str
    slug: str
    counts: tuple[int, ...]
    tables: tuple[ShownCoverTable, ...]


@dataclass(frozen=True, slots=True)
class ChosenArea:
    name: str
    href: str
    cell: ShownCell


@dataclass(frozen=True, slots=True)
class FoldedRegion:
    """The areas of a region, folded away behind `says`: how many stand as what."""

    name: str
    says: str
    areas: tuple[ChosenArea, ...]
    is_open: bool


@dataclass(frozen=True, slots=True)
class MapShape:
    path: str
    says: str
    cover: str
    href: str


@dataclass(frozen=True, slots=True)
class ShownMap:
    view_box: str
    shapes: tuple[MapShape, ...]
    insets: tuple[Inset, ...]
    source: str


@dataclass(frozen=True, slots=True)
class LegendLine:
    cover: str
    mark: str
    word: str
    means: str
    areas: int


@dataclass(frozen=True, slots=True)
class CoveragePage:
    """`chosen` is a requirement or a pathway; `by_region` says in words what the map draws.

    `is_own_choice`: nobody chose, so it is the requirement in which areas differ most. `actions`:
    of published action plans, those that name it in some area.
    """

    as_at: dt.datetime
    chosen: str
    chosen_name: str
    is_own_choice: bool
    requirements: tuple[tuple[str, str], ...]
    pathways: tuple[tuple[str, str], ...]
    by_region: tuple[FoldedRegion, ...]
    map: ShownMap
    legend: tuple[LegendLine, ...]
    regions: tuple[ShownRegion, ...]
    open_region: str
    in_doubt: tuple[str, ...]
    area_count: int
    service_count: int
    has_generated_figures: bool
    actions: tuple[NamedAction, ...] = ()
