"""The search's memory of this process, and the folder of the index that it reads."""

from __future__ import annotations

from pathlib import Path

from flask import current_app

from directory.search.catalogue import Catalogue

INDEX = "search"


def index_folder() -> Path:
    """Beside the database of the installation; the worker writes it, the pages read it."""
    return Path(current_app.config["DATA_DIR"]) / INDEX


def catalogue() -> Catalogue:
    """One for each application: another database is another catalogue."""
    kept: dict[str, Catalogue] = current_app.extensions.setdefault("search_catalogue", {})
    folder = index_folder()
    if str(folder) not in kept:
        kept[str(folder)] = Catalogue(folder)
    return kept[str(folder)]
