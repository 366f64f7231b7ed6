"""The names of places as words that may be misspelt."""

from __future__ import annotations

from functools import cache

from directory.naming import name_key
from directory.places.everyday_names import everyday_names
from directory.places.positions import every_place
from directory.places.reference_tables import local_authorities, local_delivery_units
from directory.search.spelling import Vocabulary


@cache
def place_vocabulary() -> Vocabulary:
    """Names of one word, the most people first among equals."""
    common: dict[str, int] = {}
    for place in every_place():
        key = name_key(place.name)
        common[key] = max(common.get(key, 0), place.population)
    names = [row.name for row in local_authorities()]
    names += [row.name for row in local_delivery_units()]
    names += [row.name for row in everyday_names() if row.kind != "court"]
    for key in map(name_key, names):
        common[key] = max(common.get(key, 0), 100_000)
    return Vocabulary(common)
