"""Areas as the cells of a file name them; a town's name is answered with the area it lies in."""

from __future__ import annotations

from collections.abc import Collection

from directory.exchange.forms import shown
from directory.exchange.names import Names
from directory.naming import Likeness
from directory.places.known_places import places_called


class AreaNames(Names):
    def __init__(self, known: Collection[str]) -> None:
        super().__init__("area", known)

    def hint(self, code: str) -> str:
        """ "preston lies in central-lancashire"; "" for what is no town."""
        place = places_called(code, least=Likeness.SAME).meant
        slugs = () if place is None else [slug for slug in place.areas if slug in self.known]
        if not slugs:
            return ""
        return f"{shown(code)} lies in {' or '.join(slugs)}"
