"""What this process remembers for searches and for the map of coverage."""

from __future__ import annotations

from flask import current_app

from commissioning.coverage.kept import KeptCoverage
from directory.search.catalogue import Catalogue
from portal.running.search_levelling import index_folder


def catalogue() -> Catalogue:
    """One for each application: another database is another catalogue."""
    kept: dict[str, Catalogue] = current_app.extensions.setdefault("search_catalogue", {})
    folder = index_folder()
    if str(folder) not in kept:
        kept[str(folder)] = Catalogue(folder)
    return kept[str(folder)]


def kept_coverage() -> KeptCoverage:
    """One for each application, made anew whenever a fact behind it has changed."""
    kept: KeptCoverage = current_app.extensions.setdefault("coverage", KeptCoverage())
    return kept
