"""The installation's file of all postcodes, opened once by each process."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from flask import current_app

from directory.places.exact_postcodes import FILE_NAME, ExactPostcodes
from directory.places.geocoding import GazetteerGeocoder


def exact_postcodes() -> ExactPostcodes:
    """There or not: `flask --app portal postcodes` makes the file, and may at any time."""
    return _exact_in(Path(current_app.config["DATA_DIR"]))


def geocoder() -> GazetteerGeocoder:
    return _geocoder_in(Path(current_app.config["DATA_DIR"]))


@cache
def _exact_in(folder: Path) -> ExactPostcodes:
    return ExactPostcodes(folder / FILE_NAME)


@cache
def _geocoder_in(folder: Path) -> GazetteerGeocoder:
    return GazetteerGeocoder(_exact_in(folder))
