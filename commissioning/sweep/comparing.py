"""One line and one requirement, asked in several ways: where two of them differ.

Pure. The page of an area is taken at its word, and every other way is compared with it.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from commissioning.availability.answer_types import (
    Area,
    AreaAnswer,
    CourtAnswer,
    LineRow,
    NearestElsewhere,
    RequirementAnswer,
)
from commissioning.availability.statuses import Status
from commissioning.bulletins.standing import LineWeekly
from commissioning.coverage.covering import Coverage
from commissioning.packages.answer import PackageOffer
from commissioning.sweep.checking import COULD_START
from commissioning.sweep.contradictions import Contradiction, ContradictionKind
from directory.places.distance import great_circle_miles

Cell = tuple[str, str]
"""An area's slug and a requirement's code."""

ALWAYS_HERE: Final = COULD_START | {Status.CHECK_COMMENCEMENT}


class LineTold(NamedTuple):
    """What is said of a line; of a restricted one the month alone. None: nothing is said.

    `rests_on` is what its dates mostly rest on.
    """

    status: str
    reason: str | None = None
    half_by: str | None = None
    nine_in_ten_by: str | None = None
    rests_on: str | None = None

    def in_words(self) -> str:
        return " ".join(part for part in self if part)


@dataclass(frozen=True, slots=True)
class Headline:
    """What an area's page says of a requirement."""

    status: Status
    reason: str | None
    leads: uuid.UUID | None
    nearest: NearestElsewhere | None

    def in_words(self) -> str:
        return f"{self.status} {self.reason or ''}".strip()


@dataclass(slots=True)
class Pages:
    """What the pages of areas have said so far: of lines with the address of the first."""

    lines: dict[uuid.UUID, tuple[LineTold, str]] = field(default_factory=dict)
    headlines: dict[Cell, Headline] = field(default_factory=dict)
    areas: dict[str, Area] = field(default_factory=dict)

    def hear(self, answer: AreaAnswer) -> Iterator[Contradiction]:
        """Keep what the page of one area says, and tell where it differs from another area's."""
        (area,) = answer.areas
        self.areas[area.slug] = area
        for found in answer.requirements:
            headline = Headline(found.status, found.reason, found.leads, found.nearest)
            self.headlines[area.slug, found.code] = headline
            for row in found.rows:
                known = self.lines.setdefault(row.line, (said_of(row), page_of(area)))
                yield from _differs(ContradictionKind.PAGE_DIFFERS, row, known, page_of(area))

    def address(self, slug: str) -> str:
        return page_of(self.areas[slug])


def page_of(area: Area) -> str:
    return f"/areas/{area.region_slug}/{area.slug}"


def said_of(row: LineRow) -> LineTold:
    standing = row.standing
    if row.is_restricted:
        return LineTold(standing.status, standing.reason, row.likely_month)
    half, nine = standing.likely_start, standing.by_9_in_10
    return LineTold(standing.status, standing.reason, _iso(half), _iso(nine), row.rests_on)


def rows_differ(
    kind: ContradictionKind, rows: Iterable[LineRow], pages: Pages, address: str
) -> Iterator[Contradiction]:
    """Rows of another format; of lines that no page told of nothing is compared."""
    for row in rows:
        if row.line in pages.lines:
            yield from _differs(kind, row, pages.lines[row.line], address)


def _differs(
    kind: ContradictionKind, row: LineRow, known: tuple[LineTold, str], address: str
) -> Iterator[Contradiction]:
    said, page = known
    if said_of(row) != said:
        what = f"{row.title}: “{said.in_words()}” here, “{said_of(row).in_words()}” there"
        yield Contradiction(kind, what, (page, address))


def map_differs(coverage: Coverage, pages: Pages) -> Iterator[Contradiction]:
    """Cells of the areas that were swept; what the map leaves out must be in doubt."""
    for (slug, code), headline in pages.headlines.items():
        cell = coverage.requirements.cells.get((code, slug))
        if cell is None and headline.status is Status.CHECK_COMMENCEMENT:
            continue
        if cell is None or (cell.status, cell.reason) != (headline.status, headline.reason):
            there = "nothing" if cell is None else f"{cell.status} {cell.reason or ''}".strip()
            what = f"{code}: “{headline.in_words()}” here, “{there}” on the map"
            where = (pages.address(slug), f"/coverage?requirement={code}")
            yield Contradiction(ContradictionKind.MAP_DIFFERS, what, where)


def map_invents(coverage: Coverage) -> Iterator[Contradiction]:
    """A pathway behind which nothing stands is not known: nobody states anything of pathways."""
    for (code, slug), cell in coverage.pathways.cells.items():
        if not cell.services and cell.status is not Status.NOT_KNOWN:
            what = f"{code} in {slug}: “{cell.status}” with nothing behind it"
            address = f"/coverage?requirement={code}"
            yield Contradiction(ContradictionKind.SAID_FROM_SILENCE, what, (address,))


def nearest_differs(
    pages: Pages, coverage: Coverage, centres: Mapping[str, tuple[float, float]]
) -> Iterator[Contradiction]:
    """The area named must itself say that somebody could start, and no nearer one may."""
    opens = _open_by_code(pages, coverage)
    for (slug, code), headline in pages.headlines.items():
        if headline.status in ALWAYS_HERE or slug not in centres:
            continue
        others = (other for other in opens.get(code, ()) if other != slug and other in centres)
        right = min(
            others,
            key=lambda other: (great_circle_miles(centres[slug], centres[other]), other),
            default=None,
        )
        named = headline.nearest.area.slug if headline.nearest else None
        if named != right:
            what = f"{code}: the nearest is said to be {named}, while it is {right}"
            where = (f"{pages.address(slug)}?requirement={code}", *_page_named(coverage, named))
            yield Contradiction(ContradictionKind.NEAREST_DIFFERS, what, where)


def _open_by_code(pages: Pages, coverage: Coverage) -> dict[str, list[str]]:
    """By the pages that were swept, and by the map for all others."""
    found: dict[str, list[str]] = {}
    for (code, slug), cell in coverage.requirements.cells.items():
        swept = pages.headlines.get((slug, code))
        if (swept.status if swept else cell.status) in COULD_START:
            found.setdefault(code, []).append(slug)
    return found


def _page_named(coverage: Coverage, slug: str | None) -> tuple[str, ...]:
    return tuple(page_of(area) for area in coverage.areas if area.slug == slug)


def court_differs(
    answer: CourtAnswer, pages: Pages, kind: ContradictionKind
) -> Iterator[Contradiction]:
    """A court speaks for its areas: as one of them does, and open where one of them is."""
    address = f"/courts/{answer.court.slug}"
    for found in answer.requirements:
        told = {
            area.slug: pages.headlines[area.slug, found.code]
            for area in answer.areas
            if (area.slug, found.code) in pages.headlines
        }
        if told and not _speaks_for(found, told.values()):
            here = ", ".join(f"{slug}: {one.in_words()}" for slug, one in told.items())
            there = f"{found.status} {found.reason or ''}".strip()
            what = f"{found.code}: “{here}” here, “{there}” there"
            where = (*(pages.address(slug) for slug in told), address)
            yield Contradiction(kind, what, where)
        yield from rows_differ(kind, found.rows, pages, address)


def _speaks_for(found: RequirementAnswer, told: Iterable[Headline]) -> bool:
    known = list(told)
    is_open = any(one.status in COULD_START for one in known)
    is_among = any((one.status, one.reason) == (found.status, found.reason) for one in known)
    return is_among and (found.status in COULD_START) == is_open


def week_differs(standings: Iterable[LineWeekly], pages: Pages) -> Iterator[Contradiction]:
    """A week holds no more than the likely day, of a restricted line the first of its month."""
    for week in standings:
        if week.line not in pages.lines:
            continue
        said, page = pages.lines[week.line]
        half = week.likely_start
        half_by = f"{half:%Y-%m}" if half and week.is_restricted else _iso(half)
        told = LineTold(week.status, week.reason, half_by)
        if told != said._replace(nine_in_ten_by=None, rests_on=None):
            what = f"{week.title}: “{said.in_words()}” here, “{told.in_words()}” in the week"
            where = (page, f"/services/{week.service}")
            yield Contradiction(ContradictionKind.BULLETIN_DIFFERS, what, where)


def offer_differs(offer: PackageOffer, pages: Pages) -> Iterator[Contradiction]:
    for line in (line for group in offer.groups for line in group.lines):
        known = pages.lines.get(uuid.UUID(line.key))
        standing = line.standing
        told = LineTold(standing.status, standing.reason)
        if known and told != LineTold(*known[0][:2]):
            what = f"{line.title}: “{known[0].in_words()}” here, “{told.in_words()}” there"
            where = (known[1], f"/packages?area={offer.area.slug}")
            yield Contradiction(ContradictionKind.PACKAGE_DIFFERS, what, where)


def _iso(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()
