"""Of which area a prison is: it has no region of its own, its postcode lies in one."""

from __future__ import annotations

from directory.errors import DirectoryError
from directory.places.home_area import home_area, reference_atlas
from directory.places.models import Prison
from directory.places.positions import ground_of
from directory.places.postcodes import read_postcode


def area_round(prison: Prison) -> str | None:
    """The area's slug; None where no postcode tells it."""
    try:
        return home_area(
            ground_of(read_postcode(prison.postcode or "").code), reference_atlas()
        ).slug
    except DirectoryError:
        return None
