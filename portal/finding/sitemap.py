"""The public addresses of open facts, for those who list pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from sqlalchemy.orm import Session

from directory.places.queries import all_areas, all_courts, all_prisons
from directory.services.looking import open_pages

ALWAYS = (
    "/", "/courts", "/services", "/areas", "/packages", "/sheets", "/coverage", "/prisons",
    "/providers",
    "/about", "/about/data", "/about/rules", "/about/api", "/about/software",
    "/about/privacy", "/about/accessibility",
)  # fmt: skip
MOST_ADDRESSES = 50_000
"""Of one file, by the protocol of sitemaps.org."""


def addresses(session: Session, *, on: dt.date) -> list[str]:
    """Paths of pages that anybody may read; nothing of restricted or confidential services."""
    services, providers = open_pages(session)
    found = [
        *ALWAYS,
        *(f"/courts/{court.slug}" for court in all_courts(session)),
        *(f"/areas/{area.region.slug}/{area.slug}" for area in all_areas(session, on=on)),
        *(f"/prisons/{prison.code.lower()}" for prison in all_prisons(session)),
        *(f"/providers/{provider}" for provider in providers),
        *(f"/services/{service}" for service in services),
    ]
    return found[:MOST_ADDRESSES]


def as_xml(paths: Iterable[str], root: str) -> Iterator[str]:
    """Paths hold nothing that XML would have to escape: letters, digits, hyphens, slashes."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    for path in paths:
        yield f"<url><loc>{root}{path}</loc></url>\n"
    yield "</urlset>\n"
