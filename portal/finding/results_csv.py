"""A list of services as a file for a spreadsheet: open facts alone, whatever is asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from directory.delivery import delivery_rules
from directory.requirements import requirement_codes, requirement_name
from directory.search.found import Hit
from portal.finding.hits import ShownHit, miles_in_words, shown_hit
from portal.finding.searching import Searched
from portal.showing.csv_tables import MARK, csv_text

HEADINGS: Final = (
    "Service", "Provider", "Areas", "Where", "Requirements", "How it is delivered", "Who it is for",
    "Status", "Likely start", "Then", "Telephone", "Demonstration", "Page", "As at",
    "Places left",
)  # fmt: skip
AT_A_TIME: Final = 500
MOST_ROWS: Final = 30_000


def csv_lines(pages: Iterable[Searched], root: str) -> Iterator[str]:
    """The file, a page of the answer at a time; it begins with the mark that Excel wants."""
    yield MARK + csv_text([HEADINGS])
    for searched in pages:
        yield csv_text(_rows(searched, root))


def _rows(searched: Searched, root: str) -> Iterator[tuple[object, ...]]:
    known = set(requirement_codes())
    as_at = searched.as_at.isoformat(timespec="seconds")
    for hit, one in searched.shown([*searched.found.hits, *_apart(searched)]):
        service = one.service
        shown: ShownHit = shown_hit(
            replace(one, fit=None),
            where=miles_in_words(hit.about_miles, hit.in_area),
        )
        yield (
            shown.title,
            shown.provider,
            "; ".join(area.name for area in service.areas),
            shown.where,
            "; ".join(requirement_name(code) for code in service.requirements if code in known),
            delivery_rules()[service.kind].name,
            service.who_for or "",
            shown.tag.text if shown.tag else "",
            shown.start,
            shown.then,
            shown.telephone or "",
            "generated figures" if service.is_generated else "",
            root + shown.href,
            as_at,
            shown.places,
        )


def _apart(searched: Searched) -> tuple[Hit, ...]:
    """Those without an address come with every page of an answer: once, with the first."""
    return searched.found.apart if searched.asked.page == 1 else ()
